"""What institutions published on questions that this model can be asked in the same words."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from middlepower.errors import DataError

PUBLISHED = Path(__file__).with_name("published.csv")

PublishedHorizon = Literal["first-year", "between", "long"]


@dataclass(frozen=True)
class PublishedNumber:
    """One published number, and the scenario and state that ask the same question here; dates as exact as known."""

    id: str
    institution: str
    date: str
    question: str  # what was asked, as it was published
    variable: str  # the number of the results documents that means the same
    economy: str
    value: float
    unit: str
    horizon: PublishedHorizon  # the horizon here that is nearest; between: after the first year, before the long run
    source: str  # address
    scenario: str  # of the library
    state: str  # of that scenario
    note: str  # in one sentence, what tells the two models or questions apart


COLUMNS = tuple(field.name for field in fields(PublishedNumber))


@cache
def load_published() -> tuple[PublishedNumber, ...]:
    """All published numbers, in the order of the table."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return tuple(_published(row) for row in csv.DictReader(file))


def published_on(scenario: str, state: str) -> tuple[PublishedNumber, ...]:
    """The published numbers on the question of one state of a library scenario."""
    return tuple(row for row in load_published() if (row.scenario, row.state) == (scenario, state))


def _published(row: dict[str, str]) -> PublishedNumber:
    if row["horizon"] not in get_args(PublishedHorizon):
        allowed = ", ".join(get_args(PublishedHorizon))
        raise DataError(f"{PUBLISHED.name}: `{row['id']}`: `horizon` is `{row['horizon']}`: give one of {allowed}.")
    cells = {name: float(row[name]) if name == "value" else row[name] for name in COLUMNS}
    return PublishedNumber(**cells)  # type: ignore[arg-type]
