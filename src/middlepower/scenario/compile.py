"""Scenario state + World -> Shock: the only place where labels become array positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError
from middlepower.names import Labels
from middlepower.policy.bundles import Flow, flow_under, slices, taxed_flows
from middlepower.policy.nest import Part, change
from middlepower.policy.place import in_world
from middlepower.policy.state import PolicyState
from middlepower.scenario.schema import CostShock, CutOff, State, TariffChange
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock
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
class TaxedFlows:
    """The flows of a world on which a measure of either of two policy states bites.

    at[:, f] is the position (k, n, i) of flow f; its parts begin at first[f] in share, before and after (tax
    factors 1 + t). Flows with a quota stand apart.
    """

    at: NDArray[np.intp]
    first: NDArray[np.intp]
    share: Array
    before: Array
    after: Array
    under_quota: tuple[tuple[tuple[int, int, int], Flow], ...]


Memo = dict[tuple[object, ...], Flow]


def taxed(world: World, before: PolicyState, after: PolicyState, memo: Memo | None = None) -> TaxedFlows:
    """Every flow of a world on which a measure of either state bites; `memo` keeps flows for further states."""
    memo = {} if memo is None else memo
    old, new = in_world(before, world), in_world(after, world)
    found = []
    for importer, exporter in taxed_flows(old, new):
        n, i = world.region(importer), world.region(exporter)
        law = (old.date, old.ids_of(importer), new.date, new.ids_of(importer))
        for k in np.flatnonzero(world.is_goods).tolist():
            if world.flow[k, n, i] <= 0:
                continue
            key = (importer, exporter, k, *law)
            if key not in memo:
                pieces = slices(old, new, importer, exporter, world.sectors[k])
                memo[key] = flow_under(pieces, float(world.tariff[k, n, i]))
            found.append(((k, n, i), memo[key]))
    return _flat(found)


def _flat(found: Sequence[tuple[tuple[int, int, int], Flow]]) -> TaxedFlows:
    plain = [(at, flow) for at, flow in found if not flow.quotas]
    counts = np.array([len(flow.parts) for _, flow in plain], dtype=np.intp)
    parts = [part for _, flow in plain for part in flow.parts]
    return TaxedFlows(
        np.array([at for at, _ in plain], dtype=np.intp).reshape(-1, 3).T,
        np.cumsum(counts) - counts,
        np.array([part.share for part in parts]),
        1.0 + np.array([part.before for part in parts]),
        1.0 + np.array([part.after for part in parts]),
        tuple((at, flow) for at, flow in found if flow.quotas),
    )


def tariff_arrays(world: World, flows: TaxedFlows, eta: float) -> TariffArrays:
    """What the change of policy does to every flow of a world, products nested with elasticity eta."""
    cost = np.ones_like(world.tariff)
    tariff = np.array(world.tariff)
    quotas = tuple(line for at, flow in flows.under_quota for line in quota_lines(flow, at, eta))
    if len(flows.first):
        _check_rates(world, flows)
        bundles = change(flows.share, flows.before, flows.after, flows.first, eta)
        at = tuple(flows.at)
        cost[at] = bundles.cost
        tariff[at] = (1.0 + world.tariff[at]) * bundles.net_before / bundles.net_after - 1.0
    return TariffArrays(cost, tariff, quotas)


def _check_rates(world: World, flows: TaxedFlows) -> None:
    """Refuse measures that together take a product's rate to -100% or below; the error names the flow."""
    wrong = np.flatnonzero(~(flows.after > 0.0))
    if len(wrong):
        k, n, i = flows.at[:, np.searchsorted(flows.first, wrong[0], side="right") - 1]
        rate = flows.after[wrong[0]] - 1.0
        raise MeasureError(
            f"measures take a rate on {Labels(world.sectors, world.regions).flow(k, n, i)} to {rate:.4g}: the sum of "
            "all rates on a product must stay above -1."
        )


def quota_lines(flow: Flow, at: tuple[int, int, int], eta: float) -> list[QuotaLine]:
    """The terms of a flow's quotas with the sums over its other parts, formulas section 9."""
    bound = {place for each in flow.quotas for place in each.over}
    others = [part for place, part in enumerate(flow.parts) if place not in bound]
    weights = [part.share * ((1.0 + part.after) / (1.0 + part.before)) ** (1.0 - eta) for part in others]
    other_net = float(sum(weight / (1.0 + part.after) for weight, part in zip(weights, others, strict=True)))
    return [
        QuotaLine(
            each.measure,
            *at,
            parts=tuple(quota_part(flow.parts[place], rate) for place, rate in each.over.items()),
            volume=each.quota.relative_volume,
            eta=eta,
            other_cost=float(sum(weights)),
            other_net=other_net,
            rent_to=each.quota.rent_to,
        )
        for each in flow.quotas
    ]


def quota_part(part: Part, over_quota_rate: float) -> QuotaPart:
    """A part of a flow under a quota."""
    return QuotaPart(part.product, part.share, part.before, part.after, over_quota_rate)


def shock_of(world: World, state: State, arrays: TariffArrays, d_hat: Array | None = None) -> Shock:
    """The Shock of a state: measures, then the state's own tariffs, trade costs and cut-offs."""
    cost, tariff = arrays.cost.copy(), arrays.tariff.copy()
    for one in state.tariffs:
        _own_tariff(world, one, cost, tariff)
    iceberg = np.ones_like(cost) if d_hat is None else d_hat.copy()
    for shock in state.trade_costs:
        iceberg[_cells(world, shock)] *= 1.0 + shock.change
    labels = Labels(world.sectors, world.regions)
    cut = cut_matrix(world, state.cut_off)
    return Shock(cost * iceberg, tariff, cut, arrays.quotas, iceberg=iceberg, labels=labels)


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
    named = expand([name for name in names if name != "*"], world)
    return [world.region(code) for code in (world.regions if "*" in names else named)]


def sector_indices(world: World, names: Sequence[str]) -> list[int]:
    """Positions of sectors; `*` is every goods sector, services included only by name."""
    named = {sector_position(world, name) for name in names if name != "*"}
    goods = {int(k) for k in np.flatnonzero(world.is_goods)} if "*" in names else set()
    return sorted(named | goods)


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
