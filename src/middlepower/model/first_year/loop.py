"""The main loop of the first-year model: sweeps on prices and outputs, steered by each economy's own derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.problem import Problem
from middlepower.model.core.quota import rent_transfers
from middlepower.model.first_year.equations import (
    LOWEST_LOG,
    Frictions,
    Pay,
    first_year_sweep,
    labour_weights,
    output_ratio_log,
    pay_at,
)
from middlepower.model.long_run.equations import Sweep
from middlepower.model.long_run.evaluate import Evaluator, start_of_z
from middlepower.model.long_run.iterate import SolvedPoint
from middlepower.solve.mixing import Look, mixed_sweeps
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
LARGEST_STEP = 1.0  # of a log price or a log output in one sweep
DEPTH = 8


@dataclass(frozen=True)
class PricesAndOutputs:
    """The unknowns: log prices [k, n], log output ratios [k, n], z of `long_run.evaluate.Evaluator`."""

    log_P: Array
    log_VA: Array
    z: Array


@dataclass(frozen=True)
class Reached:
    """Where the loop ended: the state, what it implies, and how far the two are apart."""

    state: PricesAndOutputs
    implied: Sweep
    gaps: Residuals
    sweeps: int


class FirstYearEvaluator(Evaluator):
    """Sweeps at (ln P, ln VA_hat, z) where some spending goes to other treasuries; see `Evaluator`."""

    def __init__(self, problem: Problem, frictions: Frictions) -> None:
        """Take the frictions along."""
        super().__init__(problem)
        self.frictions = frictions
        self.labour = labour_weights(problem.benchmark, frictions.labour_share)

    def at(self, state: PricesAndOutputs) -> tuple[Sweep, Array]:
        """One sweep at a state, and the z that it asks for."""
        if not len(state.z):
            swept = first_year_sweep(self.problem, self.frictions, self.labour, state.log_P, state.log_VA, 0.0)
            return swept, state.z
        premium, rent, taxes = self._open(state.z)
        self._tax_quota_flows(premium)
        received, paid = rent_transfers(self.table, rent, self.problem.benchmark.regions)
        moved = received - paid + taxes
        implied = first_year_sweep(self.work, self.frictions, self.labour, state.log_P, state.log_VA, moved)
        return implied, self._next(implied, premium)


def own_derivatives(bench: Benchmark, frictions: Frictions, pi: Array, net: Array, X: Array, bound: Array) -> Array:
    """d (implied ln P, ln Y) / d (ln P, ln Y) of each economy [n, 2k, 2k], everything abroad held.

    bound[s, n] is one where the wage stands on its floor. Revenue rates are held too: they only steer.
    """
    K, N = bench.alpha.shape
    n = np.arange(N)
    flow = pi * net * X[:, :, None]
    Y = flow.sum(axis=1)
    made = Y > 0
    safe = np.where(made, Y, 1.0)
    labour = frictions.labour_share * bench.beta * Y
    weight = labour / labour.sum(axis=0)
    pay = pay_slopes(frictions, bench, weight, Y, bound)
    costs_y = bench.beta.T[:, :, None] * pay
    costs_p = bench.gamma.transpose(0, 2, 1)
    home, at_home = pi[:, n, n].T, (flow[:, n, n] / safe).T
    elastic = (bench.theta[:, None] * np.einsum("kni,kni->ki", flow, 1.0 - pi) / safe).T
    spend = spending_slopes(bench, pi, net, Y, X)
    J = np.zeros((N, 2 * K, 2 * K))
    J[:, :K, :K] = home[:, :, None] * costs_p
    J[:, :K, K:] = home[:, :, None] * costs_y
    J[:, K:, :K] = -elastic[:, :, None] * costs_p
    J[:, K:, K:] = -elastic[:, :, None] * costs_y + at_home[:, :, None] * spend
    J[:, K:][~made.T] = 0.0
    return J


def pay_slopes(frictions: Frictions, bench: Benchmark, weight: Array, Y: Array, bound: Array) -> Array:
    """d ln v[s] / d ln VA_hat[r] of each economy [n, s, r]."""
    lam = frictions.labour_share.T[:, :, None]
    slopes: Array = lam * wage_slopes(frictions, bench, weight, Y, bound) + (1.0 - lam) * np.eye(len(weight))
    return slopes


def wage_slopes(frictions: Frictions, bench: Benchmark, weight: Array, Y: Array, bound: Array) -> Array:
    """d ln w[s] / d ln VA_hat[r] of each economy [n, s, r]; without bounds those of expected pay."""
    kappa = frictions.kappa
    free = np.eye(len(weight)) / kappa + (1.0 - 1.0 / kappa) * weight.T[:, None, :]
    held = np.zeros_like(free)
    if frictions.anchor == "own value added":
        value = bench.beta * Y
        held = held + (value / value.sum(axis=0)).T[:, None, :]
    slopes: Array = np.where(bound.T[:, :, None] > 0, held, free)
    return slopes


def spending_slopes(bench: Benchmark, pi: Array, net: Array, Y: Array, X: Array) -> Array:
    """d ln X[k] / d ln Y[s] of each economy [n, k, s], revenue rates held."""
    revenue_rate = 1.0 - np.einsum("kni,kni->kn", pi, net)
    inputs = bench.gamma * Y.T[:, None, :]
    earned = (bench.beta * Y).T + np.einsum("kn,nks->ns", revenue_rate, inputs)
    income = earned / (1.0 - np.einsum("kn,kn->n", bench.alpha, revenue_rate))[:, None]
    spent = bench.alpha.T[:, :, None] * income[:, None, :] + inputs
    slopes: Array = spent / np.where(X > 0, X, 1.0).T[:, :, None]
    return slopes


def steering(bench: Benchmark, frictions: Frictions) -> Array:
    """(I - J)^-1 of each economy at the benchmark [n, 2k, 2k], wages free."""
    J = own_derivatives(bench, frictions, bench.pi, 1.0 / bench.wedge, bench.X, np.zeros_like(bench.beta))
    return inverse_of(J)


def inverse_of(J: Array) -> Array:
    """(I - J)^-1, or its pseudo-inverse where an economy trades with nobody."""
    left = np.eye(J.shape[1]) - J
    try:
        return np.asarray(np.linalg.inv(left), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(left), dtype=np.float64)


def renewed(evaluate: FirstYearEvaluator, reached: Reached) -> Array:
    """Steering at a point of a solve that is not there yet."""
    problem, bench, implied = evaluate.work, evaluate.problem.benchmark, reached.implied
    pi = problem.K * implied.b[:, None, :] / implied.Phi[:, :, None]
    net = np.divide(problem.Kt, problem.K, out=np.ones_like(problem.K), where=problem.K > 0)
    pay = pay_at(evaluate.frictions, bench, evaluate.labour, reached.state.log_VA, reached.state.log_P)
    bound = (pay.log_w > pay.log_W).astype(np.float64)
    return inverse_of(own_derivatives(bench, evaluate.frictions, pi, net, implied.X, bound))


def start(problem: Problem) -> PricesAndOutputs:
    """The benchmark itself as a starting point."""
    shape = problem.benchmark.alpha.shape
    return PricesAndOutputs(np.zeros(shape), np.zeros(shape), start_of_z(problem))


def residuals(problem: Problem, state: PricesAndOutputs, implied: Sweep, z: Array) -> Residuals:
    """How far a state is from what it implies; goods and income over own value added."""
    bench = problem.benchmark
    Y = bench.Y * np.exp(state.log_VA)
    size = (bench.beta * Y).sum(axis=0)
    return Residuals.of(
        price=(implied.log_P - state.log_P) * (bench.X > 0),
        goods=(implied.Y - Y) / size,
        income=implied.shortfall,
        numeraire=size.sum() / bench.wL.sum() - 1.0,
        quota=z - state.z,
    )


def step(problem: Problem, inverse: Array, state: PricesAndOutputs, implied: Sweep, z: Array) -> Array:
    """The step of (ln P, ln VA_hat, z): each economy's loops undone, then all on the numeraire."""
    bench = problem.benchmark
    K = bench.sectors
    gap_P = np.where(bench.X > 0, implied.log_P - state.log_P, 0.0)
    gap_Y = np.where(bench.Y > 0, output_ratio_log(bench, implied.Y) - state.log_VA, 0.0)
    gap = np.concatenate([gap_P, gap_Y]).T[:, :, None]
    moved = np.clip(np.matmul(inverse, gap)[:, :, 0].T, -LARGEST_STEP, LARGEST_STEP)
    value = (bench.beta * bench.Y * np.exp(state.log_VA + moved[K:])).sum()
    moved -= np.log(value / bench.wL.sum())
    return np.concatenate([moved.ravel(), z - state.z])


