"""The committed tables that measures refer to: rates by partner and date, rates by sector, coverage."""

from __future__ import annotations

import datetime as dt
from functools import cache

from middlepower.errors import MeasureError
from middlepower.policy.goods import HERE, read_rows
from middlepower.policy.schema import Line


@cache
def _partner_steps(table: str) -> dict[str, tuple[tuple[dt.date, float], ...]]:
    steps: dict[str, list[tuple[dt.date, float]]] = {}
    for row in read_rows(HERE / table):
        steps.setdefault(row["partner"], []).append((dt.date.fromisoformat(row["date"]), float(row["added_rate"])))
    return {partner: tuple(sorted(rows)) for partner, rows in steps.items()}


def partner_rate(table: str, partner: str, day: dt.date) -> float:
    """The rate that a partner pays on a day: the last step reached, zero before the first."""
    reached = [rate for start, rate in _partner_steps(table).get(partner, ()) if start <= day]
    return reached[-1] if reached else 0.0


@cache
def sector_segments(table: str, sector: str) -> tuple[tuple[float, float, float], ...]:
    """(start, end, rate) stretches of a sector's trade, laid out side by side from zero."""
    found, start = [], 0.0
    for row in read_rows(HERE / table):
        if row["sector"] == sector and float(row["added_rate"]) > 0:
            end = start + float(row["share_of_imports"])
            found.append((start, end, float(row["added_rate"])))
            start = end
    if start > 1.0 + 1e-9:
        raise MeasureError(f"{table}: shares of {sector} sum to {start:.4f}, more than one. Correct the table.")
    return tuple(found)


@cache
def _coverage(table: str) -> dict[tuple[str, str], float]:
    return {(row["exporter"], row["good"]): float(row["coverage"]) for row in read_rows(HERE / table)}


def coverage_on(line: Line, exporter: str, product: str, sector: str) -> float:
    """The share of a part's trade that a line bites on; a coverage table goes from product to sector."""
    if line.coverage_table is None:
        return line.coverage
    table = _coverage(line.coverage_table)
    for good in (product, sector):
        for partner in (exporter, "*"):
            if (partner, good) in table:
                return table[partner, good] * line.coverage
    return 0.0
