"""Optimal tariffs in the one-sector model of `liberation_day`: the paper's formulas and the true optimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.liberation_day import OneSectorBenchmark, OneSectorOutcome, Rebate, imports, solve

Array = NDArray[np.float64]

RATE_STEP = 1e-3  # of the tariff, for the parabola through three welfare levels
RATE_TOLERANCE = 1e-6  # of the optimal tariff; welfare is flat there, so its own error is far below 1e-10
RATE_ROUNDS = 25
FIRST_RATE = 0.25
LARGEST_MOVE = 0.2
SEARCH_TOLERANCE = 1e-13  # of the equilibria compared, whose welfare differs by 1e-6


@dataclass(frozen=True)
class BestRate:
    """The uniform tariff that maximises an economy's welfare, and the equilibrium there."""

    rate: float
    outcome: OneSectorOutcome


def uniform(regions: int, importer: int, rate: float) -> Array:
    """Tariffs [n, i]: one economy's rate on everyone else."""
    tariff = np.zeros((regions, regions))
    tariff[importer] = rate
    tariff[importer, importer] = 0.0
    return tariff


def export_elasticity(benchmark: OneSectorBenchmark, economy: int, sold_abroad: float) -> float:
    """Mean elasticity of export demand over `sold_abroad`, the denominator of Proposition 2.

    eps sum_n (1 - nu_n) X[n, i] (1 - lambda[n, i]) / sold_abroad, n != i, at benchmark shares.
    """
    p, i = benchmark.parameters, economy
    weight = (1.0 - p.overhead) * benchmark.flow[:, i] * (1.0 - benchmark.share[:, i])
    return float(p.trade_elasticity * (weight.sum() - weight[i]) / sold_abroad)


def formula_rate(benchmark: OneSectorBenchmark, economy: int) -> float:
    """t* = 1 / [(1 + e) phi - 1], Proposition 2, with imports less overhead below e's fraction bar.

    Evaluated at benchmark shares; it leaves out labour supply and tax relief, so it is not the model's optimum.
    """
    i = economy
    bought = (1.0 - benchmark.parameters.overhead[i]) * imports(benchmark.flow)[i]
    return float(1.0 / ((1.0 + export_elasticity(benchmark, i, bought)) * benchmark.parameters.phi[i] - 1.0))


def formula_rate_earned(benchmark: OneSectorBenchmark, economy: int) -> float:
    """The same formula with value added less own sales below the fraction bar: the paper's second variant."""
    i = economy
    earned = (1.0 - benchmark.parameters.overhead[i]) * (benchmark.Y[i] - benchmark.flow[i, i])
    return float(1.0 / ((1.0 + export_elasticity(benchmark, i, earned)) * benchmark.parameters.phi[i] - 1.0))


def formula_rate_rest(benchmark: OneSectorBenchmark, economy: int) -> float:
    """The rate with which all others together answer one economy: Proposition 2 for the block of the others.

    Its value added less the sales inside the block stands below the fraction bar.
    """
    p, u = benchmark.parameters, economy
    rest = np.arange(benchmark.regions) != u
    typical = int(np.flatnonzero(rest)[0])
    share = benchmark.share[u, rest].sum()
    sold = (1.0 - p.overhead[u]) * benchmark.flow[u, rest].sum() * (1.0 - share)
    inside = benchmark.flow[np.ix_(rest, rest)].sum()
    earned = (1.0 - p.overhead[typical]) * (benchmark.Y[rest].sum() - inside)
    return float(1.0 / ((1.0 + p.trade_elasticity * sold / earned) * p.phi[typical] - 1.0))


def best_uniform(
    benchmark: OneSectorBenchmark, economy: int, rebate: Rebate = "income_tax_relief", first_rate: float = FIRST_RATE
) -> BestRate:
    """The model's own optimum of one rate on everyone, others at zero: Newton's method on welfare.

    First and second derivatives by central differences of ln welfare, each equilibrium solved from the last.
    """
    rate = first_rate
    middle = solve(benchmark, uniform(benchmark.regions, economy, rate), rebate, SEARCH_TOLERANCE)
    for _ in range(RATE_ROUNDS):
        low, high = (
            solve(benchmark, uniform(benchmark.regions, economy, rate + h), rebate, SEARCH_TOLERANCE, middle)
            for h in (-RATE_STEP, RATE_STEP)
        )
        below, here, above = (float(np.log(one.welfare_hat[economy])) for one in (low, middle, high))
        slope, bend = (above - below) / (2.0 * RATE_STEP), (above - 2.0 * here + below) / RATE_STEP**2
        move = slope / -bend if bend < 0.0 else np.copysign(LARGEST_MOVE, slope)
        move = float(np.clip(move, -LARGEST_MOVE, LARGEST_MOVE))
        rate += move
        middle = solve(benchmark, uniform(benchmark.regions, economy, rate), rebate, SEARCH_TOLERANCE, middle)
        if abs(move) < RATE_TOLERANCE:
            break
    return BestRate(rate, middle)
