"""Ensembles give what the NumPy solver gives, scenario by scenario, whatever the number of threads."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import worlds
from middlepower.experiment.batch import Worker, solve_many
from middlepower.model.compiled import math as compiled_math
from middlepower.model.compiled import scenario as compiled_scenario
from middlepower.model.compiled import world as compiled
from middlepower.model.compiled.one_call import LevyBook, OneCall
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare
from middlepower.model.long_run.check import new_shares
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock

TOLERANCE = 1e-10
SOLVED = 1e-8  # between two solutions whose residuals are below TOLERANCE


@pytest.fixture(scope="module")
def setting():
    """(solver, shocks) on a random world with zero flows."""
    world = worlds.random_world(11, regions=8, sectors=5, holes=True)
    return Solver.of(benchmark_of(world)), [worlds.random_shock(world, seed) for seed in range(6)]


@pytest.mark.parametrize("workers", [1, 3])
def test_every_scenario_is_the_numpy_solution(setting, workers) -> None:
    """Wages, prices, spending and real income; the residual is that of the literal check."""
    solver, shocks = setting
    found = solve_many(solver, iter(shocks), tolerance=TOLERANCE, workers=workers)
    assert len(found.method) == len(shocks)
    for m, shock in enumerate(shocks):
        expected = solver.solve(shock, tolerance=TOLERANCE)
        used = solver.benchmark.X > 0
        np.testing.assert_allclose(found.w_hat[m], expected.w_hat, rtol=SOLVED)
        np.testing.assert_allclose(found.P_hat[m][used], expected.P_hat[used], rtol=SOLVED)
        np.testing.assert_allclose(found.X[m], expected.X, rtol=SOLVED, atol=SOLVED * expected.X.max())
        np.testing.assert_allclose(found.real_income_hat[m], expected.real_income_hat, rtol=SOLVED)
        assert found.sweeps[m] == expected.report.sweeps
        assert found.residual[m] == pytest.approx(expected.report.residual, rel=1e-2)


def test_threads_do_not_change_a_single_bit(setting) -> None:
    """One and four workers."""
    solver, shocks = setting
    one, four = solve_many(solver, shocks, workers=1), solve_many(solver, shocks, workers=4)
    np.testing.assert_array_equal(one.w_hat, four.w_hat)


def test_compiled_kernels_of_a_scenario_are_the_numpy_ones(setting) -> None:
    """K, Kt and row shifts of `problem.prepare`."""
    solver, shocks = setting
    expected = prepare(solver.benchmark, shocks[0], "balanced")
    world, case = compiled.world_of(solver.benchmark), compiled.empty_case(solver.benchmark, "balanced")
    log_pi = solver.benchmark.log_pi.copy()
    compiled_scenario.fill_kernels(world, log_pi, shocks[0].trade_cost, shocks[0].receipts, case)
    for name in ("K", "Kt", "log_shift"):
        np.testing.assert_allclose(getattr(case, name), getattr(expected, name), rtol=1e-12, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("part", ["log_w", "log_P", "X"])
def test_the_compiled_check_sees_what_the_literal_check_sees(setting, part) -> None:
    """A claim that is wrong in one number has the same largest residual in both."""
    from middlepower.model.long_run.check import check_at
    from middlepower.model.long_run.settle import claimed
    from middlepower.model.long_run.solve import find

    solver, shocks = setting
    shock = shocks[1]
    outcome, _ = find(solver, shock, "balanced", TOLERANCE, None)
    getattr(outcome.implied if part in ("X", "log_P") else outcome.state, part).flat[-1] *= 1.001
    claim, *_ = claimed(solver.benchmark, shock, "balanced", outcome.point, np.exp(outcome.state.log_w))
    literal = check_at(solver.benchmark, claim, *new_shares(solver.benchmark, claim))
    world = compiled.world_of(solver.benchmark)
    kernels = compiled.compiled_sweep_of(outcome.implied)
    log_pi, none = solver.benchmark.log_pi.copy(), np.zeros(solver.benchmark.regions)
    flows = log_pi, shock.trade_cost, shock.receipts, np.zeros((0, 0, 0))
    pi = np.empty(shock.tariff.shape)
    got, _ = compiled_scenario.checked(world, *flows, kernels, outcome.state.log_w, none, none, pi)
    assert literal.worst > 1e-7
    assert got == pytest.approx(literal.worst, rel=1e-6)
    np.testing.assert_allclose(pi, new_shares(solver.benchmark, claim)[0], rtol=1e-11, atol=1e-14)


def test_failures_of_cut_offs_are_told(setting) -> None:
    """An economy cut off solves with balanced trade; with a fixed deficit it has no equilibrium, and says so."""
    solver, shocks = setting
    N = solver.benchmark.regions
    cut = np.zeros((N, N), dtype=bool)
    cut[1, :], cut[:, 1] = True, True
    cut[1, 1] = False
    apart = Shock(np.ones_like(solver.benchmark.tau), solver.benchmark.tau, cut=cut)
    found = solve_many(solver, [shocks[0], apart], workers=1)
    assert list(found.failed) == [1]
    assert "balanced" in found.failed[1]
    assert np.isnan(found.w_hat[1]).all()
    assert np.isfinite(found.w_hat[0]).all()


def shocks_of_all_kinds(world) -> list[Shock]:
    """A cut-off, export taxes, quotas that bind, are slack, are at their cap, and all of these together."""
    base = worlds.random_shock(world, 3)
    cut = np.zeros((8, 8), dtype=bool)
    cut[2, 5] = cut[5, 2] = True
    tax = np.zeros_like(base.tariff)
    tax[:, 6, 4] = 0.2

    def line(volume: float, at: tuple[int, int, int], over: float) -> QuotaLine:
        part = QuotaPart("cars", 0.5, float(world.tariff[at]), 0.05, over)
        return worlds.quota_on_rest_unchanged(at, part, volume, 5.0)

    bought = [
        tuple(int(v) for v in at) for at in np.argwhere(world.flow > 0) if at[1] != at[2] and not cut[at[1], at[2]]
    ]
    first, second = bought[0], bought[7]
    binding, slack = (line(0.5, first, 3.0), line(40.0, second, 1.0)), (line(0.01, first, 0.1),)
    return [
        replace(base, cut=cut),
        replace(base, export_tax=tax),
        replace(base, quotas=binding),
        replace(base, quotas=slack),
        replace(base, cut=cut, export_tax=tax, quotas=binding),
    ]


def test_quotas_cut_offs_and_export_taxes_are_compiled_and_equal(setting, monkeypatch) -> None:
    """Everything is solved in the one compiled call, with the residual and the income of the literal check."""
    solver, _ = setting
    shocks = shocks_of_all_kinds(worlds.random_world(11, regions=8, sectors=5, holes=True))
    expected = [solver.solve(shock, "balanced", TOLERANCE) for shock in shocks]
    statuses = {one.status for solved in expected for one in solved.quotas}
    assert statuses == {"slack", "binding", "over quota"}
    monkeypatch.setattr(Worker, "_by_all_methods", None)
    found = solve_many(solver, shocks, "balanced", TOLERANCE, workers=1)
    for m, solved in enumerate(expected):
        np.testing.assert_allclose(found.w_hat[m], solved.w_hat, rtol=SOLVED)
        np.testing.assert_allclose(found.income[m], solved.income, rtol=SOLVED)
        np.testing.assert_allclose(found.real_income_hat[m], solved.real_income_hat, rtol=SOLVED)
        assert found.residual[m] <= TOLERANCE


def test_an_equilibrium_of_one_call_is_the_solvers_own(setting) -> None:
    """Every array, every quota, and what is derived of them, with cut-offs, export taxes and quotas of all kinds."""
    solver, _ = setting
    world = worlds.random_world(11, regions=8, sectors=5, holes=True)
    call = OneCall(solver, "balanced")
    for shock in shocks_of_all_kinds(world):
        found = call.equilibrium(shock, TOLERANCE, None)
        assert found is not None
        solved, expected = found[0], solver.solve(shock, "balanced", TOLERANCE)
        for name in ("w_hat", "c_hat", "pi", "X", "net", "foreign_share", "D", "received", "paid", "income"):
            got, wanted = getattr(solved, name), getattr(expected, name)
            np.testing.assert_allclose(got, wanted, rtol=SOLVED, atol=SOLVED * np.abs(wanted).max(), err_msg=name)
        np.testing.assert_array_equal(np.isinf(solved.kappa_hat), np.isinf(expected.kappa_hat))
        bought = np.isfinite(expected.kappa_hat)
        np.testing.assert_allclose(solved.kappa_hat[bought], expected.kappa_hat[bought], rtol=SOLVED)
        np.testing.assert_allclose(solved.real_income_hat, expected.real_income_hat, rtol=SOLVED)
        for one, other in zip(solved.quotas, expected.quotas, strict=True):
            assert one.line is other.line
            numbers = [(of.premium, of.fill, of.rent) for of in (one, other)]
            np.testing.assert_allclose(*numbers, rtol=SOLVED, atol=SOLVED)
        assert solved.report.residual == pytest.approx(expected.report.residual, rel=0.5, abs=1e-12)


def test_no_scenarios_make_an_empty_ensemble(setting) -> None:
    """Shapes stay."""
    assert solve_many(setting[0], []).w_hat.shape == (0, setting[0].benchmark.regions)


def test_exp_and_log_are_exact_to_rounding() -> None:
    """Against NumPy over the whole range; exp of minus infinity is zero."""
    draw = np.random.default_rng(0)
    x = np.concatenate([draw.uniform(-708, 700, 2000), draw.uniform(-1e-3, 1e-3, 500), [0.0]])
    np.testing.assert_allclose([compiled_math.exp(one) for one in x], np.exp(x), rtol=5e-16)
    y = np.concatenate([np.exp(x), 1.0 + draw.uniform(-1e-3, 1e-3, 500)])
    np.testing.assert_allclose([compiled_math.log(one) for one in y], np.log(y), rtol=5e-16)
    assert compiled_math.exp(-np.inf) == 0.0
    assert compiled_math.exp(-800.0) == 0.0


def test_numba_is_loaded_only_where_it_pays() -> None:
    """The solver, the ensemble module and the command line start without it."""
    code = (
        "import sys, middlepower.cli.run, middlepower.model.long_run.solve, middlepower.experiment.batch; "
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_laid_out_for_other_flows_is_laid_out_anew(setting) -> None:
    """A book that a world with other flows has written into gives what an empty one does."""
    solver, _ = setting
    shock = shocks_of_all_kinds(worlds.random_world(11, regions=8, sectors=5, holes=True))[-1]
    other = Solver.of(benchmark_of(worlds.random_world(12, regions=8, sectors=5)))
    book = LevyBook()
    book.levied(other.benchmark, shock)
    table = book.levied(solver.benchmark, shock).table
    np.testing.assert_array_equal(table.limit, LevyBook().levied(solver.benchmark, shock).table.limit)
    assert book.levied(replace(solver.benchmark, theta=solver.benchmark.theta + 1.0), shock).table is table
