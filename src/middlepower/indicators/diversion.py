"""Trade diversion: where a shock touches a flow, who buys instead and who sells instead, in money.

A flow is touched where its tax, trade cost, quota or cut-off is another one. For an economy's sector
with touched flows, the change of its sales by destination (home included), or of its purchases by origin, says who
takes the place of the partners that are touched. `member` [n] is one where economy n belongs to the economy or group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
View = Literal["sales", "purchases"]
MOVED = 1e-12  # what sums in another order leave of a rate or a log cost


@dataclass(frozen=True)
class Diversion:
    """Changes of an economy's sales or purchases [k, p] by sector and partner, million US dollars at basic prices.

    `touched` [k, p] where a flow with the partner is; a group's own members are home.
    """

    view: View
    change: Array
    touched: Mask

    @property
    def sectors(self) -> NDArray[np.intp]:
        """Positions of the sectors with a touched flow."""
        return np.flatnonzero(self.touched.any(axis=1))


def touched(before: Shock, after: Shock) -> Mask:
    """Flows [k, n, i] that two shocks treat differently: tax, trade cost, quota or cut-off; own sales are not.

    What a quota that stays as it is does to prices touches nothing: its premium is an outcome.
    """
    mask: Mask = np.abs(np.log(after.trade_cost / before.trade_cost)) > MOVED
    mask |= np.abs(after.tariff - before.tariff) > MOVED
    for cut, other in ((before.cut, after.cut), (after.cut, before.cut)):
        if cut is not None:
            mask |= cut if other is None else cut & ~other
    for line in {*before.quotas} ^ {*after.quotas}:
        mask[line.flow] = True
    n = np.arange(mask.shape[1])
    mask[:, n, n] = False
    return mask


def diverted_sales(baseline: Equilibrium, state: Equilibrium, mask: Mask, member: Array) -> Diversion:
    """Changes of an economy's sales [k, n] by destination, home included, million US dollars: who buys instead."""
    change = (state.flow - baseline.flow) @ member
    hit = (mask & _traded(baseline, state)) @ member > 0.0
    return Diversion("sales", change, hit & (member == 0.0))


def diverted_purchases(baseline: Equilibrium, state: Equilibrium, mask: Mask, member: Array) -> Diversion:
    """Changes of an economy's purchases [k, i] by origin, home included, million US dollars: who sells instead."""
    change = np.matmul(member, state.flow - baseline.flow)
    hit = np.matmul(member, mask & _traded(baseline, state)) > 0.0
    return Diversion("purchases", change, hit & (member == 0.0))


def _traded(baseline: Equilibrium, state: Equilibrium) -> Mask:
    there: Mask = (baseline.flow > 0.0) | (state.flow > 0.0)
    return there
