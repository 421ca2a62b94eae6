"""Optimal tariffs in the one-sector model of `liberation_day`: the paper's formulas and the true optimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.flows import imports
from middlepower.model.liberation_day.benchmark import OneSectorBenchmark, Rebate
from middlepower.model.liberation_day.equations import kernel, place, residuals
from middlepower.model.liberation_day.jacobian import step
from middlepower.model.liberation_day.outcome import OneSectorOutcome
from middlepower.model.liberation_day.solve import outcome, solve

Array = NDArray[np.float64]

RATE_STEP = 1e-5  # of the tariff, for differences of residuals and welfare along the equilibrium
RATE_TOLERANCE = 1e-7  # of the optimal tariff; welfare is flat there, so its own error is far below 1e-10
RATE_ROUNDS = 40
FIRST_RATE = 0.25
FIRST_MOVE = 0.05
LARGEST_MOVE = 0.2


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
    """The model's own optimum of one rate on everyone, others at zero: the secant method on the slope of welfare."""
    rate, last_rate, last_slope = first_rate, np.nan, np.nan
    reached: OneSectorOutcome | None = None
    for _ in range(RATE_ROUNDS):
        reached = solve(benchmark, uniform(benchmark.regions, economy, rate), rebate, first=reached)
        slope = welfare_slope(reached, economy)
        bend = (slope - last_slope) / (rate - last_rate)
        move = -slope / bend if bend < 0.0 else np.copysign(FIRST_MOVE, slope)
        move = float(np.clip(move, -LARGEST_MOVE, LARGEST_MOVE))
        if abs(move) < RATE_TOLERANCE:
            return BestRate(rate, reached)
        last_rate, last_slope, rate = rate, slope, rate + move
    raise NoEquilibriumError(
        f"no optimal tariff within {RATE_ROUNDS} rounds: the last rate is {rate:.4g}, where welfare still has slope "
        f"{slope:.1e}. Start nearer to it (`first_rate`)."
    )


def welfare_slope(reached: OneSectorOutcome, economy: int) -> float:
    """d ln welfare / d rate of a uniform tariff at an equilibrium, by the implicit function theorem.

    The unknowns move by -J^-1 d residuals / d rate; residuals and welfare are differenced, nothing is solved anew.
    """
    bench, letters, relief = reached.benchmark, reached.benchmark.letters, reached.rebate == "income_tax_relief"
    more = uniform(bench.regions, economy, RATE_STEP)
    sides = (reached.tariff + more, reached.tariff - more)
    above, below = (residuals(letters, place(letters, kernel(letters, t), t, reached.unknowns), relief) for t in sides)
    here = place(letters, kernel(letters, reached.tariff), reached.tariff, reached.unknowns)
    move = step(letters, here, relief, (above - below) / 2.0)
    high, low = (
        outcome(bench, t, reached.rebate, reached.unknowns + sign * move, 0.0, 0).welfare_hat[economy]
        for t, sign in zip(sides, (1.0, -1.0), strict=True)
    )
    return float(np.log(high / low) / (2.0 * RATE_STEP))
