"""Closed-form and exact tariffs on small worlds: two-country optima in closed form, derivatives, best responses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.long_run.solve import Solver
from middlepower.model.multi_sector.benchmark import benchmark_from_spending, without_inputs
from middlepower.model.multi_sector.equations import evaluate, income_slope, kernels, wage_jacobian
from middlepower.model.multi_sector.solve import balanced, rebased, solve, solve_wages
from middlepower.model.uniform_tariffs.best_response import exact_form, terms_of_trade, volume, welfare_slope
from middlepower.model.uniform_tariffs.equations import own_purchases, paper_form, public_code_form
from middlepower.model.uniform_tariffs.solve import (
    nash_tariffs,
    optimal_tariff,
    players,
    stage,
    uniform,
    uniform_kernels,
)
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.embedded import load_world

STEP = 1e-5  # of central differences, whose error is about 1e-9 here
BRUTE = 1e-6  # the two-country numbers were found by brute force on a grid


def free_trade(labour, weight, theta):
    """A one-sector benchmark in equilibrium: wages solved from shares weight[i, n] at equal wages."""
    N = len(labour)
    pi = (weight / weight.sum(axis=0)).T[None]
    X = np.array([labour], dtype=float)
    first = Benchmark(
        pi=pi,
        tau=np.zeros((1, N, N)),
        gamma=np.zeros((N, 1, 1)),
        beta=np.ones((1, N)),
        alpha=np.ones((1, N)),
        theta=np.array([theta]),
        wL=np.array(labour, dtype=float),
        D=np.zeros(N),
        X=X,
    )
    return rebased(first, solve(first, no_change(first.tau)))


@pytest.fixture(scope="module")
def pair():
    """Two countries of sizes 1 and 3, one sector, free trade."""
    return free_trade((1.0, 3.0), np.array([[1.0, 0.02], [0.03, 1.0]]), 4.0)


@pytest.fixture(scope="module")
def twins():
    """Two equal countries, one sector, free trade."""
    return free_trade((1.0, 1.0), np.array([[1.0, 0.05], [0.05, 1.0]]), 5.0)


def random_spending(seed, N=5, S=3):
    """(spending[k, n, i], tariffs, elasticities) with home bias and deficits."""
    rng = np.random.default_rng(seed)
    spending = rng.lognormal(0.0, 0.7, (S, N, N)) * rng.lognormal(0.0, 0.6, N)
    n = np.arange(N)
    spending[:, n, n] *= 8.0
    tariff = rng.uniform(0.0, 0.3, (S, N, N))
    tariff[:, n, n] = 0.0
    return spending, tariff, rng.uniform(1.5, 8.0, S)


@pytest.fixture(scope="module")
def unbalanced():
    """A random benchmark with deficits."""
    return benchmark_from_spending(*random_spending(7))


@pytest.fixture(scope="module")
def world(unbalanced):
    """The same benchmark with balanced trade."""
    return balanced(unbalanced)


def welfare(game):
    """Real income ratios [n] of a game."""
    return game.equilibrium.real_income_hat


class TestTwoCountries:
    """Gros (1987) and the two-country tariff war, whose exact answers are known."""

    def test_optimum_is_gros_formula(self, pair) -> None:
        """t = 1 / (eps lambda_FF), and Home's gain."""
        exact = optimal_tariff(pair, 0, exact_form)
        assert exact.tariff[0] == pytest.approx(0.25221624, abs=BRUTE)
        assert 100 * (welfare(exact)[0] - 1) == pytest.approx(0.20839703, abs=BRUTE)
        abroad = exact.equilibrium.pi[0, 1, 1]
        assert exact.tariff[0] == pytest.approx(1 / (4 * abroad), abs=1e-9)
        assert optimal_tariff(pair, 0, paper_form).tariff[0] == pytest.approx(exact.tariff[0], abs=1e-9)

    def test_nash(self, pair) -> None:
        """Tariffs and losses of both countries."""
        exact = nash_tariffs(pair, exact_form)
        assert exact.tariff == pytest.approx([0.25118813, 0.25332841], abs=BRUTE)
        assert 100 * (welfare(exact) - 1) == pytest.approx([-0.26887652, -0.09232407], abs=BRUTE)

    def test_delta_makes_the_formula_exact(self, pair) -> None:
        """With delta Eq. (14) is exact for two countries; without it, as in the public code, it isn't."""
        exact = nash_tariffs(pair, exact_form)
        assert nash_tariffs(pair, paper_form).tariff == pytest.approx(exact.tariff, abs=1e-9)
        assert public_code_form(exact.stage)[0] == pytest.approx(0.25148912, abs=BRUTE)
        assert nash_tariffs(pair, public_code_form).tariff[0] == pytest.approx(0.25148660, abs=1e-8)

    def test_equal_countries(self, twins) -> None:
        """Optimum, Nash tariff with and without delta, and the loss."""
        assert optimal_tariff(twins, 0, exact_form).tariff[0] == pytest.approx(0.20600773, abs=BRUTE)
        exact = nash_tariffs(twins, exact_form)
        assert exact.tariff == pytest.approx([0.20329429] * 2, abs=BRUTE)
        assert 100 * (welfare(exact) - 1) == pytest.approx([-0.25405805] * 2, abs=BRUTE)
        assert nash_tariffs(twins, paper_form).tariff == pytest.approx([0.20329434] * 2, abs=BRUTE)
        assert public_code_form(exact.stage) == pytest.approx([0.20396406] * 2, abs=BRUTE)


