"""Figures of an ensemble by sector, product and province: the largest changes, with the range of the draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from middlepower.document.drawn import EnsembleDraws, StateDraws
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, RowFigure
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, axis_over
from middlepower.report.wording import decimals_for, range_text, signed, the

MOST = 10  # rows of a figure
Row = tuple[str, Number]


@dataclass(frozen=True)
class CarriedFigure:
    """One figure of a state: its kind, its title, its note and its rows."""

    kind: str
    title: str
    note: str
    chart: Chart


def carried_figures(document: EnsembleDraws, state: StateDraws) -> Iterator[CarriedFigure]:
    """Sectors of the economy, and its provinces where they are known."""
    own, baseline = the(document.name(document.economy)), document.header.baseline
    for kind, rows in (
        ("sectors", sector_rows(document, state)),
        ("provinces", province_rows(document, state)),
    ):
        chosen = largest_rows(rows)
        if chosen:
            title = say(f"ensemble.figure.{kind}", economy=own, state=state.title)
            note = say(f"ensemble.figure.{kind}_note", baseline=baseline, n=len(chosen))
            yield CarriedFigure(kind, title, note, dots_of(chosen))


def carried_drawings(document: EnsembleDraws, state: StateDraws) -> Iterator[Drawing]:
    """The same as drawings."""
    for figure in carried_figures(document, state):
        yield RowFigure(f"{figure.kind}-{state.code}", figure.title, figure.note, figure.chart, "dots")


def sector_rows(document: EnsembleDraws, state: StateDraws) -> list[Row]:
    """Output of the economy's sectors."""
    return [(document.sectors[code].name, row.output_percent) for code, row in state.sectors[document.economy].items()]


def product_rows(document: EnsembleDraws, state: StateDraws) -> list[Row]:
    """Volumes of the products whose law the state changes."""
    return [
        (
            say(
                "ensemble.product_row",
                name=row.name,
                exporter=document.name(row.exporter),
                importer=document.name(row.importer),
            ),
            row.volume_percent,
        )
        for row in state.products
    ]


def province_rows(document: EnsembleDraws, state: StateDraws) -> list[Row]:
    """What each province sells abroad."""
    return [(document.provinces[code], number) for code, number in state.of_sales_percent.items()]


def product_cells(document: EnsembleDraws, state: StateDraws) -> list[tuple[str, str, str]]:
    """(product and flow, change of volume, its range) of the largest: too far apart for one axis."""
    rows = largest_rows(product_rows(document, state))
    cells = [(label, mark_of(axis_over([number.known]), label, number)) for label, number in rows]
    return [(label, mark.shown, mark.range_shown) for label, mark in cells]


def largest_rows(rows: Sequence[Row]) -> list[Row]:
    """The largest changes of those that are known, from the largest gain to the largest loss."""
    known = [row for row in rows if row[1].value is not None]
    chosen = sorted(known, key=lambda row: -abs(row[1].known))[:MOST]
    return sorted(chosen, key=lambda row: -row[1].known)


def dots_of(rows: Sequence[Row]) -> Chart:
    """A dot and its range for every change."""
    axis = axis_over(end for _, number in rows for end in (number.known, *(number.ends or ())))
    return Chart(axis, tuple(ChartRow(label, (mark_of(axis, label, number),)) for label, number in rows))


def mark_of(axis: Axis, label: str, number: Number) -> Mark:
    """The mark of one change."""
    ends = number.ends or (number.known, number.known)
    places, at = decimals_for([number.known, *ends]), axis.position
    shown, around = signed(number.known, places), range_text(number.ends, places)
    return Mark(label, at(number.known), at(ends[0]), at(ends[1]), shown, around, number.known >= 0)
