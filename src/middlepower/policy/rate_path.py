"""Statutory rates day by day: on the first day and on every later one on which the law of some flows changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.policy.bundles import taxed_flows
from middlepower.policy.law_days import change_days, steps_between
from middlepower.policy.place import in_world
from middlepower.policy.rate_book import Pair, RateBook
from middlepower.policy.state import PolicyState

Array = NDArray[np.float64]


def rate_path(
    book: RateBook, pairs: Iterable[Pair], first: dt.date, last: dt.date, without: Iterable[str] = ()
) -> Iterator[tuple[dt.date, Array]]:
    """(day, rates [k, n, i]) on the first day and whenever the law of a pair changes, up to the last day.

    Pairs whose law stays keep the rates that they had.
    """
    if last < first:
        raise ScenarioError(f"the path goes from {first} to {last}: give the earlier day first.")
    wanted, left_out = set(pairs), tuple(without)
    changes = change_days(book.measures)
    law = book.law(first, left_out)
    rates = book.rates(law, wanted)
    yield first, rates
    for day in steps_between(changes, first, last)[1:]:
        earlier, law = law, book.law(day, left_out)
        touched = wanted.intersection(touched_pairs(book, earlier, law, changes[day]))
        if touched:
            rates = renewed(book, rates, law, touched)
            yield day, rates


def touched_pairs(book: RateBook, earlier: PolicyState, later: PolicyState, changed: Iterable[str] = ()) -> list[Pair]:
    """The pairs on which two laws differ, or on which a measure changes that is in both."""
    names = set(earlier.ids) ^ set(later.ids) | set(changed)
    measures = {measure.id: measure for measure in (*earlier.measures, *later.measures) if measure.id in names}
    placed = in_world(PolicyState(later.date, tuple(measures.values())), book.world)
    return taxed_flows(placed, placed)


def renewed(book: RateBook, rates: Array, law: PolicyState, touched: Iterable[Pair]) -> Array:
    """The rates with those of some pairs under another law."""
    pairs = list(touched)
    renewed, new = rates.copy(), book.rates(law, pairs)
    n, i = ([book.world.region(pair[side]) for pair in pairs] for side in (0, 1))
    renewed[:, n, i] = new[:, n, i]
    return renewed
