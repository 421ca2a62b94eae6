"""The tipping surface of a wedge game as lines of equal chance: rewards over the chance of punishment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from middlepower.document.game_wedged import Wedge
from middlepower.language.catalogue import say
from middlepower.report.figures import Axis, Chart, Tick, axis_over
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint, loss_axis
from middlepower.report.wording import per_cent, plain

MILLION = 1000.0  # million US dollars in a billion


def contour_plot(document: Wedge, when: str) -> Plot:
    """Lines along which the economy stays with the first hegemon with one chance, at the highest punishment."""
    surface = document.horizons[when].tipping
    chances = surface.chances_percent
    paths = {level: above_zero(chances, rewards) for level, rewards in surface.lines_musd.items()}
    x = chance_axis(chances)
    y = loss_axis([reward / MILLION for path in paths.values() for _, reward in path])
    lines = tuple(
        PlotLine(
            say("game_wedge.stays", chance=level), tuple(drawn(x, y, chance, reward, number) for chance, reward in path)
        )
        for number, (level, path) in enumerate(paths.items())
    )
    return Plot(x, y, lines, title=say("game_wedge.surface_words"))


def unsigned(chart: Chart) -> Chart:
    """The chart without plus signs: prices and tariffs are no changes."""
    ticks = tuple(replace(tick, label=tick.label.lstrip("+")) for tick in chart.axis.ticks)
    rows = tuple(
        replace(row, marks=tuple(replace(mark, shown=mark.shown.lstrip("+")) for mark in row.marks))
        for row in chart.rows
    )
    return replace(chart, axis=replace(chart.axis, ticks=ticks), rows=rows)


def above_zero(chances: Sequence[float], rewards: Sequence[float]) -> list[tuple[float, float]]:
    """The points (chance, reward) of a rising line with rewards of at least zero, from where it leaves zero."""
    points = [(chance, reward) for chance, reward in zip(chances, rewards, strict=True) if reward >= 0.0]
    below = [(chance, reward) for chance, reward in zip(chances, rewards, strict=True) if reward < 0.0]
    if points and below:
        (p, r), (q, s) = below[-1], points[0]
        points.insert(0, (p + (q - p) * -r / (s - r), 0.0))
    return points


def chance_axis(chances: Sequence[float]) -> Axis:
    """The axis of chances of punishment, per cent."""
    axis = axis_over(chances)
    ticks = tuple(Tick(tick.position, per_cent(tick.label.lstrip("+")), False) for tick in axis.ticks)
    return replace(axis, ticks=ticks)


def drawn(x: Axis, y: Axis, chance: float, reward: float, series: int) -> PlotPoint:
    """A point of a line."""
    across, down = x.position(chance), 100.0 - y.position(reward / MILLION)
    label = say("game_wedge.at_chance", chance=plain(chance, 0))
    return PlotPoint(label, across, down, across, across, down, down, plain(reward / MILLION, 1), series, named=False)
