"""Numba twins of `long_run.equations`, `iterate` and `solve.anderson`, in their letters, equal to 1e-12 by tests.

Arrays as in the NumPy functions; each kernel writes into the arrays that it is given. Compiled at the first call
and kept on disk by Numba, so that a later process only loads them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.math import compiled, exp, largest, log, worse
from middlepower.model.long_run.equations import INCOME_FLOOR, TINY
from middlepower.model.long_run.iterate import PRICE_STEP, WAGE_STEP

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Index = NDArray[np.int64]
Gaps = tuple[float, float, float, float, float]


class CompiledWorld(NamedTuple):
    """What all scenarios of a benchmark share.

    Importer n buys product k from exporters first[k, n] to last[k, n] - 1 only; what is not traded has one.
    """

    alpha: Array
    beta: Array
    gamma: Array
    theta: Array
    wL: Array
    used: Array
    first: Index
    last: Index


class CompiledSteering(NamedTuple):
    """`iterate.Steering`. What only steers is kept in single precision: half the memory to read, the same solution."""

    price_inverse: Single
    goods_inverse: Single
    wage_inverse: Array
    price_response: Single
    output_response: Single


class CompiledCase(NamedTuple):
    """One scenario: its kernels, and deficits D' = D_fixed + D_anchored w_hat of the largest economy + D_own w_hat
    less the world's excess over the sum of D_own, by size."""

    K: Array
    Kt: Array
    log_shift: Array
    D_fixed: Array
    D_anchored: Array
    D_own: Array


class CompiledSweep(NamedTuple):
    """What a sweep finds, see `equations.Sweep`; `inputs` is spending on inputs and `keep` what treasuries leave."""

    log_c: Array
    inputs: Array
    b: Array
    Phi: Array
    log_P: Array
    keep: Array
    income: Array
    X: Array
    Y: Array
    excess: Array
    shortfall: Array


@compiled
def empty_sweep(K: int, N: int) -> CompiledSweep:
    """Room for what a sweep finds."""
    return CompiledSweep(
        np.empty((K, N)),
        np.empty((K, N)),
        np.empty((K, N)),
        np.empty((K, N)),
        np.empty((K, N)),
        np.empty((K, N)),
        np.empty(N),
        np.empty((K, N)),
        np.empty((K, N)),
        np.empty(N),
        np.empty(N),
    )


@compiled
def costs_and_inputs(world: CompiledWorld, log_P: Array, Y: Array, swept: CompiledSweep) -> None:
    """ln c_hat = beta ln v_hat + sum_k gamma ln P_hat, and inputs = sum_s gamma Y_s, in one pass over gamma.

    log_c holds ln v_hat[s, n], the price of value added, when it comes, and the cost when it goes.
    """
    K, N = Y.shape
    cost, output = np.empty(K), np.empty(K)
    for n in range(N):
        for s in range(K):
            cost[s] = world.beta[s, n] * swept.log_c[s, n]
            output[s] = Y[s, n]
        for k in range(K):
            row, price, total = world.gamma[n, k], log_P[k, n], 0.0
            for s in range(K):
                cost[s] += row[s] * price
                total += row[s] * output[s]
            swept.inputs[k, n] = total
        for s in range(K):
            swept.log_c[s, n] = cost[s]


@compiled
def reach_of(world: CompiledWorld, k: int, begin: int, end: int) -> tuple[int, int]:
    """(first, last) exporter of product k to any of the importers begin .. end - 1."""
    start, stop = world.first[k, begin], world.last[k, begin]
    for n in range(begin + 1, end):
        start, stop = min(start, world.first[k, n]), max(stop, world.last[k, n])
    return start, stop


@compiled
def prices(world: CompiledWorld, case: CompiledCase, swept: CompiledSweep) -> None:
    """b = c_hat^(-theta), Phi = K b, ln P_hat, and keep = Kt b / Phi: each row of the kernels is read once."""
    K, N = swept.b.shape
    for k in range(K):
        theta, b = world.theta[k], swept.b[k]
        for i in range(N):
            b[i] = -theta * swept.log_c[k, i]
        top = largest(b)
        for i in range(N):
            b[i] = exp(b[i] - top)
        for n in range(N):
            start, stop = world.first[k, n], world.last[k, n]
            row, net, near = case.K[k, n, start:stop], case.Kt[k, n, start:stop], b[start:stop]
            Phi, kept = 0.0, 0.0
            for i in range(row.size):
                Phi += row[i] * near[i]
                kept += net[i] * near[i]
            Phi = worse(Phi, TINY)
            swept.Phi[k, n] = Phi
            swept.keep[k, n] = kept / Phi
        for n in range(N):
            swept.log_P[k, n] = -(log(swept.Phi[k, n]) + top + case.log_shift[k, n]) / theta


