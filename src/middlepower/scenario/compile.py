"""State + taxed flows -> Shock: measures and own tariffs, nested; export taxes; trade costs; cut-offs; quotas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError
from middlepower.names import Labels
from middlepower.policy.flows import QuotaOnFlow, TaxedFlows
from middlepower.scenario.export_taxes import (
    OwnExportTaxes,
    one_factor,
    own_export_taxes,
    recorded_export_tax,
    whole_export_tax,
    with_own_export_taxes,
)
from middlepower.scenario.nest import change, receipts, weights
from middlepower.scenario.own import OwnTariffs, cut_cells, flow_mask, own_tariffs, whole_flows, with_own_tariffs
from middlepower.scenario.schema import State
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Faced:
    """What buyers face on every flow [k, n, i]: the landed-cost change from taxes, the effective tariff, the export
    tax in it, and the flows that end."""

    cost: Array
    tariff: Array
    export_tax: Array
    cut: NDArray[np.bool_]


def shock_of(world: World, state: State, flows: TaxedFlows, eta: float, d_hat: Array | None = None) -> Shock:
    """The Shock of a state: measures and own tariffs, products nested with elasticity eta; trade costs; cut-offs."""
    own = own_tariffs(world, state.tariffs)
    taxes = own_export_taxes(world, state.export_taxes)
    flows = with_own_export_taxes(world, with_own_tariffs(flows, own), taxes)
    factors = flows.export_factor(world.export_tax)
    faced = _nested(world, _whole(world, state, own, taxes), flows, factors, eta)
    quotas = tuple(line for line in quota_lines(flows, eta) if not faced.cut[line.flow])
    _leave_to_quotas(world, faced, quotas, flows, factors)
    iceberg = _iceberg(world, state, d_hat)
    export_tax = None if np.array_equal(faced.export_tax, recorded_export_tax(world)) else faced.export_tax
    cut, labels = faced.cut if faced.cut.any() else None, Labels(world.sectors, world.regions)
    cost = faced.cost if iceberg is None else faced.cost * iceberg
    return Shock(cost, faced.tariff, cut, quotas, export_tax, iceberg, labels)


def _iceberg(world: World, state: State, d_hat: Array | None) -> Array | None:
    """The change of trade costs that are no tax [k, n, i]; None where a state has none."""
    if d_hat is None and not state.trade_costs:
        return None
    iceberg = np.ones_like(world.flow) if d_hat is None else d_hat.copy()
    for shock in state.trade_costs:
        iceberg[flow_mask(world, shock)] *= 1.0 + shock.change
    return iceberg


def _whole(world: World, state: State, own: OwnTariffs, taxes: OwnExportTaxes) -> Faced:
    """What is faced on flows all of whose goods pay the same."""
    cost, tariff = whole_flows(world, own)
    export_tax = whole_export_tax(world, taxes)
    cost *= (1.0 + export_tax) / (1.0 + recorded_export_tax(world))
    return Faced(cost, tariff, export_tax, cut_cells(world, state.cut_off))


def _nested(world: World, faced: Faced, flows: TaxedFlows, factors: Array, eta: float) -> Faced:
    """What is faced, with the flows on which measures bite filled in from their parts."""
    if len(flows.first):
        _check_rates(world, flows)
        nest = change(flows.share, flows.before, flows.after, flows.first, eta, factors)
        cell, recorded = tuple(flows.cell), recorded_export_tax(world)
        faced.cost[cell] = nest.cost
        faced.tariff[cell] = (1.0 + world.tariff[cell]) * nest.net_before / nest.net_after - 1.0
        faced.export_tax[cell] = (1.0 + recorded[cell]) / nest.producers - 1.0
        faced.cut[cell] |= ~np.isfinite(nest.cost)
    cut = faced.cut  # nothing pays there
    faced.cost[cut], faced.tariff[cut], faced.export_tax[cut] = 1.0, world.tariff[cut], recorded_export_tax(world)[cut]
    return faced


def _leave_to_quotas(
    world: World, faced: Faced, quotas: tuple[QuotaLine, ...], flows: TaxedFlows, factors: Array
) -> None:
    """Take tariffs out of the flows with quotas, which add their own; the exporter's tax stays."""
    if not quotas:
        return
    f = np.array([flows.position[line.flow] for line in quotas])
    factor, cell = one_factor(world, flows, factors, f), tuple(flows.cell[:, f])
    faced.cost[cell], faced.tariff[cell] = factor, world.tariff[cell]
    faced.export_tax[cell] = (1.0 + recorded_export_tax(world)[cell]) * factor - 1.0


def _check_rates(world: World, flows: TaxedFlows) -> None:
    """Refuse rates that together take a product's rate to -100% or below; the error names the flow."""
    wrong = np.flatnonzero(~(flows.after > 0.0))
    if len(wrong):
        k, n, i = flows.cell[:, flows.flow[wrong[0]]]
        rate = flows.after[wrong[0]] - 1.0
        raise MeasureError(
            f"the rate on {Labels(world.sectors, world.regions).flow(k, n, i)} comes to {rate:.4g}: the sum of all "
            "rates on a product, of measures and of your own tariffs, must stay above -1."
        )


def quota_lines(flows: TaxedFlows, eta: float) -> tuple[QuotaLine, ...]:
    """The terms of all quotas, with the sums over the parts of their flows that are under none, formulas section 9."""
    free = np.ones(len(flows.share), dtype=bool)
    for quota in flows.quotas:
        free[quota.place] = False
    weight = np.where(free, weights(flows.share, flows.before, flows.after, eta), 0.0)
    other_cost = np.bincount(flows.flow, weight, len(flows.first))
    other_net = np.bincount(flows.flow, receipts(weight, flows.after), len(flows.first))
    return tuple(
        QuotaLine(
            quota.measure,
            sector=int(flows.cell[0, quota.f]),
            importer=int(flows.cell[1, quota.f]),
            exporter=int(flows.cell[2, quota.f]),
            parts=_quota_parts(flows, quota),
            volume=quota.terms.relative_volume,
            eta=eta,
            other_cost=float(other_cost[quota.f]),
            other_net=float(other_net[quota.f]),
            rent_to=quota.terms.rent_to,
        )
        for quota in flows.quotas
    )


def _quota_parts(flows: TaxedFlows, quota: QuotaOnFlow) -> tuple[QuotaPart, ...]:
    """The parts of a flow under a quota, with rates as fractions."""
    rates = [(factor[quota.place] - 1.0).tolist() for factor in (flows.before, flows.after)]
    columns = quota.products, flows.share[quota.place].tolist(), *rates, (quota.over - 1.0).tolist()
    return tuple(QuotaPart(*row) for row in zip(*columns, strict=True))
