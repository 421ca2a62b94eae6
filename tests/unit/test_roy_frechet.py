"""Caliendo-Parro with workers who differ by sector: limits, invariances, derivatives, and who loses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare
from middlepower.model.long_run.check import Claim, new_shares
from middlepower.model.long_run.equations import unit_cost_log
from middlepower.model.long_run.solve import Solver
from middlepower.model.roy_frechet.check import check_roy_frechet
from middlepower.model.roy_frechet.equations import (
    LARGEST_KAPPA,
    Labour,
    employment_share,
    income_per_worker_log,
    incumbents_hat,
    labour_income,
    labour_of,
    roy_sweep,
)
from middlepower.model.roy_frechet.loop import benchmark_point, labour_gap, own_jacobian, roy_start, roy_steering
from middlepower.model.roy_frechet.solve import KAPPA, KAPPA_RANGE, RoyFrechetEquilibrium, solve_roy_frechet
from middlepower.scenario.shock import QuotaPart, no_change
from middlepower.world.world import World
from worlds import (
    added_tariff,
    off_diagonal,
    permuted,
    quota_on_rest_unchanged,
    random_shock,
    random_world,
    split_sector,
)

TIGHT = 1e-12


def solved(world: World, shock, kappa=KAPPA, closure="world_gdp_share") -> RoyFrechetEquilibrium:
    return solve_roy_frechet(world, shock, kappa, closure, TIGHT)


def one_wage(world: World, shock, closure="world_gdp_share") -> Equilibrium:
    return Solver.of(benchmark_of(world)).solve(shock, closure, TIGHT)


# ---------------------------------------------------------------- labour supply by hand


def test_labour_supply_by_hand() -> None:
    """Two equal sectors, kappa 2, wages 1 and 2: Phi^2 = (1 + 4)/2, shares 1/5 and 4/5."""
    log_w, share = np.log([[1.0], [2.0]]), np.array([[0.5], [0.5]])
    assert_allclose(np.exp(income_per_worker_log(log_w, share, 2.0)), [2.5**0.5])
    assert_allclose(employment_share(log_w, share, 2.0), [[0.2], [0.8]])
    income = labour_income(log_w, Labour(2.0, share), np.array([100.0]))
    assert_allclose(income, [[20.0 * 2.5**0.5], [80.0 * 2.5**0.5]])


def test_sectors_without_workers_change_nothing() -> None:
    share = np.array([[0.5], [0.0], [0.5]])
    log_w = np.log([[1.0], [50.0], [2.0]])
    assert_allclose(np.exp(income_per_worker_log(log_w, share, 2.0)), [2.5**0.5])
    assert_allclose(employment_share(log_w, share, 2.0), [[0.2], [0.0], [0.8]])


def test_supply_derivatives() -> None:
    """d ln Phi / d ln w = share', and d ln (income of s) / d ln w_h = kappa 1{s = h} + (1 - kappa) share'_h."""
    draw = np.random.default_rng(3)
    share, log_w, kappa, step = draw.dirichlet(np.ones(4), 2).T, draw.normal(0, 0.2, (4, 2)), 1.7, 1e-6
    labour, wL = Labour(kappa, share), np.array([3.0, 5.0])
    new = employment_share(log_w, share, kappa)
    for h in range(4):
        up, down = log_w.copy(), log_w.copy()
        up[h] += step
        down[h] -= step
        d_Phi = (income_per_worker_log(up, share, kappa) - income_per_worker_log(down, share, kappa)) / (2 * step)
        assert_allclose(d_Phi, new[h], rtol=1e-8)
        d_income = np.log(labour_income(up, labour, wL) / labour_income(down, labour, wL)) / (2 * step)
        expected = (1.0 - kappa) * new[h] + kappa * (np.arange(4) == h)[:, None]
        assert_allclose(d_income, expected, rtol=1e-7, atol=1e-9)


def test_sector_wages_enter_cost_with_the_value_added_share() -> None:
    bench = benchmark_of(random_world(6))
    draw = np.random.default_rng(1)
    log_w, log_P = draw.normal(0, 0.1, bench.beta.shape), draw.normal(0, 0.1, bench.alpha.shape)
    step = 1e-6 * np.eye(3)[1][:, None]
    up, down = (unit_cost_log(log_w + d, log_P, bench.beta, bench.gamma) for d in (step, -step))
    expected = np.zeros_like(bench.beta)
    expected[1] = bench.beta[1]
    assert_allclose((up - down) / 2e-6, expected, atol=1e-9)


@pytest.mark.parametrize("kappa", [0.0, 0.9, 1.0, np.inf, np.nan, 1e9])
def test_impossible_kappa(kappa) -> None:
    world = random_world(6)
    with pytest.raises(DataError, match="`kappa`"):
        solve_roy_frechet(world, no_change(world.tariff), kappa)


# ---------------------------------------------------------------- limits


@pytest.mark.parametrize("kappa", KAPPA_RANGE)
def test_no_change_gives_ones(kappa) -> None:
    world = random_world(6, holes=True)
    found = solved(world, no_change(world.tariff), kappa)
    works = world.value_added_share * world.output > 0
    assert_allclose(found.wage_hat[works], 1.0, rtol=1e-11)
    assert np.isnan(found.wage_hat[~works]).all()
    for name in ("real_income_hat", "w_hat", "P_hat", "c_hat"):
        assert_allclose(getattr(found.equilibrium, name)[...], 1.0, rtol=1e-11, err_msg=name)
    assert_allclose(found.incumbent_real_income_hat[works], 1.0, rtol=1e-11)


def test_large_kappa_is_one_wage() -> None:
    """The distance to Caliendo and Parro falls as 1 / kappa."""
    world = random_world(6)
    shock = random_shock(world, 7)
    exact = one_wage(world, shock)
    far, near = (solved(world, shock, kappa) for kappa in (LARGEST_KAPPA / 2, LARGEST_KAPPA))
    gap_far, gap_near = (f.equilibrium.real_income_hat - exact.real_income_hat for f in (far, near))
    assert np.abs(gap_near).max() < 1e-3
    assert_allclose(2.0 * gap_near, gap_far, rtol=0.02, atol=1e-7)
    assert_allclose(near.wage_hat, np.broadcast_to(exact.w_hat, near.wage_hat.shape), rtol=2e-3)


@pytest.mark.parametrize("kappa", KAPPA_RANGE)
def test_one_sector_world_is_caliendo_parro_exactly(kappa) -> None:
    world = random_world(4, sectors=1)
    shock = random_shock(world, 5)
    exact, found = one_wage(world, shock), solved(world, shock, kappa)
    for name in ("w_hat", "P_hat", "c_hat", "pi", "X", "real_income_hat", "flow"):
        assert_allclose(getattr(found.equilibrium, name), getattr(exact, name), rtol=1e-9, atol=1e-12, err_msg=name)
    assert_allclose(found.wage_hat[0], exact.w_hat, rtol=1e-9)


def test_kappa_near_one_fixes_efficiency_units() -> None:
    """Units of labour in s are share' Phi / w: constant as kappa goes to one."""
    world = random_world(6)
    found = solved(world, random_shock(world, 7), 1.0 + 1e-6)
    units = found.employment_share * found.equilibrium.w_hat / found.wage_hat
    assert_allclose(units, found.labour.share, rtol=1e-5)


