"""Geometry of the charts of average tariffs: dots by partner, and steps over time."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from middlepower.document.tariff_rates import Tariffs
from middlepower.language.catalogue import say, spoken
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, Tick
from middlepower.report.profile_figures import loss_axis
from middlepower.report.profile_wording import steady
from middlepower.report.tariff_wording import partner_name
from middlepower.report.wording import date_text

YEARS, MONTHS = 8, 5  # ticks on an axis of time, so that their labels have room on a phone
DECIMALS = 1
ROOM = 1.06  # the highest value stands this much below the top


@dataclass(frozen=True)
class Stroke:
    """A straight piece of a line, in per cent of width and height from the top left."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class StepLine:
    """A rate over time: level, and a jump wherever the law changes."""

    label: str
    strokes: tuple[Stroke, ...]
    series: int
    words: str  # first and last value


@dataclass(frozen=True)
class StepPlot:
    """Rates over time by partner."""

    x: Axis
    y: Axis
    lines: tuple[StepLine, ...]
    title: str


def rate_chart(document: Tariffs) -> Chart:
    """A row per partner: the rate at fixed weights, and that of the solved baseline."""
    rows = [(partner_name(document, code), row.whole) for code, row in document.partners.items()]
    numbers = [(name, (one.applied_percent, one.effective_tariff_percent)) for name, one in rows]
    axis = loss_axis(number.known for _, pair in numbers for number in pair if number.value is not None)
    drawn = []
    for name, pair in numbers:
        known = [(place, number.known) for place, number in enumerate(pair) if number.value is not None]
        marks = [_mark(axis, place, value) for place, value in known]
        drawn.append(ChartRow(name, tuple(marks)))
    return Chart(axis, tuple(drawn), series=(say("tariffs.fixed_weights"), say("tariffs.solved_baseline")))


def _mark(axis: Axis, series: int, value: float) -> Mark:
    place = axis.position(value)
    label = say("tariffs.mark_solved" if series else "tariffs.mark_fixed")
    return Mark(label, place, place, place, steady(value, 1), "", False, series)


def step_plot(document: Tariffs) -> StepPlot | None:
    """The path by partner; None where none was asked for."""
    if not document.path or document.path_end is None:
        return None
    days = [step.date for step in document.path]
    values = {
        partner_name(document, code): [step.applied_percent[code].known for step in document.path]
        for code in document.partners
    }
    return rate_steps(days, document.path_end, values)


def rate_steps(days: Sequence[str], end: str, values: Mapping[str, Sequence[float]]) -> StepPlot:
    """Average rates by label, from each day on."""
    y = loss_axis(ROOM * value for one in values.values() for value in one)
    return steps_on(y, [*days, end], values, say("tariffs.path", first=days[0], last=end), steady)


def steps_on(
    y: Axis, dates: Sequence[str], values: Mapping[str, Sequence[float]], title: str, said: Callable[[float, int], str]
) -> StepPlot:
    """Lines that are level from each date to the next; the last date ends them."""
    days = [dt.date.fromisoformat(date) for date in dates]
    x = time_axis(days[0], days[-1])
    lines = [
        StepLine(
            label,
            tuple(_strokes(x, y, days, one)),
            place,
            _ends(said(one[0], DECIMALS), _day(days[0]), said(one[-1], DECIMALS), _day(days[-1])),
        )
        for place, (label, one) in enumerate(values.items())
    ]
    return StepPlot(x, y, tuple(lines), title)


def _day(day: dt.date) -> str:
    return date_text(day.isoformat())


def _ends(first: str, first_day: str, last: str, last_day: str) -> str:
    return say("tariffs.line", first=first, first_day=first_day, last=last, last_day=last_day)


def _strokes(x: Axis, y: Axis, days: Sequence[dt.date], values: Sequence[float]) -> list[Stroke]:
    """The level pieces, and the jumps between them."""
    at = [x.position(day.toordinal()) for day in days]
    heights = [100.0 - y.position(value) for value in values]
    level = [Stroke(at[place], height, at[place + 1], height) for place, height in enumerate(heights)]
    jumps = [Stroke(one.x2, one.y2, other.x1, other.y1) for one, other in pairwise(level) if one.y2 != other.y1]
    return [*level, *jumps]


def time_axis(first: dt.date, last: dt.date) -> Axis:
    """An axis of days: the beginnings of years, or of months where there are few years."""
    low, high = float(first.toordinal()), float(max(last, first + dt.timedelta(days=1)).toordinal())
    axis = Axis(low, high, ())
    ticks = tuple(Tick(axis.position(day.toordinal()), label, False) for day, label in _beginnings(first, last))
    return replace(axis, ticks=ticks)


def _beginnings(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    years = [dt.date(year, 1, 1) for year in range(first.year, last.year + 1) if dt.date(year, 1, 1) >= first]
    if len(years) > 2:
        return [(day, str(day.year)) for day in years[:: math.ceil(len(years) / YEARS)]]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [dt.date(first.year + n // 12, n % 12 + 1, 1) for n in range(first.month - 1, first.month - 1 + count)]
    inside = [day for day in months if first <= day <= last] or [first]
    return [(day, spoken().rules.month(day)) for day in inside[:: math.ceil(len(inside) / MONTHS)]]
