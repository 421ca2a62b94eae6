"""What the first year does to work and sectors: unemployment by anchor, sectors of one state, sales of farms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from middlepower.document.first_year import FirstYear
from middlepower.document.number import Number
from middlepower.document.results import Results, StateResults
from middlepower.language.catalogue import say
from middlepower.report.first_year import extrapolated
from middlepower.report.state_codes import first_year_code

FARMS_AND_FOOD = ("01", "03", "10-12")  # ISIC divisions: crops and animals, fish, food
SECTORS_SHOWN = 8  # that move most, beside farms and food
SMALLEST = 0.1  # percentage points of unemployment: less, in every case, is told of no state
COLUMNS = ("jobs_percent", "real_wages_percent", "real_returns_percent", "sales_musd")
ANCHORS = ("consumer prices", "own value added", "world value added")


@dataclass(frozen=True)
class FirstYearLine:
    """A row: its code and name, and numbers under the titles of the columns; None where nothing is known."""

    code: str
    name: str
    numbers: tuple[tuple[str, Number | None], ...]
    extrapolated: bool = False


def unemployment_rows(results: Results) -> list[FirstYearLine]:
    """States in which many may lose work x the rise of unemployment, and by what wages are held to."""
    found = [(state, first) for state, first in _first_years(results) if _largest(first) >= SMALLEST]
    return [_of_state(state, _unemployment(first)) for state, first in found]


def _unemployment(first: FirstYear) -> tuple[tuple[str, Number | None], ...]:
    by_anchor = first.unemployment_by_anchor_percent
    anchors = [(say(f"tables.anchor.{name}"), by_anchor.get(name)) for name in ANCHORS]
    return ((say("tables.first_year.unemployment_percent"), first.unemployment_percent), *anchors)


def _largest(first: FirstYear) -> float:
    numbers = (first.unemployment_percent, *first.unemployment_by_anchor_percent.values())
    return max((end for number in numbers for end in number.ends or () if end is not None), default=0.0)


def most_moved(results: Results) -> tuple[StateResults, list[FirstYearLine]] | None:
    """The state that moves real income of the first year most, and its sectors: those that move most, farms, food."""
    found = [(state, first) for state, first in _first_years(results) if first.jobs_percent]
    if not found:
        return None
    state, first = max(found, key=lambda pair: abs(pair[1].real_income_percent.value or 0.0))
    moved = sorted(first.jobs_percent, key=lambda sector: -abs(first.jobs_percent[sector].value or 0.0))
    wanted = {*moved[:SECTORS_SHOWN], *farms_and_food(results)}
    return state, [_sector(results, first, sector) for sector in results.sectors if sector in wanted]


def _sector(results: Results, first: FirstYear, sector: str) -> FirstYearLine:
    numbers = ((say(f"tables.first_year.{key}"), getattr(first, key)[sector]) for key in COLUMNS)
    return FirstYearLine(sector, results.sectors[sector].name, tuple(numbers))


def sales_rows(results: Results) -> list[FirstYearLine]:
    """States x what farms, fishing boats and food makers sell more or less, US$ million."""
    wanted = farms_and_food(results)
    rows = [(state, [first.sales_musd.get(sector) for sector in wanted]) for state, first in _first_years(results)]
    names = [results.sectors[sector].name for sector in wanted]
    return [_of_state(state, tuple(zip(names, cells, strict=True))) for state, cells in rows if any(cells)]


def _of_state(state: StateResults, numbers: tuple[tuple[str, Number | None], ...]) -> FirstYearLine:
    return FirstYearLine(first_year_code(state), state.title, numbers, extrapolated(state))


def farms_and_food(results: Results) -> Sequence[str]:
    """The sectors of crops and animals, of fish and of food, in a world that tells them apart."""
    return [code for code, label in results.sectors.items() if label.isic in FARMS_AND_FOOD]


def _first_years(results: Results) -> Iterable[tuple[StateResults, FirstYear]]:
    for state in results.states.values():
        first = results.own_actor(state).first_year
        if first is not None:
            yield state, first
