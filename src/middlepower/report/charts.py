"""Charts of numbers with their ranges, for pages and figures alike: bars from zero, dots, and markers of two series."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.number import Number
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, axis_over
from middlepower.report.wording import decimals_for, range_text, signed

Named = tuple[str, Number]  # a row's label and its number


def signed_bars(title: str, rows: Sequence[Named], least: int = 0) -> Chart:
    """Bars of the numbers that are known, in the order given, with as many decimals as they need."""
    known = [(label, number) for label, number in rows if number.value is not None]
    places = max(least, decimals_for(number.known for _, number in known))
    axis = axis_over((end for _, number in known for end in (number.known, *(number.ends or ()))), wanted=2)
    return Chart(axis, tuple(ChartRow(label, (_mark(axis, label, one, places),)) for label, one in known), title=title)


def _mark(axis: Axis, label: str, number: Number, places: int) -> Mark:
    low, high = map(axis.position, number.ends or (number.known, number.known))
    shown, around = signed(number.known, places), range_text(number.ends, places)
    return Mark(label, axis.position(number.known), low, high, shown, around, number.known >= 0)


def side_by_side(series: Sequence[str], rows: Sequence[tuple[str, Sequence[Number]]], places: int) -> Chart:
    """A marker per series in each row; a number that is missing has no marker."""
    axis = axis_over(number.value for _, numbers in rows for number in numbers if number.value is not None)
    drawn = tuple(ChartRow(label, tuple(_points(axis, series, numbers, places))) for label, numbers in rows)
    return Chart(axis, drawn, series=tuple(series))


def _points(axis: Axis, series: Sequence[str], numbers: Sequence[Number], places: int) -> list[Mark]:
    points = []
    for place, (name, number) in enumerate(zip(series, numbers, strict=True)):
        if number.value is not None:
            at = axis.position(number.known)
            points.append(Mark(name, at, at, at, signed(number.known, places), "", number.known >= 0, place))
    return points
