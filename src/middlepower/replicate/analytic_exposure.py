"""First-order exposure against finite differences of the exact model, on random worlds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.friends_enemies.equations import (
    Exposure,
    exposure,
    exposure_by_sectors,
    exposure_with_deficits,
    small_tariff_response,
    trade_cost_response,
)
from middlepower.model.multi_sector.solve import Closure, balanced, solve
from middlepower.replicate.analytic_row import row
from middlepower.replicate.study import Reproduction
from middlepower.replicate.synthetic import ECONOMIES, SECTORS, SEED, THETA, derivative, random_world
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]

RANDOM = f"random world, {ECONOMIES} economies, one sector, elasticity {THETA:.0f}"
RANDOM_SECTORS = f"random world, {ECONOMIES} economies, {SECTORS} sectors"


def exposure_rows() -> Iterator[Reproduction]:
    """Largest distance of each exposure matrix from finite differences."""
    start = random_world(1)
    even = balanced(start)
    yield from both("KLR_single_sector", RANDOM, exposure(flows(even), THETA), even, "balanced")
    yield from both("KLR_with_deficits", RANDOM, exposure_with_deficits(flows(start), THETA), start, "world_gdp_share")
    yield from small_changes(even)
    many = balanced(random_world(SECTORS))
    yield from both("KLR_multi_sector", RANDOM_SECTORS, exposure_by_sectors(many), many, "balanced")


def flows(benchmark: Benchmark) -> Array:
    """flow[n, i] of a one-sector benchmark without tariffs."""
    flow: Array = benchmark.pi[0] * benchmark.X[0][:, None]
    return flow


def both(key: str, where: str, exposure: Exposure, benchmark: Benchmark, closure: Closure) -> Iterator[Reproduction]:
    """Rows for the wage and the welfare matrix."""
    wage, welfare = productivity_derivatives(benchmark, closure)
    yield row(f"{key}_wages_gap", where, np.abs(exposure.wage - wage).max())
    yield row(f"{key}_welfare_gap", where, np.abs(exposure.welfare - welfare).max())


def productivity_derivatives(benchmark: Benchmark, closure: Closure) -> tuple[Array, Array]:
    """(d ln w[n], d ln U[n]) / d ln z[m] of the exact model, [n, m]: a better seller is one that costs less."""
    columns = [responses(benchmark, productivity(benchmark, m), closure) for m in range(benchmark.regions)]
    return np.stack([column[0] for column in columns], axis=1), np.stack([column[1] for column in columns], axis=1)


def productivity(benchmark: Benchmark, seller: int) -> Array:
    """d ln(trade cost)[k, n, i] that a unit of productivity of one seller amounts to."""
    cost = np.zeros_like(benchmark.pi)
    cost[:, :, seller] = -1.0
    return cost


def responses(
    benchmark: Benchmark, d_log_cost: Array, closure: Closure, d_tariff: Array | None = None
) -> tuple[Array, Array]:
    """Finite-difference (d ln w, d ln U) [n] along a direction of trade costs and, from free trade, of tariffs."""
    rates = np.zeros_like(d_log_cost) if d_tariff is None else d_tariff

    def outcome(h: float) -> Array:
        equilibrium = solve(benchmark, Shock(np.exp(h * d_log_cost) * (1.0 + h * rates), h * rates), closure)
        return np.stack([np.log(equilibrium.w_hat), np.log(equilibrium.real_income_hat)])

    log_w, log_U = derivative(outcome)
    return log_w, log_U


def small_changes(benchmark: Benchmark) -> Iterator[Reproduction]:
    """Small tariffs from free trade and trade costs, in a random direction without own sales."""
    rng = np.random.default_rng(SEED)
    direction = rng.uniform(size=benchmark.pi.shape) * (1.0 - np.eye(benchmark.regions))
    none = np.zeros_like(direction)
    for key, formula, exact in (
        (
            "tariff_exposure",
            small_tariff_response(flows(benchmark), THETA, direction[0]),
            responses(benchmark, none, "balanced", direction),
        ),
        (
            "trade_cost_exposure",
            trade_cost_response(flows(benchmark), THETA, direction[0]),
            responses(benchmark, direction, "balanced"),
        ),
    ):
        yield row(f"{key}_wages_gap", RANDOM, np.abs(formula[0] - exact[0]).max())
        yield row(f"{key}_welfare_gap", RANDOM, np.abs(formula[1] - exact[1]).max())
