"""The ladder of the law: every day on which a measure on the trade of some economies begins, ends or changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from middlepower.errors import ScenarioError
from middlepower.policy.bundles import taxed_flows
from middlepower.policy.law_days import change_days, steps_between
from middlepower.policy.place import in_world
from middlepower.policy.rate_book import Pair, RateBook
from middlepower.policy.state import PlacedState, PolicyState

Change = Literal["on", "off", "other rate"]


@dataclass(frozen=True)
class LawStep:
    """A day on which the law of some pairs changes.

    `earlier` is the last day before on which any law changed, so that its law is that of the day before; `changes` is
    what happens to each measure on the pairs: on, off or other rate; `elsewhere` are the measures that change on the
    same day on others' trade alone.
    """

    day: dt.date
    earlier: dt.date
    law: PolicyState
    pairs: tuple[Pair, ...]
    changes: Mapping[str, Change]
    elsewhere: tuple[str, ...]


def law_steps(
    book: RateBook, pairs: Iterable[Pair], first: dt.date, last: dt.date, without: Iterable[str] = ()
) -> Iterator[LawStep]:
    """The days after the first, up to the last, on which a quantified measure on one of the pairs changes."""
    if last < first:
        raise ScenarioError(f"the path goes from {first} to {last}: give the earlier day first.")
    wanted, left_out = set(pairs), tuple(without)
    changes = change_days(book.measures)
    before, law = first, book.law(first, left_out)
    for day in steps_between(changes, first, last)[1:]:
        old, law = law, book.law(day, left_out)
        placed = changed(book, old, law, changes[day])
        touched = wanted.intersection(taxed_flows(placed, placed))
        if touched:
            here = {name for pair in touched for name in placed.ids_on(*pair)}
            elsewhere = dict.fromkeys(m.id for m in placed.measures if m.quantified and m.id not in here)
            yield LawStep(day, before, law, tuple(sorted(touched)), _said(old, law, here), tuple(elsewhere))
        before = day


def changed(book: RateBook, old: PolicyState, new: PolicyState, within: Iterable[str] = ()) -> PlacedState:
    """The measures, placed in the world, by which two laws differ, or that change `within` both."""
    names = set(old.ids) ^ set(new.ids) | set(within)
    measures = {measure.id: measure for measure in (*old.measures, *new.measures) if measure.id in names}
    return in_world(PolicyState(new.date, tuple(measures.values())), book.world, book.memo.placings)


def _said(old: PolicyState, new: PolicyState, names: Iterable[str]) -> dict[str, Change]:
    """{measure: on, off or other rate}: what ends first, then by name."""
    before, after = set(old.ids), set(new.ids)
    said: dict[str, Change] = {
        name: "on" if name not in before else "off" if name not in after else "other rate" for name in names
    }
    return dict(sorted(said.items(), key=lambda item: (item[1] != "off", item[0])))
