"""What is known of Canada's provinces: splits of goods and sectors by province, their size, their employees.

A split holds each province's share in a published total, such as canola harvested or exports of ores; what no province
is known to have is `not_known`, never spread. `uses` says which split stands for which good or sector, by destination.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.statcan_provinces import CODES
from middlepower.language.catalogue import named

Array = NDArray[np.float64]
FOLDER = Path(__file__).parent
PROVINCES: dict[str, str] = {code: name for name, code in CODES.items()}
ECONOMY = "CAN"
ANY = "*"  # every destination without a row of its own
US_YEAR = 2022
US_SOURCE = "https://www.statcan.gc.ca/en/subjects-start/international_trade"
SIZE_YEAR = EMPLOYEES_YEAR = 2024
ROUNDING = 1e-5  # of shares, which the table gives to six decimals


@dataclass(frozen=True)
class ProvinceSplit:
    """A published total and each province's share in it [p], in the order of PROVINCES; they may not sum to one."""

    name: str
    basis: str
    years: str
    confidence: str
    sources: tuple[str, ...]
    note: str
    share: Array

    @property
    def not_known(self) -> float:
        """The part of the total that no province is known to have."""
        rest = 1.0 - float(self.share.sum())
        return rest if rest > ROUNDING else 0.0

    @property
    def title(self) -> str:
        """The basis and its years."""
        return f"{named(self.basis)}, {named(self.years)}"


@dataclass(frozen=True)
class SplitUse:
    """A split that stands for a good or sector sold to a destination, with its weight and how well it fits.

    `split` is empty where it is known that no provincial figure was found.
    """

    code: str
    destination: str
    split: str
    weight: float
    fit: str
    note: str


@dataclass(frozen=True)
class ProvinceSize:
    """Gross domestic product at market prices and goods exports of a province, million Canadian dollars."""

    gdp: float
    exports: float | None


@cache
def splits() -> Mapping[str, ProvinceSplit]:
    """All splits by name, those of exports to the United States by product group among them."""
    shares: dict[str, Array] = {}
    for row in _rows("provinces_shares.csv"):
        of = shares.setdefault(row["split"], np.zeros(len(PROVINCES)))
        of[list(PROVINCES).index(row["province"])] = float(row["share"])
    found = {row["split"]: _split(row, shares[row["split"]]) for row in _rows("provinces_splits.csv")}
    return found | {group: _of_group(group, exports) for group, exports in group_exports().items()}


def _split(row: Mapping[str, str], share: Array) -> ProvinceSplit:
    about = (row["split"], row["basis"], row["years"], row["confidence"])
    total = float(share.sum())
    exact = share / total if abs(total - 1.0) <= ROUNDING else share  # shares that are all known sum to one
    return ProvinceSplit(*about, tuple(row["sources"].split()), row["note"], exact)


def _of_group(group: str, exports: Mapping[str, float]) -> ProvinceSplit:
    values = np.array([exports[code] for code in PROVINCES])
    basis = f"exports to the United States of {group[:1].lower()}{group[1:]}"
    return ProvinceSplit(group, basis, str(US_YEAR), "high", (US_SOURCE,), "", values / values.sum())


@cache
def group_exports() -> dict[str, dict[str, float]]:
    """Exports to the United States, {product group: {province: million Canadian dollars}}, 2022."""
    exports: dict[str, dict[str, float]] = {}
    for row in _rows("provinces_exports.csv"):
        exports.setdefault(row["group"], {})[row["province"]] = float(row["exports_million_cad"])
    return exports


@cache
def uses() -> Mapping[tuple[str, str], tuple[SplitUse, ...]]:
    """{(good or sector, destination): splits that stand for it}; their weights sum to one."""
    found: dict[tuple[str, str], tuple[SplitUse, ...]] = {}
    for row in _rows("provinces_uses.csv"):
        key = (row["code"], row["destination"])
        use = SplitUse(*key, row["split"], float(row["weight"]), row["fit"], row["note"])
        found[key] = (*found.get(key, ()), use)
    return found


def used_for(code: str, destination: str) -> tuple[SplitUse, ...]:
    """The splits that stand for a good or sector sold to a destination; none where nothing is known of it."""
    return uses().get((code, destination), uses().get((code, ANY), ()))


@cache
def sizes() -> Mapping[str, ProvinceSize]:
    """Size of the provinces that the table has, and of Canada."""
    return {
        row["province"]: ProvinceSize(
            float(row["gdp_million_cad"]), float(row["exports_million_cad"]) if row["exports_million_cad"] else None
        )
        for row in _rows("provinces_size.csv")
    }


@cache
def employees() -> Mapping[str, Mapping[str, float | None]]:
    """{industry: {province: employees}}; None where Statistics Canada keeps a count back."""
    found: dict[str, dict[str, float | None]] = {}
    for row in _rows("provinces_employees.csv"):
        found.setdefault(row["industry"], {})[row["province"]] = float(row["employees"]) if row["employees"] else None
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
