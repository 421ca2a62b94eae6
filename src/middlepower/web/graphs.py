"""The figures of `report` as Plotly figures: the same rows, lines, points and shapes, to point at and to save."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from middlepower.report.drawing import COLOURS, Drawing, MapFigure, PlotFigure, RowFigure, TreeFigure, svg
from middlepower.report.figures import ChartRow, Mark
from middlepower.report.profile_figures import Plot, PlotPoint
from middlepower.report.tariff_figures import StepLine
from middlepower.web.graph_frame import INK, RULE, Figure, axis, broken, layout, plain
from middlepower.web.graph_map import map_graph

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")  # so that no colour says anything alone
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
GAIN, LOSS = "#0072b2", "#d55e00"
ROW, LINE, LEGEND, LEAST = 34, 18, 22, 150  # pixels: a row, a line of its label, one of the legend, a figure
ROOM = 24  # per cent of the width, for the number beside the largest mark, on a telephone too


def graph_of(drawing: Drawing) -> Figure | None:
    """A drawing as a Plotly figure; None for one that stands as a picture."""
    if isinstance(drawing, RowFigure):
        return _rows(drawing)
    if isinstance(drawing, PlotFigure):
        return _plot(drawing)
    return map_graph(drawing) if isinstance(drawing, MapFigure) else None


def picture_of(drawing: Drawing) -> str:
    """A drawing as the address of an image that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(drawing).encode()).decode()


def is_picture(drawing: Drawing) -> bool:
    """Whether a drawing stands as a picture."""
    return isinstance(drawing, TreeFigure)


# ---------------------------------------------------------------- rows


def _rows(drawing: RowFigure) -> Figure:
    rows = drawing.chart.rows
    labels = [broken(row.label) for row in rows]
    bars = drawing.look in ("bars", "from centre")
    traces = [_bars(drawing, labels)] if bars else _marks(rows, labels, drawing.chart.series)
    low, high = min(0.0, *_ends(rows)), max(100.0, *_ends(rows))
    below = any(mark.position < drawing.chart.axis.zero for row in rows for mark in row.marks)
    x = {**axis(drawing.chart.axis), "range": [low - (ROOM if bars and below else 1), high + ROOM]}
    y = {
        "tickvals": list(range(len(rows))),
        "ticktext": labels,
        "range": [len(rows) - 0.4, -0.6],
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }
    zero = {"type": "line", "x0": drawing.chart.axis.zero, "x1": drawing.chart.axis.zero, "yref": "paper", "y0": 0,
            "y1": 1, "line": {"color": INK, "width": 1}, "layer": "below"}  # fmt: skip
    deepest = max((label.count("<br>") + 1 for label in labels), default=1)
    height = max(LEAST, max(ROW, LINE * deepest) * len(rows) + 70 + (LEGEND * len(traces) if len(traces) > 1 else 0))
    return {"data": traces, "layout": layout(height, xaxis=x, yaxis=y, shapes=[zero], showlegend=len(traces) > 1)}


def _ends(rows: Sequence[ChartRow]) -> list[float]:
    return [end for row in rows for mark in row.marks for end in (mark.low, mark.high)]