# ---------------------------------------------------------------- every equation


@pytest.mark.parametrize("closure", ["world_gdp_share", "balanced", "fixed_nominal", "own_gdp_share"])
@pytest.mark.parametrize("kappa", KAPPA_RANGE)
def test_residuals_walras_and_numeraire(kappa, closure: str) -> None:
    world = random_world(8, holes=True)
    found = solve_roy_frechet(world, random_shock(world, 9), kappa, closure)
    state, bench = found.equilibrium, benchmark_of(world)
    assert state.report.residual < 1e-9
    assert_allclose(state.value_added.sum(), bench.wL.sum(), rtol=1e-9)
    exports, imports = state.flow.sum(axis=(0, 1)), state.flow.sum(axis=(0, 2))
    assert_allclose(imports - exports, state.D, atol=1e-8 * bench.wL.max())
    assert_allclose((bench.beta * state.output).sum(axis=0), state.value_added, rtol=1e-8)
    assert_allclose(bench.beta * state.output, found.employment_share * state.value_added, atol=1e-8 * bench.wL.max())


def test_the_check_sees_a_wrong_wage() -> None:
    world = random_world(6)
    shock = random_shock(world, 7)
    found = solved(world, shock)
    state = found.equilibrium
    wrong = found.wage_hat.copy()
    wrong[1, 2] *= 1.001
    for wages, low, high in ((found.wage_hat, 0.0, 1e-11), (wrong, 1e-5, 1.0)):
        claim = Claim(wages, state.P_hat, state.X, state.kappa_hat, state.net, state.received, state.paid, state.D)
        pi, log_price = new_shares(state.benchmark, claim)
        report = check_roy_frechet(state.benchmark, KAPPA, claim, state.w_hat, pi, log_price)
        assert low <= report.worst < high
        assert low <= report["factor"]


