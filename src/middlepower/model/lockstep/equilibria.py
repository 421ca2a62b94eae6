"""Whole equilibria of many shocks on one benchmark: sweeps in lock step, then each settled and checked by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.equations import labour_weights, pay_at
from middlepower.model.first_year.loop import PricesAndOutputs
from middlepower.model.first_year.solve import FirstYearSolver, labour_of
from middlepower.model.first_year.solve import settled_at as settled_at_once
from middlepower.model.lockstep.long_run import BatchEnds
from middlepower.model.lockstep.solve import Common, batches, first_year_landed, long_run_landed
from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.long_run.iterate import SolvedPoint
from middlepower.model.long_run.settle import settle
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
METHOD = "lock step"


def equilibria_together(common: Common, shocks: Sequence[Shock], tolerance: float) -> list[Equilibrium | None]:
    """The equilibrium after every shock, in their order, as solving them one by one gives it up to the tolerance; None
    where a shock must be solved by itself, see `solve.outcomes_together`."""
    found: list[Equilibrium | None] = [None] * len(shocks)
    settled = _settled_at_once if isinstance(common.solver, FirstYearSolver) else _settled
    with np.errstate(all="ignore"):  # a wild iterate shows in its residual
        for numbers, stacked in batches(common, shocks):
            for place, equilibrium in settled(common, stacked, tolerance):
                if equilibrium.report.residual <= tolerance:
                    found[numbers[place]] = equilibrium
    return found


def _settled(common: Common, stacked: Stacked, tolerance: float) -> Iterator[tuple[int, Equilibrium]]:
    """(place in the batch, equilibrium) where the sweeps of the long-run model ended."""
    for group in long_run_landed(common, stacked, tolerance):
        for column, place in enumerate(group.numbers.tolist()):
            shock = stacked.scenarios[place].shock
            point = _point(stacked, place, group.ends, column, group.sweeps)
            yield place, settle(common.benchmark, shock, common.solved.closure, point, METHOD, tolerance)


def _settled_at_once(common: Common, stacked: Stacked, tolerance: float) -> Iterator[tuple[int, Equilibrium]]:
    """The same of the first-year model."""
    assert isinstance(common.solver, FirstYearSolver)
    bench, frictions = common.benchmark, common.solver.frictions
    weights = labour_weights(bench, frictions.labour_share)
    for group in first_year_landed(common, stacked, tolerance):
        for column, place in enumerate(group.numbers.tolist()):
            shock, log_VA = stacked.scenarios[place].shock, group.ends.pay.log_VA[..., column]
            ended = _point(stacked, place, group.ends.ends, column, group.sweeps)
            pay = pay_at(frictions, bench, weights, log_VA, ended.log_P)
            labour = labour_of(bench, frictions, PricesAndOutputs(ended.log_P, log_VA, ended.z), pay)
            question = shock, common.solved.closure
            yield place, settled_at_once(bench, frictions, question, (ended, labour), METHOD, tolerance)


def _point(stacked: Stacked, place: int, ends: BatchEnds, column: int, sweeps: int) -> SolvedPoint:
    """Where one scenario ended, with its own quotas."""
    Q, count = stacked.quotas, len(stacked.scenarios[place].shock.quotas)
    z = ends.z[:, column]
    own = np.concatenate([z[:count], z[Q : Q + count], z[2 * Q :]])
    log_v, log_P, X = (np.ascontiguousarray(array[..., column]) for array in (ends.log_v, ends.log_P, ends.X))
    return SolvedPoint(log_v, log_P, X, own, float(ends.quota_gap[column]), sweeps)
