"""First-order responses against the exact model, and gains from trade against autarky."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.friends_enemies.equations import exposure, exposure_by_sectors
from middlepower.model.long_run.gains_from_trade import gains_from_trade
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.linear_response.equations import (
    Direction,
    duty_direction,
    terms_of_trade,
    volume_of_trade,
)
from middlepower.model.sensitivity.linear_response.solve import LinearModel
from middlepower.replicate.synthetic import derivative
from middlepower.scenario.shock import Shock
from worlds import random_world

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("what", ["duty", "cost"])
def test_linear_response_is_the_derivative_of_the_exact_model(seed: int, what) -> None:
    """Inputs, tariffs, revenue and deficits: welfare, wages and prices agree with five-point differences."""
    bench = benchmark_of(random_world(seed))
    direction = np.random.default_rng(seed).uniform(size=bench.pi.shape)
    direction[:, range(bench.regions), range(bench.regions)] = 0.0
    solver = Solver.of(bench)

    def outcome(h):
        factor = np.exp(h * direction)
        tariff = (1.0 + bench.tau) * factor - 1.0 if what == "duty" else bench.tau
        found = solver.solve(Shock(factor, tariff), "world_gdp_share", 1e-13)
        return np.concatenate([np.log(found.real_income_hat), np.log(found.w_hat), np.log(found.P_hat).ravel()])

    none, still = np.zeros_like(direction), np.zeros(bench.regions)
    change = duty_direction(bench, direction) if what == "duty" else Direction(none, direction, still)
    found = LinearModel.of(bench).response(change)
    assert_allclose(np.concatenate([found.welfare, found.log_w, found.log_P.ravel()]), derivative(outcome), atol=2e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_welfare_is_terms_of_trade_volume_and_transfer(seed: int) -> None:
    """The envelope theorem: parts add up when a tariff changes and money moves from the first economy to the second."""
    bench = benchmark_of(random_world(seed))
    duty = np.random.default_rng(seed).uniform(size=bench.pi.shape)
    duty[:, range(bench.regions), range(bench.regions)] = 0.0
    transfer = np.zeros(bench.regions)
    transfer[:2] = -1.0, 1.0
    direction = Direction(duty, np.zeros_like(duty), transfer)
    found = LinearModel.of(bench).response(direction)
    parts = terms_of_trade(bench, found) + volume_of_trade(bench, found, direction) + transfer / bench.income
    assert_allclose(found.welfare, parts, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("inputs", [True, False])
def test_gains_from_trade_are_the_loss_of_autarky(seed: int, inputs) -> None:
    """Exact with inputs, if trade is balanced and free."""
    bench = benchmark_of(random_world(seed, tariffs=False, balanced=True, inputs=inputs))
    cut = ~np.eye(bench.regions, dtype=bool)
    autarky = Solver.of(bench).solve(Shock(np.ones_like(bench.pi), bench.tau, cut), "balanced", 1e-12)
    assert_allclose(gains_from_trade(bench), 1.0 - autarky.real_income_hat, atol=1e-10)


def test_whoever_makes_none_of_a_need_gains_everything() -> None:
    """Without any home supplier autarky leaves nothing."""
    bench = benchmark_of(random_world(1, tariffs=False, balanced=True, inputs=False))
    pi = bench.pi.copy()
    pi[0, 0] = [0.0, 1.0, 0.0, 0.0]
    assert gains_from_trade(replace(bench, pi=pi))[0] == 1.0


def test_formulas_refuse_what_they_do_not_cover() -> None:
    """Deficits, tariffs and inputs have models of their own."""
    flow = np.array([[8.0, 1.0], [2.0, 9.0]])
    with pytest.raises(DataError, match="exposure_with_deficits"):
        exposure(flow, 4.0)
    with pytest.raises(DataError, match="buys or sells nothing"):
        exposure(np.array([[8.0, 0.0], [2.0, 0.0]]), 4.0)
    with pytest.raises(DataError, match="linear_response"):
        exposure_by_sectors(benchmark_of(random_world(1)))


def test_everyone_s_productivity_lifts_everyone_one_for_one() -> None:
    """Rows of the welfare matrix sum to one; weighted wages stand still (the numeraire)."""
    flow = np.array([[8.0, 1.0, 2.0], [2.0, 9.0, 0.5], [1.0, 1.5, 12.0]])
    found = exposure(flow, 4.0)
    income = flow.sum(axis=0)
    assert_allclose(found.welfare.sum(axis=1), 1.0, atol=1e-12)
    assert_allclose(income @ found.wage, 0.0, atol=1e-11)
