"""World + State (or Shock) -> Equilibrium, in one call."""

from __future__ import annotations

from middlepower.errors import DataError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.question import Question
from middlepower.experiment.target import solve_for
from middlepower.experiment.variant import Variant
from middlepower.experiment.variant import nest_elasticity as nest_at
from middlepower.model.core.closure import DEFAULT_CLOSURE
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.solve import TOLERANCE
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

CHANGE = "change"


def solve_world(
    world: World,
    change: State | Shock | None = None,
    closure: str = DEFAULT_CLOSURE,
    nest_elasticity: float = LONG_RUN_ELASTICITY,
    tolerance: float = TOLERANCE,
) -> Equilibrium:
    """The equilibrium of a world after a change; without one, the benchmark itself.

    A State's measures come from the library at its date (that of the world's own tariffs where it names none), and
    are compiled as in a scenario whose baseline is the benchmark. With `solve_for`, trade costs are solved for until
    the sales reach the target, counted against the benchmark under the same closure. A Shock is taken as it is.
    `nest_elasticity` is that of the long run; a world at a shorter horizon has its own. Raises NoEquilibriumError
    when none is found.
    """
    if not isinstance(world, World):
        raise DataError(f"`world` is a {type(world).__name__}: give a World, such as that of `load_world()`.")
    if isinstance(change, State):
        return _after_state(world, change, closure, nest_elasticity, tolerance)
    if not isinstance(change, Shock | None):
        raise ScenarioError(f"`change` is a {type(change).__name__}: give a State, a Shock, or nothing.")
    return Baseline.of(world, change, closure, tolerance=tolerance).equilibrium


def _after_state(world: World, state: State, closure: str, long_run_nest: float, tolerance: float) -> Equilibrium:
    """The equilibrium of a state whose baseline is the benchmark."""
    nest = nest_at(Variant(world.elasticity_set, world.horizon), long_run_nest)
    shock_at = Question(world, None, {CHANGE: state}).shock_of(CHANGE, world, nest)
    if state.solve_for is None:
        return Baseline.of(world, shock_at(None), closure, tolerance=tolerance).equilibrium
    benchmark = Baseline.of(world, None, closure, tolerance=tolerance)
    return solve_for(benchmark, state.solve_for, shock_at, tolerance).equilibrium
