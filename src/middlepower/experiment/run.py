"""Run a scenario from beginning to end: options in, study out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from middlepower.data.elasticities import DEFAULT_SET, SETS, elasticities, elasticity_set, horizon
from middlepower.errors import ScenarioError
from middlepower.experiment.study import Plan, Study, VariantRun, compile_plan, run_variant
from middlepower.experiment.variants import Variant, variants
from middlepower.model.core.closure import ALL, CLOSURES, DEFAULT_CLOSURE, ClosureName, check_closure
from middlepower.names import unknown_name
from middlepower.policy.benchmark import BENCHMARK_DATE
from middlepower.policy.library import consistent, load_measures
from middlepower.policy.nest import LONG_RUN_ELASTICITY, check_elasticity
from middlepower.policy.schema import Measure
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.groups import expand, find_group
from middlepower.world.world import World

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """How to run a scenario; the defaults are those of the command line."""

    elasticities: str = DEFAULT_SET
    horizon: str = "long"
    closure: str = DEFAULT_CLOSURE
    economy: str | None = None
    states: tuple[str, ...] = ()
    nest_elasticity: float = LONG_RUN_ELASTICITY
    ranges: bool = True


def run_scenario(
    scenario: Scenario, options: Options | None = None, progress: Progress | None = None
) -> tuple[Study, tuple[Measure, ...]]:
    """The solved study of a scenario and all measures it could draw on."""
    options = options or Options()
    measures = all_measures(scenario)
    plan = plan_of(scenario, options, measures)
    wanted = variants(Variant(options.elasticities, options.horizon), SETS if options.ranges else ())
    wanted = wanted if options.ranges else wanted[:1]
    runs: list[VariantRun] = []
    for count, variant in enumerate(wanted):
        if progress is not None:
            progress(variant.label, count, len(wanted))
        theta = elasticities(plan.world.sectors, variant.elasticity_set, variant.horizon)
        runs.append(run_variant(plan, variant, theta, strict=count == 0))
    return Study(plan, tuple(runs), _other_closures(plan, wanted[0], options)), measures


def main_closure(name: str) -> ClosureName:
    """The closure of the main run: the named one, or the default when all are asked for."""
    return DEFAULT_CLOSURE if name == ALL else check_closure(name)


def _other_closures(plan: Plan, variant: Variant, options: Options) -> dict[str, VariantRun]:
    """The main variant under every closure, when all are asked for; states without equilibrium are left out."""
    if options.closure != ALL:
        return {}
    theta = elasticities(plan.world.sectors, variant.elasticity_set, variant.horizon)
    names = [check_closure(name) for name in CLOSURES]
    return {name: run_variant(replace(plan, closure=name), variant, theta, strict=False) for name in names}


def all_measures(scenario: Scenario) -> tuple[Measure, ...]:
    """The library's measures and the scenario's own; a double id is an error."""
    known = load_measures()
    ids = {measure.id for measure in known}
    for measure in scenario.measures:
        if measure.id in ids:
            raise ScenarioError(f"measure id `{measure.id}` is taken by the library: give yours another id.")
    return consistent([*known, *scenario.measures])


def plan_of(scenario: Scenario, options: Options, measures: Sequence[Measure]) -> Plan:
    """The compiled plan of a scenario under checked options."""
    elasticity_set(options.elasticities)
    horizon(options.horizon)
    check_elasticity(options.nest_elasticity)
    closure = main_closure(options.closure)
    chosen = scenario.model_copy(update={"economy": options.economy or scenario.economy})
    world = load_world(scenario.world, options.elasticities, options.horizon)
    check_names(chosen, world)
    names = chosen_states(scenario, options.states)
    return compile_plan(chosen, world, measures, closure, options.nest_elasticity, BENCHMARK_DATE, names)


def check_names(scenario: Scenario, world: World) -> None:
    """Every economy or group that a scenario speaks of must exist in its world."""
    for code in (scenario.economy, *scenario.powers, *scenario.actors):
        if find_group(code) is None or not expand([code], world.regions):
            world.region(code)


def chosen_states(scenario: Scenario, wanted: Sequence[str]) -> list[str]:
    """The states to run, in the scenario's order; all when none is named."""
    for name in wanted:
        if name not in scenario.states:
            raise unknown_name("state", name, scenario.states)
    return [name for name in scenario.states if not wanted or name in wanted]
