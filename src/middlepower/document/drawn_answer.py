"""What draws over everything uncertain say of an answer: fans, orders that hold, chances, and what was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from middlepower.document.drawn import DrawnParameter
from middlepower.document.header import Document
from middlepower.document.number import Number


@dataclass(frozen=True)
class DrawnFan:
    """One number over all draws that have it."""

    title: str
    draws: int
    percentiles_percent: Mapping[str, Number]  # percentile to value; probabilities and rates too are in per cent


@dataclass(frozen=True)
class DrawnOrder:
    """An order of options by their medians, and how often it holds."""

    title: str
    options: tuple[str, ...]  # in words, best first
    whole_percent: Number  # share of draws with exactly this order
    first_percent: Number  # with this option first
    neighbours_percent: tuple[Number, ...]  # with an option no worse than the next one


@dataclass(frozen=True)
class DrawnChance:
    """A statement, and the share of draws in which it is true."""

    says: str
    share_of_draws_percent: Number


@dataclass(frozen=True)
class DrawsBeneath:
    """The draws that stand behind an answer: values are their medians, low and high their 10th and 90th percentile."""

    draws: int  # that have an answer
    asked: int
    design: str
    seed: int
    parameters: tuple[DrawnParameter, ...]
    fans: tuple[DrawnFan, ...]
    orders: tuple[DrawnOrder, ...]
    chances: tuple[DrawnChance, ...]
    without_answer: Mapping[str, int]  # draws without one, by what was said; none in most
    note: str  # what a reader must know


@dataclass(frozen=True)
class DrawableDocument(Document):
    """Base of documents whose numbers may be of draws."""

    drawn: DrawsBeneath | None = field(default=None, kw_only=True)  # null: of no draws
