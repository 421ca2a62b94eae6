"""State + taxed flows -> Shock: measures and own tariffs, nested; export taxes; trade costs; cut-offs; quotas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError
from middlepower.names import Labels
from middlepower.policy.flows import QuotaOnFlow, TaxedFlows
from middlepower.scenario.export_taxes import export_tax_of, recorded_export_tax
from middlepower.scenario.nest import change, receipts, weights
from middlepower.scenario.own import cut_cells, flow_mask, own_tariffs, whole_flows, with_own_tariffs
from middlepower.scenario.schema import State
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock
from middlepower.world.world import World

Array = NDArray[np.float64]


def shock_of(world: World, state: State, flows: TaxedFlows, eta: float, d_hat: Array | None = None) -> Shock:
    """The Shock of a state: measures and own tariffs, products nested with elasticity eta; trade costs; cut-offs."""
    own = own_tariffs(world, state.tariffs)
    cost, tariff = whole_flows(world, own)
    flows, cut = with_own_tariffs(flows, own), cut_cells(world, state.cut_off)
    if len(flows.first):
        _check_rates(world, flows)
        nest = change(flows.share, flows.before, flows.after, flows.first, eta)
        cell = tuple(flows.cell)
        cost[cell] = nest.cost
        tariff[cell] = (1.0 + world.tariff[cell]) * nest.net_before / nest.net_after - 1.0
        cut[cell] |= ~np.isfinite(nest.cost)
    quotas = tuple(line for line in quota_lines(flows, eta) if not cut[line.flow])
    for line in quotas:  # a quota adds its own tariffs
        cost[line.flow], tariff[line.flow] = 1.0, world.tariff[line.flow]
    cost[cut], tariff[cut] = 1.0, world.tariff[cut]  # nothing pays them
    iceberg = np.ones_like(cost) if d_hat is None else d_hat.copy()
    for shock in state.trade_costs:
        iceberg[flow_mask(world, shock)] *= 1.0 + shock.change
    export_tax = export_tax_of(world, state.export_taxes) if state.export_taxes else None
    if export_tax is not None:  # buyers pay it as well, quotas or not
        cost *= (1.0 + export_tax) / (1.0 + recorded_export_tax(world))
    labels = Labels(world.sectors, world.regions)
    return Shock(cost * iceberg, tariff, cut if cut.any() else None, quotas, export_tax, iceberg, labels)


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
