"""The trade-cost change that reaches a target, found by a bracketed secant search on exact equilibria."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.search import Tried, search
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.solve import TOLERANCE
from middlepower.scenario.entries import Goal, SolveFor
from middlepower.scenario.own import region_indices, sector_indices
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Cells = tuple[NDArray[np.intp], ...]

TARGET_TOLERANCE = 1e-8  # of the log of the target: a millionth of a per cent of exports
GOAL_TOLERANCE = 1e-6  # percentage points
PROBE = -0.01  # log trade cost of the first step towards a goal


@dataclass(frozen=True)
class SolvedFor:
    """An equilibrium that meets a target: its shock, the uniform trade-cost change (a fraction) that it took, what is
    reached (the multiple of the flows' volume, or per cent of a goal), what is missed of it, and how many equilibria
    were solved on the way."""

    equilibrium: Equilibrium
    shock: Shock
    target: SolveFor
    cost_change: float
    reached: float
    missed: float
    solves: int


def volume_multiple(baseline: Equilibrium, state: Equilibrium, flows: Cells) -> float:
    """Volume of some flows (k, n, i), at baseline prices, over the baseline's."""
    k, _, i = flows
    volume = state.flow[flows] / state.c_hat[k, i] * baseline.c_hat[k, i]
    return float(volume.sum() / baseline.flow[flows].sum())


def goal_percent(baseline: Equilibrium, state: Equilibrium, goal: Goal, n: int) -> float:
    """The change that a goal is about, per cent, of economy n."""
    if goal.number == "real_income_percent":
        ratio = state.real_income_hat[n] / baseline.real_income_hat[n]
    elif goal.number == "real_wage_percent":
        ratio = state.real_wage_hat[n] / baseline.real_wage_hat[n]
    else:
        trade = np.zeros(baseline.flow.shape, dtype=bool)
        trade[(slice(None), slice(None), n) if goal.number == "exports_percent" else (slice(None), n)] = True
        trade[:, n, n] = False
        ratio = volume_multiple(baseline, state, np.nonzero(trade))
    return 100.0 * (float(ratio) - 1.0)


def flows_of(world: World, target: SolveFor) -> Mask:
    """The flows [k, n, i] whose trade costs move, and which a target of `times` counts."""
    own, others, spared = _sides(target)
    at = world.region(own)
    partners = set(region_indices(world, others)) - {at, *region_indices(world, spared)}
    sectors = sector_indices(world, target.sectors) if target.sectors else range(len(world.sectors))
    mask = np.zeros(world.flow.shape, dtype=bool)
    sold = target.exporter is not None
    mask[np.ix_(list(sectors), sorted(partners) if sold else [at], [at] if sold else sorted(partners))] = True
    if not world.flow[mask].sum() > 0.0:
        does, whom = ("sells nothing to", "importers") if sold else ("buys nothing from", "exporters")
        raise ScenarioError(
            f"`solve_for`: {own} {does} the others that `{whom}` names less `except_{whom}`: name more there."
        )
    return mask


def _sides(target: SolveFor) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(the economy, its partners, those of them that are spared)."""
    if target.exporter is not None:
        return target.exporter, target.importers, target.except_importers
    return str(target.importer), target.exporters, target.except_exporters


def solve_for(
    baseline: Baseline,
    target: SolveFor,
    shock_at: Callable[[Array | None], Shock],
    tolerance: float = TOLERANCE,
    begin: float = 0.0,
) -> SolvedFor:
    """The equilibrium that meets a target, its shock, and the cost change that it took.

    `begin` is the cost change, a fraction, at which the search begins.
    `shock_at` gives the shock with a trade-cost change d_hat [k, n, i]; numbers are compared with the baseline's.
    NoEquilibriumError where no cost change within `search.FURTHEST` meets it.
    """
    world, flows = baseline.world, flows_of(baseline.world, target)
    gap_of, aim = _gap(baseline, target, flows)

    def point_at(log_d: float, near: Equilibrium | None = None) -> Tried:
        costs: Array | None = np.where(flows, np.exp(log_d), 1.0) if log_d else None
        shock = shock_at(costs)
        state = baseline.after(shock, tolerance, near)
        return Tried(log_d, state, shock, gap_of(state))

    slope = -float(np.average(world.elasticity, weights=(world.flow * flows).sum(axis=(1, 2))))
    if target.goal is not None:
        slope = (point_at(PROBE).gap - point_at(0.0).gap) / PROBE or slope
    last, solves, met = search(point_at, slope, aim, float(np.log1p(begin)))
    if not met:
        raise NoEquilibriumError(_unreached(target, last))
    goal = target.goal
    reached = float(target.times or 1.0) * float(np.exp(last.gap)) if goal is None else goal.value + last.gap
    return SolvedFor(last.equilibrium, last.shock, target, float(np.expm1(last.at)), reached, last.gap, solves)


def _gap(baseline: Baseline, target: SolveFor, flows: Mask) -> tuple[Callable[[Equilibrium], float], float]:
    """(what an equilibrium misses, what it may miss at most): logs of a multiple, percentage points of a goal."""
    start, goal, times = baseline.equilibrium, target.goal, float(target.times or 1.0)
    if goal is None:
        cells = np.nonzero(flows)
        return lambda state: float(np.log(volume_multiple(start, state, cells) / times)), TARGET_TOLERANCE
    n = baseline.world.region(goal.economy)
    return lambda state: goal_percent(start, state, goal, n) - goal.value, GOAL_TOLERANCE


def _unreached(target: SolveFor, last: Tried) -> str:
    own = target.exporter or target.importer
    tried = f"the last try, {np.expm1(last.at):+.1%}, missed by {last.gap:+.2g}"
    if target.goal is None:
        wanted = f"multiplies {own}'s {'sales' if target.exporter else 'purchases'} by {target.times:g}"
        return f"no trade-cost change was found that {wanted}: {tried} in logs. Choose a target nearer to 1."
    goal = target.goal
    return (
        f"no change of trade costs on {own}'s flows takes `{goal.number}` of {goal.economy} to {goal.value:g}: {tried} "
        "percentage points. Choose a value nearer to 0, or flows that matter more to it."
    )
