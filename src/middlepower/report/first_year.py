"""Rows on the first year beside the long run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from middlepower.document.law import EXTRAPOLATION
from middlepower.document.number import Number
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say

COLUMNS = (
    "real_income_percent",
    "gdp_volume_percent",
    "real_value_added_percent",
    "employment_total_percent",
)
LONG, FIRST_YEAR = "long", "first-year"


@dataclass(frozen=True)
class FirstYearRow:
    """One state: what the first year does to the brief's economy, under the titles of the columns; beside it what the
    long run does, where that is known."""

    state: StateResults
    numbers: tuple[tuple[str, Number | None], ...]
    long_run: Mapping[str, Number]


def title(key: str) -> str:
    """The head of a column."""
    return say(f"tables.first_year.{key}")


def first_year_rows(results: Results) -> list[FirstYearRow]:
    """States x first year of the brief's economy, its long run beside it; none where no state has a first year."""
    rows = [_row(results, state) for state in results.states.values()]
    return rows if any(results.own_actor(row.state).first_year for row in rows) else []


def extrapolated(state: StateResults) -> bool:
    """Whether a state's numbers of the first year are an extrapolation."""
    return any(remark.kind == EXTRAPOLATION for remark in state.remarks)


def _row(results: Results, state: StateResults) -> FirstYearRow:
    found = results.own_actor(state).first_year
    numbers = [(title(key), None if found is None else getattr(found, key)) for key in COLUMNS]
    return FirstYearRow(state, tuple(numbers), _long_run(results, state))


def _long_run(results: Results, state: StateResults) -> dict[str, Number]:
    """What the long run says, by the title of its column; nothing where that is not the horizon of the results."""
    if results.header.horizon != LONG:
        return {}
    actor = results.own_actor(state)
    return {
        title("real_income_percent"): results.own(state).real_income_percent,
        title("gdp_volume_percent"): actor.gdp_volume_percent,
        title("real_value_added_percent"): actor.real_value_added_percent,
    }
