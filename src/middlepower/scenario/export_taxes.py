"""A state's own taxes on exports: what the exporter's treasury takes before the border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError, ScenarioError
from middlepower.names import Labels
from middlepower.policy.flows import TaxedFlows
from middlepower.scenario.entries import ExportTax
from middlepower.scenario.own import flow_mask, region_indices
from middlepower.world.world import World

Array = NDArray[np.float64]
ROUNDING = 1e-12  # by which factors that are the same may differ


@dataclass(frozen=True)
class OwnExportTaxes:
    """A state's own export taxes [k, n, i]: all goods of a flow pay `rate`, alone where it `replaces`, else on top."""

    rate: Array
    replaces: NDArray[np.bool_]


def recorded_export_tax(world: World) -> Array:
    """The export taxes [k, n, i] that the world records, zero where it knows of none."""
    return np.zeros_like(world.tariff) if world.export_tax is None else world.export_tax


def own_export_taxes(world: World, taxes: Sequence[ExportTax]) -> OwnExportTaxes:
    """The own export taxes of a state, one entry after the other: what replaces a rate ends what was added before."""
    rate, replaces = np.zeros_like(world.tariff), np.zeros(world.tariff.shape, dtype=bool)
    for own in taxes:
        _refuse_own_sales(world, own)
        cells = flow_mask(world, own)
        if own.relation == "adds":
            rate[cells] += own.rate
        else:
            rate[cells], replaces[cells] = own.rate, True
    return OwnExportTaxes(rate, replaces)


def whole_export_tax(world: World, own: OwnExportTaxes) -> Array:
    """The export taxes [k, n, i] of flows whose goods all pay the same, fractions of the producer's price."""
    rate: Array = np.where(own.replaces, 0.0, recorded_export_tax(world)) + own.rate
    wrong = np.argwhere(~(rate > -1.0))
    if len(wrong):
        k, n, i = (int(place) for place in wrong[0])
        raise ScenarioError(_below(world, (k, n, i), float(rate[k, n, i])))
    return rate


def with_own_export_taxes(world: World, flows: TaxedFlows, own: OwnExportTaxes) -> TaxedFlows:
    """The flows after a state's own export taxes, which every part pays.

    MeasureError where the taxes on a part come to -1 or below.
    """
    cell = tuple(flows.cell)
    recorded, replaced = recorded_export_tax(world)[cell][flows.flow], own.replaces[cell][flows.flow]
    more = np.where(replaced, -recorded, flows.more_export_tax) + own.rate[cell][flows.flow]
    wrong = np.flatnonzero(~(recorded + more > -1.0))
    if len(wrong):
        k, n, i = (int(place) for place in flows.cell[:, flows.flow[wrong[0]]])
        raise MeasureError(_below(world, (k, n, i), float((recorded + more)[wrong[0]])))
    unchanged = not (own.rate.any() or own.replaces.any())
    return flows if unchanged else replace(flows, more_export_tax=more)


def one_factor(world: World, flows: TaxedFlows, factors: Array, f: NDArray[np.intp]) -> Array:
    """The factor of all parts of each of some flows f. MeasureError where they differ: a quota on such a flow has no
    one price."""
    spread = np.maximum.reduceat(factors, flows.first) - np.minimum.reduceat(factors, flows.first)
    wrong = f[spread[f] > ROUNDING]
    if len(wrong):
        k, n, i = (int(place) for place in flows.cell[:, wrong[0]])
        raise MeasureError(
            f"an export tax on some goods of {Labels(world.sectors, world.regions).flow(k, n, i)} meets a quota or a "
            "licence on this flow, which the model can't solve: tax the whole sector, or leave one of them out."
        )
    return factors[flows.first[f]]


def _below(world: World, cell: tuple[int, int, int], rate: float) -> str:
    return (
        f"the export taxes on {Labels(world.sectors, world.regions).flow(*cell)} come to {rate:.4g}: together they "
        "must stay above -1, where the exporter would give its goods away."
    )


def _refuse_own_sales(world: World, tax: ExportTax) -> None:
    """Refuse a tax on nothing but sales at home, which cross no border."""
    sellers, buyers = region_indices(world, tax.exporters), region_indices(world, tax.importers)
    if len(set(sellers)) == 1 and set(sellers) == set(buyers):
        code = world.regions[sellers[0]]
        raise ScenarioError(
            f"`export_taxes`: {code}'s sales to itself cross no border: name other `importers`, or `*` for all others."
        )
