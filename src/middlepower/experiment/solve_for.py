"""The trade-cost change that reaches a target, found by a bracketed secant search on exact equilibria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium, at_baseline_prices
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.compile import TariffArrays, region_indices, shock_of
from middlepower.scenario.schema import SolveFor, State
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]

TARGET_TOLERANCE = 1e-8  # of the log of the target: a millionth of a per cent of exports
MOST_STEPS = 30


@dataclass(frozen=True)
class Found:
    """What was solved for: the uniform trade-cost change (a fraction) and the multiple of sales that it reaches."""

    target: SolveFor
    cost_change: float
    reached: float
    solves: int


def sales_multiple(baseline: Equilibrium, state: Equilibrium, exporter: int, importers: list[int]) -> float:
    """Volume of the exporter's sales to the importers, at baseline prices, over the baseline."""
    new = at_baseline_prices(baseline, state)[:, importers, exporter].sum()
    return float(new / baseline.flow[:, importers, exporter].sum())


def solve_for(
    world: World,
    solver: Solver,
    state: State,
    arrays: TariffArrays,
    closure: ClosureName,
    baseline: Equilibrium,
) -> tuple[Equilibrium, Shock, Found]:
    """The equilibrium that meets the target of `state.solve_for`, its shock, and the cost change that it took."""
    target = state.solve_for
    assert target is not None
    exporter = world.region(target.exporter)
    spared = {exporter, *region_indices(world, target.except_importers)}
    importers = [n for n in range(len(world.regions)) if n not in spared]

    def at(log_d: float) -> tuple[Equilibrium, Shock, float]:
        d_hat = np.ones_like(world.tariff)
        d_hat[:, importers, exporter] = np.exp(log_d)
        shock = shock_of(world, state, arrays, d_hat)
        found = solver.solve(shock, closure)
        return found, shock, float(np.log(sales_multiple(baseline, found, exporter, importers) / target.times))

    slope = -float(np.average(world.elasticity, weights=world.flow[:, importers, exporter].sum(axis=1)))
    x = 0.0
    found, shock, gap = at(x)
    for count in range(2, MOST_STEPS + 1):
        if abs(gap) < TARGET_TOLERANCE:
            reached = target.times * float(np.exp(gap))
            return found, shock, Found(target, float(np.expm1(x)), reached, count - 1)
        new_x = x - np.clip(gap / slope, -1.0, 1.0)
        new_found, shock, new_gap = at(new_x)
        slope = (new_gap - gap) / (new_x - x)
        x, found, gap = new_x, new_found, new_gap
    raise NoEquilibriumError(
        f"no trade-cost change was found that multiplies {target.exporter}'s sales by {target.times:g}: the last "
        f"try, {np.expm1(x):+.1%}, missed by {gap:+.1e} in logs. Choose a target nearer to 1."
    )
