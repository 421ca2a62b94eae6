"""The numbers that replications are held against: small tables committed beside the code."""

from __future__ import annotations

import csv
from pathlib import Path

TARGETS = Path(__file__).parent / "targets"


def read_table(name: str, key: str = "country") -> dict[str, dict[str, float]]:
    """The table targets/<name>.csv as {key: {column: number}}."""
    with (TARGETS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row[key]: {column: float(text) for column, text in row.items() if column != key} for row in rows}
