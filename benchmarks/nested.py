"""The papers' own algorithm, written plainly: prices solved at given wages, then spending, then a damped wage step.

Caliendo and Parro (2015, section 4.4, after Alvarez and Lucas 2007). Inner loops start from their last values and the
wage step is the fastest of those tried on each world (0.5 at 31 x 40; 0.2 at 81 x 28, where 0.4 diverges), so that
the comparison is fair to the algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName, deficits
from middlepower.model.core.problem import receipts
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
INNER = 0.1  # inner tolerance relative to the outer one
LIMIT = 5000


@dataclass(frozen=True)
class Nested:
    """Wage ratios, the largest residual over own value added, and wage updates."""

    w_hat: Array
    residual: float
    updates: int


def solve(
    bench: Benchmark, shock: Shock, closure: ClosureName, tolerance: float, wage_step: float, linear: bool = False
) -> Nested:
    """The equilibrium by nested fixed points; `linear` solves for spending as one dense system, as the paper does."""
    w_hat, P_hat, X = np.ones(bench.regions), np.ones_like(bench.X), bench.X.copy()
    spend = spending_by_system if linear else spending_by_iteration
    for updates in range(1, LIMIT + 1):
        c_hat, P_hat = costs_and_prices(bench, shock, w_hat, P_hat, INNER * tolerance)
        pi = bench.pi * (shock.trade_cost * c_hat[:, None, :] / P_hat[:, :, None]) ** -bench.theta[:, None, None]
        received = pi * receipts(bench, shock)
        D = deficits(closure, bench, w_hat)
        X = spend(bench, received, w_hat * bench.wL + D, X, INNER * tolerance)
        Y = np.einsum("kni,kn->ki", received, X)
        excess = np.einsum("sn,sn->n", bench.beta, Y) / (w_hat * bench.wL) - 1.0
        residual = float(np.abs(excess).max())
        if residual <= tolerance:
            return Nested(w_hat, residual, updates)
        w_hat = w_hat * (1.0 + wage_step * excess)
        w_hat = w_hat * bench.wL.sum() / (w_hat @ bench.wL)
    raise RuntimeError(f"nested fixed points: residual {residual:.1e} after {LIMIT} wage updates")


def costs_and_prices(
    bench: Benchmark, shock: Shock, w_hat: Array, P_hat: Array, tolerance: float
) -> tuple[Array, Array]:
    """Unit costs and price indices at given wages, Eqs. (10) and (11), by repeated substitution."""
    theta = bench.theta[:, None]
    kernel = bench.pi * shock.trade_cost ** -theta[:, :, None]
    for _ in range(LIMIT):
        c_hat = w_hat**bench.beta * np.exp(np.einsum("nks,kn->sn", bench.gamma, np.log(P_hat)))
        new = np.einsum("kni,ki->kn", kernel, c_hat**-theta) ** (-1.0 / theta)
        gap = float(np.abs(np.log(new / P_hat)).max())
        P_hat = new
        if gap <= tolerance:
            break
    return c_hat, P_hat


def spending_by_iteration(bench: Benchmark, received: Array, fixed_income: Array, X: Array, tolerance: float) -> Array:
    """Spending at given shares, Eq. (13), by repeated substitution."""
    kept = received.sum(axis=2)
    for _ in range(LIMIT):
        Y = np.einsum("kni,kn->ki", received, X)
        income = fixed_income + ((1.0 - kept) * X).sum(axis=0)
        new = bench.alpha * income + np.einsum("nks,sn->kn", bench.gamma, Y)
        gap = float((np.abs(new - X) / bench.wL).max())
        X = new
        if gap <= tolerance:
            break
    return X


def spending_by_system(bench: Benchmark, received: Array, fixed_income: Array, X: Array, tolerance: float) -> Array:
    """Spending at given shares as one system of sectors x regions equations, as in the paper's program."""
    K, N = bench.alpha.shape
    matrix = np.einsum("nks,smn->knsm", bench.gamma, received)
    n = np.arange(N)
    matrix[:, n, :, n] += bench.alpha.T[:, :, None] * (1.0 - received.sum(axis=2)).T[:, None, :]
    right = (bench.alpha * fixed_income).ravel()
    return np.linalg.solve(np.eye(K * N) - matrix.reshape(K * N, K * N), right).reshape(K, N)
