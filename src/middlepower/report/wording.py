"""Numbers, dates and names as a reader wants them: proper minus signs, units, consistent decimals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from middlepower.document.header import Header
from middlepower.experiment.frictions import friction_text
from middlepower.language.catalogue import say, spoken

EN_DASH = "\N{EN DASH}"
DOT = "\N{MIDDLE DOT}"
NO_CHANGE = 1e-9  # per cent; a hundred times the solver's tolerance, so smaller changes are rounding
LEAST_MUSD = 0.5  # million US$: a smaller change prints as less than one million
ALL_SMALL = 0.05  # per cent; when all numbers of a table are smaller, two decimals hide the differences
HORIZONS = ("long", "medium", "first-year")
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
        return plain(0.0, decimals)
    if abs(value) < prints_as_zero(decimals):
        bound = least(decimals)
        return f"<{bound}" if value > 0 else f">{minus()}{bound}"
    return with_sign(plain(abs(value), decimals), value)


def or_dot(value: float, decimals: int) -> str:
    """A change with its sign for a table of many: a dot where it would print as zero."""
    return DOT if abs(value) < prints_as_zero(decimals) else signed(value, decimals)


def with_sign(shown: str, value: float) -> str:
    """What is shown of a size, with the sign of the value before it."""
    return ("+" if value > 0 else minus()) + shown


def minus() -> str:
    """The language's minus sign."""
    return spoken().rules.minus


def prints_as_zero(decimals: int) -> float:
    """The number below which nothing but zeros is left: 0.005 with two decimals."""
    return 0.5 * 10.0**-decimals


def least(decimals: int) -> str:
    """The same as text."""
    return plain(prints_as_zero(decimals), decimals + 1)


def plain(value: float, decimals: int = 1) -> str:
    """A level: 1,234.5, with a true minus sign, and none before a zero."""
    return spoken().rules.number(value, decimals)


def trimmed(value: float, decimals: int) -> str:
    """A level without zeros at its end: 25, 2.5."""
    return spoken().rules.trimmed(value, decimals)


def per_cent(number: str) -> str:
    """A number with the per cent sign."""
    return spoken().rules.percent.format(number=number)


def percent(value: float, decimals: int = 2) -> str:
    """A change with its sign and the per cent sign."""
    return per_cent(signed(value, decimals))


def money(value: float) -> str:
    """A change in million US$ without decimals."""
    return signed(value, 0)


def dollars(value: float) -> str:
    """A change in words: US$ 1.2 billion, or million below one billion."""
    if abs(value) >= 1000:
        return say("common.billion", number=plain(abs(value) / 1000, 1))
    if abs(value) < LEAST_MUSD:
        return say("common.under_a_million")
    return say("common.million", number=plain(abs(value), 0))


def worth(musd: float) -> str:
    """A change in money with its sign, +US$ 604 million."""
    return with_sign(dollars(musd), musd) if abs(musd) >= LEAST_MUSD else dollars(musd)


def range_text(spread: tuple[float, float] | None, decimals: int = 2) -> str:
    """`low to high`, `within ±0.005` when both would print as zero, or an empty text without a range."""
    if spread is None:
        return ""
    if NO_CHANGE < max(map(abs, spread)) < prints_as_zero(decimals):
        return say("common.within", number=least(decimals))
    return say("common.range", low=signed(spread[0], decimals), high=signed(spread[1], decimals))


def money_range(spread: tuple[float, float] | None) -> str:
    """`low to high` in million US$."""
    return range_text(spread, 0)


def date_text(iso: str | None) -> str:
    """13 January 2026 for 2026-01-13, January 2026 for 2026-01; other text unchanged; an en dash for none."""
    rules, month = spoken().rules, f"{iso}-01"
    try:
        whole = len(month) > len("2026-01-01")
        return rules.long_date(date.fromisoformat(iso or "")) if whole else rules.long_month(date.fromisoformat(month))
    except ValueError:
        return iso or EN_DASH


def short_date(iso: str) -> str:
    """13 Jan 2026 for 2026-01-13, its parts held together by no-break spaces; other text unchanged."""
    try:
        return spoken().rules.short_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def variant_text(variant: str) -> str:
    """`CP, long run` for `CP/long`."""
    name, _, horizon = variant.partition("/")
    return say("common.variant", name=name, horizon=horizon_text(horizon)) if horizon else name


def horizon_text(horizon: str) -> str:
    """`long run` for `long`, `medium run with 1.25 in every sector` for `medium@1.25`, frictions in their words."""
    horizon, plus, case = horizon.removeprefix(THEN).partition(WITH)
    when, mark, theta = horizon.partition(AT)
    text = say(f"common.horizon.{when}") if when in HORIZONS else when
    if mark:
        text = say("common.horizon_with_theta", horizon=text, theta=theta)
    return say("common.horizon_with_frictions", horizon=text, frictions=friction_text(case)) if plus else text


def variant_change(variant: str, central: str) -> str:
    """What sets a variant apart from the central one: `the first year`, `the elasticity set CP`, or both."""
    name, _, horizon = variant.partition("/")
    other_name, _, other_horizon = central.partition("/")
    parts = [say("common.the_set", name=name)] if name != other_name else []
    parts += [say("common.the_horizon", horizon=horizon_text(horizon))] if horizon != other_horizon else []
    return listed(parts) or variant_text(variant)


def in_words(value: float, decimals: int = 2) -> str:
    """A change for a sentence: `+0.16%`, or `a loss of less than 0.005%` when it would print as zero."""
    if NO_CHANGE < abs(value) < prints_as_zero(decimals):
        return say("common.small_gain" if value > 0 else "common.small_loss", number=least(decimals))
    return percent(value, decimals)


def possessive(name: str) -> str:
    """`Canada's`, `United States'`."""
    return spoken().possessive(name)


def the(name: str) -> str:
    """A name as it stands in a sentence: `the United States`."""
    return spoken().the(name)


def data_of(header: Header) -> str:
    """What the world behind a document is made of, by year: flows, and input coefficients where they are of another."""
    if header.input_year == header.vintage:
        return say("common.data.one_year", year=str(header.vintage))
    return say("common.data.two_years", year=str(header.vintage), input_year=str(header.input_year))


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def first_clause(text: str) -> str:
    """The text up to its first bracket, without a full stop, so that it can stand inside a sentence."""
    return text.partition(" (")[0].rstrip(". ")


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return say("common.list", all=", ".join(words[:-1]), last=words[-1])


def parted(parts: Iterable[str]) -> str:
    """`a; b; c`: parts of a sentence that hold commas themselves."""
    return say("common.semicolon").join(parts)


def labelled(label: str, text: str) -> str:
    """`label: text`, with the space before the colon that the language wants."""
    return say("common.labelled", label=label, text=text)


def short_list(names: list[str], most: int) -> str:
    """`a, b and c`, or `a, b, c and 4 other partners` where there are more."""
    rest = len(names) - most
    return listed(names) if rest <= 0 else say("common.other_partners", all=", ".join(names[:most]), n=rest)


def rate_text(rates: Iterable[float | str]) -> str:
    """Rates given as fractions, in per cent; an en dash for none."""
    shown = [rate if isinstance(rate, str) else per_cent(trimmed(100 * rate, 2)) for rate in rates]
    return ", ".join(shown) or EN_DASH
