"""What a state's own entries do to the flows of a world: tariffs, changes of trade costs, cut-offs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.language.catalogue import say, spoken
from middlepower.scenario.bans import banned_cells, bans_of
from middlepower.scenario.entries import CutOff, ExportTax, TariffChange
from middlepower.scenario.own import cut_cells, flow_mask, region_indices
from middlepower.scenario.paid import Cell, Paid, border_value
from middlepower.scenario.schema import State
from middlepower.scenario.touched import Kind, Touch
from middlepower.world.world import World

Mask = NDArray[np.bool_]
ROUNDING = 1e-9  # by which the parts of a flow may miss its trade
Tax = TypeVar("Tax", TariffChange, ExportTax)


@dataclass(frozen=True)
class Entry:
    """An entry of a state's own: what it does, the buyers and the sellers that it names, and the flows [k, n, i];
    `ended` are those of them on which a later entry stands in its place."""

    kind: Kind
    name: str
    told: str
    change: str
    buyers: tuple[str, ...]
    sellers: tuple[str, ...]
    mask: Mask
    ended: Mask
    zero: bool = False  # whether it is a change of nothing
    after: float | None = None  # what it makes of a flow, where no array of rates tells it
    in_part: Mask | None = None  # the flows of which only the goods of some `bans` end
    bans: frozenset[str] = frozenset()

    def own_sales_only(self, world: World) -> bool:
        """Whether it names nothing but an economy's sales to itself."""
        pairs = {(n, i) for n in region_indices(world, self.buyers) for i in region_indices(world, self.sellers)}
        return bool(pairs) and all(n == i for n, i in pairs)


def entries(world: World, state: State) -> list[Entry]:
    """The own entries of a state, own sales left out of their flows."""
    return [*_tariffs(world, state), *_export_taxes(world, state), *_costs(world, state), *_cuts(world, state)]


def _tariffs(world: World, state: State) -> Iterator[Entry]:
    for count, (own, mask, ended) in enumerate(_one_after_the_other(world, state.tariffs), 1):
        told = _told("tariff", _rate(own.rate), own.importers, own.exporters)
        zero = own.relation == "adds" and own.rate == 0.0
        sides = own.importers, own.exporters
        yield Entry("tariff", f"tariff {count}", told, own.relation, *sides, mask, ended, zero)


def _export_taxes(world: World, state: State) -> Iterator[Entry]:
    for count, (own, mask, ended) in enumerate(_one_after_the_other(world, state.export_taxes), 1):
        told = _told("export_tax", _rate(own.rate), own.importers, own.exporters)
        zero = own.relation == "adds" and own.rate == 0.0
        sides = own.importers, own.exporters
        yield Entry("export tax", f"export tax {count}", told, own.relation, *sides, mask, ended, zero)


def _one_after_the_other(world: World, taxes: Sequence[Tax]) -> Iterator[tuple[Tax, Mask, Mask]]:
    """(entry, its flows, those of them on which a later entry stands in its place)."""
    masks = [flow_mask(world, own) for own in taxes]
    for place, (own, mask) in enumerate(zip(taxes, masks, strict=True), 1):
        ended = np.zeros_like(mask)
        for other, flows in zip(taxes[place:], masks[place:], strict=True):
            ended |= flows & mask & (other.relation == "replaces")
        yield own, mask, ended


def _costs(world: World, state: State) -> Iterator[Entry]:
    for count, cost in enumerate(state.trade_costs, 1):
        mask = flow_mask(world, cost)
        told = _told("trade_cost", _rate(cost.change), cost.importers, cost.exporters)
        sides, never = (cost.importers, cost.exporters), np.zeros_like(mask)
        yield Entry(
            "trade cost", f"trade cost {count}", told, "changes", *sides, mask, never, cost.change == 0.0, cost.change
        )


def _cuts(world: World, state: State) -> Iterator[Entry]:
    for count, cut in enumerate(state.cut_off, 1):
        whole, in_part = cut_cells(world, [cut]), banned_cells(world, cut)
        told = say("reasons.own_cut_off", one=_names(cut.between), other=_names(cut.and_))
        mask, never = whole | in_part, np.zeros_like(whole)
        bans = frozenset(ban.id for ban in bans_of(world, [cut], world.tariff_date))
        yield Entry(
            "cut-off",
            f"cut-off {count}",
            told,
            "no trade",
            *_sides(cut),
            mask,
            never,
            False,
            np.nan,
            in_part & ~whole,
            bans,
        )


def _told(kind: str, rate: str, buyers: Sequence[str], sellers: Sequence[str]) -> str:
    """An entry in words."""
    return say(f"reasons.own.{kind}", rate=rate, buyers=_names(buyers), sellers=_names(sellers))


def _rate(rate: float) -> str:
    """A rate in per cent."""
    number = spoken().rules.trimmed(100.0 * rate, 4)
    return spoken().rules.percent.format(number=number)


def _names(codes: Sequence[str]) -> str:
    return ", ".join(say("reasons.everybody") if code == "*" else code for code in codes)


def _sides(cut: CutOff) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who buys from whom no more: both sides where it is both ways."""
    if cut.direction == "both":
        return (*cut.between, *cut.and_), (*cut.between, *cut.and_)
    return (cut.between, cut.and_) if cut.direction == "imports" else (cut.and_, cut.between)


def own_touches(base: Paid, state: Paid, entry: Entry) -> list[Touch]:
    """What an entry does to every flow that it names and that is traded."""
    border = border_value(base.world)
    found = []
    for k, n, i in np.argwhere(entry.mask & (border > 0.0)).tolist():
        cell = k, n, i
        trade = float(border[cell])
        before, after = float(base.rate[cell]), float(state.rate[cell])
        if entry.in_part is not None and entry.in_part[cell]:
            trade, before = state.banned(cell, entry.bans, base)
            if trade <= 0.0:
                continue
        if entry.kind == "export tax":
            before, after = float(base.export_tax[cell]), float(state.export_tax[cell])
        if entry.kind == "trade cost":
            before = 0.0
        aside, to = _aside(state, entry, cell, trade)
        if aside == trade and not entry.ended[cell]:
            after = np.nan
        elif entry.after is not None:
            after = entry.after
        found.append(Touch(entry.kind, entry.name, entry.change, cell, trade - aside, before, after, aside, to))
    return found


def _aside(state: Paid, entry: Entry, cell: Cell, trade: float) -> tuple[float, tuple[str, ...]]:
    """(trade on which an entry gives way, to what): a later entry of its kind, or a cut-off or ban of the goods."""
    if entry.ended[cell]:
        return trade, (say("reasons.later_entry"),)
    if entry.kind == "cut-off":
        return 0.0, ()
    aside, to = state.stopped_by(cell)
    return (trade if aside > trade * (1.0 - ROUNDING) else aside), to
