"""Rows of published numbers beside ours."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.document.number import Number
from middlepower.document.published_beside import PublishedBeside
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.wording import EN_DASH, per_cent, range_text, signed

SCENARIO = "published-2025"
"""The library's scenario that asks what institutions asked."""
BOTH = "between"
NEAREST = {"long": ("long",), "first-year": ("first",), BOTH: ("first", "long")}


@dataclass(frozen=True)
class OurNumber:
    """One of our numbers as text: its value, its range, and whether its horizon is the published one's."""

    shown: str
    around: str
    matches: bool


@dataclass(frozen=True)
class PublishedRow:
    """One published number beside ours."""

    state: StateResults
    row: PublishedBeside
    variable: str
    published: str
    horizon: str
    long: OurNumber
    first: OurNumber


def rows_of(results: Results) -> list[tuple[StateResults, PublishedBeside]]:
    """Every published number with its state."""
    return [(state, row) for state in results.states.values() for row in state.published]


def published_rows(results: Results) -> list[PublishedRow]:
    """The rows of the table."""
    return [
        PublishedRow(
            state,
            row,
            say(f"bottom_line.variable.{row.variable}"),
            signed(row.published_percent.known, places(row)),
            say(f"published.horizon.{row.horizon}"),
            _ours(row, row.our_long_run_percent, "long"),
            _ours(row, row.our_first_year_percent, "first"),
        )
        for state, row in rows_of(results)
    ]


def places(row: PublishedBeside) -> int:
    """Decimals at which the published number is not nothing."""
    return 3 if 0.0 < abs(row.published_percent.known) < 0.1 else 2


def _ours(row: PublishedBeside, number: Number | None, when: str) -> OurNumber:
    matches = when in NEAREST[row.horizon]
    if number is None or number.value is None:
        return OurNumber(EN_DASH, "", matches)
    return OurNumber(signed(number.value, places(row)), range_text(number.ends, places(row)), matches)


def starred(one: OurNumber) -> str:
    """Our number for a page without bold letters: marked where its horizon is the published one's."""
    return say("published.nearest", number=one.shown) if one.matches else one.shown


def nearest(row: PublishedBeside) -> str:
    """Our number at the horizon that is nearest; between two horizons, both."""
    held = {"long": row.our_long_run_percent, "first": row.our_first_year_percent}
    ours = [_ours(row, held[when], when).shown for when in NEAREST[row.horizon]]
    shown = [say("published.not_solved") if one == EN_DASH else per_cent(one) for one in ours]
    return say("common.range", low=shown[0], high=shown[-1]) if len(shown) > 1 else shown[0]
