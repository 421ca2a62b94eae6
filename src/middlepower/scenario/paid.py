"""What the goods of a flow pay under a state, in the very arrays that the solver gets, and the same goods elsewhere.

Two laws cut a flow into different parts, because each cuts it by the goods that its own measures name. A part of one
is found again in the other by the names that both know, stretch by stretch; its ordinary duty stays its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.bundles import Part
from middlepower.policy.duty import Duty
from middlepower.policy.flows import TaxedFlows
from middlepower.scenario.export_taxes import (
    OwnExportTaxes,
    own_export_taxes,
    recorded_export_tax,
    whole_export_tax,
)
from middlepower.scenario.own import OwnTariffs, cut_cells, own_tariffs, whole_flows, with_own_tariffs
from middlepower.scenario.schema import State
from middlepower.world.world import World

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Cell = tuple[int, int, int]


@dataclass(frozen=True)
class Paid:
    """A state's taxed flows, its own tariffs laid on them."""

    world: World
    flows: TaxedFlows
    own: OwnTariffs
    own_export: OwnExportTaxes
    cuts: tuple[Mask, ...] = ()  # the flows [k, n, i] that each cut-off of the state's own ends whole

    @classmethod
    def under(cls, world: World, state: State, flows: TaxedFlows) -> Paid:
        """What is paid under a state with these taxed flows."""
        own = own_tariffs(world, state.tariffs)
        cuts = tuple(cut_cells(world, [cut]) for cut in state.cut_off)
        return cls(world, with_own_tariffs(flows, own), own, own_export_taxes(world, state.export_taxes), cuts)

    def cut_by(self, cell: Cell) -> tuple[str, ...]:
        """The cut-offs of the state's own that end a flow whole."""
        return tuple(f"cut-off {count}" for count, cut in enumerate(self.cuts, 1) if cut[cell])

    def parts_of(self, f: int) -> range:
        """The positions of the parts of flow f."""
        first = self.flows.first
        return range(int(first[f]), int(first[f + 1]) if f + 1 < len(first) else len(self.flows.parts))

    def parts_at(self, cell: Cell) -> tuple[Part, ...]:
        """The parts of the flow at a position."""
        places = self.parts_of(self.flows.position[cell])
        return self.flows.parts[places.start : places.stop]

    def bite(self, cell: Cell) -> frozenset[str]:
        """The measures that bite on a flow, those included that give way to another one there."""
        return self.flows.names.get(cell, frozenset())

    @cached_property
    def border(self) -> Array:
        """Trade at the border of every part in the world's year, million US dollars."""
        net = self.flows.share / self.flows.before
        total = np.bincount(self.flows.flow, net, len(self.flows.first))
        value: Array = border_value(self.world)[tuple(self.flows.cell)][self.flows.flow]
        return value * net / total[self.flows.flow]

    def banned(self, cell: Cell, bans: frozenset[str], base: Paid) -> tuple[float, float]:
        """Trade at the border of the goods of a flow that some bans stop, million US dollars, and what they pay in
        another state; zero twice where nothing is stopped."""
        places = self.parts_of(self.flows.position[cell]) if cell in self.flows.position else range(0)
        names = goods_of([self.flows.parts[place] for place in places])
        stopped = [p for p in places if bans & {s.measure.id for s in self.flows.parts[p].duty.counted}]
        trade = float(sum(self.border[place] for place in stopped))
        paid = sum(self.border[place] * base.on_goods(self.flows.parts[place], cell, names) for place in stopped)
        return trade, float(paid / trade) if trade > 0.0 else 0.0

    @cached_property
    def export_tax(self) -> Array:
        """The exporter's tax [k, n, i] on the goods of a flow on average, by their trade in the world's year."""
        rate = whole_export_tax(self.world, self.own_export)
        if len(self.flows.first):
            trade = np.bincount(self.flows.flow, self.border)
            rate[tuple(self.flows.cell)] = np.bincount(self.flows.flow, self.border * self.export_taxes) / trade
        return rate

    @cached_property
    def export_taxes(self) -> Array:
        """The exporter's tax on every part: by the law, by what the world records beyond it, and by the state's own."""
        cell, flow = tuple(self.flows.cell), self.flows.flow
        law = np.array([part.duty.export for part in self.flows.parts])
        beyond = np.maximum(recorded_export_tax(self.world)[cell][flow] - (law - self.flows.more_export_tax), 0.0)
        rate: Array = (
            np.where(self.own_export.replaces[cell][flow], 0.0, law + beyond) + self.own_export.rate[cell][flow]
        )
        return rate

    def export_on(self, part: Part, cell: Cell, names: frozenset[str]) -> float:
        """The exporter's tax here on the goods of a part of another state's flow; infinity where none are sold."""
        if self.cut_by(cell):
            return np.inf
        if cell not in self.flows.position:
            return float(self.export_tax[cell])
        places = self.parts_of(self.flows.position[cell])
        rate = {id(self.flows.parts[place]): float(self.export_taxes[place]) for place in places}
        found = overlaps(part, [self.flows.parts[place] for place in places], names)
        return sum(weight * rate[id(other)] for weight, other in found) / sum(weight for weight, _ in found)

    @cached_property
    def rate(self) -> Array:
        """rate[k, n, i]: what the goods of a flow pay on average, by their trade in the world's year.

        What a ban stops pays nothing and is left out; NaN where it stops all of a flow.
        """
        _, rate = whole_flows(self.world, self.own)
        if len(self.flows.first):
            on = np.isfinite(self.flows.after)
            trade = np.bincount(self.flows.flow, self.border * on)
            paid = np.bincount(self.flows.flow, self.border * (np.where(on, self.flows.after, 1.0) - 1.0))
            rate[tuple(self.flows.cell)] = np.divide(paid, trade, out=np.full_like(paid, np.nan), where=trade > 0)
        return rate

    def stopped_by(self, cell: Cell) -> tuple[float, tuple[str, ...]]:
        """(trade at the border that ends, million US dollars; the cut-offs and bans that end it) of a flow."""
        if cut := self.cut_by(cell):
            return float(border_value(self.world)[cell]), cut
        places = self.parts_of(self.flows.position[cell]) if cell in self.flows.position else range(0)
        banned = {place: ban for place in places if (ban := self.flows.parts[place].duty.ban)}
        return float(sum(self.border[place] for place in banned)), tuple(dict.fromkeys(banned.values()))

    def on_goods(self, part: Part, cell: Cell, names: frozenset[str]) -> float:
        """What the goods of a part of another state's flow pay here; `names` are those that this flow has there.

        Infinity where they are bought no more.
        """
        if self.cut_by(cell):
            return np.inf
        if self.own.replaces[cell]:
            return float(self.own.rate[cell])
        return self._law_on(part, cell, names) + float(self.own.rate[cell])

    def _law_on(self, part: Part, cell: Cell, names: frozenset[str]) -> float:
        if cell not in self.flows.position:
            return _rate(Duty(), part.ordinary, float(self.world.tariff[cell]))
        found = overlaps(part, self.parts_at(cell), names)
        whole = sum(weight for weight, _ in found)
        return sum(weight * _rate(other.duty, part.ordinary, other.after) for weight, other in found) / whole


