"""What all figures of the pages share: their frame, their axes, their colours and how text stands in them."""

from __future__ import annotations

from typing import Any

from middlepower.report.figures import Axis

Figure = dict[str, Any]
INK, RULE = "#1d2530", "#d5dae1"
FONT = {"family": "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif", "size": 13, "color": INK}
LABEL = 18  # characters of a line of a row's label


def layout(height: float, **more: Any) -> Figure:
    """The layout of a figure of a height, with what it has more."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 36},
        "font": FONT,
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "hoverlabel": {"font": {"size": 13}},
        "dragmode": False,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        **more,
    }


def axis(axis: Axis, title: str = "", falling: bool = False) -> Figure:
    """A Plotly axis in per cent of the width, with the ticks of ours."""
    at = [100.0 - tick.position if falling else tick.position for tick in axis.ticks]
    return {
        "range": [100, 0] if falling else [0, 100],
        "tickvals": at,
        "ticktext": [tick.label for tick in axis.ticks],
        "gridcolor": RULE,
        "zeroline": False,
        "title": {"text": title, "font": {"size": 12}},
        "automargin": True,
        "fixedrange": True,
    }


def plain(text: str) -> str:
    """A text that Plotly shows as it is: it takes some tags for marks of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def broken(text: str) -> str:
    """A label in lines."""
    lines: list[str] = [""]
    for word in plain(text).split():
        if lines[-1] and len(lines[-1]) + len(word) >= LABEL:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
