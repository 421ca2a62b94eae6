"""The model on worlds small enough to solve by hand, and what the solver says about its own work."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.from_shares import benchmark_from_flows
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare, receipts
from middlepower.model.long_run.check import Claim, check, new_shares
from middlepower.model.long_run.iterate import mix, start
from middlepower.model.long_run.newton import newton
from middlepower.model.long_run.solve import CONTINUATION_STEPS, Solver, continuation, find, partial_shock
from middlepower.scenario.shock import Shock, no_change
from middlepower.solve.anderson import AndersonMixer
from middlepower.solve.report import Status
from middlepower.world.world import World
from worlds import added_tariff, off_diagonal, random_shock, random_world, solved

THETA = 4.0


def twins(home: float = 60.0, abroad: float = 40.0) -> World:
    """Two equal economies, one good, no inputs, no tariffs."""
    return World.from_flows(
        "twins",
        2000,
        ["A", "B"],
        ["G"],
        np.array([[[home, abroad], [abroad, home]]]),
        np.zeros((1, 2, 2)),
        np.zeros((2, 1, 1)),
        np.array([THETA]),
        elasticity_set="hand",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )


def both(world: World, iceberg: float = 1.0, tariff: float = 0.0) -> Shock:
    """The same shock to trade in both directions."""
    abroad = off_diagonal(world)
    cost = np.where(abroad > 0, iceberg * (1.0 + tariff), 1.0)
    return Shock(cost, tariff * abroad)


# ---------------------------------------------------------------- by hand


def test_symmetric_iceberg_by_hand() -> None:
    """Wages stay one; P = (0.6 + 0.4 d^-theta)^(-1/theta); W = 1/P."""
    found = solved(twins(), both(twins(), iceberg=1.25))
    price = (0.6 + 0.4 * 1.25**-4) ** -0.25
    assert_allclose(found.w_hat, 1.0, rtol=1e-12)
    assert_allclose(found.P_hat, price, rtol=1e-12)
    assert_allclose(found.real_income_hat, 1.0 / price, rtol=1e-12)
    assert_allclose(found.flow[0, 0, 1], 100 * 0.4 * 1.25**-4 * price**4, rtol=1e-12)


def test_symmetric_tariff_by_hand() -> None:
    """Tariff t on both sides: import share m, income 100 / (1 - m t/(1+t)), price as with an iceberg."""
    t = 0.25
    found = solved(twins(), both(twins(), tariff=t))
    price = (0.6 + 0.4 * (1 + t) ** -4) ** -0.25
    m = 0.4 * (1 + t) ** -4 * price**4
    income = 100.0 / (1.0 - m * t / (1.0 + t))
    assert_allclose(found.income, income, rtol=1e-12)
    assert_allclose(found.tariff_revenue, income * m * t / (1.0 + t), rtol=1e-12)
    assert_allclose(found.real_income_hat, income / 100.0 / price, rtol=1e-12)
    assert_allclose(found.flow[0, 1, 0], income * m / (1.0 + t), rtol=1e-12)
    assert_allclose(found.terms_of_trade_hat, 1.0, rtol=1e-12)


def test_roundabout_production_by_hand() -> None:
    """Half of cost is the good itself: c = P^0.5, so P = (0.6 + 0.4 d^-theta)^(-2/theta)."""
    world = World.from_flows(
        "loop",
        2000,
        ["A", "B"],
        ["G"],
        np.array([[[60.0, 40.0], [40.0, 60.0]]]),
        np.zeros((1, 2, 2)),
        np.full((2, 1, 1), 0.5),
        np.array([THETA]),
        elasticity_set="hand",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    found = solved(world, both(world, iceberg=1.25))
    price = (0.6 + 0.4 * 1.25**-4) ** -0.5
    assert_allclose(found.P_hat, price, rtol=1e-12)
    assert_allclose(found.c_hat, price**0.5, rtol=1e-12)
    assert_allclose(found.real_income_hat, 1.0 / price, rtol=1e-12)


def test_one_sided_tariff_shifts_terms_of_trade() -> None:
    """Only A taxes: its wage rises against B's, by what balances trade."""
    world = twins()
    tariff = np.array([[[0.0, 0.3], [0.0, 0.0]]])
    found = solved(world, added_tariff(world, tariff))
    assert found.w_hat[0] > 1.0 > found.w_hat[1]
    assert found.terms_of_trade_hat[0] == pytest.approx(found.w_hat[0] / found.w_hat[1], rel=1e-12)
    assert found.flow[0, 0, 1] == pytest.approx(found.flow[0, 1, 0], rel=1e-10)
    assert found.tariff_revenue[1] == pytest.approx(0.0, abs=1e-10)
    assert found.tariff_revenue[0] == pytest.approx(0.3 * found.flow[0, 0, 1], rel=1e-10)


