"""Optimal tariffs of one importer, the others' given: one rate, one per partner, or one per sector and partner.

With the multipliers of `adjoint` for ln W[n], and y = 1 / (1 + tau), the first-order condition of the tariff that
applies to the flows g of importer n is
  sum_g (theta + 1) pi X y (q - v) = sum_g pi (-u):
what the importer gains when a dearer good takes away imports, each a dollar of n's income less what a dollar of the
exporter's sales is worth to n, against what the higher price index costs it. At given multipliers this is an explicit
formula for y, in which -u itself contains y: -u[k] = rest[k] + theta X sum_g pi y (q - v). Both together are linear,
with one unknown per sector. Optimal tariffs are the fixed point; Anderson mixing finds it in about ten rounds of one
warm-started solve and one warm-started transposed solve. Tariffs below zero (import subsidies) are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError, ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import Problem, prepare
from middlepower.model.long_run.iterate import Outcome as Solution
from middlepower.model.long_run.iterate import State, start
from middlepower.model.long_run.newton import newton
from middlepower.model.long_run.solve import Solver, settle
from middlepower.model.sensitivity.adjoint import Multipliers, Outcome, Tangent, deficit_slope, multipliers
from middlepower.scenario.shock import Shock, no_change
from middlepower.solve.anderson import AndersonMixer

Array = NDArray[np.float64]
Labels = NDArray[np.intp]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-8  # of ln(1 + tariff): three digits more than any tariff is quoted with
ROUNDS = 80  # ten to twenty are usual
SOLVE_SHARE = 1e-3  # accuracy of a round's solves, relative to the last step of the tariffs
LOOSEST, TIGHTEST = 1e-5, 1e-11  # bounds of that accuracy
STEP = 0.4  # largest change of ln(1 + tariff) in one round
SLACK = 100.0  # real income may seem to fall by this times the accuracy of the best round: solves are no better
SWEEPS = 60


@dataclass(frozen=True)
class Instruments:
    """Which tariff applies where: label[k, i] numbers the tariff on sector k from exporter i, -1 leaves it alone."""

    importer: int
    label: Labels

    @property
    def count(self) -> int:
        """The number of tariffs."""
        return int(self.label.max()) + 1


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


def taxable(benchmark: Benchmark, importer: int, sectors: Mask | None) -> Mask:
    """[k, i] True for flows that the importer buys abroad in the chosen sectors (all by default)."""
    bought = (benchmark.pi[:, importer, :] > 0.0) & (benchmark.X[:, importer] > 0.0)[:, None]
    bought[:, importer] = False
    if sectors is not None:
        bought &= sectors[:, None]
    if not bought.any():
        raise DataError(f"importer {importer} buys nothing abroad in the chosen sectors, so it has no tariff to set.")
    return bought


def numbered(groups: Labels, taxed: Mask) -> Labels:
    """Labels 0, 1, ... without gaps in the order of `groups`, -1 where nothing is taxed."""
    label = np.full(groups.shape, -1, dtype=np.intp)
    label[taxed] = np.unique(groups[taxed], return_inverse=True)[1]
    return label


def one_tariff(benchmark: Benchmark, importer: int, sectors: Mask | None = None) -> Instruments:
    """One rate on all imports of the chosen sectors."""
    taxed = taxable(benchmark, importer, sectors)
    return Instruments(importer, numbered(np.zeros(taxed.shape, dtype=np.intp), taxed))


def one_per_partner(benchmark: Benchmark, importer: int, sectors: Mask | None = None) -> Instruments:
    """One rate per exporter."""
    taxed = taxable(benchmark, importer, sectors)
    return Instruments(importer, numbered(np.broadcast_to(np.arange(taxed.shape[1]), taxed.shape), taxed))


def one_per_flow(benchmark: Benchmark, importer: int, sectors: Mask | None = None) -> Instruments:
    """One rate per sector and exporter."""
    taxed = taxable(benchmark, importer, sectors)
    return Instruments(importer, numbered(np.arange(taxed.size).reshape(taxed.shape), taxed))


@dataclass(frozen=True)
class Row:
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


def row_of(benchmark: Benchmark, shock: Shock, closure: ClosureName, importer: int) -> Row:
    """The Row of a shock's problem."""
    base = prepare(benchmark, shock, closure)
    problem = replace(base, K=base.K.copy(), Kt=base.Kt.copy(), log_shift=base.log_shift.copy())
    own = np.log1p(shock.tariff[:, importer])
    with np.errstate(divide="ignore"):
        row = np.log(problem.K[:, importer]) + problem.log_shift[:, importer, None]
    return Row(problem, importer, row + benchmark.theta[:, None] * own, own)


