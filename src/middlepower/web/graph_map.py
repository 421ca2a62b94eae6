"""The map as a Plotly figure: the shapes of `report`, to point at and to save."""

from __future__ import annotations

import re
from collections.abc import Sequence

from middlepower.report.drawing import MapFigure
from middlepower.web.graph_frame import Figure, layout, plain

MOVES = re.compile(r"([Mlz])([^Mlz]*)")
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def map_graph(drawing: MapFigure) -> Figure:
    """A map as a Plotly figure."""
    traces = []
    for country in drawing.state.countries:
        across, down = outline(country.shape.paths)
        if country.shape.dot is not None and not across:
            across, down = [float(country.shape.dot[0])], [float(country.shape.dot[1])]
        traces.append(
            {
                "type": "scatter", "mode": "lines" if len(across) > 1 else "markers", "x": across, "y": down,
                "fill": "toself", "fillcolor": country.fill, "line": {"color": "#8a94a0", "width": 0.5},
                "marker": {"color": country.fill, "size": 7, "line": {"color": "#8a94a0", "width": 0.5}},
                "hoveron": "fills" if len(across) > 1 else "points", "text": plain(country.words), "hoverinfo": "text",
                "name": plain(country.words), "customdata": [country.shape.region] * len(across), "showlegend": False,
            }
        )  # fmt: skip
    world = drawing.world
    traces += [_key(entry.fill, entry.label) for entry in world.legend]
    free = {"visible": False, "fixedrange": True}
    x = {**free, "range": [0, world.width], "constrain": "domain"}
    y = {**free, "range": [world.height, 0], "scaleanchor": "x"}
    legend = {"orientation": "h", "y": 0, "yanchor": "top", "x": 0, "font": {"size": 12}}
    frame = layout(540, xaxis=x, yaxis=y, margin={"l": 0, "r": 0, "t": 0, "b": 60}, legend=legend)
    return {"data": traces, "layout": frame}


def _key(fill: str, label: str) -> Figure:
    """One colour of the map and what it stands for."""
    return {
        "type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": plain(label), "hoverinfo": "skip",
        "marker": {"color": fill, "size": 12, "symbol": "square", "line": {"color": "#8a94a0", "width": 0.5}},
    }  # fmt: skip


def outline(paths: Sequence[str]) -> tuple[list[float | None], list[float | None]]:
    """The corners of shapes whose paths move, draw relative lines and close; `None` between two shapes."""
    across: list[float | None] = []
    down: list[float | None] = []
    for path in paths:
        x = y = 0.0
        for letter, text in MOVES.findall(path):
            numbers = [float(one) for one in NUMBERS.findall(text)]
            if letter == "M":
                if across:
                    across.append(None)
                    down.append(None)
                x, y = numbers[0], numbers[1]
                across.append(x)
                down.append(y)
                continue
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                across.append(x)
                down.append(y)
    return across, down