class TestModelWithoutInputs:
    """Eqs. (6) and (7), their Jacobian, and the input-output model with inputs at zero."""

    @pytest.mark.parametrize("closure", ["balanced", "world_gdp_share"])
    def test_equals_the_input_output_solver(self, unbalanced, closure: str) -> None:
        """Two solvers, one answer."""
        new = uniform(unbalanced, np.linspace(0.05, 0.6, 5))
        cost = np.where(new > 0.3, 1.2, 1.0) * (1 + new) / (1 + unbalanced.tau)
        shock = Shock(cost, new)
        ours, other = solve(unbalanced, shock, closure), Solver.of(unbalanced).solve(shock, closure, 1e-12)
        assert ours.report.residual < 1e-12
        assert ours.w_hat == pytest.approx(other.w_hat, abs=1e-10)
        assert ours.real_income_hat == pytest.approx(other.real_income_hat, abs=1e-10)

    def test_balancing_leaves_no_deficit_and_no_pull(self, world) -> None:
        """A balanced benchmark is its own equilibrium."""
        assert np.abs(world.D).max() < 1e-12
        found = solve(world, no_change(world.tau))
        assert found.real_income_hat == pytest.approx(np.ones(5), abs=1e-12)

    def test_numeraire_is_world_value_added(self, world) -> None:
        """World value added stays put."""
        found = solve(world, Shock(np.full_like(world.tau, 1.3), world.tau))
        assert found.value_added.sum() == pytest.approx(world.wL.sum(), rel=1e-12)

    def test_wage_jacobian_is_the_derivative(self, unbalanced) -> None:
        """d excess / d ln w and d ln I / d ln w against central differences, deficits kept."""
        kernel, log_w = kernels(unbalanced, no_change(unbalanced.tau)), np.linspace(-0.2, 0.3, 5)
        point = evaluate(unbalanced, kernel, unbalanced.D, log_w)
        slope = income_slope(unbalanced, point)
        jacobian = wage_jacobian(unbalanced, point, slope)
        for m in range(5):
            up, down = (evaluate(unbalanced, kernel, unbalanced.D, log_w + s * np.eye(5)[m]) for s in (STEP, -STEP))
            assert jacobian[:, m] == pytest.approx((up.excess - down.excess) / (2 * STEP), abs=1e-6)
            assert slope[:, m] == pytest.approx(np.log(up.income / down.income) / (2 * STEP), abs=1e-8)

    def test_extreme_shocks_are_solved(self, world) -> None:
        """Tariffs of 2000% and a country cut off, by whichever method gets there."""
        new = uniform(world, np.full(5, 20.0))
        assert solve(world, Shock((1 + new) / (1 + world.tau), new)).report.residual < 1e-9
        cut = np.zeros((5, 5), dtype=bool)
        cut[0, 1:] = cut[1:, 0] = True
        alone = solve(world, Shock(np.ones_like(world.tau), world.tau, cut=cut))
        assert alone.pi[:, 0, 0] == pytest.approx(np.ones(3), abs=1e-12)

    def test_what_the_model_has_no_place_for(self, world) -> None:
        """Inputs and export taxes are refused; a sector without suppliers has no equilibrium."""
        with pytest.raises(DataError, match="without_inputs"):
            solve(replace(world, gamma=np.full((5, 3, 3), 0.1)), no_change(world.tau))
        with pytest.raises(DataError, match="export taxes"):
            solve(world, Shock(np.ones_like(world.tau), world.tau, export_tax=np.zeros_like(world.tau)))
        with pytest.raises(NoEquilibriumError, match="economy at position 0 is left without any supplier"):
            kernels(world, Shock(np.ones_like(world.tau), world.tau, cut=np.eye(5, dtype=bool)[[0] * 5] | True))

    def test_without_inputs_keeps_flows(self) -> None:
        """The embedded world's flows, tariffs and elasticities, all sales final."""
        given = load_world("icio2022")
        bench = without_inputs(given)
        assert bench.wL == pytest.approx(given.flow.sum(axis=(0, 1)))
        np.testing.assert_allclose(bench.X, given.spending)
        assert bench.income == pytest.approx(bench.X.sum(axis=0))
        assert bench.D.sum() == pytest.approx(0.0, abs=1e-3)


