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
    """A sector: code as in the OECD ICIO tables, readable name, ISIC Rev. 4 divisions or groups, goods or services.

    `words` are everyday names of it, `parts` of things in it; `gtap` and `gtap_parts` the GTAP codes alike.
    """

    code: str
    name: str
    isic: str
    is_goods: bool
    words: tuple[str, ...]
    parts: tuple[str, ...]
    gtap: tuple[str, ...]
    gtap_parts: tuple[str, ...]


@dataclass(frozen=True)
class NamedEconomy:
    """An economy: code, ISO 3166-1 alpha-2, M49 number, other numbers of trade statistics, name, other names.

    The code is ISO 3166-1 alpha-3 but for Réunion, RE: REU is the rest of the European Union in worlds.
    """

    code: str
    iso2: str
    m49: str
    comtrade: tuple[str, ...]
    name: str
    official: str
    other: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all others, former ones and their codes included."""
        return tuple(filter(None, (self.name, self.official, *self.other)))


@dataclass(frozen=True)
class SharedName:
    """Names that stand for more than one economy, or for more than one sector, and why."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    why: str


@cache
def economies() -> dict[str, NamedEconomy]:
    """Every economy by its code."""
    rows = [
        NamedEconomy(
            row["code"],
            row["iso2"],
            row["m49"],
            _listed(row["comtrade"]),
            row["name"],
            row["official"],
            _listed(row["other"]),
        )
        for row in _rows("economies.csv")
    ]
    return {row.code: row for row in rows}


@cache
def economy_names() -> dict[str, str]:
    """The readable name of every economy by its code, the rest of the world last."""
    return {code: economy.name for code, economy in economies().items()} | {REST: "Rest of the world"}


@cache
def shared_names(table: str) -> tuple[SharedName, ...]:
    """The names in a table (`economies` or `sectors`) that stand for more than one of its codes."""
    rows = _rows(f"shared_{table}.csv")
    return tuple(SharedName(_listed(row["name"]), tuple(row["codes"].split()), row["why"]) for row in rows)


@cache
def sectors() -> dict[str, Sector]:
    """The sectors by code, in the order of the tables."""
    return {row["code"]: _sector(row) for row in _rows("sectors.csv")}


def _sector(row: dict[str, str]) -> Sector:
    lists = (_listed(row[name]) for name in ("words", "parts", "gtap", "gtap_parts"))
    return Sector(row["code"], row["name"], row["isic"], row["kind"] == "goods", *lists)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
