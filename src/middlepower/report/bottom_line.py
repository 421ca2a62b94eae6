"""What stands first in the brief and on the terminal: the answer, why, in money, how sure, and what others found."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.data.published import load_published
from middlepower.document.bottom_line import IncomePart
from middlepower.document.number import Number
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.certainty import confidence, tipping, what_changes
from middlepower.report.first_year import LONG
from middlepower.report.first_year import title as column_title
from middlepower.report.published import SCENARIO, nearest, rows_of
from middlepower.report.questions import legs
from middlepower.report.sentences import answer, decimals, extremes, own_total
from middlepower.report.wording import (
    EN_DASH,
    Bullet,
    capital,
    dollars,
    listed,
    parted,
    percent,
    prints_as_zero,
    range_text,
)

PARTS_SHOWN = 3
SMALL_PART = 0.05  # of the largest part: smaller ones stand in the rest
OTHERS_SHOWN = 2
NUMBERS = ("real_income_percent", "gdp_volume_percent", "real_value_added_percent", "employment_total_percent")
"""Of the table of both horizons; in the long run everybody who works goes on working."""
FIXED_IN_THE_LONG_RUN = "employment_total_percent"


@dataclass(frozen=True)
class HorizonRow:
    """One number of the main state in the long run and the first year; None where it is held fixed or not known."""

    title: str
    long: Number | None
    first: Number | None
    fixed: bool


def bottom_line(results: Results) -> tuple[Bullet, ...]:
    """The bullets: the answer, why, how sure it is, what would change it, and what others found."""
    said = {
        "answer": answer(results),
        "why": why(results),
        "sure": confidence(results),
        "change": what_changes(results),
        "others": others(results),
    }
    return tuple(Bullet(say(f"bottom_line.lead.{key}"), text) for key, text in said.items() if text)


def in_short(results: Results) -> list[str]:
    """The same without how sure it is, with the numbers of both horizons as lines."""
    said = [answer(results), why(results), *map(_line, horizon_rows(results)), tipping(results), others(results)]
    return [text for text in said if text]


def _line(row: HorizonRow) -> str:
    first = _with_range(row.first)
    if row.fixed:
        return say("bottom_line.terminal_fixed", title=row.title, first=first)
    return say("bottom_line.terminal_row", title=row.title, long=_with_range(row.long), first=first)


def _with_range(number: Number | None) -> str:
    if number is None or number.value is None:
        return EN_DASH
    shown = percent(number.value)
    return say("common.with_range", number=shown, range=range_text(number.ends)) if number.ends else shown


# ---------------------------------------------------------------- why


def why(results: Results) -> str:
    """The parts that make the number of the main state, its legs, and the parts of the worst state."""
    said = [_main_parts(results), _legs(results)]
    _, worst = extremes(results)
    if worst is not results.main and worst.why is not None and worst.why.parts:
        said.append(say("bottom_line.why_of", title=worst.title, list=_parts(results, worst, money=False)))
    return " ".join(filter(None, said))


def _main_parts(results: Results) -> str:
    main = results.main
    if main.why is None or not main.why.parts:
        return ""
    found = say("bottom_line.why", list=_parts(results, main, money=True))
    whole = percent(own_total(results, main), _places(results))
    return f"{found} {say('bottom_line.one_run', set=results.header.elasticities, percent=whole)}"


def _places(results: Results) -> int:
    """Decimals of the parts: one more than those of the whole, which they must add up to."""
    return decimals(results) + 1


def _parts(results: Results, state: StateResults, money: bool) -> str:
    """The largest parts of a state, and what is left."""
    parts = state.why.parts if state.why is not None else ()
    largest = abs(parts[0].income_part_percent.known)
    shown = [one for one in parts[:PARTS_SHOWN] if abs(one.income_part_percent.known) >= SMALL_PART * largest]
    places = _places(results)
    rest = sum(one.income_part_percent.known for one in parts[len(shown) :])
    told = [_part(one, places, money) for one in shown]
    told += [say("bottom_line.why_rest", rest=percent(rest, places))] if abs(rest) >= prints_as_zero(places) else []
    return capital(parted(told)) if money else parted(told)


def _part(one: IncomePart, places: int, money: bool) -> str:
    value = one.income_part_percent.known
    what = say(f"bottom_line.part.{one.part}.{'up' if value > 0 else 'down'}")
    if not money:
        return say("bottom_line.part_item", percent=percent(value, places), part=what)
    return say(
        "bottom_line.part_of",
        percent=percent(value, places),
        money=dollars(one.income_part_musd.known),
        part=what,
    )


def _legs(results: Results) -> str:
    """What each leg of the main state is worth by itself, where the scenario tells its legs apart."""
    for question in results.scenario_definition.questions:
        for point in question.points:
            if point.show == "legs" and point.states[0] == results.main.code:
                return legs(results, [results.states[code] for code in point.states])
    return ""


# ---------------------------------------------------------------- both horizons


def horizon_rows(results: Results) -> list[HorizonRow]:
    """The main state's numbers in the long run and the first year; none where only one of them was asked for."""
    first = results.own_actor(results.main).first_year
    if results.header.horizon != LONG or first is None:
        return []
    holders = (results.own(results.main), results.own_actor(results.main))
    return [
        HorizonRow(column_title(key), _held(key, *holders), _held(key, first), key == FIXED_IN_THE_LONG_RUN)
        for key in NUMBERS
    ]


def _held(key: str, *holders: object) -> Number | None:
    """The number of that name in the first of its holders that has one."""
    found = (getattr(holder, key, None) for holder in holders)
    return next((number for number in found if isinstance(number, Number)), None)


# ---------------------------------------------------------------- others


def others(results: Results) -> str:
    """Published numbers on the same questions beside ours, and where more of them are asked."""
    here, elsewhere = _others_here(results), _others_elsewhere(results)
    return " ".join(filter(None, (here, elsewhere)))


def _others_here(results: Results) -> str:
    rows = [(state, row) for state, row in rows_of(results) if row.economy == results.economy]
    items = [
        say(
            "bottom_line.others_item",
            institution=row.institution,
            published=percent(row.published_percent.known),
            title=state.title,
            variable=say(f"bottom_line.variable.{row.variable}"),
            when=say(f"bottom_line.when.{row.horizon}"),
            ours=nearest(row),
        )
        for state, row in rows[:OTHERS_SHOWN]
    ]
    return say("bottom_line.others_here", n=len(rows), list=listed(items)) if items else ""


def _others_elsewhere(results: Results) -> str:
    """That the library asks more published questions about the economy; empty where it does not, or this is it."""
    rows = [row for row in load_published() if row.scenario == SCENARIO and row.economy == results.economy]
    if not rows or results.scenario == SCENARIO:
        return ""
    institutions = len({row.institution for row in rows})
    return say("bottom_line.others_elsewhere", n_institutions=institutions, scenario=SCENARIO, n_numbers=len(rows))
