"""The figures of pages as Plotly figures, for notebooks and the app: the same numbers, words and colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from middlepower.errors import MissingExtraError
from middlepower.report.drawing import COLOURS, Drawing, MapFigure, PlotFigure, RowFigure, TreeFigure, sheet_of
from middlepower.report.figures import PADDING, Axis, Mark
from middlepower.report.interactive_map import map_figure, tree_figure
from middlepower.report.plane import PlanePlot
from middlepower.report.profile_figures import Plot, PlotPoint
from middlepower.report.tariff_figures import StepLine, StepPlot
from middlepower.report.wording import labelled

if TYPE_CHECKING:
    import plotly.graph_objects as go

DASHES = ("solid", "dash", "dot", "longdashdot", "dashdot")  # so that no colour says anything alone
SYMBOLS = ("circle", "diamond-open", "square", "triangle-up-open", "x")
GAIN, LOSS, DARK, GREY = "#0072b2", "#d55e00", "#111111", "#55606e"
FONT = "sans-serif"
ROW_TALL, LEAST_TALL = 34, 320  # pixels
LEFT = 10


def plotted(drawing: Drawing) -> go.Figure:
    """A figure of a page for Plotly; MissingExtraError where Plotly is not installed."""
    if find_spec("plotly") is None:
        raise MissingExtraError('figures for notebooks need Plotly: pip install "middlepower[web]".')
    make: dict[type, Callable[[Any], go.Figure]] = {
        RowFigure: _rows,
        PlotFigure: _plot,
        MapFigure: map_figure,
        TreeFigure: tree_figure,
    }
    figure = make[type(drawing)](drawing)
    sheet = sheet_of(drawing)
    title = {"text": f"<b>{_lines(sheet.title)}</b><br><sup>{_lines(sheet.note)}</sup>", "x": 0.0, "xanchor": "left"}
    top = 40 + 24 * len(sheet.title) + 17 * len(sheet.note)
    figure.update_layout(
        title=title | {"xref": "container", "pad": {"l": LEFT}, "font": {"size": 15}},
        font={"family": FONT, "color": "#1d2530"},
        template="plotly_white",
        margin={"t": top, "l": LEFT, "r": 20, "b": 50},
        hoverlabel={"bgcolor": "white", "font": {"color": DARK}},
    )
    return figure


def _lines(lines: Sequence[str]) -> str:
    """Lines of a text, what Plotly would take for markup written out."""
    return "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines)


def value_at(axis: Axis, position: float) -> float:
    """The value at a position in per cent of an axis: the way back from `Axis.position`."""
    return axis.low + (axis.high - axis.low) * (position - PADDING) / (100.0 - 2.0 * PADDING)


def _ticks(axis: Axis) -> dict[str, Any]:
    """The ticks of an axis with their labels, its ends, and the zero line."""
    return {
        "range": [value_at(axis, 0.0), value_at(axis, 100.0)],
        "tickvals": [value_at(axis, tick.position) for tick in axis.ticks],
        "ticktext": [tick.label for tick in axis.ticks],
        "zeroline": any(tick.is_zero for tick in axis.ticks),
        "zerolinecolor": "#5c6672",
    }


# ---------------------------------------------------------------- rows


def _rows(drawing: RowFigure) -> go.Figure:
    """Dots with ranges, markers of several series, or bars; one row below the other."""
    import plotly.graph_objects as go

    chart = drawing.chart
    figure = go.Figure([*_traces_of_rows(drawing)])
    labels = list(dict.fromkeys(row.label for row in chart.rows))
    figure.update_xaxes(**_ticks(chart.axis))
    figure.update_yaxes(categoryorder="array", categoryarray=labels[::-1], automargin=True, ticklabelstandoff=6)
    several = drawing.look == "series"
    figure.update_layout(
        height=max(LEAST_TALL, 180 + ROW_TALL * len(labels)), showlegend=several, barmode="overlay", bargap=0.45
    )
    return figure


def _traces_of_rows(drawing: RowFigure) -> Iterator[Any]:
    """One trace a series; bars and dots have one."""
    marks = [(row.label, mark) for row in drawing.chart.rows for mark in row.marks]
    if drawing.look == "series":
        for place, name in enumerate(drawing.chart.series):
            yield _dots(drawing, name, [pair for pair in marks if pair[1].series == place], place)
    elif drawing.look == "dots":
        yield _dots(drawing, drawing.title, marks, None)
    else:
        yield _bars(drawing, marks)


def _dots(drawing: RowFigure, name: str, marks: Sequence[tuple[str, Mark]], series: int | None) -> Any:
    import plotly.graph_objects as go

    axis = drawing.chart.axis
    colours = [GAIN if mark.is_gain else LOSS for _, mark in marks]
    look = {"size": 11, "color": colours if series is None else COLOURS[series % len(COLOURS)]}
    look["symbol"] = SYMBOLS[(series or 0) % len(SYMBOLS)]
    return go.Scatter(
        x=[value_at(axis, mark.position) for _, mark in marks],
        y=[label for label, _ in marks],
        error_x=_reach(axis, [mark for _, mark in marks]) if series is None else None,
        mode="markers",
        name=name,
        marker=look,
        text=_said(drawing, marks),
        hovertemplate="%{text}<extra></extra>",
    )


def _bars(drawing: RowFigure, marks: Sequence[tuple[str, Mark]]) -> Any:
    """Bars from zero with their ranges, or from the number that they are compared with."""
    import plotly.graph_objects as go

    axis, ends = drawing.chart.axis, [mark for _, mark in marks]
    base = [0.0] * len(marks)
    values = [value_at(axis, mark.position) for mark in ends]
    if drawing.look == "from centre":
        centre = value_at(axis, float(drawing.chart.series[0]))
        base, values = [centre] * len(marks), [value - centre for value in values]
    return go.Bar(
        x=values,
        y=[label for label, _ in marks],
        base=base,
        orientation="h",
        marker={"color": [GAIN if mark.is_gain else LOSS for mark in ends]},
        error_x=_reach(axis, ends) if drawing.look == "bars" else None,
        text=[mark.shown for mark in ends],
        textposition="outside",
        cliponaxis=False,
        hovertext=_said(drawing, marks),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _reach(axis: Axis, marks: Iterable[Mark]) -> dict[str, Any]:
    """The ranges of marks as error bars."""
    whole = [(value_at(axis, m.position), value_at(axis, m.low), value_at(axis, m.high)) for m in marks]
    up, down = [high - at for at, _, high in whole], [at - low for at, low, _ in whole]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": GREY, "thickness": 1.5}


def _said(drawing: RowFigure, marks: Iterable[tuple[str, Mark]]) -> list[str]:
    """What stands beside a mark on the page."""
    return [
        labelled(label, f"{mark.shown}{drawing.unit} {f'({mark.range_shown})' if mark.range_shown else ''}").strip()
        for label, mark in marks
    ]


# ---------------------------------------------------------------- axes both ways


def _plot(drawing: PlotFigure) -> go.Figure:
    """Lines and points over two axes."""
    import plotly.graph_objects as go

    plot = drawing.plot
    figure = go.Figure()
    for place, line in enumerate(plot.lines):
        figure.add_trace(_line(plot, place, line))
    if not isinstance(plot, StepPlot):
        figure.add_traces([_spot(plot, point) for point in plot.points])
    if isinstance(plot, Plot) and plot.diagonal is not None:
        x1, y1, x2, y2 = plot.diagonal
        ends = {"x0": _across(plot, x1), "y0": _up(plot, y1), "x1": _across(plot, x2), "y1": _up(plot, y2)}
        figure.add_shape(type="line", line={"dash": "dash", "color": "#7b8591"}, **ends)
    figure.update_xaxes(title=drawing.x_title, **_ticks(plot.x))
    figure.update_yaxes(title=drawing.y_title, **_ticks(plot.y))
    figure.update_layout(height=460, showlegend=bool(plot.lines), legend={"orientation": "h", "y": -0.2})
    return figure


def _across(plot: Plot | StepPlot | PlanePlot, x: float) -> float:
    return value_at(plot.x, x)


def _up(plot: Plot | StepPlot | PlanePlot, y: float) -> float:
    """The value at a place from the top."""
    return value_at(plot.y, 100.0 - y)


def _line(plot: Plot | StepPlot | PlanePlot, place: int, line: Any) -> Any:
    """A line through its points, or its strokes one after the other."""
    import plotly.graph_objects as go

    if isinstance(line, StepLine):
        places = [end for s in line.strokes for end in ((s.x1, s.y1), (s.x2, s.y2), (None, None))]
        texts = [line.words] * len(places)
    else:
        places = [(point.x, point.y) for point in line.points]
        texts = [labelled(point.label, point.words) for point in line.points]
    return go.Scatter(
        x=[None if x is None else _across(plot, x) for x, _ in places],
        y=[None if y is None else _up(plot, y) for _, y in places],
        mode="lines" if isinstance(line, StepLine) else "lines+markers",
        name=line.label,
        line={"color": COLOURS[place % len(COLOURS)], "dash": DASHES[place % len(DASHES)], "width": 2.2},
        marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 9},
        text=texts,
        hovertemplate=f"{line.label}<br>%{{text}}<extra></extra>",
    )


def _spot(plot: Plot | PlanePlot, point: PlotPoint) -> Any:
    """A named point with its ranges both ways."""
    import plotly.graph_objects as go

    x, y = _across(plot, point.x), _up(plot, point.y)
    right, left = _across(plot, point.high_x) - x, x - _across(plot, point.low_x)
    ends = sorted((_up(plot, point.low_y), _up(plot, point.high_y)))
    bars = {"type": "data", "symmetric": False, "color": GREY, "thickness": 1}
    return go.Scatter(
        x=[x],
        y=[y],
        mode="markers+text" if point.named else "markers",
        text=[point.label],
        textposition="top left" if point.left else "top right",
        marker={"color": COLOURS[point.series % len(COLOURS)], "symbol": SYMBOLS[point.series % len(SYMBOLS)]},
        error_x={**bars, "array": [right], "arrayminus": [left]},
        error_y={**bars, "array": [ends[1] - y], "arrayminus": [y - ends[0]]},
        hovertext=[labelled(point.label, point.words)],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
