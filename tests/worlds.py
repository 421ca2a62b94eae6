"""Small random worlds for tests: every draw is a valid benchmark with input-output links, tariffs and deficits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
TIGHT = 1e-12  # solver tolerance of tests that compare two solutions
LARGEST_USE = 0.7  # inputs take at most this part of the spending on a product, so that final demand is positive


def random_world(
    seed: int,
    regions: int = 4,
    sectors: int = 3,
    tariffs: bool = True,
    balanced: bool = False,
    inputs: bool = True,
    theta: tuple[float, float] = (2.0, 8.0),
    holes: bool = False,
) -> World:
    """A random world; input tables are far from symmetric, so that a transposition changes results.

    With `holes`, a third of all trade flows is zero, and the first economy neither makes nor buys the first product.
    """
    draw = np.random.default_rng(seed)
    flow = draw.lognormal(0.0, 1.0, (sectors, regions, regions)) * draw.lognormal(0.0, 0.7, regions)[None, :, None]
    flow[:, np.arange(regions), np.arange(regions)] *= 4.0 * regions
    if holes:
        flow = flow * ((draw.random(flow.shape) > 1 / 3) | np.eye(regions, dtype=bool))
        flow[0, 0, :] = flow[0, :, 0] = 0.0
    flow = balanced_flow(flow)
    if not balanced:
        flow *= draw.uniform(0.6, 1.6, (1, regions, regions))  # deficits up to a third of value added, as in data
    tariff = random_tariffs(draw, sectors, regions) if tariffs else np.zeros_like(flow)
    gamma = random_inputs(draw, flow, tariff) if inputs else np.zeros((regions, sectors, sectors))
    return World.from_flows(
        name=f"random {seed}",
        vintage=2000,
        regions=[f"R{n}" for n in range(regions)],
        sectors=[f"S{k}" for k in range(sectors)],
        flow=flow,
        tariff=tariff,
        input_share=gamma,
        elasticity=draw.uniform(*theta, sectors),
        elasticity_set="random",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


def random_tariffs(draw: np.random.Generator, sectors: int, regions: int) -> Array:
    """Tariffs up to 40%, none on own sales."""
    tariff = draw.uniform(0.0, 0.4, (sectors, regions, regions))
    tariff[:, np.arange(regions), np.arange(regions)] = 0.0
    return tariff


def random_inputs(draw: np.random.Generator, flow: Array, tariff: Array) -> Array:
    """Input shares [n, k, s] that leave value added in every sector and final demand for every product."""
    sectors, regions, _ = flow.shape
    gamma = draw.dirichlet(np.full(sectors + 1, 0.6), (regions, sectors)).transpose(0, 2, 1)[:, :sectors, :]
    gamma = 0.85 * gamma
    spending = (flow * (1.0 + tariff)).sum(axis=2)
    use = np.einsum("nks,sn->kn", gamma, flow.sum(axis=1))
    scale = np.minimum(1.0, LARGEST_USE * spending / np.maximum(use, 1e-12))
    return gamma * scale.T[:, :, None]


def balanced_flow(flow: Array) -> Array:
    """Flows rescaled pair by pair until each economy's exports equal its imports."""
    scale = np.ones(flow.shape[1])
    for _ in range(2000):
        scaled = flow * scale[None, :, None] / scale[None, None, :]
        exports, imports = scaled.sum(axis=(0, 1)), scaled.sum(axis=(0, 2))
        if np.abs(exports / imports - 1.0).max() < 1e-15:
            break
        scale *= np.sqrt(exports / imports)
    return scaled


def without_tariffs(world: World) -> World:
    """The same flows and shares with no tariff at all."""
    return World.from_flows(
        world.name,
        world.vintage,
        world.regions,
        world.sectors,
        world.flow,
        np.zeros_like(world.tariff),
        world.input_share,
        world.elasticity,
        elasticity_set="random",
        tariff_date=world.tariff_date,
        services=world.services,
    )


