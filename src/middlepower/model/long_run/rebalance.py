"""Benchmarks with balanced trade, solved for rather than forced."""

from __future__ import annotations

from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.rebase import with_flows
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import no_change
from middlepower.world.world import World


def balanced(world: World, tolerance: float = 1e-12) -> World:
    """The world after every deficit has gone to zero, tariffs and technology unchanged (Dekle, Eaton, Kortum 2008)."""
    solver = Solver.of(benchmark_of(world))
    solved = solver.solve(no_change(world.tariff), "balanced", tolerance)
    return with_flows(world, f"{world.name}, balanced", solved.flow, world.tariff, world.export_tax)