def pack(state: PricesAndOutputs) -> Array:
    """The state as one vector."""
    return np.concatenate([state.log_P.ravel(), state.log_VA.ravel(), state.z])


def unpack(x: Array, bench: Benchmark) -> PricesAndOutputs:
    """The state from one vector."""
    shape, size = bench.alpha.shape, bench.alpha.size
    return PricesAndOutputs(
        x[:size].reshape(shape),
        np.maximum(x[size : 2 * size].reshape(shape), LOWEST_LOG),
        x[2 * size :],
    )


def mix(evaluate: FirstYearEvaluator, inverse: Array, first: PricesAndOutputs, tolerance: float, limit: int) -> Reached:
    """Where Anderson-mixed sweeps from a state end, see `solve.mixing`."""
    problem = evaluate.problem

    def look(x: Array, count: int) -> Look[Reached]:
        state = unpack(x, problem.benchmark)
        implied, z = evaluate.at(state)
        end = Reached(state, implied, residuals(problem, state, implied, z), count)
        return Look(end, pack(state), lambda: step(problem, inverse, state, implied, z))

    return mixed_sweeps(pack(first), look, tolerance, limit, DEPTH)


def solved_point(pay: Pay, reached: Reached) -> SolvedPoint:
    """The end of the loop for the independent check, with the pay there."""
    implied, z = reached.implied, reached.state.z
    return SolvedPoint(pay.log_v, implied.log_P, implied.X, z, reached.gaps["quota"], reached.sweeps)
