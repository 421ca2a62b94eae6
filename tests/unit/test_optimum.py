"""Optimal tariffs: no small or large change of any tariff does better, and known optima are found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from middlepower.errors import DataError
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.benchmark import without_inputs
from middlepower.model.multi_sector.solve import balanced
from middlepower.model.optimal.instruments import one_per_flow, one_per_partner, one_tariff
from middlepower.model.optimal.nash import nash_tariffs
from middlepower.model.optimal.optimum import optimal_tariffs
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.uniform_tariffs.best_response import exact_form
from middlepower.model.uniform_tariffs.solve import optimal_tariff
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.world import World
from worlds import random_world, seeds, tariff_shock

TIGHT = 1e-12
FLAT = 1e-8  # slopes of ln W at an optimum: tariffs settle to 1e-8 in logs
SETS = (one_tariff, one_per_partner, one_per_flow)


def welfare(solver, world, importer, row, closure="balanced"):
    """ln W of the importer when its tariffs are row[k, i]."""
    new = world.tariff.copy()
    new[:, importer] = row
    return np.log(solver.solve(tariff_shock(world, new), closure, TIGHT).real_income_hat[importer])


@settings(max_examples=4)
@given(seeds)
@pytest.mark.parametrize("instruments", SETS)
@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced", "own_gdp_share"])
def test_first_order_conditions_hold_by_an_independent_gradient(instruments, closure: str, seed: int) -> None:
    world = random_world(seed, holes=seed % 2 == 0)
    solver = Solver.of(benchmark_of(world))
    chosen = instruments(solver.benchmark, 1)
    found = optimal_tariffs(solver, chosen, closure=closure)
    slopes = gradient(found.equilibrium, real_income_of(found.equilibrium, 1)).tariff[:, 1]
    by_label = np.bincount(chosen.label[chosen.label >= 0], slopes[chosen.label >= 0])
    assert np.abs(by_label).max() < FLAT
    assert_allclose(found.gradient, by_label, atol=FLAT)
    assert found.equilibrium.report.residual < 1e-10


@settings(max_examples=4)
@given(seeds)
@pytest.mark.parametrize("instruments", SETS)
def test_no_other_tariffs_do_better(instruments, seed: int) -> None:
    """Neither random changes of all tariffs at once, up to 20% and more, nor free trade."""
    world = random_world(seed)
    solver, draw = Solver.of(benchmark_of(world)), np.random.default_rng(seed)
    chosen = instruments(solver.benchmark, 0)
    found = optimal_tariffs(solver, chosen, closure="balanced")
    best = np.log(found.equilibrium.real_income_hat[0])
    assert_allclose(best, welfare(solver, world, 0, found.tariff), atol=1e-10)
    for size in (0.003, 0.03, 0.2):
        rate = (1.0 + found.rate) * np.exp(draw.normal(0.0, size, chosen.count)) - 1.0
        row = np.where(chosen.label >= 0, rate[chosen.label], found.tariff)
        assert welfare(solver, world, 0, row) < best
    assert welfare(solver, world, 0, np.where(chosen.label >= 0, 0.0, found.tariff)) < best


@settings(max_examples=4)
@given(seeds)
def test_finer_tariffs_are_worth_more(seed: int) -> None:
    world = random_world(seed)
    solver = Solver.of(benchmark_of(world))
    gains = [
        optimal_tariffs(solver, instruments(solver.benchmark, 2), closure="balanced").equilibrium.real_income_hat[2]
        for instruments in SETS
    ]
    assert gains[0] <= gains[1] + 1e-10 <= gains[2] + 2e-10


@settings(max_examples=4)
@given(seeds)
def test_one_tariff_without_inputs_is_the_exact_best_response_of_the_other_model(seed: int) -> None:
    """Two programs that share no kernel: this one, and the best response of `uniform_tariffs`."""
    bench = balanced(without_inputs(random_world(seed)))
    other = optimal_tariff(bench, 1, exact_form)
    found = optimal_tariffs(Solver.of(bench), one_tariff(bench, 1), closure="balanced")
    assert_allclose(found.rate[0], other.tariff[1], atol=1e-7)


def test_a_tiny_economy_with_one_sector_sets_the_inverse_elasticity() -> None:
    """An economy too small to move others' wages faces demand with elasticity theta + 1: it wants t = 1 / theta.

    Its uniform import tariff acts as an export tax (Lerner 1936), the optimum of which is 1 / theta.
    """
    world = random_world(1, sectors=1, regions=4, inputs=False, tariffs=False, balanced=True)
    size = np.array([1e-7, 1.0, 1.0, 1.0])
    flow = world.flow * np.where(np.eye(4, dtype=bool), size, np.minimum.outer(size, size))[None]
    small = type(world).from_flows(
        "small",
        2000,
        world.regions,
        world.sectors,
        flow,
        world.tariff,
        world.input_share,
        world.elasticity,
        elasticity_set="random",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    bench = balanced(without_inputs(small))
    found = optimal_tariffs(Solver.of(bench), one_tariff(bench, 0), closure="balanced")
    assert_allclose(found.rate[0], 1.0 / bench.theta[0], rtol=1e-5)


def test_the_start_does_not_matter() -> None:
    world = random_world(11)
    solver = Solver.of(benchmark_of(world))
    chosen = one_per_flow(solver.benchmark, 1)
    plain = optimal_tariffs(solver, chosen)
    high = optimal_tariffs(solver, chosen, first=np.full(chosen.count, 1.0))
    assert_allclose(plain.rate, high.rate, atol=1e-6)


def test_the_others_policy_is_the_shocks() -> None:
    """With everyone else's tariffs doubled, the optimum is that of the world so changed."""
    world = random_world(12)
    solver = Solver.of(benchmark_of(world))
    shock = tariff_shock(world, 2.0 * world.tariff)
    found = optimal_tariffs(solver, one_tariff(solver.benchmark, 0), shock)
    net = found.equilibrium.net
    assert_allclose(1.0 / net[:, 1:] - 1.0, 2.0 * world.tariff[:, 1:], atol=1e-12)
    slopes = gradient(found.equilibrium, real_income_of(found.equilibrium, 0)).tariff[:, 0, 1:]
    assert abs(slopes.sum()) < FLAT


