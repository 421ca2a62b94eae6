"""Where a threat starts from: a world, the baseline policy on it, and the solved baseline.

Exposures are measured from here. The baseline is the world's benchmark unless a policy state is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.elasticities import HORIZONS, SETS, at_horizon, elasticities
from middlepower.data.elasticities import horizon as find_horizon
from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.model.core.closure import DEFAULT_CLOSURE, ClosureName, check_closure
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.iterate import State as Start
from middlepower.model.long_run.solve import Solver
from middlepower.policy.benchmark import BENCHMARK_DATE, benchmark_state
from middlepower.policy.library import load_measures
from middlepower.policy.nest import LONG_RUN_ELASTICITY
from middlepower.policy.state import policy_state
from middlepower.scenario.compile import TaxedFlows, shock_of, tariff_arrays, taxed
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.groups import expand
from middlepower.world.labels import source_of
from middlepower.world.world import World

Array = NDArray[np.float64]
BENCHMARK = "the world's benchmark"
VARIANTS = tuple(
    dict.fromkeys(
        ["FGO/long", *(f"{name}/long" for name in SETS), *(f"FGO/{name}" for name in HORIZONS if name != "long")]
    )
)
"""Elasticity set and horizon, as in results files: the main one, every set in the long run, the other horizons."""


@dataclass(frozen=True)
class Situation:
    """A world with a baseline shock and its equilibrium, ready for threats; `baseline` names it."""

    world: World
    solver: Solver
    shock: Shock
    equilibrium: Equilibrium
    baseline: str = BENCHMARK

    @classmethod
    def of(
        cls, world: World, shock: Shock | None = None, closure: str = DEFAULT_CLOSURE, baseline: str | None = None
    ) -> Situation:
        """The situation of a world after a baseline shock; without one, at its benchmark."""
        solver = Solver.of(benchmark_of(world))
        start = no_change(world.tariff) if shock is None else shock
        name = baseline or (BENCHMARK if shock is None else "a shock of your own")
        return cls(world, solver, start, solver.solve(start, check_closure(closure)), name)

    @property
    def closure(self) -> ClosureName:
        """What happens to trade deficits."""
        return self.equilibrium.closure

    @property
    def source(self) -> str:
        """Data, elasticities, closure and baseline in one line."""
        return f"{source_of(self.world)} Closure {self.closure}; baseline: {self.baseline}."

    def solve(self, shock: Shock) -> Equilibrium:
        """The equilibrium after a shock, started from the baseline where nothing but wages and prices is unknown."""
        plain = not shock.quotas and shock.export_tax is None
        return self.solver.solve(shock, self.closure, first=warm_start(self.equilibrium) if plain else None)

    def log_loss(self, state: Equilibrium) -> Array:
        """Loss of real income [n], -ln(W_state / W_baseline), log points."""
        loss: Array = np.log(self.equilibrium.real_income_hat) - np.log(state.real_income_hat)
        return loss

    def money_loss(self, state: Equilibrium) -> Array:
        """Loss of real income [n], (1 - W_state / W_baseline) times baseline income, million US dollars."""
        loss: Array = (1.0 - state.real_income_hat / self.equilibrium.real_income_hat) * self.equilibrium.income
        return loss


def warm_start(found: Equilibrium) -> Start:
    """The unknowns of an equilibrium without quotas and export taxes."""
    return Start(np.log(found.w_hat), np.log(found.P_hat), found.output, np.zeros(0))


def economy(world: World, name: str) -> int:
    """The index of one economy, by code or name; UnknownNameError for a group or for a member of an aggregate."""
    found = members(world, name)
    if len(found) != 1:
        raise UnknownNameError(f"`{name}` is a group of {len(found)} economies: name one of them.")
    return found[0]


def members(world: World, name: str) -> tuple[int, ...]:
    """The indices of an economy or a group (`EU`); an economy inside an aggregate is an error that names it."""
    if name in world.members:
        return (world.region(name),)
    found = tuple(world.regions.index(code) for code in expand([name], world.regions))
    if not found:
        raise UnknownNameError(f"no member of `{name}` is an economy of the world `{world.name}`: name one that is.")
    return found


def opponents(world: World, name: str, power: str) -> tuple[int, tuple[int, ...]]:
    """(index of an economy, indices of a power); ScenarioError where the power is or contains the economy."""
    n, m = economy(world, name), members(world, power)
    if m == (n,):
        raise ScenarioError(f"`{power}` is the economy itself: a power must be another economy or group.")
    if n in m:
        raise ScenarioError(f"`{power}` contains {world.regions[n]} itself: name the other members one by one.")
    return n, m


def variant_world(world: World, variant: str) -> World:
    """The world under a variant such as `FGO/long`; a set must know the world's sectors."""
    name, _, when = variant.partition("/")
    if find_horizon(when).elasticity is not None:
        return world.with_elasticity(at_horizon(world.elasticity, when), name, when)
    if (name, when) == (world.elasticity_set, world.horizon):
        return world
    return world.with_elasticity(elasticities(world.sectors, name, when), name, when)


def situations(
    world: World,
    variants: Sequence[str] = VARIANTS,
    policy: State | None = None,
    closure: str = DEFAULT_CLOSURE,
    nest_elasticity: float = LONG_RUN_ELASTICITY,
) -> dict[str, Situation]:
    """{variant: Situation}; a policy state (title and date) makes its equilibrium the baseline."""
    flows = None if policy is None else policy_flows(world, policy)
    found = {}
    for variant in variants:
        chosen = variant_world(world, variant)
        if policy is None or flows is None:
            found[variant] = Situation.of(chosen, None, closure)
            continue
        eta = nest_at(chosen.horizon, nest_elasticity)
        shock = shock_of(chosen, policy, tariff_arrays(chosen, flows, eta))
        found[variant] = Situation.of(chosen, shock, closure, policy.title)
    return found


def policy_flows(world: World, policy: State) -> TaxedFlows:
    """The flows on which the library's measures at the policy's date bite, against the benchmark's."""
    law = policy_state(load_measures(), policy.date or BENCHMARK_DATE, policy.with_measures, policy.without_measures)
    return taxed(world, benchmark_state(), law)


def nest_at(horizon: str, long_run: float) -> float:
    """Elasticity between the products of a flow: theta + 1 at shorter horizons, which were estimated on products."""
    fixed = find_horizon(horizon).elasticity
    return long_run if fixed is None else 1.0 + fixed


def rebased(world: World, found: Equilibrium, name: str) -> World:
    """The world that a statistician would record in an equilibrium: a new benchmark, for instance for a short horizon.

    Quota premiums and export taxes become part of the recorded tariff, their transfers part of the deficit.
    """
    return World.from_flows(
        name=name,
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        tariff_date=world.tariff_date,
        services=world.services,
        flow=found.flow,
        tariff=1.0 / found.net - 1.0,
        input_share=world.input_share,
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
        horizon=world.horizon,
        region_names=world.region_names,
        sector_names=world.sector_names,
        isic=world.isic,
        members=world.members,
        sources=world.sources,
    )


def settled(situation: Situation, variant: str) -> Situation:
    """The situation with its equilibrium recorded as a benchmark, and the elasticities of a variant for what follows.

    Ties are made in the long run and threats met at another horizon: rebase, then ask for `FGO/short`.
    """
    world = rebased(situation.world, situation.equilibrium, situation.world.name)
    return Situation.of(variant_world(world, variant), None, situation.closure, f"{situation.baseline}, settled")
