"""The codes that measures, tables and worlds may speak of: economies (ISO 3166-1 alpha-3) and ICIO sectors."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
REST = "ROW"
"""The rest of the world: every economy that a list does not name."""


@dataclass(frozen=True)
class Sector:
    """A sector: code as in the OECD ICIO tables, readable name, ISIC Rev. 4 divisions or groups, goods or services."""

    code: str
    name: str
    isic: str
    is_goods: bool


@cache
def economy_names() -> dict[str, str]:
    """The readable name of every economy by its code, the rest of the world last."""
    with (FOLDER / "economies.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)} | {REST: "Rest of the world"}


@cache
def sectors() -> dict[str, Sector]:
    """The sectors by code, in the order of the tables."""
    with (FOLDER / "sectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: Sector(row["code"], row["name"], row["isic"], row["kind"] == "goods") for row in rows}
