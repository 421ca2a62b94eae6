"""The worlds and the tariff schedule of the public programs around Lashkaripour (2021), as arrays.

The files (WIOD 2014: 44 economies x 16 sectors; OECD ICIO: 81 x 28) are MATLAB v7.3. The programs read the
flows as tariff-inclusive spending and, on ICIO files, add one million US dollars to every own-trade cell, because
some countries report no home sales of some goods.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.icio_mat import ELASTICITY_SETS, ICIO_ROW, text_labels
from middlepower.errors import DataError
from middlepower.names import unknown_name

SOURCES = ("wiod-2014", "oecd-icio-2025", "teti-gtd", "lashkaripour-package")
Array = NDArray[np.float64]

WORLDS = ("WIOD2014", "ICIO2017", "ICIO2019", "ICIO2022")
OWN_TRADE = {"WIOD": 0.0, "ICIO": 1.0}  # million US dollars added to each own-trade cell, by family of files


@dataclass(frozen=True)
class TariffWarData:
    """One world: spending[k, n, i] (million US dollars, tariff-inclusive) by importer n on exporter i.

    tariff[k, n, i] applied rates, fractions, on services too where the file has them; elasticity[k] = theta.
    """

    name: str
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    spending: Array
    tariff: Array
    elasticity: Array
    elasticity_set: str

    def position(self, country: str) -> int:
        """The position of a country; an unknown code raises UnknownNameError with the nearest one."""
        if country not in self.countries:
            raise unknown_name("economy", country, self.countries)
        return self.countries.index(country)


@dataclass(frozen=True)
class AprilSchedule:
    """US rates announced on 2 April 2025, by country, with the trade that averages them for groups.

    rate[c] fractions; exports[c, c'] what c sells to c' (2023, thousand US dollars; empty cells of the file are zero).
    """

    countries: tuple[str, ...]
    rate: Array
    exports: Array


def read_world(root: Path, name: str = "WIOD2014", elasticity_set: str = "IS") -> TariffWarData:
    """One of WORLDS from the data root's folder `icio`, with one of ELASTICITY_SETS (`IS` = in-sample)."""
    import h5py

    if name not in WORLDS:
        raise unknown_name("world", name, WORLDS)
    if elasticity_set not in ELASTICITY_SETS:
        raise unknown_name("elasticity set", elasticity_set, ELASTICITY_SETS)
    path = root / "icio" / f"{name}.mat"
    if not path.exists():
        raise DataError(f"{path} is missing: give the data root that has the folder `icio`.")
    with h5py.File(path) as file:
        spending = np.asarray(file["data/Xjik_3D"][()], dtype=float)
        tariff = np.asarray(file["data/tjik_3D"][()], dtype=float)
        theta = np.ravel(file[f"data/sigma/{elasticity_set}/epsilon_S"][()]).astype(float)
        countries, sectors = (tuple(text_labels(file, f"data/{field}")) for field in ("countries", "sectors"))
    n = np.arange(len(countries))
    spending[:, n, n] += OWN_TRADE[name[:4]]
    return TariffWarData(name, countries, sectors, spending, tariff, theta, elasticity_set)


def read_april_schedule(root: Path) -> AprilSchedule:
    """The schedule of 2 April 2025 from the data root's folder `bilateral2023`."""
    folder = root / "bilateral2023"
    countries = tuple(row["iso3"] for row in _rows(folder / "country_labels.csv"))
    rate = np.array([float(row["applied_tariff"]) for row in _rows(folder / "tariffs.csv")])
    exports = np.array([[float(cell or 0.0) for cell in row.values()] for row in _rows(folder / "trade_cepii.csv")])
    size = len(countries)
    if rate.shape != (size,) or exports.shape != (size, size):
        raise DataError(
            f"{folder}: {size} countries but {len(rate)} rates and trade of shape {exports.shape}: "
            "the three files must list the same countries in the same order."
        )
    return AprilSchedule(countries, rate, exports)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        raise DataError(f"{path} is missing: give the data root that has the folder `bilateral2023`.")
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def april_rates(schedule: AprilSchedule, countries: tuple[str, ...]) -> tuple[Array, Array]:
    """(US rate on each country, each country's rate on the US in return), NaN where the schedule names none.

    The rest of the world pays the average of its members' rates, weighted by their sales to the US; in return
    it asks the average weighted by what the US sells to them. The US itself has NaN.
    """
    known = dict(zip(schedule.countries, schedule.rate, strict=True))
    rate = np.array([np.nan if code == "USA" else known.get(code, np.nan) for code in countries])
    answer = rate.copy()
    usa = schedule.countries.index("USA")
    others = np.array([code not in countries for code in schedule.countries])
    if ICIO_ROW in countries:
        rest = countries.index(ICIO_ROW)
        rate[rest] = np.average(schedule.rate[others], weights=schedule.exports[others, usa])
        answer[rest] = np.average(schedule.rate[others], weights=schedule.exports[usa, others])
    return rate, answer