def test_steering_slopes_are_derivatives_of_a_closed_economy() -> None:
    """With one economy nothing is abroad, so its own slopes are exact: prices and outputs follow by sweeps."""
    world = random_world(3, regions=1, sectors=3, tariffs=False)
    solver, labour = Solver.of(benchmark_of(world)), labour_of(benchmark_of(world), 2.0)
    bench = solver.benchmark
    steer = roy_steering(bench, labour, solver.steer)
    problem = prepare(bench, no_change(world.tariff), "balanced")
    step, start = 1e-6, roy_start(problem)
    jacobian = own_jacobian(benchmark_point(bench), steer.own_output * bench.wL, labour.share, labour.kappa)
    for h in range(3):
        ends = []
        for sign in (1.0, -1.0):
            log_w = sign * step * np.eye(3)[h][:, None]
            log_P, Y = start.log_P, start.Y
            for _ in range(400):
                found = roy_sweep(problem, labour, log_w, log_P, Y, 0.0)
                log_P, Y = found.log_P, found.Y
            ends.append((log_P, Y, labour_gap(bench.beta * Y, labour_income(log_w, labour, bench.wL))))
        dP, dY, d_gap = ((a - b) / (2 * step) for a, b in zip(*ends, strict=True))
        assert_allclose(jacobian[0, :, h], d_gap[:, 0], rtol=1e-5, atol=1e-6)
        assert_allclose(steer.own_price[0, :, h], dP[:, 0], atol=1e-7)
        assert_allclose(steer.own_output[0, :, h], dY[:, 0] / bench.wL[0], rtol=1e-5, atol=1e-6)


# ---------------------------------------------------------------- invariances


def test_relabelling() -> None:
    world = random_world(6)
    region, sector = np.array([2, 0, 3, 1]), np.array([1, 2, 0])
    rate = 0.3 * off_diagonal(world)
    rate[1] *= 0.2
    one = solved(world, added_tariff(world, rate))
    moved = permuted(world, region, sector)
    two = solved(moved, added_tariff(moved, rate[np.ix_(sector, region, region)]))
    assert_allclose(two.wage_hat, one.wage_hat[np.ix_(sector, region)], rtol=1e-9)
    assert_allclose(two.real_income_hat, one.real_income_hat[region], rtol=1e-10)


def test_units_of_money_do_not_matter() -> None:
    world = random_world(6)
    larger = replace(world, flow=1000.0 * world.flow)
    one, two = (solved(w, random_shock(w, 7)) for w in (world, larger))
    assert_allclose(two.wage_hat, one.wage_hat, rtol=1e-9)


def test_a_sector_cut_in_two_changes_nothing() -> None:
    world = random_world(6)
    rate = 0.3 * off_diagonal(world)
    cut = split_sector(world, 1, 0.3)
    one, two = solved(world, added_tariff(world, rate)), solved(cut, added_tariff(cut, rate[[0, 1, 2, 1]]))
    assert_allclose(two.real_income_hat, one.real_income_hat, rtol=1e-9)
    assert_allclose(two.wage_hat[3], one.wage_hat[1], rtol=1e-9)


