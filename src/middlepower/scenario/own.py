"""What a state does beside measures: tariffs of its own, on whole flows, and cut-offs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.flows import TaxedFlows
from middlepower.scenario.entries import CostShock, CutOff, ExportTax, TariffChange
from middlepower.world.groups import expand
from middlepower.world.labels import sector_position
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OwnTariffs:
    """A state's own tariffs [k, n, i]: all goods of a flow pay `rate`, alone where it `replaces`, else on top."""

    rate: Array
    replaces: NDArray[np.bool_]


def own_tariffs(world: World, changes: Sequence[TariffChange]) -> OwnTariffs:
    """The own tariffs of a state, one after the other: what replaces a rate also ends what was added before."""
    rate, replaces = np.zeros_like(world.tariff), np.zeros(world.tariff.shape, dtype=bool)
    for own in changes:
        cells = flow_mask(world, own)
        if own.relation == "adds":
            rate[cells] += own.rate
        else:
            rate[cells], replaces[cells] = own.rate, True
    return OwnTariffs(rate, replaces)


def with_own_tariffs(flows: TaxedFlows, own: OwnTariffs) -> TaxedFlows:
    """The flows after a state's own tariffs, which every part pays; where one replaces, quotas fall away.

    What a ban stops comes in at no rate.
    """
    if not (own.rate.any() or own.replaces.any()):
        return flows
    cell = tuple(flows.cell)
    replaced, added = own.replaces[cell][flows.flow] & np.isfinite(flows.after), own.rate[cell][flows.flow]
    kept = [quota for quota in flows.quotas if not own.replaces[cell][quota.f]]
    return replace(
        flows,
        before=np.where(replaced, flows.recorded, flows.before),
        after=np.where(replaced, 1.0, flows.after) + added,
        quotas=tuple(replace(quota, over=quota.over + added[quota.place]) for quota in kept),
    )


def whole_flows(world: World, own: OwnTariffs) -> tuple[Array, Array]:
    """(landed-cost change, new rate) [k, n, i] of flows on which no measure bites, whose goods all pay one rate."""
    tariff = np.where(own.replaces, 0.0, world.tariff) + own.rate
    return (1.0 + tariff) / (1.0 + world.tariff), tariff


def flow_mask(world: World, where: TariffChange | ExportTax | CostShock) -> NDArray[np.bool_]:
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


def cut_cells(world: World, cuts: Iterable[CutOff]) -> NDArray[np.bool_]:
    """cut[k, n, i]: importer n buys none of k from exporter i."""
    K, N = len(world.sectors), len(world.regions)
    cells = np.zeros((K, N, N), dtype=bool)
    for cut in cuts:
        k = list(range(K)) if cut.all_trade else sector_indices(world, cut.sectors or ())
        a, b = region_indices(world, cut.between), region_indices(world, cut.and_)
        if cut.direction in ("both", "imports"):
            cells[np.ix_(k, a, b)] = True
        if cut.direction in ("both", "exports"):
            cells[np.ix_(k, b, a)] = True
    cells[:, np.arange(N), np.arange(N)] = False
    return cells
