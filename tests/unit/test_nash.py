"""Nash tariffs: nobody gains by any other rate, and two programs that share no kernel agree."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from middlepower.errors import DataError
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.benchmark import without_inputs
from middlepower.model.multi_sector.solve import balanced
from middlepower.model.optimal.nash import best_response, nash_tariffs, steering_at
from middlepower.model.sensitivity.adjoint.columns import room_of, settle_columns
from middlepower.model.sensitivity.adjoint.equations import tangent
from middlepower.model.sensitivity.adjoint.solve import gradient, multipliers, real_income_of
from middlepower.model.uniform_tariffs.best_response import exact_form
from middlepower.model.uniform_tariffs.solve import nash_tariffs as other_nash_tariffs
from middlepower.scenario.shock import Shock
from worlds import random_shock, random_world, seeds, tariff_shock

TIGHT = 1e-12
FLAT = 1e-7  # slopes of ln W where ln(1 + t) has settled to 1e-8


def policy(found):
    """The Shock that leads to an equilibrium without quotas and export taxes."""
    return Shock(found.kappa_hat, 1.0 / found.net - 1.0)


@settings(max_examples=5)
@given(seeds)
@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced", "own_gdp_share"])
def test_columns_equal_one_transposed_solve_each(closure: str, seed: int) -> None:
    world = random_world(seed, holes=seed % 2 == 0)
    solver = Solver.of(benchmark_of(world))
    found = solver.solve(random_shock(world, seed + 1), closure, TIGHT)
    here, column = tangent(found), np.array([2, 0, 3])
    steer = steering_at(here)
    room = room_of(column, found.X.shape, steer)
    left = settle_columns(here, room, found.income, 1e-13, 400)
    assert left <= 1e-13
    for m, n in enumerate(column):
        alone, _ = multipliers(here, real_income_of(found, n), steer, 1e-13)
        wL = solver.benchmark.wL
        assert_allclose(room.v[..., m] * wL, alone.v[..., 0] * wL, atol=1e-10)
        assert_allclose(room.u[..., m], alone.u[..., 0], atol=1e-10)
        assert_allclose(room.q[:, m] * wL, alone.q[:, 0] * wL, atol=1e-10)


@pytest.mark.parametrize("closure", ["balanced", "own_gdp_share", "world_gdp_share"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_player_is_at_its_best_response(closure: str, seed: int) -> None:
    """By an independent gradient, and by the one-importer program from another start."""
    world = random_world(seed)
    solver = Solver.of(benchmark_of(world))
    game = nash_tariffs(solver, closure=closure)
    for n in range(len(world.regions)):
        slopes = gradient(game.equilibrium, real_income_of(game.equilibrium, n)).tariff[:, n]
        assert abs(slopes.sum() - slopes[:, n].sum()) < FLAT
        assert abs(game.slope[n]) < FLAT
        best = best_response(solver, n, policy(game.equilibrium), closure, first=0.02)
        assert_allclose(best.rate[0], game.tariff[n], atol=1e-6)


@settings(max_examples=4)
@given(seeds)
def test_no_player_gains_by_another_rate(seed: int) -> None:
    """A line search per player: real income rises up to its Nash rate and falls beyond it."""
    world = random_world(seed)
    solver = Solver.of(benchmark_of(world))
    game = nash_tariffs(solver, closure="balanced")
    tariff = 1.0 / game.equilibrium.net - 1.0
    for n in range(len(world.regions)):
        welfare = []
        for factor in (0.0, 0.5, 0.9, 1.0, 1.1, 1.5, 3.0):
            new = tariff.copy()
            new[:, n] *= factor
            welfare.append(solver.solve(tariff_shock(world, new), "balanced").real_income_hat[n])
        assert all(low < high for low, high in pairwise(welfare[:4]))
        assert all(high > low for high, low in pairwise(welfare[3:]))


@settings(max_examples=5)
@given(seeds)
def test_without_inputs_it_is_the_exact_nash_equilibrium_of_the_other_model(seed: int) -> None:
    bench = balanced(without_inputs(random_world(seed)))
    other = other_nash_tariffs(bench, exact_form)
    found = nash_tariffs(Solver.of(bench), closure="balanced")
    assert_allclose(found.tariff, other.tariff, atol=1e-7)
    assert_allclose(found.equilibrium.real_income_hat, other.equilibrium.real_income_hat, atol=1e-9)


def test_only_players_and_chosen_sectors_move() -> None:
    world = random_world(21)
    solver = Solver.of(benchmark_of(world))
    game = nash_tariffs(
        solver,
        closure="balanced",
        players=np.array([2, 0]),
        sectors=np.array([True, True, False]),
        first=np.full(2, 0.1),
    )
    tariff = 1.0 / game.equilibrium.net - 1.0
    assert_allclose(tariff[:, [1, 3]], world.tariff[:, [1, 3]], atol=1e-12)
    assert_allclose(tariff[2], world.tariff[2], atol=1e-12)
    assert_allclose(tariff[0, 0, 1:], game.tariff[0], atol=1e-12)
    assert np.isnan(game.tariff[[1, 3]]).all()
    assert abs(game.slope[0]) < FLAT
    assert abs(game.slope[2]) < FLAT


def test_a_player_that_buys_nothing_is_named() -> None:
    world = random_world(22)
    with pytest.raises(DataError, match="R0 buys nothing"):
        nash_tariffs(Solver.of(benchmark_of(world)), players=np.array([0]), sectors=np.zeros(3, dtype=bool))
