"""A study: one scenario solved for its baseline and all its states, under every variant of the elasticities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.solve_for import Found, solve_for
from middlepower.experiment.variants import Variant, nest_elasticity
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.policy.schema import Measure
from middlepower.policy.state import PolicyState, policy_state
from middlepower.scenario.compile import Memo, TariffArrays, TaxedFlows, shock_of, tariff_arrays, taxed
from middlepower.scenario.schema import Scenario, State
from middlepower.scenario.shock import Shock
from middlepower.world.groups import expand, find_group
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """A scenario on a world, compiled: every state's policy and taxed flows, the same for all variants."""

    scenario: Scenario
    world: World
    closure: ClosureName
    long_run_nest: float
    states: Mapping[str, State]
    policies: Mapping[str, PolicyState]
    flows: Mapping[str, TaxedFlows]

    @cached_property
    def names(self) -> dict[str, str]:
        """Codes and names of what is reported: the world's economies, then the groups that the scenario names."""
        scenario, world = self.scenario, self.world
        known = dict(zip(world.regions, world.region_names, strict=True))
        for code in (scenario.economy, *scenario.powers, *scenario.actors):
            group = find_group(code)
            if code not in known and group is not None:
                known[code] = group.title
        return known

    @cached_property
    def members(self) -> Array:
        """members[e, n] is one where economy n of the world belongs to the e-th of `names`."""
        rows = [[code in expand([name], self.world.regions) for code in self.world.regions] for name in self.names]
        return np.array(rows, dtype=np.float64)


@dataclass(frozen=True)
class VariantRun:
    """Baseline and states solved under one variant."""

    variant: Variant
    theta: Array
    baseline: Equilibrium
    states: Mapping[str, Equilibrium]
    shocks: Mapping[str, Shock]
    found: Mapping[str, Found] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """All runs of a plan: the main variant first; `closures` holds it under every closure, if asked for."""

    plan: Plan
    runs: tuple[VariantRun, ...]
    closures: Mapping[str, VariantRun] = field(default_factory=dict)

    @property
    def main(self) -> VariantRun:
        """The run under the elasticities that were asked for."""
        return self.runs[0]


BASELINE = "baseline"


def compile_plan(
    scenario: Scenario,
    world: World,
    measures: Sequence[Measure],
    closure: ClosureName,
    long_run_nest: float,
    benchmark_date: dt.date,
    names: Sequence[str],
) -> Plan:
    """The scenario's baseline and named states as policies and taxed flows."""
    base = scenario.baseline
    states = {BASELINE: State(title=base.name, date=base.date), **{n: scenario.states[n] for n in names}}
    before = policy_state(measures, benchmark_date)
    policies = {name: _policy(scenario, measures, name, state) for name, state in states.items()}
    memo: Memo = {}
    flows = {name: taxed(world, before, policy, memo) for name, policy in policies.items()}
    return Plan(scenario, world, closure, long_run_nest, states, policies, flows)


def _policy(scenario: Scenario, measures: Sequence[Measure], name: str, state: State) -> PolicyState:
    """A state's policy: the baseline's measures at the state's date, plus and minus its own."""
    base = scenario.baseline
    removed = {*base.without_measures, *state.without_measures} - set(state.with_measures)
    added = {*base.with_measures, *state.with_measures} - set(state.without_measures)
    return policy_state(measures, state.date or base.date, added, removed)


def run_variant(plan: Plan, variant: Variant, theta: Array, strict: bool = True) -> VariantRun:
    """Baseline and every state of a plan under one variant.

    Unless `strict`, a state without equilibrium is left out; the results document names it.
    """
    world = plan.world.with_elasticity(theta, variant.elasticity_set, variant.horizon)
    solver = Solver.of(benchmark_of(world))
    eta = nest_elasticity(variant.horizon, plan.long_run_nest)
    arrays = {name: tariff_arrays(world, flows, eta) for name, flows in plan.flows.items()}
    shocks = {BASELINE: shock_of(world, plan.states[BASELINE], arrays[BASELINE])}
    baseline = solver.solve(shocks[BASELINE], plan.closure)
    solved: dict[str, Equilibrium] = {}
    found: dict[str, Found] = {}
    for name, state in plan.states.items():
        if name == BASELINE:
            continue
        try:
            solved[name], shocks[name], target = _solve_state(plan, world, solver, state, arrays[name], baseline)
        except NoEquilibriumError as error:
            if strict:
                raise error.named(world.regions, f"state `{name}`") from error
            continue
        if target is not None:
            found[name] = target
    return VariantRun(variant, theta, baseline, solved, shocks, found)


def _solve_state(
    plan: Plan, world: World, solver: Solver, state: State, arrays: TariffArrays, baseline: Equilibrium
) -> tuple[Equilibrium, Shock, Found | None]:
    if state.solve_for is None:
        shock = shock_of(world, state, arrays)
        return solver.solve(shock, plan.closure), shock, None
    return solve_for(world, solver, state, arrays, plan.closure, baseline)
