"""Two laws on a world -> the flows that they tax, and what every part of them pays: the last step of `policy`.

measures -> `library` -> `state.policy_state`, the law of a day -> `place.in_world`, the law in the world's regions ->
`bundles`, what the parts of one flow pay -> here, all flows end to end. Labels become array positions here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.bundles import Flow, Part, QuotaOn, flow_between, taxed_flows
from middlepower.policy.law_days import days_of
from middlepower.policy.lines import Quota
from middlepower.policy.place import Placings, in_world
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PlacedState, PolicyState
from middlepower.world.world import World

Array = NDArray[np.float64]

Index = NDArray[np.intp]
QuotaKey = tuple[str, str, tuple[int, int, int]]  # measure, products, flow (k, n, i)
Placed = tuple[tuple[int, int, int], Flow]  # a flow at its position (k, n, i)


@dataclass(frozen=True)
class QuotaOnFlow:
    """A quota of a measure on the parts `place` of flow f; beyond it they pay the tax factors `over`."""

    measure: str
    terms: Quota
    f: int
    products: tuple[str, ...]
    place: Index
    over: Array


@dataclass(frozen=True)
class PartsUnderQuota:
    """The parts of taxed flows under quotas, one quota after the other: keys[q] tell them from others, part `place` [r]
    is under quota[r], and pays the tax factor over[r] beyond it."""

    keys: tuple[QuotaKey, ...]
    quota: Index
    place: Index
    over: Array


@dataclass(frozen=True)
class TaxedFlows:
    """The flows of a world on which a measure of either of two policy states bites.

    cell[:, f] is the position (k, n, i) of flow f; its parts begin at first[f] in share, before, after and recorded
    (tax factors 1 + t, see `bundles.Part`) and more_export_tax (of the producer's price). `parts` are these with what
    the law names, `bites` [f] the measures that bite on a flow, those included that give way there: for the account of
    what a law changes, no equation reads them.
    """

    cell: Index
    first: Index
    share: Array
    before: Array
    after: Array
    recorded: Array
    more_export_tax: Array
    quotas: tuple[QuotaOnFlow, ...]
    parts: tuple[Part, ...]
    bites: tuple[frozenset[str], ...]

    def export_factor(self, recorded: Array | None) -> Array:
        """(1 + e')/(1 + e) of each part, given the benchmark's export taxes [k, n, i], None where there are none."""
        factor: Array = 1.0 + self.more_export_tax
        if recorded is not None:
            before = recorded[tuple(self.cell)][self.flow]
            factor = (factor + before) / (1.0 + before)
        return factor

    @cached_property
    def flow(self) -> Index:
        """The flow of each part."""
        return np.repeat(np.arange(len(self.first)), np.diff(self.first, append=len(self.share)))

    @cached_property
    def under_quota(self) -> PartsUnderQuota:
        """The parts under quotas, for whoever knows the quotas' premiums."""
        none = np.zeros(0, dtype=np.intp)
        return PartsUnderQuota(
            tuple(self._key(quota) for quota in self.quotas),
            np.repeat(np.arange(len(self.quotas)), [len(quota.place) for quota in self.quotas]),
            np.concatenate([none, *(quota.place for quota in self.quotas)]),
            np.concatenate([none, *(quota.over for quota in self.quotas)]),
        )

    def _key(self, quota: QuotaOnFlow) -> QuotaKey:
        """What tells a quota from others, as `QuotaLine.key`."""
        k, n, i = self.cell[:, quota.f].tolist()
        return quota.measure, ", ".join(dict.fromkeys(quota.products)), (k, n, i)

    @cached_property
    def names(self) -> dict[tuple[int, int, int], frozenset[str]]:
        """The measures that bite on the flow at a position (k, n, i), those included that give way there."""
        return dict(zip(self.position, self.bites, strict=True))

    @cached_property
    def position(self) -> dict[tuple[int, int, int], int]:
        """Which flow lies at a position (k, n, i)."""
        return {(k, n, i): f for f, (k, n, i) in enumerate(self.cell.T.tolist())}


def sold_by(flows: TaxedFlows, exporter: int) -> TaxedFlows:
    """The flows of one exporter, at position i of the world, among those that are taxed."""
    return only(flows, flows.cell[2] == exporter)


def only(flows: TaxedFlows, wanted: NDArray[np.bool_]) -> TaxedFlows:
    """Those of some taxed flows that are wanted [f]."""
    kept, place = np.flatnonzero(wanted), wanted[flows.flow]  # of flows, and whether of parts
    new_flow, new_place = np.cumsum(wanted) - 1, np.cumsum(place) - 1
    counts = np.bincount(flows.flow, minlength=len(flows.first))[kept]
    arrays = {name: getattr(flows, name)[place] for name in ("share", "before", "after", "recorded", "more_export_tax")}
    quotas = tuple(
        replace(quota, f=int(new_flow[quota.f]), place=new_place[quota.place])
        for quota in flows.quotas
        if wanted[quota.f]
    )
    parts = tuple(flows.parts[old] for old in np.flatnonzero(place).tolist())
    bites = tuple(flows.bites[f] for f in kept.tolist())
    return TaxedFlows(
        flows.cell[:, kept], np.cumsum(counts) - counts, **arrays, quotas=quotas, parts=parts, bites=bites
    )


@dataclass(frozen=True)
class Memo:
    """What further states of a world need again: shares of goods, flows of a pair under the same law, placings."""

    shares: ShareBook
    flows: dict[tuple[object, ...], list[Placed]] = field(default_factory=dict)
    numbers: dict[tuple[object, ...], Array] = field(default_factory=dict)  # of the parts of these flows
    placings: Placings = field(default_factory=dict)
    days: dict[str, tuple[dt.date, ...]] = field(default_factory=dict)  # on which a measure changes, by its id
    since: dict[tuple[str, dt.date], dt.date | None] = field(default_factory=dict)  # the last of them up to a day

    @classmethod
    def of(cls, world: World) -> Memo:
        """An empty memo."""
        return cls(ShareBook(world))

    def without(self, pairs: Set[tuple[str, str]]) -> Memo:
        """The same, but for the flows of some pairs (importer, exporter)."""
        flows = {key: found for key, found in self.flows.items() if key[:2] not in pairs}
        numbers = {key: found for key, found in self.numbers.items() if key[:2] not in pairs}
        return Memo(self.shares, flows, numbers, self.placings, self.days, self.since)

    def law_on(self, state: PlacedState, importer: str, exporter: str) -> tuple[object, ...]:
        """What tells the law of a pair from that of other days: its measures, and since when each is as it is."""
        acts = state.acts(importer, exporter)
        return tuple((act.measure.id, self._since(act.measure, state.date)) for act in acts)

    def _since(self, measure: Measure, day: dt.date) -> dt.date | None:
        """The last day up to a day on which a measure changed."""
        key = measure.id, day
        if key not in self.since:
            if measure.id not in self.days:
                self.days[measure.id] = tuple(days_of(measure))
            days = self.days[measure.id]
            self.since[key] = max((one for one in days if one <= day), default=None)
        return self.since[key]


def taxed(
    world: World,
    before: PolicyState,
    after: PolicyState,
    memo: Memo | None = None,
    among: Iterable[tuple[str, str]] | None = None,
) -> TaxedFlows:
    """Every flow of a world on which a measure of either state bites; `memo` keeps flows for further states.

    `among` are the pairs (importer, exporter) that are looked at, by default all.
    """
    memo = memo or Memo.of(world)
    old, new = (in_world(law, world, memo.placings) for law in (before, after))
    return flows_of(world, lookups(old, new, memo, None if among is None else set(among)), memo)


def flows_of(world: World, wanted: Iterable[Lookup], memo: Memo) -> TaxedFlows:
    """The flows of all pairs that two laws tax; what a memo lacks of them is looked up."""
    flows: list[Placed] = []
    numbers = [np.zeros((5, 0))]
    for one in wanted:
        flows += one.flows(world, memo)
        numbers.append(one.numbers(memo))
    return end_to_end(flows, np.concatenate(numbers, axis=1))


@dataclass(frozen=True)
class Lookup:
    """A pair under two laws, and by what a memo keeps its flows."""

    key: tuple[object, ...]
    pair: tuple[str, str]
    old: PlacedState
    new: PlacedState

    def flows(self, world: World, memo: Memo) -> list[Placed]:
        """The flows of the pair; what was looked up is kept."""
        if self.key not in memo.flows:
            memo.flows[self.key] = list(_between(world, self.old, self.new, self.pair, memo.shares))
        return memo.flows[self.key]

    def numbers(self, memo: Memo) -> Array:
        """The numbers of the parts of these flows, laid out once."""
        if self.key not in memo.numbers:
            memo.numbers[self.key] = numbers_of(memo.flows[self.key])
        return memo.numbers[self.key]


def lookups(
    old: PlacedState, new: PlacedState, memo: Memo, among: set[tuple[str, str]] | None = None
) -> Iterator[Lookup]:
    """The pairs that two laws tax, of those that are looked at, by default all."""
    for pair in taxed_flows(old, new):
        if among is None or pair in among:
            yield Lookup((*pair, memo.law_on(old, *pair), memo.law_on(new, *pair)), pair, old, new)


def lacking(wanted: Iterable[Lookup], memo: Memo) -> list[Lookup]:
    """What a memo lacks of some lookups, each once."""
    return list({one.key: one for one in wanted if one.key not in memo.flows}.values())


def by_pair(wanted: Iterable[Lookup]) -> list[list[Lookup]]:
    """Some lookups pair by pair: pairs share nothing, and may be looked up apart."""
    found: dict[tuple[str, str], list[Lookup]] = {}
    for one in wanted:
        found.setdefault(one.pair, []).append(one)
    return list(found.values())


def _between(
    world: World, old: PlacedState, new: PlacedState, pair: tuple[str, str], book: ShareBook
) -> Iterator[Placed]:
    """The flows of goods from one region to another that law reaches."""
    n, i = map(world.region, pair)
    for k in np.flatnonzero(world.is_goods & (world.flow[:, n, i] > 0)).tolist():
        place = (*pair, world.sectors[k])
        yield (k, n, i), flow_between(old, new, place, book, float(world.tariff[k, n, i]))


def end_to_end(flows: Sequence[Placed], numbers: Array | None = None) -> TaxedFlows:
    """The flows with their parts one after the other; `numbers` are those of the parts, where somebody has them."""
    share, before, after, recorded, more = numbers_of(flows) if numbers is None else numbers
    counts = np.array([len(flow.parts) for _, flow in flows], dtype=np.intp)
    first = np.cumsum(counts) - counts
    parts = [part for _, flow in flows for part in flow.parts]
    return TaxedFlows(
        np.array([cell for cell, _ in flows], dtype=np.intp).reshape(-1, 3).T,
        first,
        share,
        1.0 + before,
        1.0 + after,
        1.0 + recorded,
        more,
        tuple(_on_flow(quota, flow, f, int(first[f])) for f, (_, flow) in enumerate(flows) for quota in flow.quotas),
        tuple(parts),
        tuple(flow.names for _, flow in flows),
    )


def numbers_of(flows: Sequence[Placed]) -> Array:
    """Share, rates before, after and as recorded, and the further export tax of all parts of flows [5, p]."""
    parts = [part for _, flow in flows for part in flow.parts]
    rows = [(part.share, part.before, part.after, part.recorded, part.more_export_tax) for part in parts]
    return np.ascontiguousarray(np.array(rows, dtype=np.float64).reshape(-1, 5).T)


def _on_flow(quota: QuotaOn, flow: Flow, f: int, first: int) -> QuotaOnFlow:
    products = tuple(flow.parts[part].product for part in quota.over)
    place, over = first + np.array(list(quota.over), dtype=np.intp), 1.0 + np.array(list(quota.over.values()))
    return QuotaOnFlow(quota.measure, quota.quota, f, products, place, over)
