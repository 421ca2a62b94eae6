"""World + State (or Shock) -> Equilibrium, in one call."""

from __future__ import annotations

from middlepower.model.core.closure import check_closure
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import TOLERANCE, Solver
from middlepower.policy.benchmark import BENCHMARK_DATE, benchmark_state
from middlepower.policy.library import load_measures
from middlepower.policy.nest import LONG_RUN_ELASTICITY
from middlepower.policy.state import policy_state
from middlepower.scenario.compile import shock_of, tariff_arrays, taxed
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.world import World


def solve_world(
    world: World,
    change: State | Shock | None = None,
    closure: str = "world_gdp_share",
    nest_elasticity: float = LONG_RUN_ELASTICITY,
    tolerance: float = TOLERANCE,
) -> Equilibrium:
    """The equilibrium of a world after a change; without one, the benchmark itself.

    A State's measures come from the library at its date (the benchmark's where it names none); a Shock is taken
    as it is. Raises NoEquilibriumError when none is found.
    """
    shock = _shock(world, change, nest_elasticity)
    return Solver.of(benchmark_of(world)).solve(shock, check_closure(closure), tolerance)


def _shock(world: World, change: State | Shock | None, nest_elasticity: float) -> Shock:
    if change is None:
        return no_change(world.tariff)
    if isinstance(change, Shock):
        return change
    law = policy_state(load_measures(), change.date or BENCHMARK_DATE, change.with_measures, change.without_measures)
    return shock_of(world, change, tariff_arrays(world, taxed(world, benchmark_state(), law), nest_elasticity))