def _bars(drawing: RowFigure, labels: Sequence[str]) -> Figure:
    """Bars from zero, or from the centre of a range, with their values at the end."""
    marks = [(place, row.marks[0]) for place, row in enumerate(drawing.chart.rows) if row.marks]
    zero = drawing.chart.axis.zero
    base = [mark.low if drawing.look == "from centre" else zero for _, mark in marks]
    reach = [mark.high - mark.low if drawing.look == "from centre" else mark.position - zero for _, mark in marks]
    return {
        "type": "bar",
        "orientation": "h",
        "base": base,
        "x": reach,
        "y": [place for place, _ in marks],
        "marker": {
            "color": [GAIN if mark.is_gain else LOSS for _, mark in marks],
            "pattern": {"shape": ["" if mark.is_gain else "/" for _, mark in marks], "size": 6, "solidity": 0.35},
        },
        "text": [mark.shown for _, mark in marks],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [_told(mark) for _, mark in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "name": "",
    }


def _marks(rows: Sequence[ChartRow], labels: Sequence[str], series: Sequence[str]) -> list[Figure]:
    """Markers with their ranges, one trace for each series."""
    found: dict[int, list[tuple[int, Mark]]] = {}
    for place, row in enumerate(rows):
        for mark in row.marks:
            found.setdefault(mark.series, []).append((place, mark))
    one = len(found) < 2
    shift = {number: 0.0 if one else 0.16 * (place - (len(found) - 1) / 2) for place, number in enumerate(found)}
    return [_markers(marks, number, shift[number], one, series) for number, marks in found.items()]


def _markers(marks: Sequence[tuple[int, Mark]], number: int, shift: float, one: bool, series: Sequence[str]) -> Figure:
    colours = [GAIN if mark.is_gain else LOSS for _, mark in marks] if one else COLOURS[number % len(COLOURS)]
    return {
        "type": "scatter",
        "mode": "markers+text" if one else "markers",
        "x": [mark.position for _, mark in marks],
        "y": [place + shift for place, _ in marks],
        "marker": {"size": 11, "color": colours, "symbol": SYMBOLS[number % len(SYMBOLS)]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [mark.high - mark.position for _, mark in marks],
            "arrayminus": [mark.position - mark.low for _, mark in marks],
            "thickness": 5,
            "width": 0,
            "color": "rgba(85,96,110,.35)",
        },
        "text": [f"  {mark.shown}" for _, mark in marks] if one else None,
        "textposition": "middle right",
        "cliponaxis": False,
        "customdata": [_told(mark) for _, mark in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "name": series[number] if number < len(series) else "",
    }


def _told(mark: Mark) -> str:
    return plain(f"{mark.label}: {mark.shown}" + (f" ({mark.range_shown})" if mark.range_shown else ""))


# ---------------------------------------------------------------- plots


def _plot(drawing: PlotFigure) -> Figure:
    plot = drawing.plot
    traces: list[Figure] = []
    for line in plot.lines:
        traces.append(_steps(line) if isinstance(line, StepLine) else _line(line.label, line.points))
    points: Iterable[PlotPoint] = getattr(plot, "points", ())
    traces += [_points(list(points))] if points else []
    shapes = []
    if isinstance(plot, Plot) and plot.diagonal is not None:
        x1, y1, x2, y2 = plot.diagonal
        shapes = [{"type": "line", "x0": x1, "y0": y1, "x1": x2, "y1": y2,
                   "line": {"color": RULE, "dash": "dash"}, "layer": "below"}]  # fmt: skip
    x = axis(plot.x, plain(drawing.x_title))
    y = axis(plot.y, plain(drawing.y_title), falling=True)
    named = sum(bool(trace["name"]) for trace in traces)
    return {"data": traces, "layout": layout(380, xaxis=x, yaxis=y, shapes=shapes, showlegend=named > 1)}


def _steps(line: StepLine) -> Figure:
    """A line of straight pieces; `None` between those that do not touch."""
    across: list[float | None] = []
    down: list[float | None] = []
    for stroke in line.strokes:
        across += [stroke.x1, stroke.x2, None]
        down += [stroke.y1, stroke.y2, None]
    colour, dash = COLOURS[line.series % len(COLOURS)], DASHES[line.series % len(DASHES)]
    return {
        "type": "scatter", "mode": "lines", "x": across, "y": down, "name": plain(line.label),
        "line": {"color": colour, "width": 2.5, "dash": dash}, "hoverinfo": "name",
    }  # fmt: skip


def _line(label: str, points: Sequence[PlotPoint]) -> Figure:
    number = points[0].series if points else 0
    return {
        "type": "scatter", "mode": "lines+markers", "x": [p.x for p in points], "y": [p.y for p in points],
        "name": plain(label), "customdata": [plain(p.words) for p in points],
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": {"color": COLOURS[number % len(COLOURS)], "width": 2.5, "dash": DASHES[number % len(DASHES)]},
        "marker": {"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 8},
        "error_y": _reach([p.high_y - p.y for p in points], [p.y - p.low_y for p in points]),
    }  # fmt: skip


def _points(points: Sequence[PlotPoint]) -> Figure:
    """Named points with their ranges both ways."""
    return {
        "type": "scatter", "mode": "markers+text", "x": [p.x for p in points], "y": [p.y for p in points], "name": "",
        "text": [plain(p.label) if p.named else "" for p in points],
        "textposition": ["middle left" if p.left else "middle right" for p in points],
        "customdata": [plain(p.words) for p in points], "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 10, "symbol": [SYMBOLS[p.series % len(SYMBOLS)] for p in points],
                   "color": [COLOURS[p.series % len(COLOURS)] for p in points]},
        "error_x": _reach([p.high_x - p.x for p in points], [p.x - p.low_x for p in points]),
        "error_y": _reach([p.high_y - p.y for p in points], [p.y - p.low_y for p in points]),
        "cliponaxis": False,
    }  # fmt: skip


def _reach(up: list[float], down: list[float]) -> Figure:
    return {"type": "data", "symmetric": False, "array": list(map(abs, up)), "arrayminus": list(map(abs, down)),
            "thickness": 4, "width": 0, "color": "rgba(85,96,110,.3)"}  # fmt: skip
