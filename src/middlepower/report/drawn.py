"""What a page shows of the draws beneath its numbers: fans, orders that hold, chances, what was drawn; and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from middlepower.document.drawn import DrawnParameter
from middlepower.document.drawn_answer import DrawableDocument, DrawnFan, DrawnOrder, DrawsBeneath
from middlepower.document.header import Document
from middlepower.document.number import Number
from middlepower.language.catalogue import say
from middlepower.report.csv_text import blank, csv_text
from middlepower.report.figures import Axis, Chart, ChartRow, Mark, axis_over
from middlepower.report.profile_figures import loss_axis
from middlepower.report.wording import decimals_for, listed, parted, plain, signed, trimmed

BANDS = (("5", "95"), ("25", "75"))  # percentiles of a fan, the widest first
MEDIAN, ENDS = "50", ("10", "90")


@dataclass(frozen=True)
class DrawsShown:
    """The parts of a page's section on draws."""

    of: DrawsBeneath
    fans: Chart
    orders: tuple[tuple[str, str, str, str], ...]  # title, order, holds in, first in
    chances: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str, str], ...]  # meaning, distribution, source
    missing: str


def shown_draws(document: Document | None) -> DrawsShown | None:
    """The section on a document's draws; None where it has none."""
    if not isinstance(document, DrawableDocument) or document.drawn is None:
        return None
    of = document.drawn
    return DrawsShown(
        of,
        fans_chart(of.fans),
        tuple(map(order_row, of.orders)),
        tuple((one.says, chance(one.share_of_draws_percent)) for one in of.chances),
        tuple((one.meaning, distribution(one), one.source) for one in of.parameters),
        missing(of),
    )


def drawn_texts(document: Document) -> dict[str, str]:
    """File name to content of what draws say, beside the tables of a document; nothing where it has none."""
    if not isinstance(document, DrawableDocument) or document.drawn is None:
        return {}
    of = document.drawn
    ends = list(of.fans[0].percentiles_percent) if of.fans else []
    fans = ((fan.title, *(blank(fan.percentiles_percent[end].value) for end in ends)) for fan in of.fans)
    chances = [(one.says, blank(one.share_of_draws_percent.value)) for one in of.chances]
    orders = [
        (one.title, " > ".join(one.options), blank(one.whole_percent.value), blank(one.first_percent.value))
        for one in of.orders
    ]
    return {
        "draws_percentiles.csv": csv_text(["number", *(f"percentile_{end}" for end in ends)], fans),
        "draws_orders.csv": csv_text(["order", "options", "whole_percent", "first_percent"], orders),
        "draws_chances.csv": csv_text(["statement", "share_of_draws_percent"], chances),
    }


def fans_chart(fans: Sequence[DrawnFan]) -> Chart:
    """A dot for every number with its fan: half, eight and nine in ten of the draws; signs where some are negative."""
    values = [at(fan, end) for fan in fans for end in BANDS[0]]
    signs = min(values, default=0.0) < 0.0
    axis = axis_over(values) if signs else loss_axis(values)
    return Chart(axis, tuple(ChartRow(fan.title, (fan_mark(axis, fan, signed if signs else plain),)) for fan in fans))


def at(fan: DrawnFan, percentile: str) -> float:
    """A percentile of a fan."""
    return fan.percentiles_percent[percentile].known


def fan_mark(axis: Axis, fan: DrawnFan, written: Callable[[float, int], str]) -> Mark:
    """The mark of one number, its values written with or without signs."""
    value, low, high = (at(fan, end) for end in (MEDIAN, *ENDS))
    places, place = decimals_for([value, low, high]), axis.position
    bands = tuple((place(at(fan, start)), place(at(fan, end))) for start, end in BANDS)
    around = say("common.range", low=written(low, places), high=written(high, places))
    return Mark(
        fan.title, place(value), place(low), place(high), written(value, places), around, value >= 0, bands=bands
    )


def order_row(one: DrawnOrder) -> tuple[str, str, str, str]:
    """An order in words, and how often it and its first option hold."""
    return one.title, listed(one.options), chance(one.whole_percent), chance(one.first_percent)


def chance(number: Number) -> str:
    """A share of draws, without decimals where it is far from its ends."""
    if number.value is None:
        return number.reason
    return plain(number.value, 0 if 1.0 <= number.value <= 99.0 or number.value in (0.0, 100.0) else 1)


def missing(of: DrawsBeneath) -> str:
    """Which draws have no answer."""
    said = [say("ensemble.failure", n=count, said=text) for text, count in of.without_answer.items()]
    return say("ensemble.failures", list=parted(said)) if said else say("draws.none_missing")


def distribution(one: DrawnParameter) -> str:
    """A parameter's distribution in words."""
    low, high = ("" if end is None else trimmed(end, 3) for end in (one.low, one.high))
    if one.distribution == "choice":
        return say("ensemble.distribution.choice", list=listed(one.options))
    if one.low is None:
        return say(f"ensemble.distribution.{one.distribution}")
    return say(f"ensemble.distribution.{one.distribution}", low=low, high=high)
