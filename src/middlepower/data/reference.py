"""Published totals to print next to the aggregates of the embedded world."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReferenceTotal:
    """One published total and what it compares with in a world.

    `concept` says how: `imports` is the sum of flows from `exporter` to `importer` over `sectors`; `gdp` is
    value added of `importer`; `services exports` are those of `exporter`. A note says why the two may differ.
    """

    id: str
    title: str
    value: float
    unit: str
    year: int
    concept: str
    importer: str
    exporter: str
    sectors: tuple[str, ...]
    source: str
    note: str


def reference_totals() -> list[ReferenceTotal]:
    """All published totals, in the order of `reference_totals.csv`; empty sectors mean all sectors."""
    with (Path(__file__).parent / "reference_totals.csv").open(encoding="utf-8", newline="") as file:
        return [_total(row) for row in csv.DictReader(file)]


def _total(row: dict[str, str]) -> ReferenceTotal:
    """One row of the table as a ReferenceTotal."""
    return ReferenceTotal(
        id=row["id"],
        title=row["title"],
        value=float(row["value"]),
        unit=row["unit"],
        year=int(row["year"]),
        concept=row["concept"],
        importer=row["importer"],
        exporter=row["exporter"],
        sectors=tuple(row["sectors"].split()),
        source=row["source"],
        note=row["note"],
    )
