"""The trade-cost change that reaches a target, found by a bracketed secant search on exact equilibria."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.model.core.equilibrium import Equilibrium, at_baseline_prices
from middlepower.model.long_run.solve import TOLERANCE
from middlepower.scenario.own import region_indices
from middlepower.scenario.schema import SolveFor
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]

TARGET_TOLERANCE = 1e-8  # of the log of the target: a millionth of a per cent of exports
MOST_STEPS = 30


@dataclass(frozen=True)
class SolvedFor:
    """An equilibrium that meets a target: its shock, the uniform trade-cost change (a fraction) that it took, the
    multiple of sales that it reaches, and how many equilibria were solved on the way."""

    equilibrium: Equilibrium
    shock: Shock
    target: SolveFor
    cost_change: float
    reached: float
    solves: int


def sales_multiple(baseline: Equilibrium, state: Equilibrium, exporter: int, importers: Sequence[int]) -> float:
    """Volume of the exporter's sales to the importers, at baseline prices, over the baseline."""
    new = at_baseline_prices(baseline, state)[:, importers, exporter].sum()
    return float(new / baseline.flow[:, importers, exporter].sum())


def flows_of(world: World, target: SolveFor) -> tuple[int, list[int]]:
    """(exporter, importers) of the sales that a target counts."""
    exporter = world.region(target.exporter)
    spared = {exporter, *region_indices(world, target.except_importers)}
    importers = [n for n in range(len(world.regions)) if n not in spared]
    if not world.flow[:, importers, exporter].sum() > 0.0:
        raise ScenarioError(
            f"`solve_for`: {target.exporter} sells nothing to whom `except_importers` leaves: name fewer there."
        )
    return exporter, importers


def solve_for(
    baseline: Baseline, target: SolveFor, shock_at: Callable[[Array], Shock], tolerance: float = TOLERANCE
) -> SolvedFor:
    """The equilibrium that meets a target, its shock, and the cost change that it took.

    `shock_at` gives the shock with a trade-cost change d_hat [k, n, i]; sales are compared with the baseline's.
    """
    world = baseline.world
    exporter, importers = flows_of(world, target)

    def tried(log_d: float) -> tuple[Equilibrium, Shock, float]:
        d_hat = np.ones_like(world.tariff)
        d_hat[:, importers, exporter] = np.exp(log_d)
        shock = shock_at(d_hat)
        state = baseline.solver.solve(shock, baseline.closure, tolerance)
        multiple = sales_multiple(baseline.equilibrium, state, exporter, importers)
        return state, shock, float(np.log(multiple / target.times))

    slope = -float(np.average(world.elasticity, weights=world.flow[:, importers, exporter].sum(axis=1)))
    x = 0.0
    solved, shock, gap = tried(x)
    for count in range(2, MOST_STEPS + 1):
        if abs(gap) < TARGET_TOLERANCE:
            reached = target.times * float(np.exp(gap))
            return SolvedFor(solved, shock, target, float(np.expm1(x)), reached, count - 1)
        new_x = x - float(np.clip(gap / slope, -1.0, 1.0))
        solved, shock, new_gap = tried(new_x)
        slope = (new_gap - gap) / (new_x - x)
        x, gap = new_x, new_gap
    raise NoEquilibriumError(
        f"no trade-cost change was found that multiplies {target.exporter}'s sales by {target.times:g}: the last "
        f"try, {np.expm1(x):+.1%}, missed by {gap:+.1e} in logs. Choose a target nearer to 1."
    )
