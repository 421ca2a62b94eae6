"""Optimal and Nash tariffs with inputs: against exact solutions of the model without them, and on real data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.optimal.instruments import one_per_flow, one_per_partner, one_tariff
from middlepower.model.optimal.nash import best_response, nash_tariffs
from middlepower.model.optimal.optimum import optimal_tariffs
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.uniform_tariffs.equations import public_code_form
from middlepower.model.uniform_tariffs.solve import nash_tariffs as formula_game
from middlepower.model.uniform_tariffs.solve import uniform
from middlepower.replicate.lashkaripour_2021 import balanced_world, tariff_war
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world

PRINTED = 0.005  # numbers known to two decimals, per cent
FLAT = 1e-9  # slopes of ln W where ln(1 + t) has settled to 1e-8


def test_exact_nash_tariffs_without_inputs_equal_the_other_program(shared_data: Path) -> None:
    """44 x 16, in-sample elasticities; two programs without a common kernel, eight digits."""
    data, bench = balanced_world(shared_data)
    other = tariff_war(shared_data)
    found = nash_tariffs(Solver.of(bench), closure="balanced")
    assert_allclose(found.tariff, other.tariff, atol=1e-7)
    assert_allclose(found.equilibrium.real_income_hat, other.equilibrium.real_income_hat, atol=1e-9)
    assert len(data.countries) == 44


@pytest.mark.parametrize(("country", "per_cent"), [("USA", 43.69), ("ROW", 31.30)])
def test_exact_best_response_where_the_formula_falls_short(shared_data: Path, country, per_cent) -> None:
    """The others keep the public-code form's tariffs, the formula says 41.15 and 29.61: the exact answers are these."""
    data, bench = balanced_world(shared_data)
    rates = uniform(bench, formula_game(bench, public_code_form).tariff)
    others = Shock((1.0 + rates) / (1.0 + bench.tau), rates)
    found = best_response(Solver.of(bench), data.position(country), others, "balanced")
    assert_allclose(100.0 * found.rate[0], per_cent, atol=PRINTED)


@pytest.fixture(scope="module")
def world():
    """The embedded world, 49 x 28."""
    return load_world()


@pytest.fixture(scope="module")
def goods(world):
    """[k] True for goods."""
    return np.array([code != "SERV" for code in world.sectors])


def test_us_optimum_over_all_goods_flows(world, goods) -> None:
    """One rate, one per partner, one per flow: each is worth more, and none can be improved on."""
    solver, n = Solver.of(benchmark_of(world)), world.regions.index("USA")
    gains = []
    for instruments in (one_tariff, one_per_partner, one_per_flow):
        chosen = instruments(solver.benchmark, n, goods)
        found = optimal_tariffs(solver, chosen)
        slopes = gradient(found.equilibrium, real_income_of(found.equilibrium, n), solver.steer).tariff[:, n]
        taxed = chosen.label >= 0
        assert np.abs(np.bincount(chosen.label[taxed], slopes[taxed])).max() < FLAT
        gains.append(found.equilibrium.real_income_hat[n])
    assert chosen.count > 1200
    assert 1.0 < gains[0] < gains[1] < gains[2]


def test_nobody_gains_from_leaving_the_nash_equilibrium(world, goods) -> None:
    """The five largest economies' best responses, sought from a far start, are their Nash rates."""
    solver = Solver.of(benchmark_of(world))
    game = nash_tariffs(solver, sectors=goods)
    assert np.abs(game.slope).max() < FLAT
    policy = Shock(game.equilibrium.kappa_hat, 1.0 / game.equilibrium.net - 1.0)
    for n in np.argsort(-world.value_added)[:5]:
        best = best_response(solver, int(n), policy, sectors=goods, first=0.01)
        assert_allclose(best.rate[0], game.tariff[n], atol=1e-6)
