"""The days on which law changes: where measures begin, end, or take another rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from middlepower.policy.schema import Measure

NO_LAW = ("verified_on",)  # a day that says when somebody looked
LAST_DAYS = ("date_end",)  # the law changes on the day after
ONE_DAY = dt.timedelta(days=1)


def change_days(measures: Iterable[Measure]) -> dict[dt.date, frozenset[str]]:
    """{day: the quantified measures that begin, end or change on it}, in order of time."""
    found: dict[dt.date, set[str]] = {}
    for measure in measures:
        for day in days_of(measure) if measure.quantified else ():
            found.setdefault(day, set()).add(measure.id)
    return {day: frozenset(found[day]) for day in sorted(found)}


def days_of(part: Any) -> Iterator[dt.date]:
    """Every day on which a measure, or a part of it, changes something."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, dt.date) and name not in NO_LAW:
            yield value + ONE_DAY if name in LAST_DAYS else value
        elif isinstance(value, BaseModel):
            yield from days_of(value)
        elif isinstance(value, tuple):
            for inner in value:
                if isinstance(inner, BaseModel):
                    yield from days_of(inner)


def steps_between(days: Iterable[dt.date], first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day, and every later one of `days` up to the last."""
    return [first, *(day for day in sorted(set(days)) if first < day <= last)]
