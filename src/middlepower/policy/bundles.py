"""Two policy states on a world -> cost changes, effective rates and quota lines, flow by flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, compress, pairwise

import numpy as np

from middlepower.errors import MeasureError
from middlepower.policy.duty import Duty, Segment, resolve
from middlepower.policy.lines import Quota
from middlepower.policy.schema import STOPPING
from middlepower.policy.share_parts import GoodsPart, with_rest
from middlepower.policy.shares import ShareBook
from middlepower.policy.standard import Behind
from middlepower.policy.state import PlacedState, goods_named, ordinary_rate, segments

REST = "rest"
SOLVE_STEPS = 60  # of the scalar Newton search for the ordinary rate; four are enough
RATE_TOLERANCE = 1e-14
UNKNOWN = float("-inf")  # an ordinary rate that nothing tells: every total of `at least` is above it
ROUNDING = 1e-9  # by which rates that are the same may differ


@dataclass(frozen=True)
class Part:
    """One part of a flow, a product or a slice of it: its benchmark share and its rates, fractions.

    `before` is the rate in the benchmark as the measures of both states tell it, `after` the new one. `recorded` is
    the rate in the benchmark as the benchmark's own law tells it: ordinary rates that only a later measure states are
    not known there. `goods` are what measures name of it, of whose trade it is the stretch from `start` to `end`;
    `ordinary` is its ordinary rate and `duty` what the new law adds to it; `more_export_tax` is by how much the
    exporter's tax is above that of the benchmark's own law.
    """

    product: str
    share: float
    before: float
    after: float
    recorded: float
    goods: tuple[str, ...]
    start: float
    end: float
    ordinary: float
    duty: Duty
    more_export_tax: float = 0.0


@dataclass(frozen=True)
class Slice:
    """The stretch from `start` to `end` of some goods' trade in one flow: its share of the flow and what it pays.

    `ordinary` is its ordinary rate where a measure of either state says it, `recorded` where one of the benchmark does.
    """

    goods: tuple[str, ...]
    start: float
    end: float
    share: float
    ordinary: float | None
    recorded: float | None
    before: Duty
    after: Duty

    @property
    def product(self) -> str:
        """The goods by name."""
        return "+".join(self.goods) or REST


@dataclass(frozen=True)
class QuotaOn:
    """A quota of a measure on some of a flow's parts: inside it they pay their rate after, beyond it `over` [part]."""

    quota: Quota
    measure: str
    over: Mapping[int, float]