def test_quotas_and_export_taxes_are_solved() -> None:
    world = random_world(6)
    line = quota_on_rest_unchanged((1, 0, 2), QuotaPart("p", 0.4, 0.05, 0.05, 1.5), 0.6, 4.0)
    tax = 0.1 * off_diagonal(world)
    shock = replace(no_change(world.tariff), quotas=(line,), export_tax=tax, trade_cost=1.0 + tax)
    found = solve_roy_frechet(world, shock)
    assert found.equilibrium.report.residual < 1e-9
    assert found.equilibrium.received.sum() > 0
    assert len(found.equilibrium.quotas) == 1


def test_a_deficit_that_cannot_be_paid_is_a_typed_error() -> None:
    """A world that owes for ever cannot be cut from all trade."""
    world = random_world(6)
    shock = replace(no_change(world.tariff), cut=~np.eye(4, dtype=bool))
    with pytest.raises(NoEquilibriumError, match="use closure `balanced`"):
        solve_roy_frechet(world, shock)
    assert solve_roy_frechet(world, shock, closure="balanced").equilibrium.report.residual < 1e-9


# ---------------------------------------------------------------- who loses


def test_incumbents_by_hand() -> None:
    """Equal wages: everyone gets that ratio. Nobody in the best sector moves, so its workers get their wage."""
    share = np.array([0.2, 0.5, 0.3])
    assert_allclose(incumbents_hat(np.full(3, 0.9), share, 1.5), 0.9)
    found = incumbents_hat(np.array([0.8, 1.2, 1.0]), share, 1.5)
    assert found[1] == pytest.approx(1.2)
    assert found[0] > 0.8
    assert found[2] > 1.0
    assert_allclose(share @ found, (share @ np.array([0.8, 1.2, 1.0]) ** 1.5) ** (1 / 1.5), rtol=1e-14)
    assert np.isnan(incumbents_hat(np.array([0.8, 1.2, 1.0]), np.array([0.4, 0.6, 0.0]), 1.5)[2])


def test_incumbents_equal_a_draw_of_workers() -> None:
    """A million workers with Frechet abilities, dispersion 3: mean pay after over mean pay before, by first sector."""
    draw = np.random.default_rng(0)
    share, wage, kappa = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.7, 1.1, 0.95, 1.3]), 3.0
    pay = (share / draw.exponential(size=(1_000_000, 4))) ** (1.0 / kappa)
    first, before, after = pay.argmax(axis=1), pay.max(axis=1), (pay * wage).max(axis=1)
    drawn = [after[first == s].mean() / before[first == s].mean() for s in range(4)]
    assert_allclose(incumbents_hat(wage, share, kappa), drawn, rtol=4e-3)


def test_moves_help_and_incomes_add_up() -> None:
    world = random_world(6)
    found = solved(world, random_shock(world, 7))
    stay, move = found.sector_real_wage_hat, found.incumbent_real_income_hat
    assert (move >= stay - 1e-12).all()
    total = np.einsum("sn,sn->n", found.labour.share, move)
    assert_allclose(total, found.equilibrium.real_wage_hat, rtol=1e-12)


def test_a_closed_market_hurts_the_sector_that_sold_there() -> None:
    """Nobody buys R0's first product any more: its workers lose most, and more the less they can move."""
    world = random_world(6, tariffs=False, balanced=True)
    rate = np.zeros_like(world.tariff)
    rate[0, 1:, 0] = 1.0
    losses = {}
    for kappa in (1.2, 3.0, 100.0):
        found = solved(world, added_tariff(world, rate), kappa)
        wage = found.sector_real_wage_hat[:, 0]
        assert wage.argmin() == 0
        losses[kappa] = 1.0 - wage[0]
    assert losses[1.2] > losses[3.0] > losses[100.0]
