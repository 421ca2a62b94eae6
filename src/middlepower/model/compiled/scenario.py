"""One scenario from its costs and tariffs to its checked solution, in one compiled call without the lock."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.kernels import (
    CompiledCase,
    CompiledSteering,
    CompiledSweep,
    CompiledWorld,
    transfers,
    worst_of,
)
from middlepower.model.compiled.loop import mix, opened
from middlepower.model.compiled.math import compiled, exp, largest, log, worse
from middlepower.model.compiled.quotas import CompiledQuotas
from middlepower.model.long_run.equations import TINY
from middlepower.model.long_run.solve import REFINEMENTS, REFINING_SWEEPS

Array = NDArray[np.float64]


class Solved(NamedTuple):
    """What is kept of a scenario: log wages, log prices, spending, income, residual (NaN: not solved), sweeps."""

    log_w: Array
    log_P: Array
    X: Array
    income: Array
    residual: float
    sweeps: int


@compiled
def log_weights(log_pi: Array, theta: float, cost: Array, weights: Array) -> None:
    """weights <- ln (pi cost^-theta), on one long row: short rows would leave the vector units idle."""
    for j in range(weights.size):
        weights[j] = log_pi[j] - theta * log(cost[j])


@compiled
def fill_kernels(world: CompiledWorld, log_pi: Array, cost: Array, tariff: Array, case: CompiledCase) -> None:
    """Write K, Kt and the row shifts of a scenario without cuts; see `problem.prepare`."""
    K, N = case.log_shift.shape
    for k in range(K):
        weights, net, rates = case.K[k].reshape(-1), case.Kt[k].reshape(-1), tariff[k].reshape(-1)
        log_weights(log_pi[k].reshape(-1), world.theta[k], cost[k].reshape(-1), weights)
        for n in range(N):
            row = case.K[k, n]
            top = largest(row)
            top = top if top > -np.inf else 0.0
            case.log_shift[k, n] = top
            for i in range(N):
                row[i] -= top
        for j in range(weights.size):
            weights[j] = exp(weights[j])
            net[j] = weights[j] / (1.0 + rates[j])


@compiled
def checked(
    world: CompiledWorld, log_pi: Array, cost: Array, tariff: Array, claim: CompiledSweep, log_w: Array, D: Array
) -> float:
    """The largest residual of the equations written out literally at a claimed solution; see `check.check`.

    Uses the claimed wages, prices and spending only: costs, shares, prices, incomes and trade are computed anew.
    """
    K, N = claim.X.shape
    log_c, size = claimed_costs(world, log_w, claim.log_P), np.exp(log_w) * world.wL
    output, imports, landed = np.zeros((K, N)), np.zeros(N), np.empty((N, N))
    flat = landed.reshape(-1)
    worst = 0.0
    for k in range(K):
        theta, sold = world.theta[k], output[k]
        log_weights(log_pi[k].reshape(-1), theta, cost[k].reshape(-1), flat)
        for n in range(N):
            for i in range(N):  # relative to the claimed price, so that the shares of a solution sum to one
                landed[n, i] -= theta * (log_c[k, i] - claim.log_P[k, n])
        for j in range(flat.size):
            flat[j] = exp(flat[j])
        for n in range(N):
            row, rates = landed[n], tariff[k, n]
            total, bought = 0.0, 0.0
            for i in range(N):
                total += row[i]
            per_share = claim.X[k, n] / worse(total, TINY)
            for i in range(N):
                value = row[i] * per_share / (1.0 + rates[i])
                sold[i] += value
                bought += value
            imports[n] += bought
            worst = worse(worst, abs(np.log(worse(total, TINY))) / theta * world.used[k, n])
    worst = worse(worst, abs(size.sum() / world.wL.sum() - 1.0))
    return worse(worst, markets(world, claim.X, output, imports, size, D))


@compiled
def claimed_costs(world: CompiledWorld, log_w: Array, log_P: Array) -> Array:
    """ln c_hat[s, n] at claimed wages and prices, Eq. CP (10)."""
    K, N = log_P.shape
    by_economy = np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            for s in range(K):
                by_economy[n, s] += world.gamma[n, k, s] * log_P[k, n]
    return by_economy.T + world.beta * log_w


@compiled
def markets(world: CompiledWorld, X: Array, output: Array, imports: Array, size: Array, D: Array) -> float:
    """The largest residual of goods markets, factor markets and trade balances, over own value added."""
    K, N = X.shape
    income, exports, payments = size - imports + D + X.sum(axis=0), output.sum(axis=0), np.zeros(N)
    made = np.ascontiguousarray(output.T)
    worst = 0.0
    for n in range(N):
        for k in range(K):
            demand = world.alpha[k, n] * income[n]
            for s in range(K):
                demand += world.gamma[n, k, s] * made[n, s]
            worst = worse(worst, abs(demand - X[k, n]) / size[n])
            payments[n] += world.beta[k, n] * output[k, n]
        worst = worse(worst, abs(payments[n] - size[n]) / size[n])
        worst = worse(worst, abs(imports[n] - D[n] - exports[n]) / size[n])
    return worst


@compiled
def solve_scenario(
    world: CompiledWorld,
    steer: CompiledSteering,
    none: CompiledQuotas,
    log_pi: Array,
    cost: Array,
    tariff: Array,
    case: CompiledCase,
    x: Array,
    tolerance: float,
    limit: int,
) -> Solved:
    """The solved scenario from the starting point x; `case` is room for its kernels, with its deficits, and there are
    no quotas and no export taxes.

    Sweeps go on where the check asks for more, see `solve.refined`.
    """
    fill_kernels(world, log_pi, cost, tariff, case)
    swept, gaps, sweeps = mix(world, steer, case, none, x, tolerance, limit)
    log_w = opened(world, x)[0]
    residual = np.nan
    if worst_of(gaps) <= tolerance:
        residual = checked(world, log_pi, cost, tariff, swept, log_w, transfers(world, case, np.exp(log_w)))
    for _ in range(REFINEMENTS):
        if not residual > tolerance:
            break
        aim = 0.5 * tolerance * min(1.0, worst_of(gaps) / residual)
        swept, gaps, more = mix(world, steer, case, none, x, aim, REFINING_SWEEPS)
        sweeps += more
        log_w = opened(world, x)[0]
        residual = checked(world, log_pi, cost, tariff, swept, log_w, transfers(world, case, np.exp(log_w)))
    return Solved(log_w, swept.log_P, swept.X, swept.income, residual, sweeps)
