"""Goods valued at the exporter's border: trade and transport margins on goods are goods, not services.

An input-output table at basic prices books what wholesalers, truckers and pipelines earn on the way to the border as
their own sales abroad. A tariff falls on the border value, margins included, and the balance of payments counts that
value as goods. For every pair of countries the sales abroad of trade (ISIC G) and land transport (H49) therefore move
to the pair's goods, in proportion to their value; the exporter's goods sectors buy these margins from the services of
their own country, and the importer's users, who pay the margin with the goods, buy so much less of services.

Sea, air and postal freight stay services: third countries sell them. Mining support (B09), a service to mines, bears no
margin. Output and value added of services, value added of every user, and trade balances are unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

MARGIN_INDUSTRIES = ("G", "H49")
WITHOUT_MARGIN = ("B09",)
LARGEST_FALL = 0.5
"""Largest part of a user's services purchases that gives way to margins paid with goods. Use in proportion would ask
some users, such as refineries that import all their crude, for more services than they buy; what a user can't give is
paid by final demand."""


@dataclass(frozen=True)
class Border:
    """Flows [k, n, i] at the exporter's border; `moved`[n, i] went from services to goods (million US dollars).

    `margin_cost`[k, i] is what goods sectors of i pay for margins at home, part of their output now.
    """

    flow: Array
    moved: Array
    margin_cost: Array


def margin_share(sales: Array, industries: Sequence[str]) -> Array:
    """Share [n, i] of trade and land transport in the services that country i sells to users in n, n other than i.

    sales is [industry, exporter, importer] among covered countries; the last row and column are the rest of the
    world: as an importer it takes the exporter's mean share, as an exporter the mean share of all.
    """
    abroad = ~np.eye(sales.shape[1], dtype=bool)
    margins = sales[[industries.index(name) for name in MARGIN_INDUSTRIES]].sum(axis=0) * abroad
    total = sales.sum(axis=0) * abroad
    count = len(total)
    share = np.zeros((count + 1, count + 1))
    share[:count, :count] = _ratio(margins, total).T
    share[count, :count] = _ratio(margins.sum(axis=1), total.sum(axis=1))
    share[:count, count] = margins.sum() / total.sum()
    return share


def at_border(flow: Array, share: Array, goods: Mask, services: int) -> Border:
    """Flows with margins in the goods that bear them, goods[k]; share[n, i] of services are margins."""
    value = flow[goods].sum(axis=0)
    moved = np.where(value > 0, share * flow[services], 0.0)
    new = flow.copy()
    new[goods] *= 1.0 + _ratio(moved, value)
    new[services] -= moved
    margin_cost = (new - flow).sum(axis=1) * goods[:, None]
    home = np.arange(flow.shape[1])
    new[services, home, home] += margin_cost.sum(axis=0)
    return Border(new, moved, margin_cost)


def use_at_border(use: Array, flow: Array, border: Border, tau: Array, goods: Mask, services: int) -> tuple[Array, int]:
    """(input use [k, n, s] that goes with flows at the border, users at LARGEST_FALL); tariffs fall on margins too."""
    spent, to_spend = ((value * (1.0 + tau)).sum(axis=2) for value in (flow, border.flow))
    bought, capped = _importers_use(use, spent, to_spend, goods, services)
    bought[services] += border.margin_cost.T
    return bought, capped


def _importers_use(use: Array, before: Array, after: Array, goods: Mask, services: int) -> tuple[Array, int]:
    """(use[k, n, s], users capped): goods dearer by the margin, services lower by the same sum for every user."""
    rise = use[goods] * (_ratio(after, before)[goods] - 1.0)[:, :, None]
    asked = rise.sum(axis=0)
    most = LARGEST_FALL * use[services]
    part = np.where(asked > most, _ratio(most, asked), 1.0)
    new = use.copy()
    new[goods] += rise * part
    new[services] -= asked * part
    return new, int((asked > most).sum())


def _ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, zero where there is nothing to divide by."""
    return np.asarray(np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0))
