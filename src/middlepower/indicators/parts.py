"""What named products sell and cost at a solved equilibrium, from the parts of the flows that they belong to.

A flow is a CES bundle of parts (formulas of `scenario.nest`), so that its equilibrium says exactly what each part
sells. With benchmark shares s_p, tax factors f_p before and f_p' after (quota premiums included), x_p the change of
the exporter's own factor, and w_p = s_p (f_p' x_p / f_p)^(1 - eta):

    spending_p = w_p / sum_q w_q . spending of the flow;   value at the border = spending_p / f_p';
    price paid, new over benchmark = (sum_p w_p / sum_p s_p)^(1 / (1 - eta)) . unit cost . trade cost that is no tax.

A product that the law of one equilibrium does not name is there a part of the rest of its flow and moves with it.
The producers' price is one for a sector and exporter: what an exporter receives moves with the sector's cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.bundles import REST
from middlepower.policy.flows import TaxedFlows
from middlepower.scenario.nest import receipts, weights

Array = NDArray[np.float64]
Cell = tuple[int, int, int]
ROUNDING = 1e-9  # of a share


@dataclass(frozen=True)
class ProductSold:
    """One product of one flow in one equilibrium; a number is nan where nothing is sold.

    `value` at the border, before duty and quota premium, and `volume` in benchmark producers' prices, million US
    dollars; `duty`, with the premium, over the value at the border; `received` per unit by the producer and `paid` by
    the buyer, ratios to the benchmark; `fill`, volume over quota, nan where the product is under none.
    """

    value: float
    volume: float
    duty: float
    received: float
    paid: float
    fill: float


NOT_SAID = (float("nan"), float("nan"), float("nan"))
NOTHING_SOLD = ProductSold(0.0, 0.0, *(4 * [float("nan")]))


@dataclass(frozen=True)
class PartsSold:
    """The parts of all taxed flows of one law at its equilibrium, arrays [p].

    `eta` is the elasticity between products; `taxed` the factors of exporters' taxes, `weight` is w_p.
    """

    equilibrium: Equilibrium
    eta: float
    taxed: Array
    share: Array
    weight: Array
    spending: Array
    value: Array
    volume: Array
    fill: Array
    flows: TaxedFlows
    _inside: dict[Cell, dict[str, list[int]]] = field(default_factory=dict, init=False)

    def taxes(self, cell: Cell) -> bool:
        """Whether the law taxes a flow."""
        return cell in self.flows.position

    def places(self, cell: Cell) -> range:
        """Where the parts of a flow are; nowhere where the law does not tax it."""
        f = self.flows.position.get(cell)
        return range(0) if f is None else range(self._ends[f], self._ends[f + 1])

    @cached_property
    def _ends(self) -> list[int]:
        return [*self.flows.first.tolist(), len(self.share)]

    @property
    def power(self) -> float:
        """1 - eta."""
        return 1.0 - self.eta

    @cached_property
    def law(self) -> Array:
        """The weights at the rates of the law itself, up to a quota and beyond it, the share times the quota's volume,
        and the share [p, 4]."""
        return _law(self.flows, self.taxed, self.eta)

    @cached_property
    def law_of_flows(self) -> Array:
        """Sums [f, 4] of what the law says of the parts of each flow: two laws that treat it alike have the same."""
        return np.add.reduceat(self.law, self.flows.first, axis=0) if len(self.law) else self.law

    @cached_property
    def _sums(self) -> Array:
        """What is added up over the parts [p, 5] of a product: spending, value, volume, weight, share."""
        return np.stack((self.spending, self.value, self.volume, self.weight, self.share), axis=1)

    @cached_property
    def _weights(self) -> list[float]:
        """Sums of w_p over the parts of each flow [f]."""
        sums: list[float] = np.bincount(self.flows.flow, self.weight, len(self.flows.first)).tolist()
        return sums

    def products(self, cell: Cell) -> dict[str, list[int]]:
        """{product: its parts} of a flow; a part of several products stands under each, the rest under REST."""
        if cell not in self._inside:
            self._inside[cell] = inside = dict[str, list[int]]()
            for place in self.places(cell):
                for product in self.flows.parts[place].goods or (REST,):
                    inside.setdefault(product, []).append(place)
        return self._inside[cell]

    def named(self, cell: Cell) -> list[str]:
        """The products that the law names in a flow."""
        return [label for label in self.products(cell) if label != REST]

    def share_of(self, cell: Cell, product: str) -> float | None:
        """The product's share of the flow's benchmark spending; None where the law does not name it there."""
        places = self.products(cell).get(product)
        return None if places is None else float(self.share[places].sum())

    def lawful(self, cell: Cell, product: str) -> tuple[float, float, float]:
        """What the law itself says of a product: landed cost up to a quota and beyond it (w_p), and the quota."""
        if not self.taxes(cell):
            return 1.0, 1.0, 0.0
        parts = self.products(cell)
        places = parts.get(product) or parts.get(REST, [])
        if not places:
            return NOT_SAID
        inside, beyond, limit, share = self.law[places].sum(axis=0).tolist()
        return inside / share, beyond / share, limit / share

    def sold(self, cell: Cell, product: str, share: float) -> ProductSold | None:
        """What a product with a share of its flow sells.

        None where the law does not name it but goods that overlap with it: what is left of the flow is too little.
        """
        if not self.taxes(cell):
            return self._of_whole(cell, share)
        found = self.parts_of(cell, product, share)
        return None if found is None else self._of_parts(cell, *found)

    def parts_of(self, cell: Cell, product: str, share: float) -> tuple[list[int], float] | None:
        """(the parts that a product with a share of its flow lies in, how much of them it is); None where the law names
        goods that overlap with it and not it."""
        parts = self.products(cell)
        if product in parts:
            return parts[product], 1.0
        rest = parts.get(REST, [])
        there = float(self.share[rest].sum())
        return (rest, share / there) if 0.0 < share <= there + ROUNDING else None

    def _of_whole(self, cell: Cell, share: float) -> ProductSold:
        """A product of a flow whose parts all pay alike."""
        k, n, _ = cell
        solved = self.equilibrium
        spending = share * float(solved.pi[cell] * solved.X[k, n])
        value = spending * (solved.receipts.at(cell) + solved.to_exporters.at(cell))
        volume = spending * solved.receipts.at(cell) / self._cost(cell)
        return self._product(cell, (spending, value, volume), solved.landed.at(cell), float("nan"))

    def _of_parts(self, cell: Cell, places: list[int], part: float) -> ProductSold:
        """The sum over parts, or a part of each."""
        spending, value, volume, weight, share = self._sums[places].sum(axis=0).tolist()
        if value <= 0.0:
            return NOTHING_SOLD
        bundle = self._weights[self.flows.position[cell]] ** (1.0 / self.power)
        landed = (weight / share) ** (1.0 / self.power) * self.equilibrium.landed.at(cell) / bundle
        fill = float(np.fmax.reduce(self.fill[places]))  # of those under a quota
        return self._product(cell, (part * spending, part * value, part * volume), landed, fill)

    def _product(self, cell: Cell, sums: tuple[float, float, float], landed: float, fill: float) -> ProductSold:
        """The product of (spending, value, volume), the change of its landed cost, and the fill of its quota."""
        spending, value, volume = sums
        if value <= 0.0:
            return NOTHING_SOLD
        cost = self._cost(cell)
        return ProductSold(value, volume, spending / value - 1.0, cost, landed * cost, fill)

    def _cost(self, cell: Cell) -> float:
        k, _, i = cell
        return float(self.equilibrium.c_hat[k, i])


def parts_sold(flows: TaxedFlows, solved: Equilibrium, eta: float) -> PartsSold:
    """The parts of a law's taxed flows, a state's own tariffs included, at the law's equilibrium."""
    factor, fill = _factors(flows, solved)
    taxed = flows.export_factor(solved.benchmark.export_tax)
    weight = weights(flows.share, flows.before, factor * taxed, eta)
    whole = np.bincount(flows.flow, weight, len(flows.first))
    k, n, i = flows.cell
    spent = (solved.pi[k, n, i] * solved.X[k, n])[flows.flow]
    spending = spent * np.divide(weight, whole[flows.flow], out=np.zeros_like(weight), where=spent > 0.0)
    value, earned = receipts(spending, factor), receipts(spending, factor * taxed)
    received = (solved.flow[k, n, i])[flows.flow]  # by producers, of the whole flow
    whole = np.bincount(flows.flow, earned, len(flows.first))[flows.flow]
    volume = earned * received / np.where(whole > 0.0, whole, 1.0) / solved.c_hat[k, i][flows.flow]
    return PartsSold(solved, eta, taxed, flows.share, weight, spending, value, volume, fill, flows)


def _law(flows: TaxedFlows, taxed: Array, eta: float) -> Array:
    """What the law says of every part [p, 4], see `PartsSold.law`."""
    beyond, limit = flows.after.copy(), np.zeros(len(flows.after))
    for quota in flows.quotas:
        beyond[quota.place], limit[quota.place] = quota.over, quota.terms.relative_volume
    rates = [weights(flows.share, flows.before, factor * taxed, eta) for factor in (flows.after, beyond)]
    return np.stack((*rates, flows.share * limit, flows.share), axis=1)


def _factors(flows: TaxedFlows, solved: Equilibrium) -> tuple[Array, Array]:
    """(buyers' over border price, fill of the quota or nan) of each part [p]."""
    factor, fill = flows.after.copy(), np.full(len(flows.after), np.nan)
    under = flows.under_quota
    premium, filled = solved.quotas.found(under.keys)
    factor[under.place] = np.minimum(factor[under.place] * (1.0 + premium[under.quota]), under.over)
    fill[under.place] = filled[under.quota]
    return factor, fill
