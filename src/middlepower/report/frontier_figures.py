"""Figures of autonomy: the frontier with packages on it, and the largest tariffs that moves tolerate."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from middlepower.document.frontiers import AutonomyFrontier, FreedomRow, FrontierPoint, PackageRow
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, PlotFigure
from middlepower.report.figures import Axis
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint, loss_axis, scale, with_room
from middlepower.report.profile_wording import short_number
from middlepower.report.wording import horizon_text, plain, the

PACKAGE_SERIES = 1
LOCKSTEP = "lockstep-"
FEWEST = 4  # points of a curve
LEFT_FROM = 55.0  # per cent of the width: names of points beyond it stand on their left


def frontier_plot(document: AutonomyFrontier, power: str) -> Plot:
    """Cost against exposure to one power: the line of best policies, and packages."""
    points = document.frontier.against[power].points
    packages = [row for row in document.frontier.packages if row.exposure_percent[power].value is not None]
    every: list[FrontierPoint | PackageRow] = [*points, *packages]
    x = loss_axis([0.0, *(one.exposure_percent[power].known for one in every)])
    y = loss_axis([0.0, *(one.policy_cost_percent.known for one in every)])
    line = PlotLine(say("frontier.line.frontier"), tuple(belief_point(x, y, one, power) for one in points))
    named = [package_point(x, y, one, power) for one in packages]
    title = say(
        "frontier.figure.frontier", economy=the(document.name(document.economy)), power=the(document.name(power))
    )
    return Plot(x, y, (line,), with_room(named), title=title)


def at(x: Axis, y: Axis, label: str, across: float, up: float, words: str, series: int = 0) -> PlotPoint:
    """A point without ranges."""
    left, top = x.position(across), 100 - y.position(up)
    return PlotPoint(label, left, top, left, left, top, top, words, series, left=left > LEFT_FROM)


def belief_point(x: Axis, y: Axis, one: FrontierPoint, power: str) -> PlotPoint:
    """A point of the frontier."""
    exposure, cost = one.exposure_percent[power], one.policy_cost_percent
    belief = plain(one.belief, 2)
    words = say("frontier.figure.belief", belief=belief, exposure=short_number(exposure), cost=short_number(cost))
    return at(x, y, belief, exposure.known, cost.known, words)


def package_point(x: Axis, y: Axis, one: PackageRow, power: str) -> PlotPoint:
    """A package, by a short name."""
    exposure, cost = one.exposure_percent[power], one.policy_cost_percent
    words = say("frontier.figure.package", title=one.title, exposure=short_number(exposure), cost=short_number(cost))
    return at(x, y, short_name(one), exposure.known, cost.known, words, PACKAGE_SERIES)


def short_name(one: PackageRow) -> str:
    """A package's name where there is little room."""
    if one.price_percent is not None:
        return say("frontier.short_access", price=f"{one.price_percent:g}")
    if one.package.startswith(LOCKSTEP):
        return say("frontier.short_lockstep", power=one.package.removeprefix(LOCKSTEP))
    return say(f"frontier.short.{one.package}")


def tolerated_plot(document: AutonomyFrontier, power: str) -> Plot | None:
    """tau*(p) of every move under one power's threat; None where no move has a curve."""
    rows = [row for row in document.frontier.freedom if row.power == power and len(drawn(document, row)) >= FEWEST]
    if not rows:
        return None
    found = [pair for row in rows for pair in drawn(document, row)]
    x, y = scale([p for p, _ in found], True), scale([number.known for _, number in found], True)
    lines = tuple(
        PlotLine(
            say("frontier.line.move", title=row.title, horizon=horizon_text(row.horizon)),
            tuple(tariff_point(x.axis, y.axis, p, number, series) for p, number in drawn(document, row)),
        )
        for series, row in enumerate(rows)
    )
    title = say(
        "frontier.figure.tolerated", economy=the(document.name(document.economy)), power=the(document.name(power))
    )
    return Plot(x.axis, y.axis, lines, title=title, logs=True)


def drawn(document: AutonomyFrontier, row: FreedomRow) -> list[tuple[float, Number]]:
    """(probability, tolerated tariff) where there is one."""
    pairs = zip(document.frontier.probabilities, row.tolerated_tariff_percent, strict=True)
    return [(p, number) for p, number in pairs if number.value is not None and number.value > 0.0]


def tariff_point(x: Axis, y: Axis, p: float, number: Number, series: int) -> PlotPoint:
    """A point of a curve of tolerated tariffs, on logarithmic axes."""
    label = plain(p, 2)
    return at(x, y, label, math.log10(p), math.log10(number.known), short_number(number), series)


def frontier_drawings(document: AutonomyFrontier) -> Iterator[Drawing]:
    """The figures of the page."""
    base = document.header.baseline
    for power in document.powers:
        plot = frontier_plot(document, power)
        note = say("frontier.figure.frontier_note", power=the(document.name(power)), baseline=base)
        axes = say("frontier.axis.exposure"), say("frontier.axis.cost")
        yield PlotFigure(f"frontier-{power}", plot.title, note, plot, *axes)
    for power, plot in tolerated_plots(document, document.powers):
        note = say("frontier.figure.tolerated_note", power=the(document.name(power)), baseline=base)
        axes = say("frontier.axis.probability"), say("frontier.axis.tariff")
        yield PlotFigure(f"tolerated-{power}", plot.title, note, plot, *axes)


def tolerated_plots(document: AutonomyFrontier, powers: Sequence[str]) -> list[tuple[str, Plot]]:
    """(power, plot) of those with a curve."""
    made = ((power, tolerated_plot(document, power)) for power in powers)
    return [(power, plot) for power, plot in made if plot is not None]
