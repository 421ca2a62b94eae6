"""Benchmarks with balanced trade, solved for rather than forced."""

from __future__ import annotations

from dataclasses import replace

from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import no_change
from middlepower.world.world import World


def balanced(world: World, tolerance: float = 1e-12) -> World:
    """The world after every deficit has gone to zero, tariffs and technology unchanged (Dekle, Eaton, Kortum 2008)."""
    solver = Solver.of(benchmark_of(world))
    found = solver.solve(no_change(world.tariff), "balanced", tolerance)
    rebalanced = World.from_flows(
        name=f"{world.name}, balanced",
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        tariff_date=world.tariff_date,
        services=world.services,
        flow=found.flow,
        tariff=world.tariff,
        input_share=world.input_share,
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
        horizon=world.horizon,
    )
    return replace(
        rebalanced,
        region_names=world.region_names,
        sector_names=world.sector_names,
        isic=world.isic,
        members=world.members,
        sources=world.sources,
    )
