"""The law of any day as rates on the flows of a world, at the composition of the flows that the benchmark has.

Shares of products in flows, what pushes what aside, the ordinary duty that the world's own tariffs imply: all is that
of every other result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.flows import Memo, TaxedFlows, taxed
from middlepower.policy.library import load_measures
from middlepower.policy.place import benchmark_law
from middlepower.policy.schema import Measure
from middlepower.policy.state import PolicyState, policy_state
from middlepower.world.embedded import load_world
from middlepower.world.world import World

Array = NDArray[np.float64]
Pair = tuple[str, str]  # importer, exporter
AD_CVD = ("anti_dumping", "countervailing", "anti_dumping_and_countervailing")


@dataclass(frozen=True)
class RateBook:
    """The measures of a world as rates on its flows, day by day; what was looked up is kept for further days."""

    world: World
    measures: tuple[Measure, ...]
    before: PolicyState
    memo: Memo

    @classmethod
    def of(cls, world: World | None = None, measures: Sequence[Measure] | None = None) -> RateBook:
        """The book of a world (by default the embedded one) and of measures (by default the library's)."""
        world = world or load_world()
        listed = tuple(load_measures() if measures is None else measures)
        return cls(world, listed, benchmark_law(world, listed), Memo.of(world))

    def law(self, day: dt.date, without: Iterable[str] = ()) -> PolicyState:
        """The measures in force on a day, those of some instruments (such as `AD_CVD`) or ids left out."""
        left_out = set(without)
        dropped = [m.id for m in self.measures if m.id in left_out or m.instrument in left_out]
        return policy_state(self.measures, day, without_measures=dropped)

    def rates(self, law: PolicyState, pairs: Iterable[Pair] | None = None) -> Array:
        """Statutory rates [k, n, i] under a law at the benchmark's composition; `pairs` are those that are needed."""
        return statutory_rates(self.world, taxed(self.world, self.before, law, self.memo, pairs))


def pairs_between(importers: Iterable[str], exporters: Sequence[str]) -> list[Pair]:
    """All pairs of two different economies."""
    return [(importer, exporter) for importer in importers for exporter in exporters if importer != exporter]


def statutory_rates(world: World, flows: TaxedFlows) -> Array:
    """Rates [k, n, i] at the benchmark's composition of each flow.

    t = sum_p v_p t_p / sum_p v_p over the parts p of a flow, with v_p its value before tariffs; the world's own rate
    where no measure bites. What a ban stops pays nothing and is left out; a flow that it stops whole has no rate (NaN).
    """
    rate = np.array(world.tariff)
    if len(flows.first):
        open_ = np.isfinite(flows.after)
        value = np.where(open_, flows.share / flows.before, 0.0)
        paid = np.add.reduceat(value * (np.where(open_, flows.after, 1.0) - 1.0), flows.first)
        whole = np.add.reduceat(value, flows.first)
        rate[tuple(flows.cell)] = np.divide(paid, whole, out=np.full_like(paid, np.nan), where=whole > 0)
    return rate
