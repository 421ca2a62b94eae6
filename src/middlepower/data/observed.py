"""What was seen after the forecasts' law: US imports of 2025 by line, and Canada's exports of 2025 by industry."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class LineSeen:
    """US imports of a year in a six-digit line, million US dollars; the second half is part of the whole."""

    whole: float
    second_half: float


@dataclass(frozen=True)
class IndustrySeen:
    """A published change of a value from one year to the next, per cent."""

    percent: float
    source: str


@cache
def us_imports_2025(folder: Path = FOLDER) -> dict[tuple[str, str], LineSeen]:
    """{(partner, HS6 line): imports}; a line that is missing was not imported."""
    rows = _rows(folder / "observed_us_imports_2025.csv")
    return {
        (row["partner"], row["hs6"]): LineSeen(float(row["value_musd"]), float(row["second_half_musd"])) for row in rows
    }


@cache
def canada_2025(folder: Path = FOLDER) -> dict[str, IndustrySeen]:
    """{industry: change of Canada's export value, all destinations}."""
    rows = _rows(folder / "observed_canada_2025.csv")
    return {row["industry"]: IndustrySeen(float(row["change_percent"]), row["source"]) for row in rows}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
