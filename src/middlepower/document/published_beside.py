"""Published numbers beside ours, in the states of library scenarios that ask the same question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from middlepower.data.published import PublishedNumber, published_on
from middlepower.document.number import Number
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.variant import LONG
from middlepower.language.catalogue import named
from middlepower.scenario.read import library, read_scenario
from middlepower.scenario.schema import Scenario


@dataclass(frozen=True)
class PublishedBeside:
    """A number that an institution published, and ours on the same question in the long run and the first year."""

    id: str
    institution: str
    date: str
    question: str  # as it was published, in the language that is spoken
    variable: str  # which of our numbers means the same
    economy: str
    horizon: str  # ours that is nearest: first-year, long, or between the two
    source: str  # address
    note: str  # what tells the two apart
    published_percent: Number
    our_long_run_percent: Number | None  # null where that horizon was not asked for, or has no such number
    our_first_year_percent: Number | None


def same_question(scenario: Scenario, name: str) -> bool:
    """Whether a state is asked as the library's scenario of that name asks it, on the same world."""
    if scenario.scenario not in library():
        return False
    own = read_scenario(scenario.scenario)
    return (own.world, own.baseline, own.states.get(name)) == (scenario.world, scenario.baseline, scenario.states[name])


def published_beside(
    scenario: Scenario, horizon: str, name: str, economies: Mapping[str, Any], actors: Mapping[str, Any]
) -> tuple[PublishedBeside, ...]:
    """The published numbers on a state, beside those of its economies and actors."""
    rows = [row for row in published_on(scenario.scenario, name) if row.economy in economies]
    if not rows or horizon not in (LONG, FIRST_YEAR) or not same_question(scenario, name):
        return ()
    return tuple(_beside(row, horizon, economies[row.economy], actors.get(row.economy)) for row in rows)


def _beside(row: PublishedNumber, horizon: str, economy: Any, actor: Any) -> PublishedBeside:
    first = None if actor is None else actor.first_year
    return PublishedBeside(
        id=row.id,
        institution=named(row.institution),
        date=row.date,
        question=named(row.question),
        variable=row.variable,
        economy=row.economy,
        horizon=row.horizon,
        source=row.source,
        note=named(row.note),
        published_percent=Number.of(row.value),
        our_long_run_percent=_named(row.variable, economy, actor) if horizon == LONG else None,
        our_first_year_percent=_named(row.variable, first) or _at_first_year(row.variable, horizon, economy, actor),
    )


def _at_first_year(variable: str, horizon: str, economy: Any, actor: Any) -> Number | None:
    return _named(variable, economy, actor) if horizon == FIRST_YEAR else None


def _named(variable: str, *holders: Any) -> Number | None:
    """The number of that name in the first of its holders that has one."""
    found = (getattr(holder, variable, None) for holder in holders)
    return next((number for number in found if isinstance(number, Number)), None)