# ---------------------------------------------------------------- what an Equilibrium reports


def test_reported_quantities_agree_with_each_other() -> None:
    world = random_world(4)
    found = solved(world, random_shock(world, 5))
    assert_allclose(found.output, found.flow.sum(axis=1), rtol=1e-14)
    assert_allclose(found.pi.sum(axis=2), 1.0, rtol=1e-12)
    assert_allclose(found.income, found.X.sum(axis=0) - inputs(world, found), rtol=1e-9)
    assert_allclose(found.volume * found.c_hat[:, None, :], found.flow, rtol=1e-14)
    price = np.prod(found.P_hat**world.consumption_share, axis=0)
    assert_allclose(found.real_income_hat, found.income / world.income / price, rtol=1e-12)
    assert_allclose(found.real_wage_hat, found.w_hat / price, rtol=1e-12)
    assert_allclose(found.received, 0.0)
    assert found.report.status is Status.SOLVED
    parts = found.report.residuals.parts
    assert set(parts) == {"price", "goods", "factor", "trade_balance", "numeraire", "quota"}
    assert found.report.residual == max(parts.values())


def inputs(world: World, found) -> np.ndarray:
    """Spending on inputs [n]."""
    return np.einsum("nks,sn->n", world.input_share, found.output)


def test_terms_of_trade_by_hand() -> None:
    """Trade-weighted mean log unit cost of exports less that of imports, cell by cell."""
    world = random_world(4)
    found = solved(world, random_shock(world, 5))
    sold = bought = exports = imports = 0.0
    for k in range(3):
        for m in (0, 2, 3):
            exports += found.flow[k, m, 1]
            sold += found.flow[k, m, 1] * np.log(found.c_hat[k, 1])
            imports += found.flow[k, 1, m]
            bought += found.flow[k, 1, m] * np.log(found.c_hat[k, m])
    assert found.terms_of_trade_hat[1] == pytest.approx(np.exp(sold / exports - bought / imports), rel=1e-12)


# ---------------------------------------------------------------- ways to the solution


def test_newton_and_continuation_find_the_same_equilibrium() -> None:
    world = random_world(6)
    solver = Solver.of(benchmark_of(world))
    shock = random_shock(world, 7)
    problem = prepare(solver.benchmark, shock, "world_gdp_share")
    usual, method = find(solver, shock, "world_gdp_share", 1e-12, None)
    assert method == "anderson"
    first = start(problem)
    assert mix(problem, solver.steer, first, 1e-12, 3).gaps.worst > 1e-6  # not there at once
    stepped, solved_part = continuation(solver, shock, "world_gdp_share", 1e-12)
    assert solved_part == 1.0
    for outcome in (newton(problem, first, 1e-12), stepped):
        assert outcome.gaps.worst <= 1e-12
        assert_allclose(outcome.state.log_w, usual.state.log_w, atol=1e-10)