def tangent_of(problem: Problem, solution: Solution) -> Tangent:
    """The Tangent at a solver's solution, from its kernels as they are."""
    found, bench = solution.found, problem.benchmark
    keep = np.matmul(problem.Kt, found.b[:, :, None])[:, :, 0] / found.Phi
    w_hat = np.exp(solution.state.log_w)
    slope = deficit_slope(problem.closure, bench, w_hat)
    size = w_hat * bench.wL
    return Tangent(bench, problem.K, problem.Kt, found.b, found.Phi, found.X, found.Y, keep, size, slope)


def settled(solver: Solver, problem: Problem, first: State, tolerance: float) -> Solution:
    """A solution to `tolerance` from a nearby state: Anderson sweeps, then Newton steps; else an error."""
    solution = solver.mix(problem, solver.steer, first, tolerance, SWEEPS)
    if not solution.gaps.worst <= tolerance:
        solution = newton(problem, first, tolerance)
    if not solution.gaps.worst <= tolerance:
        raise NoEquilibriumError(
            f"no equilibrium found at tariffs on the way to the optimum; the residual is {solution.gaps.worst:.1e} "
            f"(wanted {tolerance:.0e}): start nearer to the optimum (`first`), or use closure `balanced`."
        )
    return solution


def own_outcome(benchmark: Benchmark, income: Array, importer: int) -> Outcome:
    """ln W of the importer as an Outcome."""
    mine = np.eye(benchmark.regions)[importer]
    return Outcome(mine / income, -benchmark.alpha * mine, np.zeros_like(mine))


def next_round(
    solver: Solver, row: Row, instruments: Instruments, x: Array, last: Round | None, tolerance: float
) -> Round:
    """The Round at new tariffs, started from the last one."""
    problem, n = row.problem, row.importer
    row.put(np.where(instruments.label >= 0, x[instruments.label], row.own))
    first = start(problem) if last is None else last.solution.state
    solution = settled(solver, problem, first, tolerance)
    here = tangent_of(problem, solution)
    outcome = own_outcome(problem.benchmark, solution.found.income, n)
    solved, used = multipliers(here, outcome, solver.steer, tolerance, None if last is None else last.solved)
    log_W = np.log(solution.found.income[n]) - problem.benchmark.alpha[:, n] @ solution.found.log_P[:, n]
    before = (0, 0) if last is None else (last.sweeps, last.products)
    return Round(x, solution, here, solved, float(log_W), tolerance, before[0] + solution.sweeps, before[1] + used)


@dataclass(frozen=True)
class Terms:
    """Both sides of the first-order condition by label, and what is needed to solve it.

    gain[g] = sum (theta + 1) pi X y (q - v), slope[g] = gain - sum pi (-u) = dlnW/dln(1 + rate); per_unit[g] = gain
    over y; bought[k, g] = sum pi; value[k, g] = sum theta pi X (q - v); rest[k] the part of -u without own tariffs.
    """

    gain: Array
    slope: Array
    per_unit: Array
    bought: Array
    value: Array
    rest: Array


def terms(instruments: Instruments, here: Tangent, solved: Multipliers) -> Terms:
    """The Terms of an importer's instruments at a point."""
    n, (k, i) = instruments.importer, np.nonzero(instruments.label >= 0)
    g, count = instruments.label[k, i], instruments.count
    theta = here.benchmark.theta
    scale = here.b[k, i] / here.Phi[k, n]
    pi, received = here.K[k, n, i] * scale, here.Kt[k, n, i] * scale
    surplus = here.X[k, n] * (solved.q[n, 0] - solved.v[k, i, 0])
    dear = -solved.u[:, n, 0]
    gain = summed(g, (theta[k] + 1.0) * received * surplus, count)
    per_unit = summed(g, (theta[k] + 1.0) * pi * surplus, count)
    cell, shape = k * count + g, (len(theta), count)
    bought = summed(cell, pi, shape[0] * count).reshape(shape)
    value = summed(cell, theta[k] * pi * surplus, shape[0] * count).reshape(shape)
    rest = dear - summed(k, theta[k] * received * surplus, shape[0])
    return Terms(gain, gain - dear @ bought, per_unit, bought, value, rest)


