"""What was seen after the forecasts' law: US imports of 2025 by line, and Canada's exports of 2025 by industry.

The package holds both; a folder of one's own may hold the same files, such as a later vintage of the data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.errors import DataError
from middlepower.reading import read_table

FOLDER = Path(__file__).parent
US_FILE, CANADA_FILE = "observed_us_imports_2025.csv", "observed_canada_2025.csv"
WHAT = "observations"
LOWEST_PERCENT = -100.0


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
    path = folder / US_FILE
    found = {}
    for row in read_table(path, ("partner", "hs6", "value_musd", "second_half_musd"), (), WHAT):
        whole, half = (_number(path, row.line, name, row.cells[name]) for name in ("value_musd", "second_half_musd"))
        code = row.cells["hs6"]
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise DataError(f"{path}, line {row.line}: `hs6` is `{code[:20]}`: write six digits, as in 870323.")
        if not 0.0 <= half <= whole:
            raise DataError(f"{path}, line {row.line}: the second half, {half:g}, must lie between 0 and {whole:g}.")
        found[row.cells["partner"], code] = LineSeen(whole, half)
    return found


@cache
def canada_2025(folder: Path = FOLDER) -> dict[str, IndustrySeen]:
    """{industry: change of Canada's export value, all destinations}."""
    path = folder / CANADA_FILE
    found = {}
    for row in read_table(path, ("industry", "change_percent", "year", "source"), (), WHAT):
        percent = _number(path, row.line, "change_percent", row.cells["change_percent"])
        if percent <= LOWEST_PERCENT:
            raise DataError(f"{path}, line {row.line}: `change_percent` is {percent:g}: write one above -100.")
        found[row.cells["industry"]] = IndustrySeen(percent, row.cells["source"])
    return found


def _number(path: Path, line: int, name: str, text: str) -> float:
    """The number in a cell; DataError where there is none."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{path}, line {line}: `{name}` is `{text[:20]}`: write a number, with a point.")
    return value
