"""A shock with other rates on a few of its flows: the rest of it, and what is known of it, stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.flows import TaxedFlows, only
from middlepower.scenario.nest import change
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
PLACES, RATES = ("cell", "first", "share", "more_export_tax"), ("before", "after", "recorded")


def other_rates(flows: TaxedFlows, known: TaxedFlows) -> TaxedFlows | None:
    """Those of some taxed flows whose parts pay other rates than in flows that are known.

    None where the two differ in more than rates, or one of these flows is under a quota.
    """
    if not same(flows, known, PLACES):
        return None
    parts = np.logical_or.reduce([getattr(flows, name) != getattr(known, name) for name in RATES])
    wanted = np.bincount(flows.flow, parts, len(flows.first)) > 0
    return None if any(wanted[quota.f] for quota in (*flows.quotas, *known.quotas)) else only(flows, wanted)


def like(flows: TaxedFlows, known: TaxedFlows) -> TaxedFlows:
    """Some taxed flows that hold the arrays of others where these are the same, so that memory holds them once."""
    return replace(flows, **{name: getattr(known, name) for name in (*PLACES, *RATES) if same(flows, known, (name,))})


def same_rates(one: TaxedFlows, other: TaxedFlows) -> bool:
    """Whether the same flows pay the same."""
    return one is other or same(one, other, (*PLACES, *RATES))


def same(one: TaxedFlows, other: TaxedFlows, names: Sequence[str]) -> bool:
    """Whether arrays of two laws' flows are the same."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return all(left is right or np.array_equal(left, right) for left, right in pairs)


def with_rates(shock: Shock, world: World, flows: TaxedFlows, eta: float) -> Shock:
    """A shock with the rates of some flows, a state's own taxes laid on them, in the place of those it has there.

    As `compile.shock_of` makes it of all flows; flows that end stay as they are.
    """
    factors = flows.export_factor(world.export_tax)
    nest = change(flows.share, flows.before, flows.after, flows.first, eta, factors)
    every = tuple(flows.cell)
    stays = np.isfinite(nest.cost) if shock.cut is None else ~shock.cut[every]
    cell = tuple(flows.cell[:, stays])
    cost = nest.cost if shock.iceberg is None else nest.cost * shock.iceberg[every]
    tariff = (1.0 + world.tariff[every]) * nest.net_before / nest.net_after - 1.0
    tax = shock.export_tax
    if tax is not None:
        recorded = 0.0 if world.export_tax is None else world.export_tax[every]
        tax = _with(tax, cell, ((1.0 + recorded) / nest.producers - 1.0)[stays])
    cost, tariff = _with(shock.trade_cost, cell, cost[stays]), _with(shock.tariff, cell, tariff[stays])
    return replace(shock, trade_cost=cost, tariff=tariff, export_tax=tax)


def _with(array: Array, cell: tuple[NDArray[np.intp], ...], values: Array) -> Array:
    """An array with other values in some cells; itself where they are the same."""
    if np.array_equal(array[cell], values):
        return array
    found = array.copy()
    found[cell] = values
    return found
