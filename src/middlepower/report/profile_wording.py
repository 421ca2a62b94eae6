"""Numbers of a profile as text: a value, its range, a dash for what is missing."""

from __future__ import annotations

from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.wording import EN_DASH, HORIZONS, per_cent, plain

SIDES = ("both", "import", "export")


def side_names() -> dict[str, str]:
    """What each side of a cut means, by its code."""
    return {side: say(f"profile.side.{side}") for side in SIDES}


def horizon_names() -> dict[str, str]:
    """The horizons as heads of columns, by their codes."""
    return {when: say(f"profile.horizon.{when}") for when in HORIZONS}


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
    return "" if low == high else say("common.range", low=low, high=high)


def ranged(number: Number, decimals: int = 2) -> str:
    """The value with its range in brackets."""
    around, shown = span(number, decimals), short_number(number, decimals)
    return say("common.with_range", number=shown, range=around) if around else shown


def with_range(number: Number, decimals: int = 2) -> str:
    """`3.40% (3.40 to 6.97)`."""
    around, shown = span(number, decimals), short_number(number, decimals)
    return say("common.percent_with_range", number=shown, range=around) if around else per_cent(shown)


def ranged_percent(number: Number, decimals: int = 2) -> str:
    """The value in per cent with its range in brackets."""
    around = span(number, decimals)
    shown = per_cent(short_number(number, decimals))
    return f"{shown} ({around})" if around else shown


def billions(number: Number) -> Number:
    """A number of million US dollars in billions."""
    return number.changed(lambda millions: millions / 1000)


def threat_name(name: str) -> str:
    """A threat as figures and tables name it: a rate in per cent, or the end of trade."""
    rate = name.removesuffix("%")
    return say("profile.cut_off") if rate == name else per_cent(rate)
