"""Figures of a run that pages have and briefs have not: any numbers as bars, flows before and after."""

from __future__ import annotations

from collections.abc import Mapping

from middlepower.document.number import Number, Pair
from middlepower.language.catalogue import say
from middlepower.report.drawing import RowFigure
from middlepower.report.figures import Chart, ChartRow, Mark, axis_over
from middlepower.report.profile_figures import loss_axis
from middlepower.report.wording import decimals_for, plain, range_text, signed

MILLIONS = 1000.0  # in a billion


def bar(
    name: str, title: str, note: str, numbers: Mapping[str, Number], decimals: int | None = None, unit: str = "%"
) -> RowFigure:
    """A bar for each number that is known, with its range in words."""
    known = {label: number for label, number in numbers.items() if number.value is not None}
    reach = [end for number in known.values() for end in (number.known, *(number.ends or ()))]
    axis = axis_over(reach, wanted=4)
    places = decimals_for(number.known for number in known.values()) if decimals is None else decimals
    rows = []
    for label, number in known.items():
        low, high = map(axis.position, number.ends or (number.known, number.known))
        said = range_text(number.ends, places)
        mark = Mark(label, axis.position(number.known), low, high, signed(number.known, places), said,
                    number.known >= 0)  # fmt: skip
        rows.append(ChartRow(label, (mark,)))
    return RowFigure(name, title, note, Chart(axis, tuple(rows)), "bars", unit)


def before_and_after(name: str, title: str, note: str, pairs: Mapping[str, Pair]) -> RowFigure:
    """Two markers for each level that is known: in the baseline and in the state, in billions."""
    known = {
        label: (pair.before.known / MILLIONS, pair.after.known / MILLIONS)
        for label, pair in pairs.items()
        if pair.before.value is not None and pair.after.value is not None
    }
    axis = loss_axis((level for levels in known.values() for level in levels), 4)
    rows = []
    for label, levels in known.items():
        marks = []
        for series, level in enumerate(levels):
            at, said = axis.position(level), (say("web.figure.before"), say("web.figure.after"))[series]
            marks.append(Mark(said, at, at, at, plain(level, 1), "", True, series))
        rows.append(ChartRow(label, tuple(marks)))
    series_names = (say("web.figure.before"), say("web.figure.after"))
    return RowFigure(
        name, title, note, Chart(axis, tuple(rows), series=series_names), "series", f" {say('web.unit.billion_usd')}"
    )
