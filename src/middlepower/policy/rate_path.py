"""Statutory rates day by day: on the first day and on every later one on which the law of some flows changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.bundles import taxed_flows
from middlepower.policy.law_steps import changed, law_steps
from middlepower.policy.rate_book import Pair, RateBook
from middlepower.policy.state import PolicyState

Array = NDArray[np.float64]


def rate_path(
    book: RateBook, pairs: Iterable[Pair], first: dt.date, last: dt.date, without: Iterable[str] = ()
) -> Iterator[tuple[dt.date, Array]]:
    """(day, rates [k, n, i]) on the first day and whenever the law of a pair changes, up to the last day.

    Pairs whose law stays keep the rates that they had.
    """
    wanted, left_out = set(pairs), tuple(without)
    rates = book.rates(book.law(first, left_out), wanted)
    yield first, rates
    for step in law_steps(book, wanted, first, last, left_out):
        rates = renewed(book, rates, step.law, step.pairs)
        yield step.day, rates


def touched_pairs(book: RateBook, earlier: PolicyState, later: PolicyState) -> list[Pair]:
    """The pairs on which two laws differ."""
    placed = changed(book, earlier, later)
    return taxed_flows(placed, placed)


def renewed(book: RateBook, rates: Array, law: PolicyState, touched: Iterable[Pair]) -> Array:
    """The rates with those of some pairs under another law."""
    pairs = list(touched)
    renewed, new = rates.copy(), book.rates(law, pairs)
    n, i = ([book.world.region(pair[side]) for pair in pairs] for side in (0, 1))
    renewed[:, n, i] = new[:, n, i]
    return renewed
