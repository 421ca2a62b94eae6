"""Each kernel's derivative is the share that theory says it is: identities alone would not see a transposed table."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from numpy.testing import assert_allclose

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import Problem, prepare
from middlepower.model.long_run.equations import price_kernel, spending_and_income, sweep, unit_cost_log
from middlepower.model.long_run.linear import Point, blocks, excess_slope, wage_responses
from middlepower.scenario.shock import no_change
from worlds import random_shock, random_world, seeds

STEP = 1e-4  # of logs; central differences leave an error of about STEP squared
SWEEPS = 600  # prices and outputs contract by the domestic input share at least


def state(seed: int, world) -> tuple[np.ndarray, np.ndarray]:
    """Log wages and log prices away from the benchmark."""
    draw = np.random.default_rng(seed)
    regions, sectors = len(world.regions), len(world.sectors)
    return draw.normal(0.0, 0.2, regions), draw.normal(0.0, 0.2, (sectors, regions))


@settings(max_examples=8)
@given(seeds)
def test_shephard_unit_cost(seed: int) -> None:
    """d ln c[s, n] / d ln P[k, m] = input_share[n, k, s] where m = n, else zero; d ln c / d ln w = value added."""
    world = random_world(seed)
    log_w, log_P = state(seed, world)
    beta, gamma = world.value_added_share, world.input_share
    regions, sectors = range(len(world.regions)), range(len(world.sectors))
    for k, m in product(sectors, regions):
        step = np.zeros_like(log_P)
        step[k, m] = STEP
        up = unit_cost_log(log_w, log_P + step, beta, gamma)
        down = unit_cost_log(log_w, log_P - step, beta, gamma)
        for s, n in product(sectors, regions):
            expected = world.input_share[n, k, s] if n == m else 0.0
            assert_allclose((up - down)[s, n] / (2 * STEP), expected, atol=1e-11)
    for m in regions:
        step_w = STEP * np.eye(len(world.regions))[m]
        slope = unit_cost_log(log_w + step_w, log_P, beta, gamma) - unit_cost_log(log_w - step_w, log_P, beta, gamma)
        assert_allclose(slope[:, m] / (2 * STEP), world.value_added_share[:, m], atol=1e-11)


def shares_by_hand(world, shock, log_c) -> np.ndarray:
    """pi'[k, n, i] = pi (kappa c)^-theta over its sum, cell by cell."""
    share = np.zeros_like(world.flow)
    K, N, _ = share.shape
    for k, n, i in product(range(K), range(N), range(N)):
        landed = shock.trade_cost[k, n, i] * np.exp(log_c[k, i])
        share[k, n, i] = world.trade_share[k, n, i] * landed ** -world.elasticity[k]
    return share / share.sum(axis=2, keepdims=True)


@settings(max_examples=8)
@given(seeds)
def test_price_index_responds_by_the_new_shares(seed: int) -> None:
    """d ln P[k, n] / d ln c[k, i] = pi'[k, n, i]."""
    world = random_world(seed, regions=3)
    shock = random_shock(world, seed + 1)
    problem = prepare(benchmark_of(world), shock, "balanced")
    _, log_c = state(seed, world)
    share = shares_by_hand(world, shock, log_c)
    for k, i in product(range(len(world.sectors)), range(len(world.regions))):
        step = np.zeros_like(log_c)
        step[k, i] = STEP
        up, _, _ = price_kernel(log_c + step, problem.K, problem.log_shift, world.elasticity)
        down, _, _ = price_kernel(log_c - step, problem.K, problem.log_shift, world.elasticity)
        assert_allclose((up - down)[k] / (2 * STEP), share[k, :, i], atol=1e-6)


