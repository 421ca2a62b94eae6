"""Figures of a run that pages have and briefs have not: any numbers as bars, flows before and after."""

from __future__ import annotations

from collections.abc import Mapping

from middlepower.document.number import Number
from middlepower.report.drawing import RowFigure
from middlepower.report.figures import Chart, ChartRow, Mark, axis_over
from middlepower.report.wording import decimals_for, range_text, signed


def bar(name: str, title: str, note: str, numbers: Mapping[str, Number], decimals: int | None = None) -> RowFigure:
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
    return RowFigure(name, title, note, Chart(axis, tuple(rows)), "bars")
