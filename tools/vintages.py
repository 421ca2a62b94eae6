"""The embedded worlds: the year of each one's flows and tariffs, its regions, and the day whose law it holds.

The input-output table at hand is of 2022. The worlds of other years have their own flows and tariffs, and borrow input
coefficients and margin shares from it; so does what it knows of final demand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from tools.folders import DATA
from tools.regions import WHOLE, WITH_LITHUANIA, Grouping

TABLE_YEAR = 2022
"""The year of the intermediate flows and of the sales by service industry."""


@dataclass(frozen=True)
class Vintage:
    """One embedded world: the year of its flows and tariffs, and how its countries are merged."""

    year: int
    grouping: Grouping

    @property
    def name(self) -> str:
        """The world's name."""
        return f"icio{self.year}"

    @property
    def tariff_date(self) -> dt.date:
        """The middle of the year whose flows and duties the world records; its benchmark duties are that day's law."""
        return dt.date(self.year, 7, 1)

    @property
    def flows_file(self) -> str:
        """The raw file of flows and tariffs."""
        return f"icio/ICIO{self.year}.mat"

    @property
    def embedded(self) -> Path:
        """The committed world."""
        return DATA / "embedded" / f"{self.name}.nc"

    @property
    def duties(self) -> Path:
        """The committed table of what measures in force on the world's day add to ordinary tariffs."""
        return DATA / f"benchmark_duties_{self.year}.csv"


RATE_CHANGES = DATA / "tariff_changes.csv"
"""The tariff cells of the latest world that a plausibility rule changed; those of the others stand in their files."""
LATEST = Vintage(TABLE_YEAR, WHOLE)
VINTAGES = (LATEST, Vintage(2019, WITH_LITHUANIA), Vintage(2017, WITH_LITHUANIA))


def vintage(name: str) -> Vintage:
    """The embedded world of that name."""
    return next(known for known in VINTAGES if known.name == name)
