"""Numbers, dates and names as a reader wants them: proper minus signs, units, consistent decimals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from middlepower.experiment.frictions import friction_case

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
NO_CHANGE = 1e-9  # per cent; a hundred times the solver's tolerance, so smaller changes are rounding
ALL_SMALL = 0.05  # per cent; when all numbers of a table are smaller, two decimals hide the differences
HORIZONS = {"long": "long run", "medium": "medium run", "first-year": "first year"}
THEN, AT, WITH = "long-then-", "@", "+"  # in labels of variants: ties of the long run; one elasticity; frictions


@dataclass(frozen=True)
class Bullet:
    """One line of a bottom line: its lead words and its sentences."""

    lead: str
    text: str


def decimals_for(values: Iterable[float]) -> int:
    """Decimals for one table or chart of per cents: 2, or 3 when all of its numbers are small."""
    largest = max((abs(value) for value in values), default=0.0)
    return 3 if NO_CHANGE < largest < ALL_SMALL else 2


def signed(value: float, decimals: int = 2) -> str:
    """A change with its sign, +1.25 or a true minus sign; one that would print as zero as <0.005 or >-0.005."""
    if abs(value) <= NO_CHANGE:
        return f"{0:.{decimals}f}"
    if abs(value) < prints_as_zero(decimals):
        bound = f"{prints_as_zero(decimals):.{decimals + 1}f}"
        return f"<{bound}" if value > 0 else f">{MINUS}{bound}"
    return ("+" if value > 0 else MINUS) + f"{abs(value):,.{decimals}f}"


def prints_as_zero(decimals: int) -> float:
    """The number below which nothing but zeros is left: 0.005 with two decimals."""
    return 0.5 * 10.0**-decimals


def plain(value: float, decimals: int = 1) -> str:
    """A level: 1,234.5, with a true minus sign, and none before a zero."""
    shown = f"{value:,.{decimals}f}"
    return shown.lstrip("-") if float(shown.replace(",", "")) == 0.0 else shown.replace("-", MINUS)


def percent(value: float, decimals: int = 2) -> str:
    """A change with its sign and the per cent sign."""
    return signed(value, decimals) + "%"


def money(value: float) -> str:
    """A change in million US$ without decimals."""
    return signed(value, 0)


def dollars(value: float) -> str:
    """A change in words: US$ 1.2 billion, or million below one billion."""
    if abs(value) >= 1000:
        return f"US$ {plain(abs(value) / 1000, 1)} billion"
    return f"US$ {plain(abs(value), 0)} million" if abs(value) >= 0.5 else "less than US$ 1 million"


def range_text(spread: tuple[float, float] | None, decimals: int = 2) -> str:
    """`low to high`, `within ±0.005` when both would print as zero, or an empty text without a range."""
    if spread is None:
        return ""
    least = prints_as_zero(decimals)
    if NO_CHANGE < max(map(abs, spread)) < least:
        return f"within \N{PLUS-MINUS SIGN}{least:.{decimals + 1}f}"
    return f"{signed(spread[0], decimals)} to {signed(spread[1], decimals)}"


def money_range(spread: tuple[float, float] | None) -> str:
    """`low to high` in million US$."""
    return range_text(spread, 0)


def date_text(iso: str | None) -> str:
    """13 January 2026 for 2026-01-13; other text unchanged; an en dash for none."""
    try:
        day = date.fromisoformat(iso or "")
    except ValueError:
        return iso or EN_DASH
    return f"{day.day} {day:%B} {day.year}"


def short_date(iso: str) -> str:
    """13 Jan 2026 for 2026-01-13, its parts held together by no-break spaces; other text unchanged."""
    try:
        return f"{date.fromisoformat(iso):%d\N{NO-BREAK SPACE}%b\N{NO-BREAK SPACE}%Y}".lstrip("0")
    except ValueError:
        return iso


def variant_text(variant: str) -> str:
    """`CP, long run` for `CP/long`."""
    name, _, horizon = variant.partition("/")
    return f"{name}, {horizon_text(horizon)}" if horizon else name


def horizon_text(horizon: str) -> str:
    """`long run` for `long`, `medium run with 1.25 in every sector` for `medium@1.25`, frictions in their words."""
    horizon, plus, case = horizon.removeprefix(THEN).partition(WITH)
    when, mark, theta = horizon.partition(AT)
    frictions = f" where {friction_case(case).title}" if plus else ""
    return HORIZONS.get(when, when) + (f" with {theta} in every sector" if mark else "") + frictions


def variant_change(variant: str, central: str) -> str:
    """What sets a variant apart from the central one: `the first year`, `the elasticity set CP`, or both."""
    name, _, horizon = variant.partition("/")
    other_name, _, other_horizon = central.partition("/")
    parts = [f"the elasticity set {name}"] if name != other_name else []
    parts += [f"the {horizon_text(horizon)}"] if horizon != other_horizon else []
    return listed(parts) or variant_text(variant)


def in_words(value: float, decimals: int = 2) -> str:
    """A change for a sentence: `+0.16%`, or `a loss of less than 0.005%` when it would print as zero."""
    least = prints_as_zero(decimals)
    if NO_CHANGE < abs(value) < least:
        return f"a {'gain' if value > 0 else 'loss'} of less than {least:.{decimals + 1}f}%"
    return percent(value, decimals)


def possessive(name: str) -> str:
    """`Canada's`, `United States'`."""
    return name + ("\u2019" if name.endswith("s") else "\u2019s")


def first_clause(text: str) -> str:
    """The text up to its first bracket, without a full stop, so that it can stand inside a sentence."""
    return text.partition(" (")[0].rstrip(". ")


def listed(names: Iterable[str], joint: str = "and") -> str:
    """`a, b and c`."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def short_list(names: list[str], most: int, word: str) -> str:
    """`a, b and c`, or `a, b, c and 4 other partners` where there are more."""
    rest = len(names) - most
    return listed(names) if rest <= 0 else f"{', '.join(names[:most])} and {rest} other {word}"


def rate_text(rates: Iterable[float | str]) -> str:
    """Rates given as fractions, in per cent; an en dash for none."""
    shown = [rate if isinstance(rate, str) else plain(100 * rate, 2).rstrip("0").rstrip(".") + "%" for rate in rates]
    return ", ".join(shown) or EN_DASH


def count(number: int, word: str) -> str:
    """`1 state`, `2 states`."""
    return f"{number} {word}" + ("" if number == 1 else "s")
