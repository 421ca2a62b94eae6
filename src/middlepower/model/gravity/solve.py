"""Newton's method on structural gravity: multilateral resistances, and the two counterfactuals made of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.gravity.equations import GravityBenchmark, GravityOutcome, cleared, demand, market_slope

Array = NDArray[np.float64]

TOLERANCE = 5e-13  # of the largest relative residual; rounding leaves 2e-13 among fifty economies
NEWTON_STEPS = 40
LARGEST_STEP = 1.0  # of a log unknown
FIRST_SWEEPS = 5  # row and column scalings before Newton's method


def modelled(cost_index: Array, output: Array, spending: Array, substitution: float) -> GravityBenchmark:
    """The benchmark whose flows are those of the model at cost_index[n, i] = trade cost^(1-s), e.g. exp(x'b).

    Only shares matter: spending is scaled to world output.
    """
    y, e = output / output.sum(), spending / spending.sum()
    a, b, _ = resistances(cost_index * e[:, None], cost_index * y[None, :], 0)
    return GravityBenchmark(output.sum() * cost_index * (e * b)[:, None] * (y * a)[None, :], substitution)


def resistances(sales: Array, purchases: Array, reference: int) -> tuple[Array, Array, float]:
    """(a[i], b[n], residual) of a_i sum_n sales[n, i] b_n = 1 and b_n sum_i purchases[n, i] a_i = 1, b[reference] = 1.

    Newton's method on logs; the first sales equation follows from the others and is left out.
    """
    N = len(sales)
    log_b = np.zeros(N)
    for _ in range(FIRST_SWEEPS):
        log_a = -np.log(np.exp(log_b) @ sales)
        log_b = -np.log(purchases @ np.exp(log_a))
    x = np.concatenate([log_a + log_b[reference], log_b - log_b[reference]])
    for _ in range(NEWTON_STEPS):
        a, b = np.exp(x[:N]), np.exp(x[N:])
        sold, bought = sales * a[None, :] * b[:, None], purchases * a[None, :] * b[:, None]
        gap = np.concatenate([np.log(sold.sum(axis=0)), np.log(bought.sum(axis=1))])
        worst = float(np.abs(gap).max())
        if worst <= TOLERANCE:
            return a, b, worst
        jacobian = np.block(
            [[np.eye(N), (sold / sold.sum(axis=0)).T], [bought / bought.sum(axis=1)[:, None], np.eye(N)]]
        )
        jacobian[0] = np.eye(2 * N)[N + reference]
        gap[0] = x[N + reference]
        x = x - np.clip(np.linalg.solve(jacobian, gap), -LARGEST_STEP, LARGEST_STEP)
    raise NoEquilibriumError(
        f"multilateral resistances leave a residual of {worst:.1e}: look for groups that do not trade."
    )


def fixed_shares(benchmark: GravityBenchmark, cost_hat: Array, reference: int) -> GravityOutcome:
    """The counterfactual of gegravity 0.3: shares of output and spending stay put in the resistances.

    cost_hat[n, i] is the ratio of trade costs. Flows are, as there, k' a' b' at output and spending scaled by prices.
    """
    s = benchmark.substitution
    k_hat = cost_hat ** (1.0 - s)
    sales = benchmark.flow / benchmark.output[None, :] * k_hat
    purchases = benchmark.flow / benchmark.spending[:, None] * k_hat
    a, b, residual = resistances(sales, purchases, reference)
    price = a ** (1.0 / (1.0 - s))
    world = benchmark.output @ price / benchmark.output.sum()
    flow = benchmark.flow * k_hat * (b * price)[:, None] * (a * price / world)[None, :]
    return GravityOutcome(benchmark, price, b ** (1.0 / (s - 1.0)), flow, residual)


def full_endowment(benchmark: GravityBenchmark, cost_hat: Array, reference: int) -> GravityOutcome:
    """The general-equilibrium counterfactual: every market clears at the new prices."""
    s, N = benchmark.substitution, len(benchmark.flow)
    kernel = benchmark.flow / benchmark.spending[:, None] * cost_hat ** (1.0 - s)
    log_p = np.zeros(N)
    for _ in range(NEWTON_STEPS):
        share, log_index = demand(kernel, log_p, s)
        flow, gap = cleared(benchmark, share, log_p)
        worst = float(np.abs(np.append(gap, log_index[reference])).max())
        if worst <= TOLERANCE:
            return GravityOutcome(benchmark, np.exp(log_p), np.exp(log_index), flow, worst)
        jacobian = market_slope(benchmark, share, flow, log_p, s)
        jacobian[0], gap[0] = share[reference], log_index[reference]
        log_p = log_p - np.clip(np.linalg.solve(jacobian, gap), -LARGEST_STEP, LARGEST_STEP)
    raise NoEquilibriumError(f"prices leave an excess demand of {worst:.1e} of own output: change the costs in steps.")
