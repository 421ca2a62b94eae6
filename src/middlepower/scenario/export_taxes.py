"""A state's own taxes on exports: what the exporter's treasury takes before the border."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.names import Labels
from middlepower.scenario.own import flow_mask, region_indices
from middlepower.scenario.schema import ExportTax
from middlepower.world.world import World

Array = NDArray[np.float64]


def recorded_export_tax(world: World) -> Array:
    """The export taxes [k, n, i] that the world records, zero where it knows of none."""
    return np.zeros_like(world.tariff) if world.export_tax is None else world.export_tax


def export_tax_of(world: World, taxes: Sequence[ExportTax]) -> Array:
    """The export taxes [k, n, i] of a state, one entry after the other: fractions of the producer's price."""
    rate = recorded_export_tax(world).copy()
    for own in taxes:
        _refuse_own_sales(world, own)
        cells = flow_mask(world, own)
        rate[cells] = own.rate + (rate[cells] if own.relation == "adds" else 0.0)
    wrong = np.argwhere(~(rate > -1.0))
    if len(wrong):
        k, n, i = (int(place) for place in wrong[0])
        raise ScenarioError(
            f"`export_taxes` on {Labels(world.sectors, world.regions).flow(k, n, i)} come to {rate[k, n, i]:.4g}: "
            "together they must stay above -1, where the exporter would give its goods away."
        )
    return rate


def _refuse_own_sales(world: World, tax: ExportTax) -> None:
    """Refuse a tax on nothing but sales at home, which cross no border."""
    sellers, buyers = region_indices(world, tax.exporters), region_indices(world, tax.importers)
    if len(set(sellers)) == 1 and set(sellers) == set(buyers):
        code = world.regions[sellers[0]]
        raise ScenarioError(
            f"`export_taxes`: {code}'s sales to itself cross no border: name other `importers`, or `*` for all others."
        )