@dataclass(frozen=True)
class Flow:
    """One flow under both states: its parts with full rates, and the quotas on them."""

    parts: tuple[Part, ...]
    quotas: tuple[QuotaOn, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The measures that bite on the flow, those included that give way there."""
        return frozenset().union(*(part.duty.names for part in self.parts))


def flow_between(
    before: PlacedState, after: PlacedState, flow: tuple[str, str, str], book: ShareBook, world_rate: float
) -> Flow:
    """The flow (importer, exporter, sector) under two laws, given its benchmark rate; errors name it."""
    importer, exporter, sector = flow
    try:
        return flow_under(slices(before, after, importer, exporter, sector, book), world_rate)
    except MeasureError as error:
        raise MeasureError(f"sector {sector} from {exporter} to {importer}: {error}") from None


def slices(
    before: PlacedState, after: PlacedState, importer: str, exporter: str, sector: str, book: ShareBook
) -> list[Slice]:
    """A flow cut into the goods that measures name, and where any measure of either state begins or stops to bite.

    Of a sector that is none of ours, each of our sectors behind it is cut by itself.
    """
    if book.concordance.ours:
        return _of_ours(before, after, (importer, exporter, sector), book, whole=True)
    return [
        replace(piece, share=behind.share * piece.share)
        for behind in book.concordance.behind(importer, exporter, sector)
        for piece in _of_ours(
            *_laws(before, after, book, behind), (importer, exporter, behind.code), book, behind.whole
        )
    ]


def _laws(before: PlacedState, after: PlacedState, book: ShareBook, behind: Behind) -> tuple[PlacedState, PlacedState]:
    """The laws that reach a sector: of one of which nothing is known, without measures that have tables by sector."""
    return (before, after) if behind.known else (book.without_tables(before), book.without_tables(after))


def _of_ours(
    before: PlacedState, after: PlacedState, flow: tuple[str, str, str], book: ShareBook, whole: bool
) -> list[Slice]:
    """The slices of a flow of one of our sectors; of a part of it, no lines on products count."""
    named = book.parts(flow, goods_named((before, after), *flow)) if whole else with_rest([], flow)
    return list(chain.from_iterable(slices_of(before, after, flow, part) for part in named))


def slices_of(before: PlacedState, after: PlacedState, flow: tuple[str, str, str], part: GoodsPart) -> Iterator[Slice]:
    """The slices of one part of a flow."""
    importer, exporter, sector = flow
    old, new = without_stops_of_benchmark(
        segments(before, importer, exporter, part.goods, sector),
        segments(after, importer, exporter, part.goods, sector),
    )
    ordinary = ordinary_rate((before, after), importer, exporter, part.goods, sector)
    recorded = ordinary_rate((before,), importer, exporter, part.goods, sector)
    for start, end in _cuts([*old, *new]):
        middle, width = 0.5 * (start + end), part.share * (end - start)
        if width > 0:
            duties = resolve(old, middle), resolve(new, middle)
            yield Slice(part.goods, start, end, width, ordinary, recorded, *duties)


def without_stops_of_benchmark(old: Sequence[Segment], new: Sequence[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Both laws without the bans and licences that were law when the flows were recorded.

    What they stopped is not in the flows: no shock stops it again, and none brings it back.
    """
    stopped = {segment.measure.id for segment in old if segment.measure.instrument in STOPPING}
    return [s for s in old if s.measure.id not in stopped], [s for s in new if s.measure.id not in stopped]


def _cuts(stretches: Sequence[Segment]) -> list[tuple[float, float]]:
    ends = sorted({0.0, 1.0, *(s.start for s in stretches), *(min(s.end, 1.0) for s in stretches)})
    return list(pairwise(ends))


def flow_under(pieces: Sequence[Slice], world_rate: float) -> Flow:
    """The flow's parts with full rates, given the benchmark rate that the world records for it."""
    stated, told = [piece.ordinary for piece in pieces], [piece.recorded for piece in pieces]
    ordinary = _filled(stated, pieces, world_rate)
    recorded = ordinary if told == stated else _filled(told, pieces, world_rate)
    parts: list[Part] = []
    over: dict[int, tuple[Duty, dict[int, float]]] = {}  # by the quota's identity: one line of one measure
    for place, piece in enumerate(pieces):
        duty = piece.after
        if duty.quota is not None:
            beyond = duty.rate_over(ordinary[place]) + duty.quota.over_quota_rate
            over.setdefault(id(duty.quota), (duty, {}))[1][place] = beyond
        parts.append(_part(piece, ordinary[place], recorded[place]))
    _refuse_unknown(parts)
    quotas = [QuotaOn(duty.quota, duty.quota_measure, rates) for duty, rates in over.values() if duty.quota]
    return Flow(tuple(parts), tuple(quotas))


def _part(piece: Slice, ordinary: float, recorded: float) -> Part:
    """A slice as a part that pays its full rates."""
    before, after = piece.before.rate(ordinary), piece.after.rate_paid(ordinary)
    names = piece.goods, piece.start, piece.end, ordinary, piece.after, piece.after.export - piece.before.export
    return Part(piece.product, piece.share, before, after, piece.before.rate(recorded), *names)


def _filled(stated: Sequence[float | None], pieces: Sequence[Slice], world_rate: float) -> list[float]:
    """The ordinary rates of all slices: the stated ones, and for the others the one that makes up the world's rate."""
    rest = ordinary_of_rest(stated, pieces, world_rate)
    return [rest if rate is None else rate for rate in stated]


def ordinary_of_rest(stated: Sequence[float | None], pieces: Sequence[Slice], world_rate: float) -> float:
    """The ordinary rate m of all slices without a stated one, so that the bundle's benchmark rate is the world's.

    Solves sum_p s_p / (1 + rate_p(m)) = 1 / (1 + world_rate). A little below zero means that the stated rates of
    named products are above the world's rate for the flow. Minus infinity where the benchmark's law says the rates
    of all slices whatever m is, as a total of `at least` above it does: then m is not known.
    """
    pairs = list(zip(stated, pieces, strict=True))
    known = [piece.share / (1.0 + piece.before.rate(rate)) for rate, piece in pairs if rate is not None]
    free = [piece for rate, piece in pairs if rate is None]
    if not free:
        return world_rate
    said = [piece for piece in free if piece.before.instead is not None]
    free = [piece for piece in free if piece.before.instead is None]
    while free:
        goal = 1.0 / (1.0 + world_rate) - sum(known) - sum(p.share / (1.0 + p.before.rate(UNKNOWN)) for p in said)
        if goal <= 0:
            raise MeasureError(f"stated ordinary rates leave nothing for the rest of a flow taxed at {world_rate:.4f}.")
        rate = _one_rate(free, goal, world_rate)
        raised = [_is_raised(piece, rate) for piece in free]
        if not any(raised):
            return rate
        said += compress(free, raised)  # by the highest m that there can be, so by m as well
        free = [piece for piece, above in zip(free, raised, strict=True) if not above]
    return UNKNOWN


def _is_raised(piece: Slice, ordinary: float) -> bool:
    """Whether the benchmark's law takes a slice to a total; at the total itself any lower rate would do as well."""
    total = piece.before.at_least
    if total is not None and total.share < 1.0:
        raise MeasureError(
            f"a total of {total.rate:.3f} counts on a part of the value of `{piece.product}` in the benchmark's own "
            "law: state the ordinary duty by `mfn_rate` on a line of the goods."
        )
    return total is not None and total.rate > ordinary - ROUNDING


def _one_rate(free: Sequence[Slice], goal: float, start: float) -> float:
    """The m at which sum_p s_p / (1 + m + added_p) is the goal, by Newton."""
    gross = np.array([p.share for p in free])
    added = np.array([1.0 + p.before.added for p in free])
    rate = start
    for _ in range(SOLVE_STEPS):
        factor = added + rate
        step = float((gross / factor).sum() - goal) / float((gross / factor**2).sum())
        rate += step
        if abs(step) < RATE_TOLERANCE:
            break
    return rate


def _refuse_unknown(parts: Sequence[Part]) -> None:
    """Refuse a rate that hangs on an ordinary duty which the benchmark's own law hides."""
    for part in parts:
        if UNKNOWN in (part.before, part.after, part.recorded):
            raise MeasureError(
                f"the ordinary duty of `{part.product}` isn't known: a measure of the benchmark's own law stands in "
                "its place, or above it. State it by `mfn_rate` on a line of the goods."
            )


def taxed_flows(before: PlacedState, after: PlacedState) -> list[tuple[str, str]]:
    """Pairs (importer, exporter) on which some quantified measure of either state can bite."""
    pairs = {
        measure.pair(target)
        for measure in (*before.measures, *after.measures)
        if measure.quantified
        for line in measure.products
        for target in line.targets or measure.targets
    }
    return sorted(pair for pair in pairs if pair[0] != pair[1])
