"""The main loop: block-preconditioned sweeps under Anderson mixing, then Newton on wages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.problem import Problem
from middlepower.model.long_run.equations import Sweep
from middlepower.model.long_run.evaluate import Evaluator, size_of_z, start_of_z
from middlepower.model.long_run.linear import (
    INNER_TOLERANCE,
    STEERING_TOLERANCE,
    Blocks,
    Point,
    blocks,
    excess_slope,
    gauged_inverse,
    wage_responses,
)
from middlepower.solve.mixing import Look, mixed_sweeps
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
WAGE_STEP = 0.5  # largest change of a log wage in one sweep
PRICE_STEP = 2.0  # largest change of a log price in one sweep


@dataclass(frozen=True)
class Steering:
    """What depends on the world alone and steers every solve on it: the linearised model, inverted block by block.

    inverse undoes domestic loops; wage_inverse[n, m] turns excess demands into log wages; price_response[k, n, m]
    and output_response[k, n, m] (over own value added) say where prices and outputs go when log wage m moves.
    """

    inverse: Blocks
    wage_inverse: Array
    price_response: Array
    output_response: Array


@dataclass(frozen=True)
class Unknowns:
    """The unknowns: log wages [n], log prices [k, n], outputs [k, n] (zeros allowed), z of `evaluate.Evaluator`."""

    log_w: Array
    log_P: Array
    Y: Array
    z: Array


@dataclass(frozen=True)
class SolvedPoint:
    """What a solver hands to the independent check: ln of the price of value added [n], or [s, n] where it differs by
    sector, implied ln prices and spending [k, n], z of `evaluate.Evaluator` and by how much quotas miss it."""

    log_v: Array
    log_P: Array
    X: Array
    z: Array
    quota_gap: float
    sweeps: int


@dataclass(frozen=True)
class Outcome:
    """Where the loop ended: the state, what it implies by the equations, and how far the two are apart."""

    state: Unknowns
    implied: Sweep
    gaps: Residuals
    sweeps: int

    @property
    def point(self) -> SolvedPoint:
        """The same for the independent check."""
        implied, state = self.implied, self.state
        return SolvedPoint(state.log_w, implied.log_P, implied.X, state.z, self.gaps["quota"], self.sweeps)


def steering(benchmark: Benchmark) -> Steering:
    """Preconditioning blocks and inverse wage Jacobian at the benchmark."""
    net, size = 1.0 / benchmark.wedge, benchmark.wL
    return steer_at(benchmark, benchmark.pi, net, benchmark.X, size, STEERING_TOLERANCE)


def steer_at(
    benchmark: Benchmark, pi: Array, net: Array, X: Array, wL: Array, tolerance: float = INNER_TOLERANCE
) -> Steering:
    """Steering at any point with shares pi, receipts per spending `net`, spending X and value added wL."""
    point = Point(pi, net, X, wL, benchmark.alpha, benchmark.beta, benchmark.gamma, benchmark.theta)
    inverse = blocks(point)
    dP, dY = wage_responses(point, inverse, None, tolerance)
    return Steering(inverse, gauged_inverse(excess_slope(point, dY), wL), dP, dY / wL[:, None])


def renewed(problem: Problem, outcome: Outcome) -> Steering:
    """Steering at a point of a solve that is not there yet."""
    implied = outcome.implied
    pi = problem.K * implied.b[:, None, :] / implied.Phi[:, :, None]
    net = np.divide(problem.Kt, problem.K, out=np.ones_like(problem.K), where=problem.K > 0)
    wL = np.exp(outcome.state.log_w) * problem.benchmark.wL
    return steer_at(problem.benchmark, pi, net, implied.X, wL)


def start(problem: Problem) -> Unknowns:
    """The benchmark itself as a starting point."""
    benchmark = problem.benchmark
    return Unknowns(
        np.zeros(benchmark.regions), np.zeros_like(benchmark.alpha), benchmark.Y.copy(), start_of_z(problem)
    )


def fitting(problem: Problem, first: Unknowns) -> Unknowns:
    """A state to start from; its z is the benchmark's where it comes from a problem with other quotas or taxes."""
    return first if len(first.z) == size_of_z(problem) else replace(first, z=start_of_z(problem))