@settings(max_examples=8)
@given(seeds)
def test_price_index_is_the_ces_mean_of_landed_costs(seed: int) -> None:
    world = random_world(seed, holes=True)
    shock = random_shock(world, seed + 1)
    problem = prepare(benchmark_of(world), shock, "balanced")
    _, log_c = state(seed, world)
    log_P, b, Phi = price_kernel(log_c, problem.K, problem.log_shift, world.elasticity)
    theta = world.elasticity[:, None, None]
    landed = shock.trade_cost * np.exp(log_c)[:, None, :]
    mean = (world.trade_share * landed**-theta).sum(axis=2) ** (-1.0 / world.elasticity[:, None])
    assert_allclose(np.exp(log_P), mean, rtol=1e-12)
    assert_allclose(
        problem.K * b[:, None, :] / Phi[:, :, None], shares_by_hand(world, shock, log_c), rtol=1e-11, atol=1e-300
    )


@settings(max_examples=8)
@given(seeds)
def test_income_and_spending_solve_the_tariff_loop(seed: int) -> None:
    """Revenue depends on spending and spending on revenue: the closed form obeys both, written out."""
    world = random_world(seed)
    bench = benchmark_of(world)
    draw = np.random.default_rng(seed)
    Y = world.output * draw.uniform(0.7, 1.4, world.output.shape)
    w_hat = draw.uniform(0.8, 1.2, len(world.regions))
    keep = draw.uniform(0.8, 1.0, Y.shape)
    X, income, shortfall = spending_and_income(bench, w_hat, Y, keep, world.deficit)
    assert_allclose(shortfall, 0.0)
    for n in range(len(world.regions)):
        revenue = sum(X[k, n] * (1.0 - keep[k, n]) for k in range(len(X)))
        expected = w_hat[n] * world.value_added[n] + world.deficit[n] + revenue
        assert_allclose(income[n], expected, rtol=1e-12)
        for k in range(len(X)):
            inputs = sum(world.input_share[n, k, s] * Y[s, n] for s in range(len(X)))
            assert_allclose(X[k, n], world.consumption_share[k, n] * income[n] + inputs, rtol=1e-12)


def solved_excess(problem: Problem, log_w: np.ndarray) -> np.ndarray:
    """Excess factor demand at given wages, prices and outputs solved out by plain repetition."""
    log_P, Y = np.zeros_like(problem.benchmark.alpha), problem.benchmark.Y
    for _ in range(SWEEPS):
        found = sweep(problem, log_w, log_P, Y)
        log_P, Y = found.log_P, found.Y
    return found.excess


@settings(max_examples=6)
@given(seeds)
def test_walras_at_any_wages(seed: int) -> None:
    """When prices and outputs have settled, excess factor demands add up to zero, whatever the wages."""
    world = random_world(seed)
    problem = prepare(benchmark_of(world), random_shock(world, seed + 1), "world_gdp_share")
    log_w, _ = state(seed, world)
    excess = solved_excess(problem, log_w)
    assert abs(excess.sum()) < 1e-11 * world.value_added.sum()
    assert np.abs(excess).max() > 1e-3 * world.value_added.sum()  # these wages clear no market


@settings(max_examples=6)
@given(seeds)
def test_wage_jacobian_is_the_slope_of_solved_excess_demand(seed: int) -> None:
    world = random_world(seed)
    bench = benchmark_of(world)
    point = Point(
        bench.pi, 1.0 / (1.0 + bench.tau), bench.X, bench.wL, bench.alpha, bench.beta, bench.gamma, bench.theta
    )
    jacobian = excess_slope(point, wage_responses(point, blocks(point))[1])
    problem = prepare(bench, no_change(world.tariff), "world_gdp_share")
    assert_allclose(jacobian, numerical_jacobian(problem, bench), atol=1e-6 * np.abs(jacobian).max())


def numerical_jacobian(problem: Problem, bench: Benchmark) -> np.ndarray:
    """d excess[n] / d ln w[m] by central differences."""
    columns = []
    for m in range(bench.regions):
        step = STEP * np.eye(bench.regions)[m]
        columns.append((solved_excess(problem, step) - solved_excess(problem, -step)) / (2 * STEP))
    return np.array(columns).T
