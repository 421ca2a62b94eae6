"""Plots of a plane: smooth lines without markers, and named points with ranges both ways."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from middlepower.document.number import Number
from middlepower.report.figures import Axis
from middlepower.report.profile_figures import PlotPoint, ends_of
from middlepower.report.tariff_figures import StepLine, Stroke

APART = 1.5  # per cent of the plot between the places of a line
RIGHT_EDGE = 70  # per cent of the width; a point beyond it is named on its left


@dataclass(frozen=True)
class PlanePlot:
    """Lines and points over two axes; `words` is the alternative text."""

    x: Axis
    y: Axis
    lines: tuple[StepLine, ...]
    points: tuple[PlotPoint, ...]
    title: str
    words: str


def smooth(x: Axis, y: Axis, label: str, series: int, places: Sequence[tuple[float, float]], words: str) -> StepLine:
    """A line through places, those outside the axes left out."""
    inside = [(a, b) for a, b in places if x.low <= a <= x.high and y.low <= b <= y.high]
    ends = _thinned([(round(x.position(a), 2), round(100 - y.position(b), 2)) for a, b in inside])
    return StepLine(label, tuple(Stroke(*one, *other) for one, other in pairwise(ends)), series, words)


def _thinned(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places without those next to the last one kept, so that dashes have room; the last place stays."""
    kept: list[tuple[float, float]] = []
    for number, place in enumerate(places):
        if not kept or number == len(places) - 1 or math.dist(kept[-1], place) > APART:
            kept.append(place)
    return kept


def spot(x: Axis, y: Axis, label: str, across: Number, up: Number, series: int, words: str) -> PlotPoint:
    """A point at two numbers, with their ranges as far as the axes reach."""
    left, right = (x.position(min(max(end, x.low), x.high)) for end in ends_of(across))
    low, high = (100 - y.position(min(max(end, y.low), y.high)) for end in ends_of(up))
    at = x.position(across.known)
    return PlotPoint(label, at, 100 - y.position(up.known), left, right, low, high, words, series, at > RIGHT_EDGE)