def residuals(problem: Problem, state: Unknowns, implied: Sweep, z: Array) -> Residuals:
    """How far a state is from what it implies, each equation in units that compare across economies.

    Prices in logs; outputs, excess factor demand and what the floor adds to income over own value added; the
    numeraire over world value added; quota premiums and transfers in the units of `evaluate.Evaluator`.
    """
    wL = problem.benchmark.wL
    size = np.exp(state.log_w) * wL
    return Residuals.of(
        price=(implied.log_P - state.log_P) * (problem.benchmark.X > 0),
        goods=(implied.Y - state.Y) / size,
        factor=implied.excess / size,
        income=implied.shortfall,
        numeraire=size.sum() / wL.sum() - 1.0,
        quota=z - state.z,
    )


def preconditioned(problem: Problem, steer: Steering, state: Unknowns, implied: Sweep, z: Array) -> Array:
    """The step of (ln w, ln P, Y / wL, premium): domestic loops and wages solved out to first order.

    Prices and outputs move at once by what the wage step will ask of them, which halves the number of sweeps.
    """
    bench = problem.benchmark
    gap_P = np.where(bench.X > 0, implied.log_P - state.log_P, 0.0)
    d_P = np.matmul(steer.inverse.price, gap_P.T[:, :, None])[:, :, 0].T
    d_Y = np.matmul(steer.inverse.goods, (implied.Y - state.Y).T[:, :, None])[:, :, 0].T
    payments = np.einsum("sn,sn->n", bench.beta, state.Y + d_Y)
    excess = payments - np.exp(state.log_w) * bench.wL
    defect = np.exp(state.log_w) @ bench.wL / bench.wL.sum() - 1.0
    d_w = steer.wage_inverse @ (bench.wL * defect - excess)
    d_w = np.clip(d_w, -WAGE_STEP, WAGE_STEP)
    d_P = np.clip(d_P + np.matmul(steer.price_response, d_w), -PRICE_STEP, PRICE_STEP)
    d_Y = d_Y / bench.wL + np.matmul(steer.output_response, d_w)
    return np.concatenate([d_w, d_P.ravel(), d_Y.ravel(), z - state.z])


def pack(state: Unknowns, wL: Array) -> Array:
    """The state as one vector."""
    return np.concatenate([state.log_w, state.log_P.ravel(), (state.Y / wL).ravel(), state.z])


def unpack(x: Array, benchmark: Benchmark) -> Unknowns:
    """The state from one vector; outputs are kept non-negative."""
    N, size = benchmark.regions, benchmark.alpha.size
    shape = benchmark.alpha.shape
    Y = np.maximum(x[N + size : N + 2 * size].reshape(shape), 0.0) * benchmark.wL
    return Unknowns(x[:N], x[N : N + size].reshape(shape), Y, x[N + 2 * size :])


def mix(problem: Problem, steer: Steering, first: Unknowns, tolerance: float, limit: int) -> Outcome:
    """Where Anderson-mixed sweeps from a state end, see `solve.mixing`."""
    bench, evaluate = problem.benchmark, Evaluator(problem)

    def look(x: Array, count: int) -> Look[Outcome]:
        state = unpack(x, bench)
        implied, z = evaluate(state.log_w, state.log_P, state.Y, state.z)
        end = Outcome(state, implied, residuals(problem, state, implied, z), count)
        return Look(end, pack(state, bench.wL), lambda: preconditioned(problem, steer, state, implied, z))

    return mixed_sweeps(pack(first, bench.wL), look, tolerance, limit)