def test_only_chosen_sectors_are_taxed() -> None:
    world = random_world(13)
    solver = Solver.of(benchmark_of(world))
    chosen = one_tariff(solver.benchmark, 0, np.array([True, False, True]))
    found = optimal_tariffs(solver, chosen)
    assert_allclose(found.tariff[1], world.tariff[1, 0])
    assert not found.tariff[:, 0].any()
    assert chosen.count == 1


def test_errors_say_what_is_wrong() -> None:
    world = random_world(14)
    solver = Solver.of(benchmark_of(world))
    with pytest.raises(DataError, match="buys nothing abroad"):
        one_tariff(solver.benchmark, 0, np.zeros(3, dtype=bool))


def levied(world: World, seed: int) -> Shock:
    """The benchmark's policy with export taxes up to 20% everywhere."""
    foreign = 1.0 - np.eye(len(world.regions))
    tax = 0.2 * np.random.default_rng(seed).random(world.flow.shape) * foreign
    return replace(no_change(world.tariff), trade_cost=1.0 + tax, export_tax=tax)


@pytest.mark.parametrize("choose", [one_tariff, one_per_flow])
def test_others_export_taxes_are_known_to_the_best_tariffs(choose) -> None:
    """The slope that is left by an independent gradient, which knows export taxes."""
    world = random_world(15, regions=4, sectors=3)
    solver, shock = Solver.of(benchmark_of(world)), levied(world, 2)
    chosen = choose(solver.benchmark, 1)
    found = optimal_tariffs(solver, chosen, shock)
    slopes = gradient(found.equilibrium, real_income_of(found.equilibrium, 1)).tariff[:, 1]
    taxed = chosen.label >= 0
    assert np.abs(np.bincount(chosen.label[taxed], slopes[taxed])).max() < 1e-7
    without = optimal_tariffs(solver, chosen)
    assert np.abs(found.rate - without.rate).max() > 1e-3


def test_nash_tariffs_know_export_taxes() -> None:
    world = random_world(16, regions=4, sectors=3)
    solver, shock = Solver.of(benchmark_of(world)), levied(world, 3)
    found = nash_tariffs(solver, shock, "own_gdp_share")
    foreign = ~np.eye(4, dtype=bool)
    for n in range(4):
        slopes = gradient(found.equilibrium, real_income_of(found.equilibrium, n)).tariff[:, n, foreign[n]]
        assert abs(slopes.sum()) < 1e-7
