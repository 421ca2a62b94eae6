"""A state's grid as a chart and a table: real income at each of its points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from middlepower.document.number import Number
from middlepower.document.results import Results
from middlepower.language.catalogue import say
from middlepower.report.figures import Axis, Tick, axis_over
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint, ends_of, reach
from middlepower.report.tables import actors
from middlepower.report.wording import date_text, decimals_for, per_cent, signed, trimmed
from middlepower.scenario.entries import GridPoint

LINES = 5  # of a chart, so that no marker repeats; the table holds all
TICKS = 8  # labels below a chart have room on a phone
Told = Callable[[Results, GridPoint], str]
AXES: Mapping[str, Told] = {
    "rate": lambda _, point: "" if point.rate is None else per_cent(trimmed(100.0 * point.rate, 2)),
    "date": lambda _, point: "" if point.date is None else date_text(point.date.isoformat()),
    "partner": lambda results, point: results.name(point.partner),
}


@dataclass(frozen=True)
class GridRow:
    """One point: its place on each axis of the grid, and real income of each actor."""

    labels: tuple[str, ...]
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class DrawnGrid:
    """The points of one state."""

    code: str
    title: str
    axes: tuple[str, ...]  # what the points differ in
    rows: tuple[GridRow, ...]
    plot: Plot
    decimals: int

    @property
    def all_drawn(self) -> bool:
        """Whether the chart shows every point of the economy itself."""
        return len(self.axes) == 1 or sum(len(line.points) for line in self.plot.lines) == len(self.rows)


def sweeps(results: Results) -> tuple[DrawnGrid, ...]:
    """Every grid of which the document has two points at least."""
    found: dict[str, dict[str, GridPoint]] = {}
    for code, state in results.scenario_definition.states.items():
        if state.point is not None and code in results.states:
            found.setdefault(state.point.of, {})[code] = state.point
    return tuple(_sweep(results, points) for points in found.values() if len(points) > 1)


def _sweep(results: Results, points: Mapping[str, GridPoint]) -> DrawnGrid:
    first = next(iter(points.values()))
    axes = tuple(name for name, told in AXES.items() if len({told(results, point) for point in points.values()}) > 1)
    rows = [_row(results, code, point, axes) for code, point in points.items()]
    places = decimals_for(end for row in rows for end in reach(row.numbers[:1]))
    lines = _by_actor(results, rows) if len(axes) == 1 else _by_other_axes(rows)
    across = [_across(results, axes[0], point) for point in points.values()]
    plot = _plot(first.title, across, lines, places)
    return DrawnGrid(
        first.of, first.title, tuple(say(f"sweeps.axis.{name}") for name in axes), tuple(rows), plot, places
    )


def _row(results: Results, code: str, point: GridPoint, axes: Sequence[str]) -> GridRow:
    economies = results.states[code].economies
    numbers = tuple(economies[actor].real_income_percent for actor in actors(results))
    return GridRow(tuple(AXES[name](results, point) for name in axes), numbers)


def _across(results: Results, axis: str, point: GridPoint) -> tuple[str, float | None]:
    """The label of a point along the chart, and its value where the axis has a scale."""
    value = point.rate if axis == "rate" else float(point.date.toordinal()) if axis == "date" and point.date else None
    return AXES[axis](results, point), value


def _by_actor(results: Results, rows: Sequence[GridRow]) -> dict[str, list[tuple[int, Number]]]:
    """A line per actor."""
    names = [results.name(code) for code in actors(results)][:LINES]
    return {name: [(place, row.numbers[n]) for place, row in enumerate(rows)] for n, name in enumerate(names)}


def _by_other_axes(rows: Sequence[GridRow]) -> dict[str, list[tuple[int, Number]]]:
    """A line per place on the other axes, of the economy itself."""
    lines: dict[str, list[tuple[int, Number]]] = {}
    for place, row in enumerate(rows):
        lines.setdefault(", ".join(row.labels[1:]), []).append((place, row.numbers[0]))
    return dict(list(lines.items())[:LINES])


def _plot(
    title: str, across: Sequence[tuple[str, float | None]], lines: Mapping[str, list[tuple[int, Number]]], places: int
) -> Plot:
    """Lines through the points, along the values of the first axis, or evenly where they have none."""
    labels = list(dict.fromkeys(label for label, _ in across))
    scaled = all(value is not None for _, value in across)
    at = {label: value if scaled and value is not None else float(labels.index(label)) for label, value in across}
    x = Axis(min(at.values()), max(at.values()), ())
    shown = labels[:: math.ceil(len(labels) / TICKS)]
    x = replace(x, ticks=tuple(Tick(x.position(at[label]), label, False) for label in shown))
    y = axis_over(reach(number for line in lines.values() for _, number in line))
    drawn = [
        PlotLine(name, tuple(_point(x, y, across[place][0], at, one, n, places) for place, one in line if _is(one)))
        for n, (name, line) in enumerate(lines.items())
    ]
    return Plot(x, y, tuple(drawn), title=title)


def _is(number: Number) -> bool:
    return number.value is not None


def _point(
    x: Axis, y: Axis, label: str, at: Mapping[str, float], number: Number, series: int, places: int
) -> PlotPoint:
    where = x.position(at[label])
    low, high = (100 - y.position(end) for end in ends_of(number))
    words = signed(number.known, places)
    return PlotPoint(label, where, 100 - y.position(number.known), where, where, low, high, words, series)
