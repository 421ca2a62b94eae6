"""Many shocks on one benchmark, solved in lock step: an outcome each, equal to solving them one by one.

Worth it where shocks differ from a common one in few flows (cut-offs, tariffs, quotas, export taxes of some pairs) and
elasticities are the same: kernels are then shared, and a sweep of all scenarios is a handful of matrix products, four
to eight times as fast as one by one. Draws of elasticities change every kernel, so that there is nothing to share:
`experiment.batch` solves those, one compiled scenario at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import export_tax_after
from middlepower.model.first_year.equations import output_ratio_log
from middlepower.model.first_year.loop import DEPTH as DEEPER
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.lockstep.check import long_run_residual
from middlepower.model.lockstep.first_year import FirstYearEnds, FirstYearSweeps, first_year_residual
from middlepower.model.lockstep.long_run import BatchEnds, LongRunSweeps
from middlepower.model.lockstep.shared import BatchScenario, BatchScenarios, SharedProblem
from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.lockstep.sweep import deficits_of
from middlepower.model.long_run.evaluate import taxes_moved
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock
from middlepower.solve.anderson import DEPTH
from middlepower.solve.lockstep import Landed, lockstep

Array = NDArray[np.float64]
Index = NDArray[np.intp]
TOGETHER = 64  # scenarios at once: arrays of 28 x 49 x 64 stay in the caches, and products are large enough
AIM = 0.5  # of the tolerance: the check, which counts, may find a little more than the sweeps
SWEEPS = 40  # a healthy scenario needs 9 to 20


@dataclass(frozen=True)
class RealOutcome:
    """What is kept of an equilibrium: real income over the benchmark's [n], and the independent check's residual."""

    real_income_hat: Array
    residual: float


@dataclass(frozen=True)
class Common:
    """Where scenarios start: a solver, a shock, and the equilibrium to which it leads."""

    solver: Solver | FirstYearSolver
    shock: Shock
    solved: Equilibrium

    @property
    def benchmark(self) -> Benchmark:
        """The benchmark of all scenarios."""
        return self.solved.benchmark


def batches(common: Common, shocks: Sequence[Shock], free: Collection[int] = ()) -> Iterator[tuple[list[int], Stacked]]:
    """(numbers of shocks, these stacked), at most `TOGETHER` at a time; without what must be solved by itself.

    No floor holds wages of the first year after the shocks in `free`.
    """
    size = -(-len(shocks) // -(-len(shocks) // TOGETHER)) if shocks else 0
    taxed = any(export_tax_after(common.benchmark, shock) is not None for shock in (common.shock, *shocks))
    shared = SharedProblem.of(common.benchmark, common.shock, common.solved.closure, taxed)
    making, waiting = BatchScenarios(shared, common.solved.quotas), list[tuple[int, BatchScenario]]()
    for number, shock in enumerate(shocks):
        scenario = making.of(shock)
        if scenario is not None:
            waiting.append((number, replace(scenario, free_wages=True) if number in free else scenario))
        if waiting and (len(waiting) == size or number == len(shocks) - 1):
            yield from _stacked(shared, waiting)
            waiting = []


def _stacked(
    shared: SharedProblem, waiting: Sequence[tuple[int, BatchScenario]]
) -> Iterator[tuple[list[int], Stacked]]:
    """(numbers, scenarios stacked), but for those whose price kernels would be inexact; nothing where none is left."""
    scenarios = [scenario for _, scenario in waiting]
    stacked = Stacked(shared, scenarios, max(len(one.shock.quotas) for one in scenarios))
    good = np.flatnonzero(stacked.exact())
    if len(good):
        numbers = [waiting[int(j)][0] for j in good]
        yield numbers, stacked if len(good) == len(waiting) else stacked.taken(good)


def long_run_outcomes(
    common: Common, literal: Stacked, group: Landed[BatchEnds], tolerance: float
) -> Iterator[tuple[int, RealOutcome]]:
    """(place in the batch, outcome) of the scenarios that ended together, as the independent check finds them."""
    ends = group.ends
    claim = ends.claim(deficits_of(common.solved.closure, common.benchmark, np.exp(ends.log_v)))
    residual, income = long_run_residual(literal.taken(group.numbers), claim)
    yield from outcomes_of(common, group.numbers, ends, income, residual, tolerance)


def long_run_landed(common: Common, stacked: Stacked, tolerance: float) -> list[Landed[BatchEnds]]:
    """Where the sweeps of scenarios end, from the common solution."""
    assert isinstance(common.solver, Solver)
    bench, solved = common.benchmark, common.solved
    x = start_points(stacked, solved, np.log(solved.w_hat), np.log(solved.P_hat), solved.output / bench.wL)
    return lockstep(x, LongRunSweeps(stacked, common.solver.steer), AIM * tolerance, SWEEPS, DEPTH)


def first_year_outcomes(
    common: Common, literal: Stacked, group: Landed[FirstYearEnds], tolerance: float
) -> Iterator[tuple[int, RealOutcome]]:
    """The same of the first-year model."""
    assert isinstance(common.solver, FirstYearSolver)
    ends, frictions = group.ends.ends, common.solver.frictions
    claim = ends.claim(deficits_of(common.solved.closure, common.benchmark, group.ends.average))
    residual, income = first_year_residual(literal.taken(group.numbers), claim, group.ends.pay, frictions)
    yield from outcomes_of(common, group.numbers, ends, income, residual, tolerance)


def first_year_landed(common: Common, stacked: Stacked, tolerance: float) -> list[Landed[FirstYearEnds]]:
    """The same of the first-year model."""
    assert isinstance(common.solver, FirstYearSolver)
    solver, solved = common.solver, common.solved
    x = start_points(stacked, solved, np.log(solved.P_hat), output_ratio_log(common.benchmark, solved.output))
    return lockstep(x, FirstYearSweeps(stacked, solver.frictions, solver.inverse), AIM * tolerance, SWEEPS, DEEPER)


def start_points(stacked: Stacked, solved: Equilibrium, *parts: Array) -> Array:
    """Points [.., j] that all begin at the same unknowns, the parts end to end, with their own z."""
    same = np.concatenate([part.ravel() for part in parts])
    return np.concatenate([np.repeat(same[:, None], stacked.count, axis=1), start_of_batch(stacked, solved)])


def outcomes_of(
    common: Common, numbers: Index, ends: BatchEnds, income: Array, residual: Array, tolerance: float
) -> Iterator[tuple[int, RealOutcome]]:
    """(place, outcome) of the scenarios whose residual is within the tolerance."""
    residual = np.maximum(residual, ends.quota_gap)
    index = np.einsum("kn,knj->nj", common.benchmark.alpha, ends.log_P)
    real = income / common.benchmark.income[:, None] / np.exp(index)
    for place, number in enumerate(numbers):
        if residual[place] <= tolerance:
            yield int(number), RealOutcome(real[:, place].copy(), float(residual[place]))


def start_of_batch(stacked: Stacked, solved: Equilibrium) -> Array:
    """z[.., j] to start from: premiums and rents of the common solution's quotas, and what its export taxes move."""
    z, Q = np.zeros((stacked.size, stacked.count)), stacked.quotas
    z[stacked.quota_row, stacked.quota_j] = np.concatenate([one.premium for one in stacked.scenarios])
    z[Q + stacked.quota_row, stacked.quota_j] = np.concatenate([one.rent for one in stacked.scenarios])
    if stacked.shared.Ke is not None:
        z[2 * Q :] = taxes_moved(solved)[:, None]
    return z
