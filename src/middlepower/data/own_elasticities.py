"""Elasticities that a user gives: a table of her own, or one number for all sectors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from middlepower.data.concordance import standard_code
from middlepower.errors import DataError
from middlepower.reading import TableRow, read_table

EVERY = "*"  # in the place of a sector: every sector without a row of its own
OWN_SET = "own"
"""The name of the elasticities that a world's file holds and that are no set."""
NEEDED, PERHAPS = ("sector", "theta"), ("standard_error", "source")
LARGEST = 100.0  # the largest published product-level estimates are about 30


@dataclass(frozen=True)
class Estimate:
    """The trade elasticity theta = sigma - 1 of one sector, its standard error where the source gives one, and where
    the number was taken from."""

    theta: float
    standard_error: float | None
    source: str


def is_own(name: str) -> bool:
    """Whether a text is a number, the name of a CSV file, or the name of a world's own elasticities."""
    return name == OWN_SET or name.lower().endswith(".csv") or _number(name) is not None


def own_rows(name: str) -> dict[str, Estimate]:
    """{sector: estimate} of a number or a file; none for a world's own, which are in the world already."""
    if name == OWN_SET:
        return {}
    number = _number(name)
    if number is not None:
        return {EVERY: Estimate(_checked(number, "`--elasticities`"), None, "one number for all sectors")}
    return read_own(Path(name))


def read_own(path: Path) -> dict[str, Estimate]:
    """{sector: estimate} of a table `sector,theta[,standard_error][,source]`; DataError names file, line and value.

    A sector is a code or name as the world has it, a code or word of ours, or `*` for all others.
    """
    estimates: dict[str, Estimate] = {}
    for row in read_table(path, NEEDED, PERHAPS, "elasticities"):
        sector = row.cells["sector"]
        if not sector:
            raise DataError(f"{path}, line {row.line}: `sector` is empty: name a sector, or * for all others.")
        sector = standard_code((sector,)) or sector
        if sector in estimates:
            raise DataError(f"{path}, line {row.line}: sector {sector[:40]} stands there twice; delete one.")
        estimates[sector] = _estimate(row, path)
    return estimates


def _estimate(row: TableRow, path: Path) -> Estimate:
    where = f"{path}, line {row.line}: `theta`"
    theta = _checked(row.number("theta", path), where)
    error = row.number("standard_error", path) if row.cells.get("standard_error") else None
    if error is not None and error <= 0.0:
        raise DataError(f"{path}, line {row.line}: `standard_error` is {error:g}: it must be positive, or empty.")
    return Estimate(theta, error, row.cells.get("source") or str(path))


def _checked(theta: float, where: str) -> float:
    if not 0.0 < theta <= LARGEST:
        raise DataError(
            f"{where} is {theta:g}: the trade elasticity theta = sigma - 1 lies above 0 and at most at {LARGEST:g}."
        )
    return theta


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
