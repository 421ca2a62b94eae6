"""The law of a year: what every part of every flow pays on average over the days, given the law of each day.

A part is cut wherever any measure of any day cuts it, and pays the mean of its rates. Days on which a ban stops it have
no rate; it is stopped where it is on all days. Under a quota the rate inside counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from middlepower.errors import MeasureError
from middlepower.policy.bundles import Flow, Part, Slice, ordinary_of_rest, taxed_flows, without_stops_of_benchmark
from middlepower.policy.duty import Duty, Segment, resolve
from middlepower.policy.flows import TaxedFlows, end_to_end
from middlepower.policy.law_days import change_days, steps_between
from middlepower.policy.place import benchmark_law, in_world
from middlepower.policy.schema import Measure
from middlepower.policy.share_parts import GoodsPart
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PlacedState, goods_named, ordinary_rate, policy_state, segments
from middlepower.world.world import World

Place = tuple[str, str, str]  # importer, exporter, sector


@dataclass(frozen=True)
class Spell:
    """A law and the share of the year's days on which it holds; `changed` are the measures that it changed."""

    law: PlacedState
    share: float
    changed: frozenset[str]


@dataclass(frozen=True)
class Paying:
    """A slice of a flow and what it pays in each spell."""

    slice: Slice
    duties: tuple[Duty, ...]


def spells(world: World, measures: Sequence[Measure], year: int) -> tuple[Spell, ...]:
    """The laws of a year in a world, in order of time."""
    changes = change_days(measures)
    days = steps_between(changes, dt.date(year, 1, 1), dt.date(year, 12, 31))
    ends = [*days[1:], dt.date(year + 1, 1, 1)]
    whole = (ends[-1] - days[0]).days
    return tuple(
        Spell(in_world(policy_state(measures, day), world), (end - day).days / whole, changes.get(day, frozenset()))
        for day, end in zip(days, ends, strict=True)
    )


def on_pair(year: Sequence[Spell], importer: str, exporter: str) -> list[Spell]:
    """The spells of a pair: days between which none of its measures changes are one."""
    found: list[Spell] = []
    for spell in year:
        names = spell.law.ids_on(importer, exporter)
        same = bool(found) and found[-1].law.ids_on(importer, exporter) == names
        if same and spell.changed.isdisjoint(names):
            found[-1] = replace(found[-1], share=found[-1].share + spell.share)
        else:
            found.append(spell)
    return found


def taxed_over(world: World, measures: Sequence[Measure], year: Sequence[Spell], book: ShareBook) -> TaxedFlows:
    """Every flow of a world on which a measure of the benchmark's day or of a year bites, at the year's mean rates."""
    before = in_world(benchmark_law(world, measures), world)
    pairs = sorted({pair for spell in year for pair in taxed_flows(before, spell.law)})
    flows: list[tuple[tuple[int, int, int], Flow]] = []
    for importer, exporter in pairs:
        here = on_pair(year, importer, exporter)
        n, i = world.region(importer), world.region(exporter)
        for k in np.flatnonzero(world.is_goods & (world.flow[:, n, i] > 0.0)).tolist():
            place = importer, exporter, world.sectors[k]
            flows.append(((k, n, i), _flow(before, here, place, book, float(world.tariff[k, n, i]))))
    return end_to_end(flows)


def _flow(before: PlacedState, year: Sequence[Spell], place: Place, book: ShareBook, world_rate: float) -> Flow:
    """One flow at its mean rates; errors name it."""
    importer, exporter, sector = place
    try:
        named = book.parts(place, goods_named((before, *(spell.law for spell in year)), *place))
        paying = [one for part in named for one in paying_of(before, year, place, part)]
        return Flow(tuple(_parts(paying, [spell.share for spell in year], world_rate)))
    except MeasureError as error:
        raise MeasureError(f"sector {sector} from {exporter} to {importer}: {error}") from None


def paying_of(before: PlacedState, year: Sequence[Spell], place: Place, part: GoodsPart) -> Iterator[Paying]:
    """The slices of a part of a flow, each with what it pays in every spell."""
    importer, exporter, sector = place
    start = segments(before, importer, exporter, part.goods, sector)
    laws = [segments(spell.law, importer, exporter, part.goods, sector) for spell in year]
    kept = [without_stops_of_benchmark(start, law)[1] for law in laws]
    old = without_stops_of_benchmark(start, [])[0]
    states = before, *(spell.law for spell in year)
    ordinary = ordinary_rate(states, importer, exporter, part.goods, sector)
    recorded = ordinary_rate((before,), importer, exporter, part.goods, sector)
    ends = {0.0, 1.0, *(end for law in (old, *kept) for one in law for end in (one.start, min(one.end, 1.0)))}
    for low, high in pairwise(sorted(ends)):
        width, middle = part.share * (high - low), 0.5 * (low + high)
        if width > 0.0:
            duties = _resolved(kept, middle)
            cut = Slice(part.goods, low, high, width, ordinary, recorded, resolve(old, middle), duties[-1])
            yield Paying(cut, duties)


def _resolved(laws: Sequence[Sequence[Segment]], position: float) -> tuple[Duty, ...]:
    """What a slice pays under each of some laws; those that say the same are resolved once."""
    known: dict[tuple[tuple[str, float, float, float], ...], Duty] = {}
    found = []
    for law in laws:
        said = tuple((one.measure.id, one.start, one.end, one.rate) for one in law)
        if said not in known:
            known[said] = resolve(law, position)
        found.append(known[said])
    return tuple(found)


def _parts(paying: Sequence[Paying], days: Sequence[float], world_rate: float) -> Iterator[Part]:
    """The slices as parts that pay their mean rates."""
    pieces = [one.slice for one in paying]
    rest, known = (
        ordinary_of_rest([getattr(piece, name) for piece in pieces], pieces, world_rate)
        for name in ("ordinary", "recorded")
    )
    for one in paying:
        piece = one.slice
        ordinary = rest if piece.ordinary is None else piece.ordinary
        recorded = known if piece.recorded is None else piece.recorded
        rates = piece.before.rate(ordinary), mean_rate(one.duties, days, ordinary), piece.before.rate(recorded)
        if not all(rate > -1.0 for rate in rates):
            raise MeasureError(f"the ordinary duty of `{piece.product}` isn't known: state it by `mfn_rate`.")
        export = sum(share * duty.export for share, duty in zip(days, one.duties, strict=True)) - piece.before.export
        place = piece.goods, piece.start, piece.end
        yield Part(piece.product, piece.share, *rates, *place, ordinary, one.duties[-1], export)


def mean_rate(duties: Sequence[Duty], days: Sequence[float], ordinary: float) -> float:
    """The mean over days of the rate paid, of the days on which goods come in; without limit where none do."""
    rates = np.array([duty.rate_paid(ordinary) for duty in duties])
    open_ = np.isfinite(rates) | (rates < 0.0)
    weight = np.array(days)[open_]
    return float(rates[open_] @ weight / weight.sum()) if open_.any() else float("inf")
