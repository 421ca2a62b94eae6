"""Figures of a score: what was predicted against what was seen, and both by the change of duties."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.scored import SampleScore, Score, SeenFlow
from middlepower.language.catalogue import say
from middlepower.report.figures import Axis, axis_over
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint, with_room
from middlepower.report.wording import horizon_text, signed

SECTOR_AT = -1  # the place of the finest label of a flow


def series_of(document: Score, sample: SampleScore) -> list[str]:
    """What the marks of a sample tell apart: partners or pairs, by name; nothing where there is one."""
    found = dict.fromkeys(_group(document, one) for one in sample.seen)
    return list(found) if len(found) > 1 else []


def scatter_plot(document: Score, sample: SampleScore, variant: str) -> Plot:
    """What was seen (up) against what a variant predicted (across), per cent, on equal axes."""
    pairs = [(one.predicted_percent[variant].known, one.seen_percent.known) for one in sample.seen]
    axis = axis_over([value for pair in pairs for value in pair])
    kinds = series_of(document, sample)
    points = [
        _point(axis, document, one, x, y, kinds.index(_group(document, one)) if kinds else 0)
        for one, (x, y) in zip(sample.seen, pairs, strict=True)
    ]
    equal = axis.position(axis.low), 100.0 - axis.position(axis.low), axis.position(axis.high)
    return Plot(axis, axis, points=with_room(points), diagonal=(*equal, 100.0 - axis.position(axis.high)))


def _point(axis: Axis, document: Score, one: SeenFlow, x: float, y: float, series: int) -> PlotPoint:
    across, up = axis.position(x), 100.0 - axis.position(y)
    label = _sector(document, one)
    words = say("score.point", label=_group(document, one), predicted=signed(x, 1), seen=signed(y, 1))
    return PlotPoint(label, across, up, across, across, up, up, words, series, left=across > 60.0)


def _sector(document: Score, one: SeenFlow) -> str:
    """The finest label of a flow by name."""
    code = one.labels[SECTOR_AT]
    return document.sectors[code].name if code in document.sectors else code


def _group(document: Score, one: SeenFlow) -> str:
    """All other labels by name."""
    return ", ".join(document.name(code) for code in one.labels[:SECTOR_AT])


def bins_plot(sample: SampleScore, variants: Sequence[str]) -> Plot:
    """Seen and predicted changes (up) by the change of duties (across), means of tenths of the flows."""
    x = [one.duty_change_percent.known for one in sample.bins]
    lines = {say("score.seen"): [one.seen_percent.known for one in sample.bins]}
    for variant in variants:
        words = say("score.predicted", horizon=horizon_text(variant.partition("/")[2]))
        lines[words] = [one.predicted_percent[variant].known for one in sample.bins]
    across, up = axis_over(x), axis_over([value for line in lines.values() for value in line])
    drawn = []
    for series, (label, values) in enumerate(lines.items()):
        points = tuple(_bin_point(across, up, *pair, series) for pair in zip(x, values, strict=True))
        drawn.append(PlotLine(label, points))
    return Plot(across, up, lines=tuple(drawn), title=say("score.bins_title"))


def _bin_point(across: Axis, up: Axis, duty: float, change: float, series: int) -> PlotPoint:
    x, y = across.position(duty), 100.0 - up.position(change)
    label = say("score.bin", duty=signed(duty, 1))
    return PlotPoint(label, x, y, x, x, y, y, signed(change, 1), series)
