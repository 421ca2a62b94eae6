"""Equilibria of the model by Newton's method, and exact gradients of a government's objective in all tariffs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.ossa_2014.equations import (
    ProfitBenchmark,
    ProfitState,
    TradeSlopes,
    gaps,
    government,
    jacobian,
    pulled_back,
    state,
)

Array = NDArray[np.float64]
RESIDUAL = 1e-12
STEPS = 200
LONGEST = 0.5  # largest change of a logarithm in one step


def solve_profits(bench: ProfitBenchmark, tariff: Array, near: ProfitState | None = None) -> ProfitState:
    """The equilibrium at net tariffs [k, j, i], from `near` or the benchmark; NoEquilibriumError else."""
    N = len(bench.wages)
    x = np.zeros(2 * N) if near is None else np.concatenate([near.log_w, near.log_E])
    for _ in range(STEPS):
        at = state(bench, x[:N], x[N:], tariff)
        missing = _missing(bench, at)
        worst = float(np.abs(missing).max())
        if worst <= RESIDUAL:
            return at
        step = np.linalg.solve(_slope(bench, at), -missing)
        x = x + step * min(1.0, LONGEST / max(float(np.abs(step).max()), LONGEST))
    raise NoEquilibriumError(f"Newton's method ended {worst:.1e} from an equilibrium after {STEPS} steps.")


def _missing(bench: ProfitBenchmark, at: ProfitState) -> Array:
    """All gaps, the first wage equation replaced by the numeraire (it follows from the others)."""
    by_wage, by_income = gaps(bench, at)
    by_wage[0] = bench.wages @ (np.exp(at.log_w) - 1.0) / bench.wages.sum()
    return np.concatenate([by_wage, by_income])


def _slope(bench: ProfitBenchmark, at: ProfitState) -> Array:
    N = len(bench.wages)
    full = jacobian(bench, at)
    full[0] = 0.0
    full[0, :N] = bench.wages * np.exp(at.log_w) / bench.wages.sum()
    return full


def objective_slope(bench: ProfitBenchmark, at: ProfitState, weights: Array, j: int) -> tuple[float, Array]:
    """(ln G_j, its total derivatives in ln(1 + t') [k, j, i]) in an equilibrium: one transposed solve of size 2N."""
    value, direct = government(bench, at, weights, j)
    return value, total_slope(bench, at, direct)


def total_slope(bench: ProfitBenchmark, at: ProfitState, direct: TradeSlopes) -> Array:
    """Total derivatives in ln(1 + t') of what has the derivatives `direct` at given wages and spending."""
    N = len(bench.wages)
    price = np.linalg.solve(_slope(bench, at).T, -np.concatenate([direct.w, direct.E]))
    by_wage, by_income = price[:N].copy(), price[N:]
    by_wage[0] = 0.0
    sigma = bench.sigma[:, None, None]
    weights = bench.X * (
        (1.0 - 1.0 / sigma) * by_wage / bench.wages
        + by_income / bench.spending / sigma
        + at.tariff * (by_income / bench.spending)[:, None]
    )
    through = pulled_back(bench, at, weights).tau
    levied = bench.X * (1.0 + at.tariff) * at.x_hat * (by_income / bench.spending)[:, None]
    return np.asarray(direct.tau + through + levied)