def _rate(duty: Duty, ordinary: float, unknown: float) -> float:
    """What goods of an ordinary rate pay under a duty; another rate where the ordinary one is not known."""
    rate = duty.rate_paid(ordinary)
    return rate if duty.ban or np.isfinite(rate) else unknown


def border_value(world: World) -> Array:
    """Trade at the border [k, n, i] of a world, million US dollars."""
    value: Array = world.flow if world.export_tax is None else world.flow * (1.0 + world.export_tax)
    return value


def goods_of(parts: Sequence[Part]) -> frozenset[str]:
    """The names of goods by which a flow is cut."""
    return frozenset(good for part in parts for good in part.goods)


def overlaps(part: Part, here: Sequence[Part], names: frozenset[str]) -> list[tuple[float, Part]]:
    """(weight, part) of those that hold the goods of a part of the same flow cut by other `names`.

    Goods that only one side tells apart count as alike. All of the flow where neither side knows the other's goods.
    """
    common = names & goods_of(here)
    alike = [one for one in here if common.intersection(one.goods) == common.intersection(part.goods)]
    shared = [(min(part.end, one.end) - max(part.start, one.start), one) for one in alike]
    found = [(width * one.share / (one.end - one.start), one) for width, one in shared if width > 0]
    return found or [(one.share, one) for one in here]
