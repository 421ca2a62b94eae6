"""The compiled twins equal the NumPy functions that they copy, and the compiled solver equals the NumPy one."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

import worlds
from middlepower.model.compiled import kernels as compiled_kernels
from middlepower.model.compiled import loop as compiled_loop
from middlepower.model.compiled import world as compiled
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare
from middlepower.model.long_run import iterate
from middlepower.model.long_run.equations import sweep
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock
from middlepower.solve.anderson import DEPTH, AndersonMixer

STEERED = 1e-5  # what only steers is kept in single precision
SAME = 1e-12  # relative: the twins add the same numbers in another order
SOLVED = 1e-9  # between two solutions whose residuals are below 1e-10
CLOSURES = get_args(ClosureName)


def somewhere(seed: int, closure: ClosureName = "world_gdp_share"):
    """(solver, problem, state away from equilibrium) on a random world with zero flows."""
    world = worlds.random_world(seed, regions=7, sectors=5, holes=True)
    solver = Solver.of(benchmark_of(world))
    problem = prepare(solver.benchmark, worlds.random_shock(world, seed), closure)
    draw = np.random.default_rng(seed)
    first = iterate.start(problem)
    log_P = first.log_P + 0.1 * draw.standard_normal(first.log_P.shape)
    log_w = 0.1 * draw.standard_normal(first.log_w.shape)
    return solver, problem, replace(first, log_w=log_w, log_P=log_P, Y=first.Y * draw.uniform(0.8, 1.2, first.Y.shape))


def swept(solver, problem, state):
    """(compiled world, what the compiled sweep finds at a state)."""
    shared, found = compiled.world_of(solver.benchmark), compiled_kernels.empty_sweep(*state.Y.shape)
    none = np.zeros(solver.benchmark.regions)
    compiled_kernels.sweep(shared, compiled.case_of(problem), state.log_w, state.log_P, state.Y, none, found)
    return shared, found


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("seed", range(3))
def test_a_sweep_is_the_numpy_sweep(seed: int, closure: str) -> None:
    """Costs, prices, spending, income, outputs and excess demands."""
    solver, problem, state = somewhere(seed, closure)
    expected = sweep(problem, state.log_w, state.log_P, state.Y)
    _, found = swept(solver, problem, state)
    scale = solver.benchmark.wL.max()
    for name in ("log_c", "log_P", "b", "Phi"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=SAME, atol=SAME, err_msg=name)
    for name in ("income", "X", "Y", "excess"):
        one, other = getattr(found, name), getattr(expected, name)
        np.testing.assert_allclose(one, other, rtol=SAME, atol=SAME * scale, err_msg=name)


@pytest.mark.parametrize("seed", range(3))
def test_residuals_and_step_are_the_numpy_ones(seed: int) -> None:
    """The residuals, and the preconditioned step with its clamps."""
    solver, problem, state = somewhere(seed)
    state = replace(state, log_w=8.0 * state.log_w, log_P=30.0 * state.log_P)  # far enough for the clamps to bind
    expected = sweep(problem, state.log_w, state.log_P, state.Y)
    shared, found = swept(solver, problem, state)
    gaps = iterate.residuals(problem, state, expected, state.z)
    got = compiled_kernels.residuals(shared, state.log_w, state.log_P, state.Y, found)
    parts = [gaps[name] for name in compiled.PARTS[: len(got)]]
    np.testing.assert_allclose(got, parts, rtol=SAME, atol=SAME)
    assert compiled_kernels.worst_of(got) == pytest.approx(gaps.worst, rel=SAME)
    step = np.empty(state.log_w.size + 2 * state.Y.size)
    steer = compiled.steering_of(solver.steer)
    compiled_kernels.preconditioned(shared, steer, state.log_w, state.log_P, state.Y, found, step)
    wanted = iterate.preconditioned(problem, solver.steer, state, expected, state.z)
    assert np.abs(wanted[: state.log_w.size]).max() == iterate.WAGE_STEP
    np.testing.assert_allclose(step, wanted, rtol=STEERED, atol=STEERED * np.abs(wanted).max())


def test_mixing_is_the_numpy_mixing() -> None:
    """Twelve steps of a linear iteration, past the depth of the mixing."""
    draw = np.random.default_rng(0)
    matrix, right = np.diag(draw.uniform(0.1, 1.5, 9)), draw.standard_normal(9)
    mixer, past = AndersonMixer(9), compiled_loop.empty_past(9, DEPTH)
    x, y = np.zeros(9), np.zeros(9)
    for count in range(12):
        x = mixer.next(x, right - matrix @ x)
        compiled_loop.mixed(past, count, y, right - matrix @ y)
        np.testing.assert_allclose(y, x, rtol=1e-9, atol=1e-9)  # the small systems are ill-conditioned near the end


@pytest.mark.parametrize("closure", CLOSURES)
def test_solutions_are_the_numpy_solutions(closure: str) -> None:
    """Both solvers end at the same equilibrium after the same number of sweeps."""
    world = worlds.random_world(4, regions=8, sectors=6)
    solver = Solver.of(benchmark_of(world))
    shock = worlds.random_shock(world, 4)
    expected = solver.solve(shock, closure)
    found = compiled.with_compiled_sweeps(solver).solve(shock, closure)
    np.testing.assert_allclose(found.w_hat, expected.w_hat, rtol=SOLVED)
    np.testing.assert_allclose(found.real_income_hat, expected.real_income_hat, rtol=SOLVED)
    assert found.report.sweeps == expected.report.sweeps
    assert found.report.method == "anderson"


def taxed(world) -> Shock:
    tax = 0.05 * worlds.off_diagonal(world)
    return Shock(1.0 + tax, world.tariff, export_tax=tax)


def under_quotas(world) -> Shock:
    """A quota that binds, one that does not, and two that share a flow, of which one is at its cap."""
    shock = worlds.random_shock(world, 7)
    flow = (1, 2, 0)
    one, other = QuotaPart("a", 0.4, 0.0, 0.0, 0.05), QuotaPart("b", 0.3, 0.0, 0.0, 0.9)
    lines = (
        worlds.quota_on_rest_unchanged((0, 0, 1), QuotaPart("a", 0.5, 0.1, 0.1, 0.9), 0.6, 4.0),
        worlds.quota_on_rest_unchanged((0, 3, 1), QuotaPart("a", 0.5, 0.1, 0.1, 0.9), 3.0, 4.0, "importer"),
        QuotaLine("one", *flow, (one,), 0.5, 4.0, 0.3, 0.3, "exporter"),
        QuotaLine("other", *flow, (other,), 0.5, 4.0, 0.3, 0.3, "exporter"),
    )
    return replace(shock, quotas=lines)


def both_at_once(world) -> Shock:
    return replace(under_quotas(world), export_tax=0.03 * worlds.off_diagonal(world))


@pytest.mark.parametrize("make", [taxed, under_quotas, both_at_once])
def test_quotas_and_export_taxes_are_the_numpy_ones(make) -> None:
    """Spending that goes to other treasuries: premiums, rents and taxes, and all that follows from them."""
    world = worlds.random_world(5)
    solver = Solver.of(benchmark_of(world))
    expected, found = solver.solve(make(world)), compiled.with_compiled_sweeps(solver).solve(make(world))
    np.testing.assert_allclose(found.w_hat, expected.w_hat, rtol=SOLVED)
    np.testing.assert_allclose(found.received, expected.received, rtol=1e-7, atol=SOLVED * expected.X.max())
    for one, other in zip(found.quotas, expected.quotas, strict=True):
        assert (one.status, one.premium) == (other.status, pytest.approx(other.premium, abs=1e-8))
    assert found.report.sweeps == expected.report.sweeps
    if expected.quotas:
        assert {quota.status for quota in expected.quotas} == {"slack", "binding", "over quota"}


def test_a_shock_beyond_the_sweeps_falls_back() -> None:
    """All tariffs at a thousand per cent: sweeps stop short, and Newton takes over from NumPy's side."""
    world = worlds.random_world(6, balanced=True)
    solver = compiled.compiled_solver(benchmark_of(world))
    found = solver.solve(worlds.added_tariff(world, 10.0 * worlds.off_diagonal(world)), "balanced")
    assert found.report.residual < 1e-9
