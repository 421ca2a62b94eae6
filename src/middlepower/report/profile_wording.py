"""Cells of a profile as text: a value, its range, a dash with a reason for what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from middlepower.report.wording import EN_DASH, plain

Cell = Mapping[str, Any]
SIDE_NAMES = {"both": "Both ways", "import": "Cannot buy", "export": "Cannot sell"}
HORIZON_NAMES = {"long": "Long run", "medium": "Medium run", "short": "Short run"}


def short_number(cell: Cell, decimals: int = 2) -> str:
    """The value alone; an en dash where it is missing."""
    return EN_DASH if cell["value"] is None else steady(float(cell["value"]), decimals)


def steady(value: float, decimals: int = 2) -> str:
    """A plain number; a negative one that rounds to zero has no sign."""
    return plain(value if round(value, decimals) else 0.0, decimals)


def span(cell: Cell, decimals: int = 2) -> str:
    """The range alone, `low to high`; empty where there is none, or where both ends print the same."""
    if cell["low"] is None:
        return ""
    low, high = steady(float(cell["low"]), decimals), steady(float(cell["high"]), decimals)
    return "" if low == high else f"{low} to {high}"


def ranged(cell: Cell, decimals: int = 2) -> str:
    """The value with its range in brackets."""
    around = span(cell, decimals)
    return f"{short_number(cell, decimals)} ({around})" if around else short_number(cell, decimals)


def why(cell: Cell) -> str:
    """Why a value is missing, or empty."""
    return str(cell.get("reason", ""))


def billions(cell: Cell) -> dict[str, Any]:
    """A cell of million US dollars in billions."""
    return {key: value / 1000 if isinstance(value, float) else value for key, value in cell.items()}
