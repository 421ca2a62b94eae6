"""Numbers of a profile as text: a value, its range, a dash for what is missing."""

from __future__ import annotations

from middlepower.document.number import Number
from middlepower.report.wording import EN_DASH, plain

SIDE_NAMES = {"both": "Both ways", "import": "Cannot buy", "export": "Cannot sell"}
HORIZON_NAMES = {"long": "Long run", "medium": "Medium run", "first-year": "First year"}


def short_number(number: Number, decimals: int = 2) -> str:
    """The value alone; an en dash where it is missing."""
    return EN_DASH if number.value is None else steady(number.value, decimals)


def steady(value: float, decimals: int = 2) -> str:
    """A plain number; a negative one that rounds to zero has no sign."""
    return plain(value if round(value, decimals) else 0.0, decimals)


def span(number: Number, decimals: int = 2) -> str:
    """The range alone, `low to high`; empty where there is none, or where both ends print the same."""
    if number.ends is None:
        return ""
    low, high = (steady(end, decimals) for end in number.ends)
    return "" if low == high else f"{low} to {high}"


def ranged(number: Number, decimals: int = 2) -> str:
    """The value with its range in brackets."""
    around = span(number, decimals)
    return f"{short_number(number, decimals)} ({around})" if around else short_number(number, decimals)


def billions(number: Number) -> Number:
    """A number of million US dollars in billions."""
    return number.changed(lambda millions: millions / 1000)
