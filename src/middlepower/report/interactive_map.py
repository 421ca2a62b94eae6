"""The map and the tree of a game as Plotly figures, from the shapes that the pages draw; no map is downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from middlepower.report.drawing import WIDTH, MapFigure, TreeFigure
from middlepower.report.game_tree import STEP, VALUES
from middlepower.report.worldmap import Painted, Shape

if TYPE_CHECKING:
    import plotly.graph_objects as go

PART = re.compile(r"M(-?\d+) (-?\d+)l([^Mz]*)z")
NUMBER = re.compile(r"-?\d+")
Place = tuple[float | None, float | None]
BORDER = "#8d96a1"


def map_figure(drawing: MapFigure) -> go.Figure:
    """Every country in the colour of its change, its words on hover."""
    import plotly.graph_objects as go

    world = drawing.world
    figure = go.Figure([_country(one) for one in drawing.state.countries])
    figure.update_xaxes(visible=False, range=[0, world.width], constrain="domain")
    figure.update_yaxes(visible=False, range=[world.height, 0], scaleanchor="x")
    for place, entry in enumerate(world.legend):
        shown = {"size": 12, "color": entry.fill, "symbol": "square", "line": {"width": 1, "color": BORDER}}
        look = {"name": entry.label, "marker": shown, "legendrank": place}
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", **look))
    figure.update_layout(height=520, legend={"orientation": "h", "y": -0.05}, plot_bgcolor="white")
    return figure


def _country(one: Painted) -> Any:
    """One country, or all that an aggregate holds."""
    import plotly.graph_objects as go

    places = list(outline(one.shape))
    return go.Scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="lines",
        fill="toself",
        fillcolor=one.fill,
        line={"width": 0.5, "color": BORDER},
        hoveron="fills",
        name=one.words,
        hoverinfo="name",
        hoverlabel={"namelength": -1},
        showlegend=False,
    )


def outline(shape: Shape) -> Iterator[Place]:
    """The corners of a shape's parts, a gap after each; a small country is a square around its dot."""
    for path in shape.paths:
        for x, y, moves in PART.findall(path):
            yield from _corners(float(x), float(y), [float(step) for step in NUMBER.findall(moves)])
            yield None, None
    if shape.dot is not None:
        x, y = shape.dot
        yield from ((x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6), (x - 6, y + 6), (x - 6, y - 6), (None, None))


def _corners(x: float, y: float, moves: Sequence[float]) -> Iterator[Place]:
    """The corners from a first one on, by their distances; the last is the first again."""
    first = x, y
    yield first
    for right, down in zip(moves[::2], moves[1::2], strict=True):
        x, y = x + right, y + down
        yield x, y
    yield first


def tree_figure(drawing: TreeFigure) -> go.Figure:
    """The tree of a game: chosen branches thick and dark, and what its ends are worth."""
    import plotly.graph_objects as go

    tree = drawing.tree
    figure = go.Figure()
    for branch in sorted(tree.branches, key=lambda one: one.chosen):
        line = {"color": "#14253d" if branch.chosen else "#aeb7c2", "width": 3 if branch.chosen else 1.2}
        x, y = [branch.x, branch.x, branch.x + STEP], [branch.from_y, branch.to_y, branch.to_y]
        words = " ".join(branch.lines)
        figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, name=words, hoverinfo="name"))
        _label(figure, branch.x + 8, branch.to_y - 2, "<br>".join(branch.lines), "left", bold=branch.chosen)
    for place, head in tree.heads:
        _label(figure, place, 18, head, "left", bold=True)
    for right, lines in zip(VALUES, tree.value_heads, strict=False):
        _label(figure, right, 34, "<br>".join(lines), "right", bold=False)
    for end in tree.ends:
        for right, value in zip(VALUES, end.values, strict=False):
            _label(figure, right, end.y + 8, value, "right", bold=end.chosen)
    figure.update_xaxes(visible=False, range=[0, WIDTH])
    figure.update_yaxes(visible=False, range=[tree.height, 0])
    figure.update_layout(height=tree.height + 160, width=WIDTH + 60, showlegend=False, plot_bgcolor="white")
    return figure


def _label(figure: go.Figure, x: float, y: float, text: str, anchor: str, bold: bool) -> None:
    shown = f"<b>{text}</b>" if bold else text
    figure.add_annotation(
        x=x, y=y, text=shown, showarrow=False, xanchor=anchor, yanchor="bottom", font={"size": 11}, align=anchor
    )
