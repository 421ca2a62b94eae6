"""Small worlds with known answers, and derivatives by finite differences, for the analytic tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.multi_sector.benchmark import benchmark_from_spending
from middlepower.model.multi_sector.solve import balanced

Array = NDArray[np.float64]

STEP = 1e-3  # of the five-point rule: truncation of order 1e-12, rounding of order 1e-11
SEED = 2015
ECONOMIES, SECTORS, THETA = 8, 4, 4.0
THETAS = (2.5, 4.0, 6.0, 9.0)


def armington(labour: tuple[float, ...], shifter: Array, elasticity: float) -> Benchmark:
    """One sector under free trade: share of j's spending on i proportional to shifter[i, j] w_i^-elasticity.

    shifter[i, j] is indexed [seller, buyer]; trade is balanced, wages solved for.
    """
    N = len(labour)
    pi = (shifter / shifter.sum(axis=0)).T[None]
    size = np.array(labour)
    return balanced(one_sector(pi, size, np.zeros(N), elasticity))


def one_sector(pi: Array, wL: Array, D: Array, elasticity: float) -> Benchmark:
    """The one-sector benchmark of shares pi[1, n, i], value added and deficits, which need not clear."""
    N = len(wL)
    return Benchmark(
        pi=pi,
        tau=np.zeros_like(pi),
        gamma=np.zeros((N, 1, 1)),
        beta=np.ones((1, N)),
        alpha=np.ones((1, N)),
        theta=np.array([elasticity]),
        wL=wL,
        D=D,
        X=(wL + D)[None],
    )


def random_spending(sectors: int) -> Array:
    """Random spending[k, n, i] of ECONOMIES of different size with home bias; deficits come out as they do."""
    rng = np.random.default_rng(SEED + sectors)
    size = np.exp(rng.normal(size=ECONOMIES))
    pull = rng.uniform(0.2, 1.8, size=(sectors, ECONOMIES, ECONOMIES))
    pull += 6.0 * np.eye(ECONOMIES)
    spending: Array = pull * size[None, :, None] * size[None, None, :]
    return spending


def random_world(sectors: int) -> Benchmark:
    """The random world without tariffs, with whatever deficits it has."""
    theta = np.array([THETA]) if sectors == 1 else np.array(THETAS)
    spending = random_spending(sectors)
    return benchmark_from_spending(spending, np.zeros_like(spending), theta)


def derivative(function: Callable[[float], Array]) -> Array:
    """d function / dh at 0 by the five-point rule."""
    h = STEP
    near, far = function(h) - function(-h), function(2.0 * h) - function(-2.0 * h)
    slope: Array = (8.0 * near - far) / (12.0 * h)
    return slope