def summed(label: Labels, values: Array, count: int) -> Array:
    """Sums of `values` by label, [count]."""
    return np.bincount(label, values, count).astype(np.float64)


def wanted_step(at: Terms, x: Array) -> Array:
    """The change of x = ln(1 + rate) that the formula asks for; uphill by the slope where it has no answer."""
    sectors = len(at.rest)
    dear = np.linalg.solve(np.eye(sectors) - at.value @ (at.bought / at.per_unit).T, at.rest)
    ratio = at.per_unit / (dear @ at.bought)
    good = ratio > 0.0
    step: Array = np.where(good, np.log(np.where(good, ratio, 1.0)) - x, uphill(at))
    return step


def uphill(at: Terms) -> Array:
    """A step along the slope, scaled by each tariff's own terms."""
    return at.slope / np.abs(at.gain)


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
    refuse_other_taxes(shock)
    row = row_of(bench, shock, closure, instruments.importer)
    x = start_rates(instruments, row.own) if first is None else np.log1p(first)
    best, slope, rounds = climb(solver, row, instruments, x)
    return finish(solver, instruments, shock, closure, best, slope, rounds)


def climb(solver: Solver, row: Row, instruments: Instruments, x: Array) -> tuple[Round, Array, int]:
    """(the last Round, its slopes, rounds used): fixed-point steps, Anderson-mixed, that never lose real income.

    Where the economy has no solution at new tariffs, or real income falls, go back to the best tariffs so far and
    take a shorter step uphill.
    """
    mixer, accuracy, length = AndersonMixer(len(x)), LOOSEST, STEP
    best: Round | None = None
    for rounds in range(1, ROUNDS + 1):
        found = attempt(solver, row, instruments, x, best, accuracy)
        if best is not None and (found is None or found.log_W < best.log_W - SLACK * best.accuracy):
            length *= 0.5
            mixer.reset()
            step = uphill(terms(instruments, best.here, best.solved))
            x = best.x + np.clip(step, -length, length)
            continue
        assert found is not None
        at = terms(instruments, found.here, found.solved)
        step = wanted_step(at, x)
        move = float(np.abs(step).max())
        if move <= TOLERANCE and accuracy <= SOLVE_SHARE * TOLERANCE:
            return found, at.slope, rounds
        best, length = found, min(2.0 * length, STEP)
        accuracy = min(max(SOLVE_SHARE * move, TIGHTEST), LOOSEST)
        x = mixer.next(x, np.clip(step, -length, length))
    raise NoEquilibriumError(
        f"the optimal tariffs of importer {instruments.importer} did not settle in {ROUNDS} rounds (last step "
        f"{move:.1e} of ln(1 + tariff), wanted {TOLERANCE:.0e}): start from other tariffs (`first`)."
    )


def attempt(
    solver: Solver, row: Row, instruments: Instruments, x: Array, best: Round | None, accuracy: float
) -> Round | None:
    """The next Round, or None where there is no solution at these tariffs but was one before."""
    try:
        return next_round(solver, row, instruments, x, best, accuracy)
    except NoEquilibriumError:
        if best is None:
            raise
        return None


def refuse_other_taxes(shock: Shock) -> None:
    """Refuse shocks with quotas or export taxes: the multipliers don't know them."""
    if shock.quotas or shock.export_tax is not None:
        raise ScenarioError(
            f"optimal tariffs are found without quotas and export taxes, but the shock has {len(shock.quotas)} quota "
            f"lines{' and export taxes' if shock.export_tax is not None else ''}: write them as tariffs."
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
    found = settle(solver.benchmark, policy, closure, best.solution, "optimum", 0.0)
    return OptimalTariffs(instruments, np.expm1(best.x), new[:, n], slope, found, rounds, best.sweeps, best.products)