class TestTariffGame:
    """The derivatives that the exact game rests on, and what a best response is."""

    def here(self, world, tariff):
        """The Stage of an equilibrium at uniform tariffs."""
        game = players(world, np.ones(5, dtype=bool), world.tau)
        kernel = uniform_kernels(game, tariff)
        point, _ = solve_wages(world, kernel, np.zeros(5))
        return game, stage(world, point, tariff)[0]

    def test_own_purchases(self, world) -> None:
        """d trade / d ln(1 + t) at given wages and income, by central differences."""
        tariff = np.linspace(0.1, 0.5, 5)
        game, here = self.here(world, tariff)
        sizes = here.point.income
        shares = []
        for s in (STEP, -STEP):
            point = evaluate(world, uniform_kernels(game, (1 + tariff) * np.exp(s) - 1), np.zeros(5), here.point.log_w)
            shares.append(point.trade / point.income[:, None] * sizes[:, None])
        assert own_purchases(world, here.point) == pytest.approx((shares[0] - shares[1]) / (2 * STEP), abs=1e-6)

    def test_welfare_slope_is_the_derivative(self, world) -> None:
        """d ln W[n] / d ln(1 + t[n]) in equilibrium, by central differences; envelope theorem to rounding."""
        tariff = np.linspace(0.1, 0.5, 5)
        _, here = self.here(world, tariff)
        slope = welfare_slope(here)
        for n in range(5):
            logs = []
            for s in (STEP, -STEP):
                moved = tariff.copy()
                moved[n] = (1 + tariff[n]) * np.exp(s) - 1
                new = uniform(world, moved)
                logs.append(np.log(solve(world, Shock((1 + new) / (1 + world.tau), new)).real_income_hat[n]))
            assert slope[n] == pytest.approx((logs[0] - logs[1]) / (2 * STEP), abs=1e-8)
        envelope = terms_of_trade(here) + tariff * volume(here)
        assert here.point.income * slope == pytest.approx(envelope, abs=1e-12)

    def test_exact_tariffs_are_best_responses(self, world) -> None:
        """No country gains by any other tariff between zero and 200%, the others' given."""
        game = nash_tariffs(world, exact_form)
        at_nash = welfare(game)
        assert game.equilibrium.report.residual < 1e-11
        for n in range(5):
            for other in (0.0, 0.1, game.tariff[n] - 0.01, game.tariff[n] + 0.01, 0.8, 2.0):
                deviation = game.tariff.copy()
                deviation[n] = other
                new = uniform(world, deviation)
                found = solve(world, Shock((1 + new) / (1 + world.tau), new))
                assert found.real_income_hat[n] < at_nash[n]

    def test_one_player_keeps_others_tariffs(self, world) -> None:
        """The others' applied tariffs stay; the player's tariff is uniform."""
        game = optimal_tariff(world, 2, exact_form)
        tau = 1 / game.equilibrium.net - 1
        others = np.arange(5) != 2
        assert tau[:, others] == pytest.approx(world.tau[:, others], abs=1e-12)
        assert tau[:, 2, others] == pytest.approx(np.full((3, 4), game.tariff[2]), abs=1e-12)
        assert np.isnan(game.tariff[others]).all()

    def test_start_plays_no_part(self, world) -> None:
        """From low and from high tariffs to the same game."""
        low, high = (nash_tariffs(world, exact_form, np.full(5, t)) for t in (0.02, 1.0))
        assert low.tariff == pytest.approx(high.tariff, abs=1e-9)

    def test_public_code_caps_at_100_percent(self, world) -> None:
        """Where demand hardly reacts, the public code's floor binds; the paper's form and the exact one go beyond."""
        stiff = replace(world, theta=np.full(3, 0.8))
        assert nash_tariffs(stiff, public_code_form).tariff == pytest.approx(np.ones(5))
        assert (nash_tariffs(stiff, paper_form).tariff > 1.2).all()
        assert (nash_tariffs(stiff, exact_form).tariff > 1.2).all()

    def test_deficits_are_refused(self, unbalanced) -> None:
        """A game on a world with deficits names the worst one and the remedy."""
        with pytest.raises(DataError, match="balanced"):
            nash_tariffs(unbalanced, exact_form)

    def test_a_region_that_does_not_trade(self) -> None:
        """Eq. (14) has no finite tariff for it; the error says which region it is."""
        spending, tariff, theta = random_spending(3)
        spending[:, 4, :4] = spending[:, :4, 4] = 0.0
        bench = balanced(benchmark_from_spending(spending, tariff, theta))
        with pytest.raises(NoEquilibriumError, match="economy at position 4"):
            nash_tariffs(bench, paper_form)