def test_a_partial_shock_is_a_step_of_the_logarithm() -> None:
    world = random_world(6)
    shock = replace(random_shock(world, 7), export_tax=0.2 * off_diagonal(world))
    bench = benchmark_of(world)
    half = partial_shock(bench, shock, 0.5)
    assert_allclose(half.trade_cost**2, shock.trade_cost, rtol=1e-12)
    assert_allclose((1.0 + half.tariff) ** 2, (1.0 + shock.tariff) * (1.0 + world.tariff), rtol=1e-12)
    assert_allclose((1.0 + half.export_tax) ** 2, 1.0 + shock.export_tax, rtol=1e-12)
    whole = partial_shock(bench, shock, CONTINUATION_STEPS[-1])
    assert_allclose(whole.tariff, shock.tariff, atol=1e-12)


def test_a_very_large_shock_is_solved() -> None:
    world = random_world(6)
    cost = np.where(off_diagonal(world) > 0, 8.0, 1.0)
    found = solved(world, Shock(cost, world.tariff), "balanced")
    assert found.report.residual < 1e-10
    assert (found.real_income_hat < 1.0).all()


def test_a_deficit_that_cannot_be_paid_is_a_typed_error() -> None:
    """A lends a tenth of its income to B for ever; cut from all trade it cannot."""
    world = World.from_flows(
        "debt",
        2000,
        ["A", "B"],
        ["G"],
        np.array([[[90.0, 5.0], [15.0, 80.0]]]),
        np.zeros((1, 2, 2)),
        np.zeros((2, 1, 1)),
        np.array([THETA]),
        elasticity_set="hand",
        tariff_date=dt.date(2000, 7, 1),
        services=(),
    )
    shock = replace(no_change(world.tariff), cut=~np.eye(2, dtype=bool))
    with pytest.raises(NoEquilibriumError, match="use closure `balanced`"):
        Solver.of(benchmark_of(world)).solve(shock)
    alone = Solver.of(benchmark_of(world)).solve(shock, "balanced")
    assert_allclose(alone.flow[0], np.diag(alone.income), rtol=1e-9)


# ---------------------------------------------------------------- kernels


def test_zero_flows_stay_zero() -> None:
    world = random_world(6, holes=True)
    found = solved(world, random_shock(world, 7))
    assert (found.flow[world.flow == 0] == 0).all()
    assert (found.flow[world.flow > 0] > 0).all()


def test_the_check_shares_no_numbers_with_the_solver() -> None:
    """Shares recomputed by the check from wages and prices equal the solver's own."""
    world = random_world(6)
    bench = benchmark_of(world)
    shock = random_shock(world, 7)
    problem = prepare(bench, shock, "balanced")
    outcome, _ = find(Solver.of(bench), shock, "balanced", 1e-12, None)
    implied = outcome.implied
    claim = Claim(
        np.exp(outcome.state.log_w),
        np.exp(implied.log_P),
        implied.X,
        shock.trade_cost,
        receipts(bench, shock),
        np.zeros(4),
        np.zeros(4),
        np.zeros(4),
    )
    pi, log_P = new_shares(bench, claim)
    assert_allclose(problem.K * implied.b[:, None, :] / implied.Phi[:, :, None], pi, rtol=1e-9)
    assert_allclose(log_P, implied.log_P, atol=1e-11)
    assert check(bench, claim).worst < 1e-11


def test_raw_flows_give_the_benchmark_of_the_world_they_clear() -> None:
    world = random_world(6, holes=True)
    raw = benchmark_from_flows(world.flow, world.tariff, world.input_share, world.elasticity)
    bench = benchmark_of(world)
    for name in ("pi", "tau", "gamma", "beta", "alpha", "theta", "wL", "D", "X"):
        assert_allclose(getattr(raw, name), getattr(bench, name), atol=1e-10, err_msg=name)


def test_anderson_solves_a_linear_fixed_point() -> None:
    draw = np.random.default_rng(1)
    matrix = 0.9 * draw.dirichlet(np.ones(6), 6)
    goal = np.linalg.solve(np.eye(6) - matrix, np.ones(6))
    mixer, x = AndersonMixer(6), np.zeros(6)
    for _ in range(12):
        x = mixer.next(x, matrix @ x + 1.0 - x)
    assert_allclose(x, goal, rtol=1e-8)
    mixer.reset()
    assert_allclose(mixer.next(x, np.ones(6)), x + 1.0)
