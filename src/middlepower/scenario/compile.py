"""Scenario state + World -> Shock: the only place where labels become array positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError
from middlepower.names import Labels
from middlepower.policy.bundles import Flow, QuotaOn, flow_under, slices, taxed_flows
from middlepower.policy.nest import change
from middlepower.policy.place import in_world
from middlepower.policy.schema import Quota
from middlepower.policy.state import PolicyState
from middlepower.scenario.schema import CostShock, CutOff, State, TariffChange
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock
from middlepower.world.groups import expand
from middlepower.world.labels import sector_position
from middlepower.world.world import World

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class QuotaOnFlow:
    """A quota of a measure on the parts `place` of flow f; beyond it they pay the tax factors `over`."""

    measure: str
    terms: Quota
    f: int
    products: tuple[str, ...]
    place: Index
    over: Array


@dataclass(frozen=True)
class TaxedFlows:
    """The flows of a world on which a measure of either of two policy states bites.

    cell[:, f] is the position (k, n, i) of flow f; its parts begin at first[f] in share, before, after and recorded
    (tax factors 1 + t, see `policy.nest.Part`).
    """

    cell: Index
    first: Index
    share: Array
    before: Array
    after: Array
    recorded: Array
    quotas: tuple[QuotaOnFlow, ...]

    @property
    def flow(self) -> Index:
        """The flow of each part."""
        return np.repeat(np.arange(len(self.first)), np.diff([*self.first, len(self.share)]))


Memo = dict[tuple[object, ...], Flow]


def taxed(world: World, before: PolicyState, after: PolicyState, memo: Memo | None = None) -> TaxedFlows:
    """Every flow of a world on which a measure of either state bites; `memo` keeps flows for further states."""
    memo = {} if memo is None else memo
    old, new = in_world(before, world), in_world(after, world)
    flows: list[tuple[tuple[int, int, int], Flow]] = []
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
            flows.append(((k, n, i), memo[key]))
    return _end_to_end(flows)


def _end_to_end(flows: Sequence[tuple[tuple[int, int, int], Flow]]) -> TaxedFlows:
    """The flows with their parts one after the other."""
    counts = np.array([len(flow.parts) for _, flow in flows], dtype=np.intp)
    first = np.cumsum(counts) - counts
    parts = [part for _, flow in flows for part in flow.parts]
    return TaxedFlows(
        np.array([cell for cell, _ in flows], dtype=np.intp).reshape(-1, 3).T,
        first,
        np.array([part.share for part in parts]),
        1.0 + np.array([part.before for part in parts]),
        1.0 + np.array([part.after for part in parts]),
        1.0 + np.array([part.recorded for part in parts]),
        tuple(_on_flow(quota, flow, f, int(first[f])) for f, (_, flow) in enumerate(flows) for quota in flow.quotas),
    )


def _on_flow(quota: QuotaOn, flow: Flow, f: int, first: int) -> QuotaOnFlow:
    products = tuple(flow.parts[part].product for part in quota.over)
    place, over = first + np.array(list(quota.over), dtype=np.intp), 1.0 + np.array(list(quota.over.values()))
    return QuotaOnFlow(quota.measure, quota.quota, f, products, place, over)


@dataclass(frozen=True)
class OwnTariffs:
    """A state's own tariffs [k, n, i]: all goods of a flow pay `rate`, alone where it `replaces`, else on top."""

    rate: Array
    replaces: NDArray[np.bool_]


def own_tariffs(world: World, changes: Sequence[TariffChange]) -> OwnTariffs:
    """The own tariffs of a state, one after the other: what replaces a rate also ends what was added before."""
    rate, replaces = np.zeros_like(world.tariff), np.zeros(world.tariff.shape, dtype=bool)
    for own in changes:
        cells = _cells(world, own)
        if own.relation == "adds":
            rate[cells] += own.rate
        else:
            rate[cells], replaces[cells] = own.rate, True
    return OwnTariffs(rate, replaces)


def with_own_tariffs(flows: TaxedFlows, own: OwnTariffs) -> TaxedFlows:
    """The flows after a state's own tariffs, which every part pays; where one replaces, quotas fall away."""
    cell = tuple(flows.cell)
    replaced, added = own.replaces[cell][flows.flow], own.rate[cell][flows.flow]
    kept = [quota for quota in flows.quotas if not replaced[quota.place[0]]]
    return replace(
        flows,
        before=np.where(replaced, flows.recorded, flows.before),
        after=np.where(replaced, 1.0, flows.after) + added,
        quotas=tuple(replace(quota, over=quota.over + added[quota.place]) for quota in kept),
    )


def shock_of(world: World, state: State, flows: TaxedFlows, eta: float, d_hat: Array | None = None) -> Shock:
    """The Shock of a state: measures and own tariffs, products nested with elasticity eta; trade costs; cut-offs."""
    own = own_tariffs(world, state.tariffs)
    cost, tariff = whole_flows(world, own)
    flows = with_own_tariffs(flows, own)
    if len(flows.first):
        _check_rates(world, flows)
        nest = change(flows.share, flows.before, flows.after, flows.first, eta)
        cell = tuple(flows.cell)
        cost[cell] = nest.cost
        tariff[cell] = (1.0 + world.tariff[cell]) * nest.net_before / nest.net_after - 1.0
    for quota in flows.quotas:  # a quota adds its own tariffs
        cell = tuple(flows.cell[:, quota.f])
        cost[cell], tariff[cell] = 1.0, world.tariff[cell]
    iceberg = np.ones_like(cost) if d_hat is None else d_hat.copy()
    for shock in state.trade_costs:
        iceberg[_cells(world, shock)] *= 1.0 + shock.change
    cut, labels = cut_matrix(world, state.cut_off), Labels(world.sectors, world.regions)
    return Shock(cost * iceberg, tariff, cut, quota_lines(flows, eta), iceberg=iceberg, labels=labels)


def _check_rates(world: World, flows: TaxedFlows) -> None:
    """Refuse measures that together take a product's rate to -100% or below; the error names the flow."""
    wrong = np.flatnonzero(~(flows.after > 0.0))
    if len(wrong):
        k, n, i = flows.cell[:, flows.flow[wrong[0]]]
        rate = flows.after[wrong[0]] - 1.0
        raise MeasureError(
            f"measures take a rate on {Labels(world.sectors, world.regions).flow(k, n, i)} to {rate:.4g}: the sum of "
            "all rates on a product must stay above -1."
        )


def whole_flows(world: World, own: OwnTariffs) -> tuple[Array, Array]:
    """(landed-cost change, new rate) [k, n, i] of flows on which no measure bites, whose goods all pay one rate."""
    tariff = np.where(own.replaces, 0.0, world.tariff) + own.rate
    return (1.0 + tariff) / (1.0 + world.tariff), tariff


def quota_lines(flows: TaxedFlows, eta: float) -> tuple[QuotaLine, ...]:
    """The terms of all quotas, with the sums over the parts of their flows that are under none, formulas section 9."""
    free = np.ones(len(flows.share), dtype=bool)
    for quota in flows.quotas:
        free[quota.place] = False
    weight = flows.share * (flows.after / flows.before) ** (1.0 - eta) * free
    other_cost = np.bincount(flows.flow, weight, len(flows.first))
    other_net = np.bincount(flows.flow, weight / flows.after, len(flows.first))
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
