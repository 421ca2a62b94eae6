"""What US dollars of a year are in an economy's own currency, and how many persons share them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
POPULATION = FOLDER / "population.csv"
RATES = FOLDER / "exchange_rates.csv"
CURRENCIES = FOLDER / "currencies.csv"
INVERTED = "US dollars per unit"


@dataclass(frozen=True)
class Population:
    """The population of an economy in a year."""

    number: int
    source: str


@dataclass(frozen=True)
class Currency:
    """A currency: ISO 4217 code, its name in the plural, and the sign that is set before a number."""

    code: str
    title: str
    sign: str


@dataclass(frozen=True)
class ExchangeRate:
    """Units of a currency per US dollar, the average of a year."""

    per_usd: float
    source: str


@cache
def populations() -> dict[tuple[str, int], Population]:
    """{(economy, year): population}."""
    return {
        (row["economy"], int(row["year"])): Population(int(row["persons"]), row["source"]) for row in _rows(POPULATION)
    }


@cache
def currencies() -> dict[str, Currency]:
    """{economy: its currency}, where a rate is known."""
    return {row["economy"]: Currency(row["currency"], row["title"], row["sign"]) for row in _rows(CURRENCIES)}


@cache
def exchange_rates() -> dict[tuple[str, int], ExchangeRate]:
    """{(currency, year): average rate}."""
    return {(row["currency"], int(row["year"])): _rate(row) for row in _rows(RATES)}


def _rate(row: dict[str, str]) -> ExchangeRate:
    """The rate as units per US dollar, however it is quoted."""
    quoted = float(row["quoted"])
    return ExchangeRate(1.0 / quoted if row["quotes"] == INVERTED else quoted, row["source"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
