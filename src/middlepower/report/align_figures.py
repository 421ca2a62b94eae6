"""The figures of `align`: ideal points and net alignment by year, trade along the conditional path."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.alignment.trade_link import SOURCE as LINK_SOURCE
from middlepower.data.ideal_points import SOURCE as VOTES_SOURCE
from middlepower.document.number import Number
from middlepower.document.standing import AlignmentStanding
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, PlotFigure
from middlepower.report.figures import Axis, Tick, axis_over
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint, ends_of, reach
from middlepower.report.wording import listed, per_cent, plain, signed, the, trimmed

YEARS = 5  # between ticks


def align_drawings(document: AlignmentStanding) -> Iterator[Drawing]:
    """The figures of the page."""
    first, second = (the(document.name(power)) for power in document.powers)
    note = say("align.figure.points_note", source=VOTES_SOURCE)
    yield PlotFigure("ideal_points", say("align.figure.points"), note, points_plot(document))
    title = say("align.figure.net", first=first, second=second)
    yield PlotFigure(
        "net_alignment", title, say("align.figure.net_note", first=first, second=second), net_plot(document)
    )
    yield PlotFigure("path", path_title(document), path_note(document), path_plot(document))


def points_plot(document: AlignmentStanding) -> Plot:
    """Ideal points of the economy and both powers by year, with their intervals."""
    codes = (document.economy, *document.powers)
    lines = {code: [row.ideal_point[code] for row in document.votes] for code in codes}
    return _by_year(document, {document.name(code): numbers for code, numbers in lines.items()})


def net_plot(document: AlignmentStanding) -> Plot:
    """Net alignment by year with its interval."""
    return _by_year(document, {document.name(document.economy): [row.net_alignment for row in document.votes]})


def _by_year(document: AlignmentStanding, lines: dict[str, list[Number]]) -> Plot:
    years = [row.year for row in document.votes]
    x = Axis(float(years[0]), float(years[-1]), ())
    ticks = [year for year in years if year % YEARS == 0]
    x = Axis(x.low, x.high, tuple(Tick(x.position(float(year)), str(year), False) for year in ticks))
    y = axis_over(reach(number for numbers in lines.values() for number in numbers))
    drawn = [
        PlotLine(name, tuple(_point(x, y, year, number, series) for year, number in zip(years, numbers, strict=True)))
        for series, (name, numbers) in enumerate(lines.items())
    ]
    return Plot(x, y, tuple(drawn))


def _point(x: Axis, y: Axis, at: int, number: Number, series: int) -> PlotPoint:
    across, (low, high) = x.position(float(at)), (100.0 - y.position(end) for end in ends_of(number))
    return PlotPoint(
        str(at), across, 100.0 - y.position(number.known), across, across, low, high, signed(number.known), series
    )


def path_plot(document: AlignmentStanding) -> Plot:
    """Trade with both powers along the conditional path."""
    steps = document.path.sessions
    x = Axis(0.0, float(len(steps) - 1), ())
    x = Axis(
        x.low,
        x.high,
        tuple(Tick(x.position(float(at)), f"+{at}" if at else "0", False) for at in range(0, len(steps), 2)),
    )
    y = axis_over([number.known for step in steps for number in step.trade_percent.values()])
    drawn = [
        PlotLine(
            document.name(power),
            tuple(_point(x, y, at, step.trade_percent[power], series) for at, step in enumerate(steps)),
        )
        for series, power in enumerate(document.powers)
    ]
    return Plot(x, y, tuple(drawn))


def path_title(document: AlignmentStanding) -> str:
    """Whose path leads where."""
    path = document.path
    return say(
        "align.figure.path",
        economy=the(document.name(document.economy)),
        deviations=trimmed(path.deviations, 2),
        toward=the(document.name(path.toward)),
    )


def path_note(document: AlignmentStanding) -> str:
    """How fast positions move, and from where the elasticity of trade is."""
    pace = per_cent(plain(100.0 * (1.0 - document.path.inertia.known), 0))
    return say("align.figure.path_note", pace=pace, source=LINK_SOURCE)


def path_sentence(document: AlignmentStanding) -> str:
    """What trade goes with the end of the conditional path."""
    last = document.path.sessions[-1].trade_percent
    moved = [
        say("align.path_trade", power=the(document.name(power)), change=per_cent(signed(number.known, 0)))
        for power, number in last.items()
    ]
    return say("align.path_end", condition=path_title(document), n=len(document.path.sessions) - 1, list=listed(moved))
