"""Figures as files of their own: the same charts as on the pages, drawn with their titles as standing SVG."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

from middlepower.report.figures import Chart, ChartRow
from middlepower.report.game_tree import TreeDrawing
from middlepower.report.pages import page
from middlepower.report.plane import PlanePlot
from middlepower.report.profile_figures import Plot
from middlepower.report.tariff_figures import StepPlot
from middlepower.report.worldmap import StateMap, WorldMap

Look = Literal["dots", "series", "bars", "from centre"]
WIDTH = 860  # pixels; a slide or a column of text holds it without shrinking letters below 9 points
LEFT, RIGHT, EDGE = 270, 130, 20  # columns of labels and of values, and what stays free at both sides
PLOT_LEFT, PLOT_TALL = 64, 360
TITLE_WIDE, NOTE_WIDE, LABEL_WIDE = 78, 132, 38  # characters a line, at the sizes that the templates use
TITLE_LINE, NOTE_LINE, LABEL_LINE, KEY_LINE = 24, 17, 16, 22
LANE, ROW, COMPACT = 9, 34, 24  # least heights: of a marker's lane, of a row with a range, of a bar
AXIS = 40
DASHES = ("", "7 4", "2 3", "11 3 2 3", "4 2")  # of lines, so that no colour says anything alone
COLOURS = ("#0072b2", "#d55e00", "#111111", "#009e73", "#cc79a7")


@dataclass(frozen=True)
class RowFigure:
    """A figure of rows: dots with ranges, markers of several series, or bars."""

    name: str  # of its file, without the ending
    title: str
    note: str
    chart: Chart
    look: Look
    unit: str = "%"


@dataclass(frozen=True)
class PlotFigure:
    """A figure with two axes: curves, points or steps."""

    name: str
    title: str
    note: str
    plot: Plot | StepPlot | PlanePlot
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True)
class MapFigure:
    """A map of the world in one state."""

    name: str
    title: str
    note: str
    world: WorldMap
    state: StateMap


@dataclass(frozen=True)
class TreeFigure:
    """The tree of a game."""

    name: str
    title: str
    note: str
    tree: TreeDrawing


Drawing = RowFigure | PlotFigure | MapFigure | TreeFigure


@dataclass(frozen=True)
class PlacedRow:
    """A row with its label in lines, and where it stands."""

    row: ChartRow
    lines: tuple[str, ...]
    top: float
    tall: float


@dataclass(frozen=True)
class Sheet:
    """Heights of a figure's parts, from the top."""

    title: tuple[str, ...]
    note: tuple[str, ...]
    key: tuple[str, ...]
    body: float  # where the drawing begins
    tall: float  # of the drawing
    height: int  # of all


def svg(drawing: Drawing) -> str:
    """A figure as SVG text; the same figure always gives the same text."""
    template = {RowFigure: "rows.svg", PlotFigure: "plot.svg", MapFigure: "world.svg", TreeFigure: "tree.svg"}[
        type(drawing)
    ]
    sheet = sheet_of(drawing)
    context: dict[str, Any] = {
        "d": drawing, "s": sheet, "width": WIDTH, "left": LEFT, "right": RIGHT, "edge": EDGE, "axis": AXIS,
        "plot_left": PLOT_LEFT, "title_line": TITLE_LINE, "note_line": NOTE_LINE, "label_line": LABEL_LINE,
        "key_line": KEY_LINE, "lane": LANE, "colours": COLOURS, "dashes": DASHES,
        "rows": placed_rows(drawing, sheet.body),
    }  # fmt: skip
    return page(template, context, {})


def height_of(drawing: Drawing) -> int:
    """The height of a figure in pixels."""
    return sheet_of(drawing).height


def sheet_of(drawing: Drawing) -> Sheet:
    """The heights of a figure's parts."""
    title, note = tuple(wrap(drawing.title, TITLE_WIDE)), tuple(wrap(drawing.note, NOTE_WIDE))
    key = _key(drawing)
    head = 14 + TITLE_LINE * len(title) + NOTE_LINE * len(note)
    body = head + KEY_LINE * ((len(key) + 1) // 2) + 12
    tall = _tall(drawing)
    return Sheet(title, note, key, body, tall, round(body + tall + AXIS))


def _key(drawing: Drawing) -> tuple[str, ...]:
    """What the markers or lines of a figure are called, where there are several."""
    if isinstance(drawing, RowFigure):
        return drawing.chart.series if drawing.look == "series" else ()
    if isinstance(drawing, PlotFigure):
        return tuple(line.label for line in drawing.plot.lines)
    return ()


def _tall(drawing: Drawing) -> float:
    if isinstance(drawing, MapFigure):
        return WIDTH * drawing.world.height / drawing.world.width + LABEL_LINE * 2
    if isinstance(drawing, TreeFigure):
        return drawing.tree.height
    if isinstance(drawing, PlotFigure):
        return PLOT_TALL
    rows = placed_rows(drawing, 0.0)
    return rows[-1].top + rows[-1].tall if rows else 0.0


def placed_rows(drawing: Drawing, start: float) -> tuple[PlacedRow, ...]:
    """The rows of a figure, one below the other; none where it has no rows."""
    placed: list[PlacedRow] = []
    if isinstance(drawing, RowFigure):
        least = COMPACT if drawing.look in ("bars", "from centre") else ROW
        for row in drawing.chart.rows:
            lines = tuple(wrap(row.label, LABEL_WIDE)) or ("",)
            tall = max(least, LABEL_LINE * len(lines) + 8, LANE * len(row.marks) + 12)
            placed.append(PlacedRow(row, lines, start, tall))
            start += tall
    return tuple(placed)
