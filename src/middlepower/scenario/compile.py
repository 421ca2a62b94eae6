"""Scenario state + World -> Shock: the only place where labels become array positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.bundles import Flow, flow_under, goods_sectors, parts_change, slices, taxed_flows
from middlepower.policy.state import PolicyState
from middlepower.scenario.schema import CostShock, CutOff, State, TariffChange
from middlepower.scenario.shock import QuotaLine, Shock
from middlepower.world.groups import expand
from middlepower.world.labels import sector_position
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TariffArrays:
    """Landed-cost change and new effective rate [k, n, i], and the quota lines."""

    cost: Array
    tariff: Array
    quotas: tuple[QuotaLine, ...]


@dataclass(frozen=True)
class TaxedFlow:
    """A flow at position (k, n, i) of a world, with its parts under two policy states."""

    at: tuple[int, int, int]
    flow: Flow


def taxed(world: World, before: PolicyState, after: PolicyState) -> tuple[TaxedFlow, ...]:
    """Every flow of a world on which a measure of either state bites."""
    found = []
    for importer, exporter in taxed_flows(before, after, world.regions):
        n, i = world.region(importer), world.region(exporter)
        for sector in goods_sectors(world.sectors):
            k = sector_position(world, sector)
            if world.flow[k, n, i] > 0:
                pieces = slices(before, after, importer, exporter, sector)
                found.append(TaxedFlow((k, n, i), flow_under(pieces, float(world.tariff[k, n, i]))))
    return tuple(found)


def tariff_arrays(world: World, flows: Sequence[TaxedFlow], eta: float) -> TariffArrays:
    """What the change of policy does to every flow of a world, products nested with elasticity eta."""
    cost = np.ones_like(world.tariff)
    tariff = np.array(world.tariff)
    quotas = tuple(quota_line(one.flow, one.at, eta) for one in flows if one.flow.quota is not None)
    for one in flows:
        if one.flow.quota is None:
            cost[one.at], net_change = parts_change(one.flow, eta)
            tariff[one.at] = (1.0 + world.tariff[one.at]) / net_change - 1.0
    return TariffArrays(cost, tariff, quotas)


def quota_line(flow: Flow, at: tuple[int, int, int], eta: float) -> QuotaLine:
    """The quota's terms with the sums over the flow's other parts, formulas section 9."""
    assert flow.quota is not None
    part = flow.parts[flow.quota_at]
    others = [p for place, p in enumerate(flow.parts) if place != flow.quota_at]
    r_eta = [p.share * ((1.0 + p.after) / (1.0 + p.before)) ** (1.0 - eta) for p in others]
    return QuotaLine(
        measure=flow.quota_measure,
        product=part.product,
        sector=at[0],
        importer=at[1],
        exporter=at[2],
        share=part.share,
        rate_before=part.before,
        rate_in_quota=part.after,
        rate_over_quota=part.after + flow.quota.over_quota_rate - flow.quota.in_quota_rate,
        volume=flow.quota.relative_volume,
        eta=eta,
        other_cost=float(sum(r_eta)),
        other_net=float(sum(w / (1.0 + p.after) for w, p in zip(r_eta, others, strict=True))),
        rent_to=flow.quota.rent_to,
    )


def shock_of(world: World, state: State, arrays: TariffArrays, d_hat: Array | None = None) -> Shock:
    """The Shock of a state: measures, then the state's own tariffs, trade costs and cut-offs."""
    cost, tariff = arrays.cost.copy(), arrays.tariff.copy()
    for one in state.tariffs:
        _own_tariff(world, one, cost, tariff)
    for shock in state.trade_costs:
        cost[_cells(world, shock)] *= 1.0 + shock.change
    if d_hat is not None:
        cost *= d_hat
    return Shock(cost, tariff, cut_matrix(world, state.cut_off), arrays.quotas)


def _own_tariff(world: World, change_: TariffChange, cost: Array, tariff: Array) -> None:
    """Add or replace a rate on whole flows; own sales are never taxed."""
    cells = _cells(world, change_)
    old = tariff[cells]
    new = old + change_.rate if change_.relation == "adds" else np.full_like(old, change_.rate)
    cost[cells] *= (1.0 + new) / (1.0 + old)
    tariff[cells] = new


def _cells(world: World, where: TariffChange | CostShock) -> NDArray[np.bool_]:
    """Mask [k, n, i] of the flows that a shock names, own sales left out."""
    K, N = len(world.sectors), len(world.regions)
    mask = np.zeros((K, N, N), dtype=bool)
    k = sector_indices(world, where.sectors)
    n, i = region_indices(world, where.importers), region_indices(world, where.exporters)
    mask[np.ix_(k, n, i)] = True
    mask[:, np.arange(N), np.arange(N)] = False
    return mask


def region_indices(world: World, names: Sequence[str]) -> list[int]:
    """Positions of economies and groups; `*` is every economy."""
    if "*" in names:
        return list(range(len(world.regions)))
    return [world.region(code) for code in expand(names, world.regions)]


def sector_indices(world: World, names: Sequence[str]) -> list[int]:
    """Positions of sectors; `*` is every goods sector, services included only by name."""
    if "*" in names:
        return [k for k, code in enumerate(world.sectors) if code != "SERV"]
    return [sector_position(world, code) for code in names]


def cut_matrix(world: World, cuts: Iterable[CutOff]) -> NDArray[np.bool_] | None:
    """cut[n, i]: importer n buys nothing from exporter i; None without cut-offs."""
    N = len(world.regions)
    matrix = np.zeros((N, N), dtype=bool)
    for cut in cuts:
        a, b = region_indices(world, cut.between), region_indices(world, cut.and_)
        if cut.direction in ("both", "imports"):
            matrix[np.ix_(a, b)] = True
        if cut.direction in ("both", "exports"):
            matrix[np.ix_(b, a)] = True
    np.fill_diagonal(matrix, False)
    return matrix if matrix.any() else None

