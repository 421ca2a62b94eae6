"""Geometry of the charts: positions in per cent of the width, so that text keeps its size on any screen."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.tables import SectorMove, StateRow, actors, drawn, income_by_variant, income_rows, sector_table
from middlepower.report.wording import decimals_for, plain, range_text, signed, variant_text

if TYPE_CHECKING:
    from middlepower.document.results import Results, StateResults

TICKS_WANTED = 5
PADDING = 3.0  # per cent of the width kept free at both ends, so that markers are not cut


@dataclass(frozen=True)
class Tick:
    """A labelled position on the axis."""

    position: float
    label: str
    is_zero: bool


@dataclass(frozen=True)
class Axis:
    """A linear scale from values to positions."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def position(self, value: float) -> float:
        """Position of a value in per cent of the width."""
        return _position(value, self.low, self.high)

    @property
    def zero(self) -> float:
        """Position of no change."""
        return self.position(0.0)


@dataclass(frozen=True)
class Mark:
    """A point or bar of a chart, with its range and words."""

    label: str
    position: float
    low: float
    high: float
    shown: str
    range_shown: str
    is_gain: bool
    series: int = 0
    bands: tuple[tuple[float, float], ...] = ()  # further ranges of a fan, the widest first


@dataclass(frozen=True)
class ChartRow:
    """One line of a chart."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """A chart: its axis and its rows."""

    axis: Axis
    rows: tuple[ChartRow, ...]
    series: tuple[str, ...] = ()
    title: str = ""


def nice_step(span: float, wanted: int = TICKS_WANTED) -> float:
    """The step 1, 2 or 5 times a power of ten that comes closest to `wanted` steps in the span."""
    power = 10.0 ** math.floor(math.log10(span / wanted))
    return min((power * step for step in (1, 2, 5, 10)), key=lambda step: abs(span / step - wanted))


def axis_over(values: Iterable[float], wanted: int = TICKS_WANTED) -> Axis:
    """An axis that just holds every value and zero, with round ticks inside."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    if high - low < 1e-9:
        low, high = -1.0, 1.0
    step = nice_step(high - low, wanted)
    first, last = _ticks_between(low, high, step)
    while last == first:  # one tick shows no scale
        step /= 2.0
        first, last = _ticks_between(low, high, step)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    ticks = tuple(
        Tick(_position(n * step, low, high), signed(n * step, places) if n else "0", n == 0)
        for n in range(first, last + 1)
    )
    return Axis(low, high, ticks)


def _ticks_between(low: float, high: float, step: float) -> tuple[int, int]:
    """The numbers of the first and the last tick that an axis holds."""
    return math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)


def _position(value: float, low: float, high: float) -> float:
    return round(PADDING + (100 - 2 * PADDING) * (value - low) / (high - low), 3)


def _mark(axis: Axis, label: str, number: Number, decimals: int) -> Mark:
    value = number.known
    low, high = map(axis.position, number.ends or (value, value))
    shown = signed(value, decimals)
    return Mark(label, axis.position(value), low, high, shown, range_text(number.ends, decimals), value >= 0)


def _point(axis: Axis, label: str, value: float, decimals: int, series: int) -> Mark:
    place = axis.position(value)
    return Mark(label, place, place, place, signed(value, decimals), "", value >= 0, series)


def _reach(rows: list[StateRow]) -> list[float]:
    """Every value and every end of a range in some rows."""
    cells = [cell for row in rows for cell in row.cells]
    ends = [end for cell in cells for end in cell.spread or ()]
    return [cell.value for cell in cells] + ends


def income_chart(results: Results) -> Chart:
    """Dot and range of the economy's real income change, one row per state."""
    rows = income_rows(results, (results.economy,))
    axis = axis_over(_reach(rows))
    places = decimals_for(row.cells[0].value for row in rows)
    drawn = tuple(
        ChartRow(row.state.title, (_mark(axis, row.state.title, row.cells[0].number, places),)) for row in rows
    )
    return Chart(axis, drawn)


def actor_chart(results: Results) -> Chart:
    """Real income change of the main actors, one row per state that is drawn, one marker per actor."""
    shown = [state.code for state in drawn(results)]
    rows = [row for row in income_rows(results) if row.state.code in shown]
    values = [cell.value for row in rows for cell in row.cells]
    axis, places = axis_over(values), decimals_for(values)
    lines = tuple(
        ChartRow(
            row.state.title,
            tuple(_point(axis, results.name(c.label), c.value, places, n) for n, c in enumerate(row.cells)),
        )
        for row in rows
    )
    return Chart(axis, lines, series=tuple(results.name(code) for code in actors(results)))


def sector_charts(results: Results) -> list[Chart]:
    """Output of the economy's winning and losing sectors, one chart per state, each on its own axis."""
    charts = [_sector_chart(results, state) for state in drawn(results)]
    return [chart for chart in charts if chart.rows]


def _sector_chart(results: Results, state: StateResults) -> Chart:
    table = sector_table(results, state)
    rows = [*table.winners, *reversed(table.losers)]
    values = [row.output.known for row in rows]
    places, axis = decimals_for(values), axis_over(_sector_reach(rows), wanted=3)
    drawn = tuple(ChartRow(row.name, (_mark(axis, row.name, row.output, places),)) for row in rows)
    return Chart(axis, drawn, title=state.title)


def _sector_reach(rows: list[SectorMove]) -> list[float]:
    return [end for row in rows for end in (row.output.known, *(row.output.ends or ()))]


def tornadoes(results: Results) -> list[Chart]:
    """What moves the answer, one chart per state: a bar per variant from the central number."""
    charts = [_tornado(results, state) for state in drawn(results)]
    return [chart for chart in charts if chart.rows]


def _tornado(results: Results, state: StateResults) -> Chart:
    own = results.own(state)
    central = own.real_income_percent.known
    others = [item for item in income_by_variant(own).items() if item[0] != results.header.main_variant]
    others.sort(key=lambda item: (-abs(item[1] - central), item[0]))
    values = [central, *(value for _, value in others)]
    axis, places = axis_over(values, wanted=3), decimals_for(values)
    rows = tuple(_tornado_row(axis, name, value, central, places) for name, value in others)
    return Chart(axis, rows, series=(plain(axis.position(central), 3), signed(central, places)), title=state.title)


def _tornado_row(axis: Axis, variant: str, value: float, central: float, places: int) -> ChartRow:
    ends = sorted((axis.position(value), axis.position(central)))
    shift = say("tables.points", number=signed(value - central, places))
    name = variant_text(variant)
    return ChartRow(
        name, (Mark(name, axis.position(value), ends[0], ends[1], signed(value, places), shift, value >= central),)
    )
