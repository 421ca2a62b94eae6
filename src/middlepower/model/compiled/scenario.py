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
from middlepower.model.compiled.quotas import CompiledQuotas, bundles_at, moved_at
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
def fill_kernels(world: CompiledWorld, log_pi: Array, cost: Array, receipts: Array, case: CompiledCase) -> None:
    """Write K, Kt and the row shifts of a scenario; log_pi is minus infinity where trade is cut; see
    `problem.prepare`."""
    K, N = case.log_shift.shape
    for k in range(K):
        weights, net, kept = case.K[k].reshape(-1), case.Kt[k].reshape(-1), receipts[k].reshape(-1)
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
            net[j] = weights[j] * kept[j]


@compiled
def sum_of(row: Array) -> float:
    """The sum of a row."""
    total = 0.0
    for i in range(row.size):
        total += row[i]
    return total


@compiled
def share_out(row: Array, total: float, shares: Array) -> None:
    """shares <- a row over its total; zero where there is none, as in `check.new_shares`."""
    per = 1.0 / total if total > 0.0 else 1.0
    for i in range(row.size):
        shares[i] = row[i] * per


@compiled
def sell(row: Array, kept: Array, per_share: float, sold: Array) -> float:
    """What producers receive for a row of flows, which is added to `sold`[i]."""
    bought = 0.0
    for i in range(row.size):
        value = row[i] * per_share * kept[i]
        sold[i] += value
        bought += value
    return bought


@compiled
def levy(tax: Array, row: Array, kept: Array, per_share: float, n: int, moved: Array) -> None:
    """Move the export taxes on a row of n's purchases from n to the exporters' treasuries."""
    for i in range(row.size):
        levied = tax[i] * row[i] * per_share * kept[i]
        moved[i] += levied
        moved[n] -= levied


@compiled
def checked(
    world: CompiledWorld,
    log_pi: Array,
    cost: Array,
    receipts: Array,
    tax: Array,
    claim: CompiledSweep,
    log_w: Array,
    D: Array,
    rents: Array,
    pi: Array,
) -> tuple[float, Array]:
    """(largest residual of the equations written out literally at a claimed solution, income); see `check.check`.

    Uses the claimed wages, prices and spending, and the rents that treasuries owe each other: costs, shares, prices,
    export taxes, incomes and trade are computed anew. tax[k, n, i] has no sector where nobody taxes exports. The shares
    are written into pi[k, n, i], unless it has no sector.
    """
    K, N = claim.X.shape
    log_c, size = claimed_costs(world, log_w, claim.log_P), np.exp(log_w) * world.wL
    output, imports, landed = np.zeros((K, N)), np.zeros(N), np.empty((N, N))
    flat, moved = landed.reshape(-1), rents.copy()
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
            row, kept = landed[n], receipts[k, n]
            total = sum_of(row)
            if pi.shape[0]:
                share_out(row, total, pi[k, n])
            per_share = claim.X[k, n] / worse(total, TINY)
            imports[n] += sell(row, kept, per_share, sold)
            if tax.shape[0]:
                levy(tax[k, n], row, kept, per_share, n, moved)
            worst = worse(worst, abs(np.log(worse(total, TINY))) / theta * world.used[k, n])
    worst = worse(worst, abs(size.sum() / world.wL.sum() - 1.0))
    income = size - imports + D + moved + claim.X.sum(axis=0)
    return worse(worst, markets(world, claim.X, output, imports, size, D + moved, income)), income


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
def markets(
    world: CompiledWorld, X: Array, output: Array, imports: Array, size: Array, transfer: Array, income: Array
) -> float:
    """The largest residual of goods markets, factor markets and trade balances, over own value added."""
    K, N = X.shape
    exports, payments = output.sum(axis=0), np.zeros(N)
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
        worst = worse(worst, abs(imports[n] - transfer[n] - exports[n]) / size[n])
    return worst


@compiled
def residual_at(
    world: CompiledWorld,
    quotas: CompiledQuotas,
    flows: tuple[Array, Array, Array, Array],
    case: CompiledCase,
    claim: CompiledSweep,
    x: Array,
    quota_gap: float,
    pi: Array,
) -> tuple[float, Array]:
    """(largest residual, income) at a claim and the point x where it was found; flows are (log_pi, cost, receipts, tax)
    without the premiums of quotas. Shares go into pi, see `checked`."""
    log_pi, cost, receipts, tax = flows
    log_w, _, _, z = opened(world, x)
    count, rents = quotas.flow.size, moved_at(world, quotas, z)
    if quotas.taxed:
        rents -= z[2 * count :] * world.wL
    if count:
        bundle = bundles_at(quotas, z[:count])
        cost, receipts = cost.copy(), receipts.copy()
        for f in range(quotas.k.size):
            k, n, i = quotas.k[f], quotas.n[f], quotas.i[f]
            cost[k, n, i] *= bundle.cost[f]
            receipts[k, n, i] = bundle.border[f] / quotas.export[f]
    D = transfers(world, case, np.exp(log_w))
    residual, income = checked(world, log_pi, cost, receipts, tax, claim, log_w, D, rents, pi)
    return worse(residual, quota_gap), income


@compiled
def solve_scenario(
    world: CompiledWorld,
    steer: CompiledSteering,
    quotas: CompiledQuotas,
    flows: tuple[Array, Array, Array, Array],
    case: CompiledCase,
    x: Array,
    tolerance: float,
    limit: int,
    pi: Array,
) -> Solved:
    """The solved scenario from the starting point x, which becomes its solution; its shares are in pi, see `checked`.

    flows are (log_pi, cost, receipts, tax): minus infinity in log_pi where trade is cut, and no sector in tax where
    nobody taxes exports. `case` is room for the kernels, with the deficits; so is `quotas.base` for the quota flows'.
    Sweeps go on where the check asks for more, see `solve.refined`.
    """
    fill_kernels(world, flows[0], flows[1], flows[2], case)
    for f in range(quotas.k.size):
        quotas.base[f] = case.K[quotas.k[f], quotas.n[f], quotas.i[f]]
    swept, gaps, sweeps = mix(world, steer, case, quotas, x, tolerance, limit)
    residual, income = np.nan, swept.income
    if worst_of(gaps) <= tolerance:
        residual, income = residual_at(world, quotas, flows, case, swept, x, gaps[5], pi)
    for _ in range(REFINEMENTS):
        if not residual > tolerance:
            break
        aim = 0.5 * tolerance * min(1.0, worst_of(gaps) / residual)
        swept, gaps, more = mix(world, steer, case, quotas, x, aim, REFINING_SWEEPS)
        sweeps += more
        residual, income = residual_at(world, quotas, flows, case, swept, x, gaps[5], pi)
    return Solved(opened(world, x)[0], swept.log_P, swept.X, income, residual, sweeps)
