"""What a state of a run changes in law beside its baseline, and the remarks on a state or the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby

import numpy as np

from middlepower.document.number import Number
from middlepower.experiment.switches import Account
from middlepower.language.catalogue import say
from middlepower.scenario.touched import Touch
from middlepower.world.world import World

EXTRAPOLATION = "extrapolation"  # the kind of remark on a full cut-off in the first year
PAIRS_KEPT = 6  # importers and exporters of one switch


@dataclass(frozen=True)
class LawLimit:
    """What the quotas or licences of a measure let in; a rate inside them may be what was paid without them."""

    limit_before: Number
    limit_after: Number
    terms: tuple[str, ...]  # of the measure's own quotas, in their own units


@dataclass(frozen=True)
class LawChange:
    """What one switch of a state does to what one economy buys from another, all sectors together; a measure that
    counts nowhere gives way to others everywhere, and its rates are those of the goods on which it does."""

    kind: str  # measure, tariff, export tax, trade cost or cut-off
    name: str  # the measure's id, or which entry of the state's own
    change: str  # on, off or other rate; what an entry of the state's own does
    importer: str
    exporter: str
    flows: int  # sectors in which it touches trade
    largest: str  # the sector with most of this trade
    trade_covered_musd: Number
    trade_aside_musd: Number
    gives_way_to: tuple[str, ...]  # measures that count in its place on the rest
    rate_before: Number
    rate_after: Number
    limit: LawLimit | None  # none where the measure sets no quota here


@dataclass(frozen=True)
class LawRest:
    """What one switch of a state does between all pairs of economies that have no row of their own, added up."""

    name: str
    change: str
    pairs: int
    trade_covered_musd: Number
    rate_before: Number
    rate_after: Number


@dataclass(frozen=True)
class LawTold:
    """What a state changes in law: rows of the pairs with the largest trade, and the rest of each switch."""

    rows: tuple[LawChange, ...]
    rest: tuple[LawRest, ...]


@dataclass(frozen=True)
class Remark:
    """A sentence that a reader of a state, or of the baseline, must know."""

    kind: str  # equals the baseline, no effect, left out, past baseline, before all measures, tariff table, ...
    about: tuple[str, ...]  # kinds of reason, or names of what it is about
    text: str


def law_told(world: World, found: Account) -> LawTold:
    """A row for each switch, importer and exporter: of every switch the pairs with the largest trade, these first; the
    rest added up.

    All stand in `law.csv`.
    """
    groups: dict[tuple[str, str, int, int], list[Touch]] = {}
    for touch in found.touches:
        groups.setdefault((touch.name, touch.change, *touch.cell[1:]), []).append(touch)
    rows = [_row(world, group) for group in groups.values()]
    order = {name: place for place, name in enumerate(dict.fromkeys(touch.name for touch in found.touches))}
    ordered = sorted(rows, key=lambda row: (order[row.name], row.change, -row.trade_covered_musd.known, row.importer))
    switches = [list(group) for _, group in groupby(ordered, key=lambda row: (row.name, row.change))]
    kept = chain.from_iterable(switch[:PAIRS_KEPT] for switch in switches)
    return LawTold(tuple(kept), tuple(_rest(switch[PAIRS_KEPT:]) for switch in switches if len(switch) > PAIRS_KEPT))


def _rest(rows: Sequence[LawChange]) -> LawRest:
    """Some pairs of one switch, added up; rates averaged over those that have one."""
    trade = np.array([row.trade_covered_musd.known for row in rows])
    before, after = (
        _average([np.inf if rate.value is None else rate.value for rate in rates], trade)
        for rates in ([row.rate_before for row in rows], [row.rate_after for row in rows])
    )
    return LawRest(rows[0].name, rows[0].change, len(rows), Number.of(float(trade.sum())), before, after)


def _row(world: World, group: Sequence[Touch]) -> LawChange:
    """The touches of one switch on one importer and exporter, added up."""
    counted = [touch for touch in group if touch.trade > 0.0]
    shown = counted or list(group)
    weight = np.array([touch.trade or touch.aside for touch in shown])
    _, n, i = shown[0].cell
    return LawChange(
        kind=shown[0].kind,
        name=shown[0].name,
        change=shown[0].change,
        importer=world.regions[n],
        exporter=world.regions[i],
        flows=len(shown),
        largest=world.sectors[shown[int(weight.argmax())].cell[0]],
        trade_covered_musd=Number.of(sum(touch.trade for touch in group)),
        trade_aside_musd=Number.of(sum(touch.aside for touch in group)),
        gives_way_to=tuple(sorted({name for touch in group for name in touch.to})),
        rate_before=_average([touch.before for touch in shown], weight),
        rate_after=_average([touch.after for touch in shown], weight),
        limit=_limit(shown),
    )


def _limit(shown: Sequence[Touch]) -> LawLimit | None:
    """The limits of one switch on one importer and exporter, averaged by trade."""
    limits = [(touch.trade, touch.limit) for touch in shown if touch.limit is not None]
    if not limits:
        return None
    terms = tuple(dict.fromkeys(chain.from_iterable(limit.terms for _, limit in limits)))
    before = [(trade, limit.before) for trade, limit in limits]
    after = [(trade, limit.after) for trade, limit in limits]
    return LawLimit(_average_limit(before), _average_limit(after), terms)


def _average_limit(limits: Sequence[tuple[float, float | None]]) -> Number:
    """The limit of the goods that have one."""
    known = [(trade, limit) for trade, limit in limits if limit is not None]
    whole = sum(trade for trade, _ in known)
    return Number.of(
        sum(trade * limit for trade, limit in known) / whole if known else np.nan, say("document.no_limit")
    )


def _average(rates: Sequence[float], weight: np.ndarray) -> Number:
    """The rate averaged by trade over what is not cut off; where all is, that it is."""
    held = np.array(rates)
    open_ones = np.isfinite(held)
    whole = weight[open_ones].sum()
    rate = float(held[open_ones] @ weight[open_ones] / whole) if whole > 0.0 else np.nan
    return Number.of(rate, say("document.cut_off"))
