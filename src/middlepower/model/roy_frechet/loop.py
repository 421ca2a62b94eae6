"""The main loop of the Roy-Frechet variant: the sweeps of `iterate`, with a wage for every sector of every economy.

A step first moves the wages of whole economies, by the world's wage Jacobian, then those of sectors within each
economy, by its own labour-market Jacobian in logs; prices and outputs move at once by what these steps ask of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.problem import Problem
from middlepower.model.long_run.equations import Sweep
from middlepower.model.long_run.evaluate import start_of_z
from middlepower.model.long_run.iterate import PRICE_STEP, WAGE_STEP, Outcome, Steering, Unknowns, steer_at
from middlepower.model.long_run.linear import Blocks, Point
from middlepower.model.roy_frechet.equations import (
    Labour,
    RoyEvaluator,
    employment_share,
    income_per_worker_log,
    labour_income,
)
from middlepower.solve.mixing import Look, mixed_sweeps
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
PAYMENT_FLOOR = 1e-12  # of own supply: keeps the log of a passing iterate finite


@dataclass(frozen=True)
class RoySteering:
    """Two levels: wages of whole economies from `iterate.Steering`, then deviations of sectors within each of them.

    gap_inverse[n, s, h] turns log gaps of an economy's labour markets into log wages; own_price and own_output
    [n, k, s] (over own wL) say where its own prices and outputs go then, those of others held.
    """

    economy: Steering
    gap_inverse: Array
    own_price: Array
    own_output: Array


def own_slopes(point: Point, inverse: Blocks, shares: Array) -> tuple[Array, Array]:
    """(d ln P, d Y)[n, k, s] of an economy to its own log sector wages, everything abroad held.

    shares[s, n] of factor income at the point; Y reacts through costs, own prices and own factor income.
    """
    K, N = shares.shape
    n = np.arange(N)
    home, home_net = point.pi[:, n, n].T, (point.pi * point.net)[:, n, n].T
    flow = point.pi * point.net * point.X[:, :, None]
    direct = point.beta.T[:, :, None] * np.eye(K)
    dP = np.matmul(inverse.price, home[:, :, None] * direct)
    dc = direct + np.matmul(point.gamma.transpose(0, 2, 1), dP)
    at_home, output = flow[:, n, n].T[:, :, None], flow.sum(axis=1).T[:, :, None]
    substitution = point.theta[:, None] * (at_home * dP - output * dc)
    income = (shares * point.wL).T[:, None, :]
    pushed = substitution + home_net[:, :, None] * point.alpha.T[:, :, None] * income
    return dP, np.matmul(inverse.goods, pushed)


def own_jacobian(point: Point, dY: Array, shares: Array, kappa: float) -> Array:
    """d ln (demand / supply)[n, s, h] of labour market s to own log wage h; minus one where nobody works.

    Demand is beta Y; ln supply = ln share + kappa ln w + (1 - kappa) ln Phi, with d ln Phi = share' d ln w.
    """
    Y = (point.pi * point.net * point.X[:, :, None]).sum(axis=1).T
    used = (shares.T > 0) & (Y > 0)
    jacobian = dY / np.where(used, Y, 1.0)[:, :, None] + (kappa - 1.0) * shares.T[:, None, :]
    jacobian -= kappa * np.eye(len(shares))
    jacobian[~used] = 0.0
    n, s = np.nonzero(~used)
    jacobian[n, s, s] = -1.0
    return jacobian


def roy_steer_at(point: Point, economy: Steering, kappa: float, shares: Array) -> RoySteering:
    """Steering at a point with shares[s, n] of factor income, given that of whole economies."""
    dP, dY = own_slopes(point, economy.inverse, shares)
    jacobian = own_jacobian(point, dY, shares, kappa)
    try:
        inverse = np.asarray(np.linalg.inv(jacobian), dtype=np.float64)
    except np.linalg.LinAlgError:  # an economy that trades with nobody: no market pins its level of wages
        inverse = np.asarray(np.linalg.pinv(jacobian), dtype=np.float64)
    return RoySteering(economy, inverse, dP, dY / point.wL[:, None, None])


def benchmark_point(b: Benchmark) -> Point:
    """The benchmark as a point around which the equations are linearised."""
    return Point(b.pi, 1.0 / b.wedge, b.X, b.wL, b.alpha, b.beta, b.gamma, b.theta)


def roy_steering(benchmark: Benchmark, labour: Labour, economy: Steering) -> RoySteering:
    """Steering at the benchmark."""
    return roy_steer_at(benchmark_point(benchmark), economy, labour.kappa, labour.share)


def roy_renewed(problem: Problem, labour: Labour, outcome: Outcome) -> RoySteering:
    """Steering at a point of a solve that is not there yet."""
    b, implied, log_w = problem.benchmark, outcome.implied, outcome.state.log_w
    pi = problem.K * implied.b[:, None, :] / implied.Phi[:, :, None]
    net = np.divide(problem.Kt, problem.K, out=np.ones_like(problem.K), where=problem.K > 0)
    wL = np.exp(income_per_worker_log(log_w, labour.share, labour.kappa)) * b.wL
    point = Point(pi, net, implied.X, wL, b.alpha, b.beta, b.gamma, b.theta)
    economy = steer_at(b, pi, net, implied.X, wL)
    return roy_steer_at(point, economy, labour.kappa, employment_share(log_w, labour.share, labour.kappa))


def roy_start(problem: Problem) -> Unknowns:
    """The benchmark itself as a starting point."""
    shape = problem.benchmark.alpha.shape
    return Unknowns(np.zeros(shape), np.zeros(shape), problem.benchmark.Y.copy(), start_of_z(problem))


def roy_residuals(problem: Problem, labour: Labour, state: Unknowns, implied: Sweep, z: Array) -> Residuals:
    """How far a state is from what it implies: as `iterate.residuals`, `factor` the labour market of each sector."""
    bench = problem.benchmark
    size = np.exp(income_per_worker_log(state.log_w, labour.share, labour.kappa)) * bench.wL
    return Residuals.of(
        price=(implied.log_P - state.log_P) * (bench.X > 0),
        goods=(implied.Y - state.Y) / size,
        factor=implied.excess / size,
        income=implied.shortfall,
        numeraire=size.sum() / bench.wL.sum() - 1.0,
        quota=z - state.z,
    )


def roy_step(problem: Problem, labour: Labour, steer: RoySteering, state: Unknowns, implied: Sweep, z: Array) -> Array:
    """The step of (ln w, ln P, Y / wL, z): domestic loops, then wages of economies, then of their sectors."""
    bench, inverse = problem.benchmark, steer.economy.inverse
    gap_P = np.where(bench.X > 0, implied.log_P - state.log_P, 0.0)
    d_P = np.matmul(inverse.price, gap_P.T[:, :, None])[:, :, 0].T
    d_Y = np.matmul(inverse.goods, (implied.Y - state.Y).T[:, :, None])[:, :, 0].T / bench.wL
    supply = labour_income(state.log_w, labour, bench.wL)
    excess = (bench.beta * (state.Y / bench.wL + d_Y)).sum(axis=0) * bench.wL - supply.sum(axis=0)
    defect = supply.sum() / bench.wL.sum() - 1.0
    level = np.clip(steer.economy.wage_inverse @ (bench.wL * defect - excess), -WAGE_STEP, WAGE_STEP)
    d_P = d_P + np.matmul(steer.economy.price_response, level)
    d_Y = d_Y + np.matmul(steer.economy.output_response, level)
    gap = labour_gap(bench.beta * (state.Y / bench.wL + d_Y), supply / bench.wL * np.exp(level))
    d_w = -np.matmul(steer.gap_inverse, gap.T[:, :, None])
    d_w = np.clip(d_w, -WAGE_STEP, WAGE_STEP)
    d_P = np.clip(d_P + np.matmul(steer.own_price, d_w)[:, :, 0].T, -PRICE_STEP, PRICE_STEP)
    d_Y = d_Y + np.matmul(steer.own_output, d_w)[:, :, 0].T
    return np.concatenate([(level + d_w[:, :, 0].T).ravel(), d_P.ravel(), d_Y.ravel(), z - state.z])


def labour_gap(demand: Array, supply: Array) -> Array:
    """ln demand - ln supply of labour markets [s, n]; zero where nobody works."""
    used = supply > np.finfo(float).tiny
    ratio = np.maximum(demand, PAYMENT_FLOOR * supply) / np.where(used, supply, 1.0)
    gap: Array = np.log(np.where(used, ratio, 1.0))
    return gap


def pack(state: Unknowns, wL: Array) -> Array:
    """The state as one vector."""
    return np.concatenate([state.log_w.ravel(), state.log_P.ravel(), (state.Y / wL).ravel(), state.z])


def unpack(x: Array, benchmark: Benchmark) -> Unknowns:
    """The state from one vector; outputs are kept non-negative."""
    shape, size = benchmark.alpha.shape, benchmark.alpha.size
    log_w, log_P, Y = (x[m * size : (m + 1) * size].reshape(shape) for m in range(3))
    return Unknowns(log_w, log_P, np.maximum(Y, 0.0) * benchmark.wL, x[3 * size :])


def roy_mix(
    problem: Problem, labour: Labour, steer: RoySteering, first: Unknowns, tolerance: float, limit: int
) -> Outcome:
    """Where Anderson-mixed sweeps from a state end, see `solve.mixing`."""
    bench, evaluate = problem.benchmark, RoyEvaluator(problem, labour)

    def look(x: Array, count: int) -> Look[Outcome]:
        state = unpack(x, bench)
        implied, z = evaluate(state.log_w, state.log_P, state.Y, state.z)
        end = Outcome(state, implied, roy_residuals(problem, labour, state, implied, z), count)
        return Look(end, pack(state, bench.wL), lambda: roy_step(problem, labour, steer, state, implied, z))

    return mixed_sweeps(pack(first, bench.wL), look, tolerance, limit)
