"""The optimal tariffs of one importer, the others' given: the fixed point of the condition in `equations`.

Anderson mixing finds it in about ten rounds of one warm-started solve and one warm-started transposed solve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import Problem, prepare
from middlepower.model.long_run.iterate import Outcome as Solution
from middlepower.model.long_run.iterate import Unknowns, start
from middlepower.model.long_run.newton import newton
from middlepower.model.long_run.settle import accepted, settle
from middlepower.model.long_run.solve import Solver
from middlepower.model.optimal.equations import rate_terms, uphill, wanted_step
from middlepower.model.optimal.instruments import Instruments
from middlepower.model.sensitivity.adjoint.equations import Multipliers, Objective, Tangent, deficit_slope
from middlepower.model.sensitivity.adjoint.solve import multipliers
from middlepower.scenario.shock import Shock, no_change
from middlepower.solve.anderson import AndersonMixer

Array = NDArray[np.float64]

TOLERANCE = 1e-8  # of ln(1 + tariff): three digits more than any tariff is quoted with
ROUNDS = 80  # ten to twenty are usual
SOLVE_SHARE = 1e-3  # accuracy of a round's solves, relative to the last step of the tariffs
LOOSEST, TIGHTEST = 1e-5, 1e-11  # bounds of that accuracy
CHECKED = 1e-9  # what the independent check may find at the end: its units are not the solver's
STEP = 0.4  # largest change of ln(1 + tariff) in one round
SLACK = 100.0  # real income may seem to fall by this times the accuracy of the best round: solves are no better
SWEEPS = 60


@dataclass(frozen=True)
class OptimalTariffs:
    """Optimal tariffs and the equilibrium they lead to.

    rate[g] by label; tariff[k, i] of the importer; gradient[g] = dlnW/dln(1 + rate) there; rounds of tariff updates,
    sweeps of the solver and products of the transposed solver, in all.
    """

    instruments: Instruments
    rate: Array
    tariff: Array
    gradient: Array
    equilibrium: Equilibrium
    rounds: int
    sweeps: int
    products: int


def optimal_tariffs(
    solver: Solver,
    instruments: Instruments,
    shock: Shock | None = None,
    closure: ClosureName = "world_gdp_share",
    first: Array | None = None,
) -> OptimalTariffs:
    """The tariffs that maximise the importer's real income, everything else as in `shock` (benchmark policy).

    `first` = rates to start from. Raises NoEquilibriumError when the tariffs don't settle.
    """
    bench = solver.benchmark
    shock = no_change(bench.tau) if shock is None else shock
    refuse_quotas(shock)
    row = row_of(bench, shock, closure, instruments.importer)
    x = start_rates(instruments, row.own) if first is None else np.log1p(first)
    best, slope, rounds = climb(solver, row, instruments, x)
    return finish(solver, instruments, shock, closure, best, slope, rounds)


@dataclass(frozen=True)
class ImporterRow:
    """A problem whose importer's row is rewritten at each round; its kernels are private copies.

    log_kernel[k, i] = ln(pi kappa^-theta) with the importer's own tariffs taken out; own[k, i] = ln(1 + these).
    """

    problem: Problem
    importer: int
    log_kernel: Array
    own: Array

    def put(self, log_factor: Array) -> None:
        """Write the importer's tariffs ln(1 + tau)[k, i] into the kernels."""
        n, problem = self.importer, self.problem
        row = self.log_kernel - problem.benchmark.theta[:, None] * log_factor
        top = row.max(axis=1)
        problem.log_shift[:, n] = np.where(np.isfinite(top), top, 0.0)
        np.exp(row - problem.log_shift[:, n, None], out=problem.K[:, n])
        np.multiply(problem.K[:, n], np.exp(-log_factor), out=problem.Kt[:, n])
        if problem.export_tax is not None:
            problem.Kt[:, n] /= 1.0 + problem.export_tax[:, n]


@dataclass(frozen=True)
class Round:
    """The economy at given tariffs x = ln(1 + rate): solution, multipliers, ln W of the importer, costs so far."""

    x: Array
    solution: Solution
    here: Tangent
    solved: Multipliers
    log_W: float
    accuracy: float
    sweeps: int
    products: int


def row_of(benchmark: Benchmark, shock: Shock, closure: ClosureName, importer: int) -> ImporterRow:
    """The ImporterRow of a shock's problem."""
    base = prepare(benchmark, shock, closure)
    problem = replace(base, K=base.K.copy(), Kt=base.Kt.copy(), log_shift=base.log_shift.copy())
    own = np.log1p(shock.tariff[:, importer])
    with np.errstate(divide="ignore"):
        row = np.log(problem.K[:, importer]) + problem.log_shift[:, importer, None]
    return ImporterRow(problem, importer, row + benchmark.theta[:, None] * own, own)


def tangent_of(problem: Problem, solution: Solution) -> Tangent:
    """The Tangent at a solver's solution, from its kernels as they are."""
    sweep, bench = solution.implied, problem.benchmark
    levied = None if problem.export_tax is None else problem.Kt * problem.export_tax
    border = problem.Kt if levied is None else problem.Kt + levied
    keep = np.matmul(border, sweep.b[:, :, None])[:, :, 0] / sweep.Phi
    w_hat = np.exp(solution.state.log_w)
    slope = deficit_slope(problem.closure, bench, w_hat)
    size = w_hat * bench.wL
    return Tangent(bench, problem.K, problem.Kt, sweep.b, sweep.Phi, sweep.X, sweep.Y, keep, size, slope, levied)