@compiled
def transfers(world: CompiledWorld, case: CompiledCase, w_hat: Array) -> Array:
    """D'[n], see `closure.deficits`."""
    size = w_hat * world.wL
    wanted = case.D_own * w_hat
    anchor = w_hat[np.argmax(world.wL)]
    deficit: Array = case.D_fixed + case.D_anchored * anchor + wanted - size * (wanted.sum() / size.sum())
    return deficit


@compiled
def spending(world: CompiledWorld, case: CompiledCase, w_hat: Array, moved: Array, swept: CompiledSweep) -> None:
    """X and income, see `equations.spending_and_income`; moved[n] are rents and export taxes between treasuries."""
    K, N = swept.X.shape
    income = w_hat * world.wL + transfers(world, case, w_hat) + moved
    slack = np.ones(N)
    for k in range(K):
        for n in range(N):
            rate = 1.0 - swept.keep[k, n]
            income[n] += swept.inputs[k, n] * rate
            slack[n] -= world.alpha[k, n] * rate
    for n in range(N):
        earned, size = income[n] / slack[n], w_hat[n] * world.wL[n]
        swept.income[n] = worse(earned, INCOME_FLOOR * size)
        swept.shortfall[n] = (swept.income[n] - earned) / size
    for k in range(K):
        for n in range(N):
            swept.X[k, n] = world.alpha[k, n] * swept.income[n] + swept.inputs[k, n]


@compiled
def outputs(world: CompiledWorld, case: CompiledCase, w_hat: Array, swept: CompiledSweep) -> None:
    """Y = b (Kt' (X / Phi)) and excess factor demand."""
    K, N = swept.Y.shape
    for n in range(N):
        swept.excess[n] = -w_hat[n] * world.wL[n]
    per_Phi = np.empty(N)
    for k in range(K):
        Y = swept.Y[k]
        for n in range(N):
            Y[n] = 0.0
            per_Phi[n] = swept.X[k, n] / swept.Phi[k, n]
        sell_to_all(world, case, k, per_Phi, Y)
        for i in range(N):
            Y[i] *= swept.b[k, i]
            swept.excess[i] += world.beta[k, i] * Y[i]


@compiled
def sell_to_all(world: CompiledWorld, case: CompiledCase, k: int, per_Phi: Array, sold: Array) -> None:
    """Add Kt' per_Phi of a product to sold[i], for four importers at a time, so that it is read once for all."""
    N, Kt = sold.size, case.Kt[k]
    for n in range(0, N - 3, 4):
        start, stop = reach_of(world, k, n, n + 4)
        a, b, c, d = Kt[n, start:stop], Kt[n + 1, start:stop], Kt[n + 2, start:stop], Kt[n + 3, start:stop]
        of_a, of_b, of_c, of_d = per_Phi[n], per_Phi[n + 1], per_Phi[n + 2], per_Phi[n + 3]
        near = sold[start:stop]
        for i in range(near.size):
            near[i] += (a[i] * of_a + b[i] * of_b) + (c[i] * of_c + d[i] * of_d)
    for n in range(N - N % 4, N):
        start, stop = world.first[k, n], world.last[k, n]
        net, near, of_n = Kt[n, start:stop], sold[start:stop], per_Phi[n]
        for i in range(near.size):
            near[i] += net[i] * of_n


@compiled
def sweep(
    world: CompiledWorld,
    case: CompiledCase,
    log_w: Array,
    log_P: Array,
    Y: Array,
    moved: Array,
    swept: CompiledSweep,
) -> None:
    """All equations once, see `equations.sweep`."""
    w_hat = np.exp(log_w)
    for s in range(Y.shape[0]):
        swept.log_c[s] = log_w
    costs_and_inputs(world, log_P, Y, swept)
    prices(world, case, swept)
    spending(world, case, w_hat, moved, swept)
    outputs(world, case, w_hat, swept)


