"""Parameters of the first-year model: labour's share of value added by sector, mobility of workers, the wage floor."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.data.concordance import values_for
from middlepower.errors import DataError

Array = NDArray[np.float64]
FOLDER = Path(__file__).parent
Level = Literal["low", "centre", "high"]


@dataclass(frozen=True)
class Parameter:
    """A number with its range and where it is from."""

    low: float
    centre: float
    high: float
    source: str

    def at(self, level: Level) -> float:
        """The number at an end of its range, or in the middle."""
        return {"low": self.low, "centre": self.centre, "high": self.high}[level]


@cache
def first_year_parameters() -> dict[str, Parameter]:
    """`kappa` and `floor`."""
    return {row["parameter"]: _parameter(row, "centre") for row in _rows("first_year.csv")}


@cache
def labour_share_table() -> dict[str, Parameter]:
    """Labour's share of value added by sector."""
    return {row["sector"]: _parameter(row, "labour_share") for row in _rows("labour_shares.csv")}


def labour_shares(sectors: Sequence[str], level: Level = "centre") -> Array:
    """lam[s] in the order of some sectors, by concordance; DataError at the first that the table does not know."""
    table, shares = labour_share_table(), []
    for code in sectors:
        found = values_for(code, table)
        if not found:
            raise DataError(
                f"no labour share is known of sector {code}: horizon `first-year` needs one for each sector. Merge "
                "it with a sector of the table (`middlepower list sectors`), or ask for horizon `medium`."
            )
        shares.append(float(np.mean([one.at(level) for one in found])))
    return np.array(shares)


def knows_labour(sectors: Sequence[str]) -> bool:
    """Whether labour's share is known in every sector."""
    return all(values_for(code, labour_share_table()) for code in sectors)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parameter(row: dict[str, str], centre: str) -> Parameter:
    return Parameter(float(row["low"]), float(row[centre]), float(row["high"]), row["source"])