def settled(solver: Solver, problem: Problem, first: Unknowns, tolerance: float) -> Solution:
    """A solution to `tolerance` from a nearby state: Anderson sweeps, then Newton steps; else an error."""
    solution = solver.mix(problem, solver.steer, first, tolerance, SWEEPS)
    if not solution.gaps.within(tolerance):
        solution = newton(problem, first, tolerance)
    if not solution.gaps.within(tolerance):
        raise NoEquilibriumError(
            f"no equilibrium found at tariffs on the way to the optimum; the residual is {solution.gaps.worst:.1e} "
            f"(wanted {tolerance:.0e}): start nearer to the optimum (`first`)."
        )
    return solution


def own_real_income(benchmark: Benchmark, income: Array, importer: int) -> Objective:
    """ln W of the importer as an objective."""
    mine = np.eye(benchmark.regions)[importer]
    return Objective(mine / income, -benchmark.alpha * mine, np.zeros_like(mine))


def next_round(
    solver: Solver, row: ImporterRow, instruments: Instruments, x: Array, last: Round | None, tolerance: float
) -> Round:
    """The Round at new tariffs, started from the last one."""
    problem, n = row.problem, row.importer
    row.put(np.where(instruments.label >= 0, x[instruments.label], row.own))
    first = start(problem) if last is None else last.solution.state
    solution = settled(solver, problem, first, tolerance)
    here = tangent_of(problem, solution)
    objective = own_real_income(problem.benchmark, solution.implied.income, n)
    solved, used = multipliers(here, objective, solver.steer, tolerance, None if last is None else last.solved)
    log_W = np.log(solution.implied.income[n]) - problem.benchmark.alpha[:, n] @ solution.implied.log_P[:, n]
    before = (0, 0) if last is None else (last.sweeps, last.products)
    return Round(x, solution, here, solved, float(log_W), tolerance, before[0] + solution.sweeps, before[1] + used)


def climb(solver: Solver, row: ImporterRow, instruments: Instruments, x: Array) -> tuple[Round, Array, int]:
    """(the last Round, its slopes, rounds used): fixed-point steps, Anderson-mixed, that never lose real income.

    Where the economy has no solution at new tariffs, or real income falls, go back to the best tariffs so far and
    take a shorter step uphill.
    """
    mixer, accuracy, length = AndersonMixer(len(x)), LOOSEST, STEP
    best: Round | None = None
    for rounds in range(1, ROUNDS + 1):
        now = attempt(solver, row, instruments, x, best, accuracy)
        if best is not None and (now is None or now.log_W < best.log_W - SLACK * best.accuracy):
            length *= 0.5
            mixer.reset()
            step = uphill(rate_terms(instruments, best.here, best.solved))
            x = best.x + np.clip(step, -length, length)
            continue
        assert now is not None
        terms = rate_terms(instruments, now.here, now.solved)
        step = wanted_step(terms, x)
        move = float(np.abs(step).max())
        if move <= TOLERANCE and accuracy <= SOLVE_SHARE * TOLERANCE:
            return now, terms.slope, rounds
        best, length = now, min(2.0 * length, STEP)
        accuracy = min(max(SOLVE_SHARE * move, TIGHTEST), LOOSEST)
        x = mixer.next(x, np.clip(step, -length, length))
    who = row.problem.benchmark.labels.region(row.importer)
    raise NoEquilibriumError(
        f"the optimal tariffs of {who} did not settle in {ROUNDS} rounds (last step "
        f"{move:.1e} of ln(1 + tariff), wanted {TOLERANCE:.0e}): start from other tariffs (`first`)."
    )


def attempt(
    solver: Solver, row: ImporterRow, instruments: Instruments, x: Array, best: Round | None, accuracy: float
) -> Round | None:
    """The next Round, or None where there is no solution at these tariffs but was one before."""
    try:
        return next_round(solver, row, instruments, x, best, accuracy)
    except NoEquilibriumError:
        if best is None:
            raise
        return None


def refuse_quotas(shock: Shock) -> None:
    """Refuse quotas: the multipliers don't know them."""
    if shock.quotas:
        raise ScenarioError(
            f"optimal tariffs are found without quotas, but here are {len(shock.quotas)} quota lines: write them as "
            "tariffs, or record the equilibrium as a benchmark, which keeps their premiums as taxes."
        )


def start_rates(instruments: Instruments, base: Array) -> Array:
    """ln(1 + rate) by label to start from: the mean of the tariffs in force."""
    taxed = instruments.label >= 0
    label = instruments.label[taxed]
    mean: Array = np.bincount(label, base[taxed]) / np.bincount(label)
    return mean


def finish(
    solver: Solver,
    instruments: Instruments,
    shock: Shock,
    closure: ClosureName,
    best: Round,
    slope: Array,
    rounds: int,
) -> OptimalTariffs:
    """The OptimalTariffs at the last round, its equilibrium checked independently."""
    n, label = instruments.importer, instruments.label
    new, cost = shock.tariff.copy(), shock.trade_cost.copy()
    new[:, n] = np.where(label >= 0, np.expm1(best.x[label]), new[:, n])
    cost[:, n] *= (1.0 + new[:, n]) / (1.0 + shock.tariff[:, n])
    policy = replace(shock, trade_cost=cost, tariff=new)
    equilibrium = settle(solver.benchmark, policy, closure, best.solution.point, "optimum", CHECKED)
    accepted(equilibrium.report)
    return OptimalTariffs(
        instruments, np.expm1(best.x), new[:, n], slope, equilibrium, rounds, best.sweeps, best.products
    )