def permuted(world: World, region: NDArray[np.intp], sector: NDArray[np.intp]) -> World:
    """The same world with its economies and sectors in another order."""
    return replace(
        world,
        regions=tuple(world.regions[n] for n in region),
        sectors=tuple(world.sectors[k] for k in sector),
        region_names=tuple(world.region_names[n] for n in region),
        sector_names=tuple(world.sector_names[k] for k in sector),
        isic=tuple(world.isic[k] for k in sector),
        flow=world.flow[np.ix_(sector, region, region)],
        tariff=world.tariff[np.ix_(sector, region, region)],
        input_share=world.input_share[np.ix_(region, sector, sector)],
        value_added_share=world.value_added_share[np.ix_(sector, region)],
        consumption_share=world.consumption_share[np.ix_(sector, region)],
        elasticity=world.elasticity[sector],
    )


def split(world: World, region: int, part: float) -> World:
    """The world with one economy cut into two proportional pieces, `a` and `b`; `part` of it goes to `a`."""
    count = len(world.regions)
    order = [*range(count), region]
    weight = np.ones(count + 1)
    weight[region], weight[count] = part, 1.0 - part
    flow = world.flow[:, order][:, :, order] * weight[None, :, None] * weight[None, None, :]
    pick = np.ix_(range(len(world.sectors)), order, order)
    codes = [f"{code}a" if n == region else code for n, code in enumerate(world.regions)]
    return World.from_flows(
        world.name,
        world.vintage,
        [*codes, f"{world.regions[region]}b"],
        world.sectors,
        flow,
        world.tariff[pick],
        world.input_share[order],
        world.elasticity,
        elasticity_set="random",
        tariff_date=world.tariff_date,
        services=world.services,
    )


def tariff_shock(world: World, new: Array) -> Shock:
    """The shock that replaces all tariffs."""
    return Shock((1.0 + new) / (1.0 + world.tariff), new)


def added_tariff(world: World, rate: Array) -> Shock:
    """The shock that multiplies every tariff factor by 1 + rate."""
    return tariff_shock(world, (1.0 + world.tariff) * (1.0 + rate) - 1.0)


def random_shock(world: World, seed: int) -> Shock:
    """New tariffs everywhere and iceberg costs between 0.7 and 1.4, own sales untouched."""
    draw = np.random.default_rng(seed)
    sectors, regions, _ = world.flow.shape
    own = np.eye(regions, dtype=bool)
    iceberg = np.where(own, 1.0, draw.uniform(0.7, 1.4, world.flow.shape))
    shock = tariff_shock(world, random_tariffs(draw, sectors, regions))
    return replace(shock, trade_cost=shock.trade_cost * iceberg)


def solved(world: World, shock: Shock, closure: ClosureName = "world_gdp_share") -> Equilibrium:
    """The equilibrium after a shock, to the tightest tolerance that rounding allows."""
    return Solver.of(benchmark_of(world)).solve(shock, closure, tolerance=TIGHT)


def quota_on_rest_unchanged(
    flow: tuple[int, int, int],
    part: QuotaPart,
    volume: float,
    eta: float,
    rent_to: str = "exporter",
    measure: str = "M",
) -> QuotaLine:
    """A quota on one part of a flow whose other parts pay, before and after, what that part paid before."""
    rest = 1.0 - part.share
    return QuotaLine(measure, *flow, (part,), volume, eta, rest, rest / (1.0 + part.rate_before), rent_to)


def off_diagonal(world: World) -> Array:
    """[k, n, i] one for trade between economies, zero for own sales."""
    mask = 1.0 - np.eye(len(world.regions))
    return np.broadcast_to(mask, world.flow.shape).copy()


seeds = st.integers(min_value=0, max_value=10_000)


def split_sector(world: World, sector: int, part: float) -> World:
    """The world with one sector cut into two proportional pieces, both made with the same inputs."""
    count = len(world.sectors)
    order = [*range(count), sector]
    weight = np.ones(count + 1)
    weight[sector], weight[count] = part, 1.0 - part
    codes = [f"{code}a" if k == sector else code for k, code in enumerate(world.sectors)]
    return World.from_flows(
        world.name,
        world.vintage,
        world.regions,
        [*codes, f"{world.sectors[sector]}b"],
        world.flow[order] * weight[:, None, None],
        world.tariff[order],
        world.input_share[:, order][:, :, order] * weight[None, :, None],
        world.elasticity[order],
        elasticity_set="random",
        tariff_date=world.tariff_date,
        services=world.services,
    )
