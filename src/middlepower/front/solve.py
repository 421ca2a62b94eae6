"""`mp.solve`: one equilibrium of a world after a change."""

from __future__ import annotations

from middlepower.data.elasticities import DEFAULT_HORIZON
from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.experiment.one_world import solve_world
from middlepower.experiment.question import benchmark_title
from middlepower.experiment.variant import Variant, variant_world
from middlepower.front.asked import world_in
from middlepower.front.solved_world import SolvedWorld
from middlepower.language.catalogue import say
from middlepower.model.core.closure import DEFAULT_CLOSURE
from middlepower.model.long_run.solve import TOLERANCE
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.world import World


def solve(
    world: str | World = DEFAULT_WORLD,
    change: State | Shock | None = None,
    *,
    elasticities: str | None = None,
    horizon: str | None = None,
    closure: str = DEFAULT_CLOSURE,
    nest_elasticity: float = LONG_RUN_ELASTICITY,
    tolerance: float = TOLERANCE,
) -> SolvedWorld:
    """The equilibrium of a world after a change, with its labels; without a change, the world as it is.

    The baseline is the world's own year. For the law of a day, published ranges or several states use `mp.run`.

    Args:
        world: A World, the name of an embedded one, or a file.
        change: A State, whose measures come from the library, or the arrays of a Shock.
        elasticities: A published set, such as MEDIAN or FGO; the world's own if none.
        horizon: long, medium or first-year; the world's own if none.
        closure: What happens to deficits; `middlepower list closures` shows the names.
        nest_elasticity: The long-run elasticity between the products of a flow.
        tolerance: The largest residual that counts as solved.

    >>> import middlepower as mp
    >>> threat = mp.State(title="25% on Canada", tariffs=[{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}])
    >>> equilibrium = mp.solve("icio2022", threat)
    >>> round(float(equilibrium.real_income.sel(economy="CAN")), 4)
    0.9806
    >>> equilibrium.flow.dims
    ('sector', 'importer', 'exporter')
    """
    chosen = world_in(world)
    if elasticities is not None or horizon is not None:
        variant = Variant(elasticities or chosen.elasticity_set, horizon or DEFAULT_HORIZON)
        chosen = variant_world(chosen, variant)
    baseline = solve_world(chosen, None, closure, nest_elasticity, tolerance)
    title = change.title if isinstance(change, State) else benchmark_title() if change is None else say("front.shock")
    after = baseline if change is None else solve_world(chosen, change, closure, nest_elasticity, tolerance)
    return SolvedWorld(chosen, after, baseline, title, benchmark_title())