@compiled
def residuals(world: CompiledWorld, log_w: Array, log_P: Array, Y: Array, swept: CompiledSweep) -> Gaps:
    """Residuals of prices, goods, factors, incomes and the numeraire, see `iterate.residuals`; NaN where one is."""
    K, N = Y.shape
    size = np.exp(log_w) * world.wL
    price, goods, factor, income = 0.0, 0.0, 0.0, 0.0
    for k in range(K):
        for n in range(N):
            price = worse(price, abs(swept.log_P[k, n] - log_P[k, n]) * world.used[k, n])
            goods = worse(goods, abs(swept.Y[k, n] - Y[k, n]) / size[n])
    for n in range(N):
        factor = worse(factor, abs(swept.excess[n]) / size[n])
        income = worse(income, swept.shortfall[n])
    return price, goods, factor, income, abs(size.sum() / world.wL.sum() - 1.0)


@compiled
def worst_of(gaps: tuple[float, ...]) -> float:
    """The largest of the residuals; NaN when any is."""
    worst = gaps[0]
    for gap in gaps[1:]:
        worst = worse(worst, gap)
    return worst


@compiled
def domestic_loops(
    world: CompiledWorld, steer: CompiledSteering, log_P: Array, Y: Array, swept: CompiledSweep, d_P: Array, d_Y: Array
) -> None:
    """Steps of prices and outputs with domestic loops solved out."""
    K, N = Y.shape
    gap_P, gap_Y = np.empty(K, np.float32), np.empty(K, np.float32)
    for n in range(N):
        for k in range(K):
            gap_P[k] = (swept.log_P[k, n] - log_P[k, n]) * world.used[k, n]
            gap_Y[k] = swept.Y[k, n] - Y[k, n]
        for k in range(K):
            price, goods = steer.price_inverse[n, k], steer.goods_inverse[n, k]
            step_P, step_Y = np.float32(0.0), np.float32(0.0)
            for h in range(K):
                step_P += price[h] * gap_P[h]
                step_Y += goods[h] * gap_Y[h]
            d_P[k, n] = step_P
            d_Y[k, n] = step_Y


@compiled
def wage_step(world: CompiledWorld, steer: CompiledSteering, log_w: Array, Y: Array, d_Y: Array) -> Array:
    """The clamped step of log wages at outputs Y + d_Y."""
    K, N = Y.shape
    size = np.exp(log_w) * world.wL
    target = world.wL * (size.sum() / world.wL.sum() - 1.0) + size
    for k in range(K):
        for n in range(N):
            target[n] -= world.beta[k, n] * (Y[k, n] + d_Y[k, n])
    step = np.zeros(N)
    for n in range(N):
        for m in range(N):
            step[n] += steer.wage_inverse[n, m] * target[m]
        step[n] = min(max(step[n], -WAGE_STEP), WAGE_STEP)
    return step


@compiled
def preconditioned(
    world: CompiledWorld,
    steer: CompiledSteering,
    log_w: Array,
    log_P: Array,
    Y: Array,
    swept: CompiledSweep,
    step: Array,
) -> None:
    """The step of (ln w, ln P, Y / wL), see `iterate.preconditioned`."""
    K, N = Y.shape
    d_P = step[N : N + K * N].reshape((K, N))
    d_Y = step[N + K * N : N + 2 * K * N].reshape((K, N))
    domestic_loops(world, steer, log_P, Y, swept, d_P, d_Y)
    d_w = wage_step(world, steer, log_w, Y, d_Y)
    step[:N] = d_w
    moved = d_w.astype(np.float32)
    for k in range(K):
        for n in range(N):
            price, goods = steer.price_response[k, n], steer.output_response[k, n]
            more_P, more_Y = np.float32(0.0), np.float32(0.0)
            for m in range(N):
                more_P += price[m] * moved[m]
                more_Y += goods[m] * moved[m]
            d_P[k, n] = min(max(d_P[k, n] + more_P, -PRICE_STEP), PRICE_STEP)
            d_Y[k, n] = d_Y[k, n] / world.wL[n] + more_Y
