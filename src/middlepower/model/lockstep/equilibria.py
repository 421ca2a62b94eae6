"""Whole equilibria of many shocks on one benchmark: sweeps in lock step, then each settled and checked by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.equations import labour_weights, pay_at
from middlepower.model.first_year.loop import PricesAndOutputs
from middlepower.model.first_year.solve import FirstYearSolver, labour_of
from middlepower.model.first_year.solve import settled_at as settled_at_once
from middlepower.model.lockstep.first_year import FirstYearEnds
from middlepower.model.lockstep.long_run import BatchEnds
from middlepower.model.lockstep.solve import (
    Common,
    RealOutcome,
    batches,
    first_year_landed,
    first_year_outcomes,
    long_run_landed,
    long_run_outcomes,
)
from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.long_run.iterate import SolvedPoint
from middlepower.model.long_run.settle import settle
from middlepower.scenario.shock import Shock
from middlepower.solve.lockstep import Landed

Array = NDArray[np.float64]
METHOD = "lock step"


def equilibria_together(common: Common, shocks: Sequence[Shock], tolerance: float) -> list[Equilibrium | None]:
    """The equilibrium after every shock, in their order, as solving them one by one gives it up to the tolerance; None
    where a shock must be solved by itself, see `outcomes_with_equilibria`."""
    found: list[Equilibrium | None] = [None] * len(shocks)
    with np.errstate(all="ignore"):  # a wild iterate shows in its residual
        for numbers, stacked in batches(common, shocks):
            for settled in _settled_groups(common, stacked, range(stacked.count), tolerance):
                for place, equilibrium in settled.items():
                    found[numbers[place]] = equilibrium
    return found


def outcomes_with_equilibria(
    common: Common, shocks: Sequence[Shock], whole: Collection[int], tolerance: float, free: Collection[int] = ()
) -> tuple[list[RealOutcome | None], dict[int, Equilibrium]]:
    """(the outcome of every shock, in their order, {number of one: its whole equilibrium}), the latter of the shocks in
    `whole`; None, and none of these, where a shock must be solved by itself.

    That is where sweeps from the common solution do not converge, where the check misses the tolerance, and where a
    shock has little in common with the others. No floor holds wages of the first year after the shocks in `free`.
    """
    found, kept = list[RealOutcome | None]([None] * len(shocks)), dict[int, Equilibrium]()
    with np.errstate(all="ignore"):
        for numbers, stacked in batches(common, shocks, free):
            wanted = [place for place, number in enumerate(numbers) if number in whole]
            for outcomes, settled in _both(common, stacked, wanted, tolerance):
                for place, outcome in outcomes:
                    found[numbers[place]] = outcome
                kept.update((numbers[place], equilibrium) for place, equilibrium in settled.items())
    return found, kept


Settled = dict[int, Equilibrium]  # by place in the batch, where the check finds the tolerance met


def _settled_groups(common: Common, stacked: Stacked, wanted: Collection[int], tolerance: float) -> Iterator[Settled]:
    """The equilibria of the wanted scenarios, group by group as sweeps end."""
    if isinstance(common.solver, FirstYearSolver):
        for soon in first_year_landed(common, stacked, tolerance):
            yield _settled_at_once(common, stacked, soon, wanted, tolerance)
    else:
        for late in long_run_landed(common, stacked, tolerance):
            yield _settled(common, stacked, late, wanted, tolerance)


def _both(
    common: Common, stacked: Stacked, wanted: Collection[int], tolerance: float
) -> Iterator[tuple[Iterator[tuple[int, RealOutcome]], Settled]]:
    """(outcomes of all, equilibria of the wanted scenarios), group by group."""
    literal = stacked.literal
    if isinstance(common.solver, FirstYearSolver):
        for soon in first_year_landed(common, stacked, tolerance):
            settled = _settled_at_once(common, stacked, soon, wanted, tolerance)
            yield first_year_outcomes(common, literal, soon, tolerance), settled
    else:
        for late in long_run_landed(common, stacked, tolerance):
            settled = _settled(common, stacked, late, wanted, tolerance)
            yield long_run_outcomes(common, literal, late, tolerance), settled


def _settled(
    common: Common, stacked: Stacked, group: Landed[BatchEnds], wanted: Collection[int], tolerance: float
) -> Settled:
    """The equilibria of the wanted scenarios of a group of the long-run model."""
    found: Settled = {}
    for column, place in enumerate(group.numbers.tolist()):
        if place in wanted:
            shock = stacked.scenarios[place].shock
            point = _point(stacked, place, group.ends, column, group.sweeps)
            found[place] = settle(common.benchmark, shock, common.solved.closure, point, METHOD, tolerance)
    return _within(found, tolerance)


def _settled_at_once(
    common: Common, stacked: Stacked, group: Landed[FirstYearEnds], wanted: Collection[int], tolerance: float
) -> Settled:
    """The same of the first-year model."""
    assert isinstance(common.solver, FirstYearSolver)
    bench, held, found = common.benchmark, common.solver.frictions, Settled()
    weights = labour_weights(bench, held.labour_share)
    for column, place in enumerate(group.numbers.tolist()):
        if place in wanted:
            scenario, log_VA = stacked.scenarios[place], group.ends.pay.log_VA[..., column]
            frictions = replace(held, floor=0.0) if scenario.free_wages else held
            ended = _point(stacked, place, group.ends.ends, column, group.sweeps)
            pay = pay_at(frictions, bench, weights, log_VA, ended.log_P)
            labour = labour_of(bench, frictions, PricesAndOutputs(ended.log_P, log_VA, ended.z), pay)
            question = scenario.shock, common.solved.closure
            found[place] = settled_at_once(bench, frictions, question, (ended, labour), METHOD, tolerance)
    return _within(found, tolerance)


def _within(found: Settled, tolerance: float) -> Settled:
    """Those that the independent check finds solved."""
    return {place: one for place, one in found.items() if one.report.residual <= tolerance}


def _point(stacked: Stacked, place: int, ends: BatchEnds, column: int, sweeps: int) -> SolvedPoint:
    """Where one scenario ended, with its own quotas."""
    Q, count = stacked.quotas, len(stacked.scenarios[place].shock.quotas)
    z = ends.z[:, column]
    own = np.concatenate([z[:count], z[Q : Q + count], z[2 * Q :]])
    log_v, log_P, X = (np.ascontiguousarray(array[..., column]) for array in (ends.log_v, ends.log_P, ends.X))
    return SolvedPoint(log_v, log_P, X, own, float(ends.quota_gap[column]), sweeps)
