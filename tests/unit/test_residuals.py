"""A residual that is not a number is never small: in the class, in every solver's own residuals, in every check."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.compiled import kernels as compiled_kernels
from middlepower.model.compiled import scenario as compiled_scenario
from middlepower.model.compiled import world as compiled
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import Problem, prepare
from middlepower.model.gravity.check import worst_market_gap
from middlepower.model.gravity.equations import GravityBenchmark
from middlepower.model.gravity.solve import full_endowment
from middlepower.model.liberation_day.benchmark import OneSectorBenchmark, Parameters
from middlepower.model.liberation_day.check import worst_residual
from middlepower.model.liberation_day.solve import solve as solve_liberation_day
from middlepower.model.long_run import iterate
from middlepower.model.long_run.check import Claim, check
from middlepower.model.long_run.equations import sweep
from middlepower.model.long_run.newton import newton
from middlepower.model.long_run.settle import accepted, claimed, settle
from middlepower.model.long_run.solve import Solver, find
from middlepower.model.multi_sector.benchmark import without_inputs
from middlepower.model.multi_sector.equations import kernels
from middlepower.model.multi_sector.solve import solve_wages
from middlepower.model.products.check import verify
from middlepower.model.products.equations import product_gaps, product_sweep, start_products
from middlepower.model.products.problem import ProductShock, prepare_products
from middlepower.model.products.solve import solve_products
from middlepower.model.products.world import ProductWorld
from middlepower.model.roy_frechet.check import check_roy_frechet
from middlepower.model.roy_frechet.equations import labour_of, roy_sweep
from middlepower.model.roy_frechet.loop import roy_residuals, roy_start
from middlepower.scenario.shock import Shock
from middlepower.solve.report import SolveReport, Status, refused_above
from middlepower.solve.residuals import Residuals, largest
from middlepower.world.world import World
from worlds import TIGHT, random_shock, random_world

Array = NDArray[np.float64]
ANYTHING = 1e300  # a tolerance that every number meets
PARTS = ("price", "goods", "factor", "income", "numeraire", "quota")


def planted(value: Any, name: str) -> Any:
    """The dataclass with a NaN as the last number of one of its arrays."""
    array = np.array(getattr(value, name), dtype=np.float64)
    array.flat[-1] = np.nan
    return replace(value, **{name: array})


# ---------------------------------------------------------------- the class and the report


@pytest.mark.parametrize("name", PARTS)
def test_a_nan_in_any_part_is_the_worst(name: str) -> None:
    """Wherever it stands: Python's max returns one only where it stands first."""
    gaps = Residuals.of(**{part: np.array([0.5, np.nan if part == name else -0.2]) for part in PARTS})
    assert np.isnan(gaps.worst)
    assert gaps.worst_name == name
    assert not gaps.within(ANYTHING)
    assert not gaps.better_than(Residuals.of(price=ANYTHING))
    assert Residuals.of(price=ANYTHING).better_than(gaps)


def test_the_worst_is_the_largest_absolute_gap_of_all_parts() -> None:
    gaps = Residuals.of(price=np.array([0.1, -0.3]), goods=0.2, quota=np.zeros(0))
    assert gaps.parts == {"price": 0.3, "goods": 0.2, "quota": 0.0}
    assert (gaps.worst, gaps.worst_name) == (0.3, "price")
    assert gaps.within(0.3)
    assert not gaps.within(0.29)
    assert gaps.with_part("factor", 0.4).worst == 0.4


def test_no_equation_at_all_is_no_proof() -> None:
    assert not Residuals.of().within(ANYTHING)


def test_a_report_with_a_nan_is_never_solved() -> None:
    report = SolveReport("anderson", 3, ANYTHING, Residuals.of(price=0.0, goods=np.nan))
    assert report.status is Status.ROUGH
    with pytest.raises(NoEquilibriumError, match="goods"):
        accepted(report)


def test_what_is_refused_depends_on_the_tolerance_asked() -> None:
    assert refused_above(1e-10) == 1e-5
    assert refused_above(1e-4) == pytest.approx(1e-3)
    rough = SolveReport("anderson", 3, 1e-8, Residuals.of(price=2.8e-8))
    assert rough.status is Status.ROUGH
    assert str(rough) == "solved to 2.8e-08, asked 1e-08 (anderson, 3 sweeps)"
    accepted(rough)
    with pytest.raises(NoEquilibriumError, match="price"):
        accepted(SolveReport("anderson", 3, 1e-8, Residuals.of(price=1.1e-5)))


# ---------------------------------------------------------------- the long run


def at_a_solution() -> tuple[World, Solver, Shock, Problem, iterate.Outcome]:
    """A small world, its solver, a shock, its problem and the outcome of the solve."""
    world = random_world(6)
    solver, shock = Solver.of(benchmark_of(world)), random_shock(world, 7)
    outcome, _ = find(solver, shock, "balanced", TIGHT, None)
    return world, solver, shock, prepare(solver.benchmark, shock, "balanced"), outcome


@pytest.mark.parametrize("name", ["log_P", "Y", "excess", "shortfall"])
def test_the_long_run_never_converges_on_a_nan_in_what_a_sweep_implies(name: str) -> None:
    _, _, _, problem, outcome = at_a_solution()
    implied = planted(outcome.implied, name)
    assert not iterate.residuals(problem, outcome.state, implied, outcome.state.z).within(ANYTHING)


@pytest.mark.parametrize("name", ["log_w", "log_P", "Y"])
def test_the_long_run_never_converges_on_a_nan_in_its_state(name: str) -> None:
    _, _, _, problem, outcome = at_a_solution()
    state = planted(outcome.state, name)
    assert not iterate.residuals(problem, state, outcome.implied, state.z).within(ANYTHING)


def test_the_long_run_never_converges_on_a_nan_in_a_quota() -> None:
    _, _, _, problem, outcome = at_a_solution()
    state = replace(outcome.state, z=np.array([0.1, np.nan]))
    assert np.isnan(iterate.residuals(problem, state, outcome.implied, np.array([0.1, 0.2]))["quota"])


def test_a_kernel_with_a_nan_is_solved_by_no_method() -> None:
    """Past the checks of Shock, a NaN in what producers receive reaches neither loop's end nor Newton's."""
    _, solver, _, problem, _ = at_a_solution()
    broken = planted(problem, "Kt")
    first = iterate.start(broken)
    with np.errstate(all="ignore"):
        assert not iterate.mix(broken, solver.steer, first, TIGHT, 20).gaps.within(ANYTHING)
        assert not newton(broken, first, TIGHT).gaps.within(ANYTHING)


@pytest.mark.parametrize("name", [field.name for field in fields(Claim)])
def test_the_independent_check_fails_on_a_nan(name: str) -> None:
    _, solver, shock, _, outcome = at_a_solution()
    claim, *_ = claimed(solver.benchmark, shock, "balanced", outcome.point, np.exp(outcome.state.log_w))
    assert check(solver.benchmark, claim).within(1e-9)
    with np.errstate(all="ignore"):
        assert not check(solver.benchmark, planted(claim, name)).within(ANYTHING)


def test_an_outcome_with_a_nan_is_refused_when_it_is_settled() -> None:
    _, solver, shock, _, outcome = at_a_solution()
    broken = replace(outcome, implied=planted(outcome.implied, "X"))
    with np.errstate(all="ignore"):
        report = settle(solver.benchmark, shock, "balanced", broken.point, "anderson", 1e-10).report
    assert report.status is Status.ROUGH
    with pytest.raises(NoEquilibriumError):
        accepted(report)


def test_an_income_at_its_floor_is_a_residual() -> None:
    """What the floor adds to an income is no income."""
    world, _, _, problem, outcome = at_a_solution()
    debt = -2.0 * world.value_added  # a transfer that no income can pay
    state = outcome.state
    gaps = iterate.residuals(problem, state, sweep(problem, state.log_w, state.log_P, state.Y, debt), state.z)
    assert gaps["income"] > 0.5
    assert outcome.gaps["income"] == 0.0


def test_a_wrong_numeraire_is_a_residual() -> None:
    _, _, _, problem, outcome = at_a_solution()
    state = replace(outcome.state, log_w=outcome.state.log_w + 0.1)
    gaps = iterate.residuals(problem, state, outcome.implied, state.z)
    assert gaps["numeraire"] == pytest.approx(np.expm1(0.1))


# ---------------------------------------------------------------- the compiled twins


@pytest.mark.parametrize("name", ["log_P", "Y", "excess", "shortfall"])
def test_the_compiled_loop_never_converges_on_a_nan(name: str) -> None:
    _, solver, _, _, outcome = at_a_solution()
    world, state = compiled.world_of(solver.benchmark), outcome.state
    written = compiled.compiled_sweep_of(planted(outcome.implied, name))
    gaps = compiled_kernels.residuals(world, state.log_w, state.log_P, state.Y, written)
    assert np.isnan(compiled_kernels.worst_of(gaps))


@pytest.mark.parametrize("name", ["log_w", "log_P", "X", "cost", "receipts", "D", "rents"])
def test_the_compiled_check_fails_on_a_nan(name: str) -> None:
    _, solver, shock, _, outcome = at_a_solution()
    world = compiled.world_of(solver.benchmark)
    given: dict[str, Array] = {
        "log_w": outcome.state.log_w.copy(),
        "log_P": outcome.implied.log_P.copy(),
        "X": outcome.implied.X.copy(),
        "cost": shock.trade_cost.copy(),
        "receipts": shock.receipts.copy(),
        "D": np.zeros(solver.benchmark.regions),
        "rents": np.zeros(solver.benchmark.regions),
    }
    given[name].flat[-1] = np.nan
    claim = compiled.compiled_sweep_of(replace(outcome.implied, log_P=given["log_P"], X=given["X"]))
    log_pi, nowhere = solver.benchmark.log_pi.copy(), np.zeros((0, 0, 0))
    flows = log_pi, given["cost"], given["receipts"], nowhere
    residual, _ = compiled_scenario.checked(world, *flows, claim, given["log_w"], given["D"], given["rents"], nowhere)
    assert np.isnan(residual)


# ---------------------------------------------------------------- the other variants


@pytest.mark.parametrize("name", ["log_P", "Y", "excess", "shortfall"])
def test_the_roy_frechet_variant_never_converges_on_a_nan(name: str) -> None:
    _, solver, _, problem, _ = at_a_solution()
    labour, state = labour_of(solver.benchmark, 1.5), roy_start(problem)
    implied = roy_sweep(problem, labour, state.log_w, state.log_P, state.Y, 0.0)
    assert roy_residuals(problem, labour, state, implied, state.z).within(ANYTHING)
    assert not roy_residuals(problem, labour, state, planted(implied, name), state.z).within(ANYTHING)


@pytest.mark.parametrize("name", [field.name for field in fields(Claim)])
def test_the_check_of_roy_frechet_fails_on_a_nan(name: str) -> None:
    _, solver, shock, _, outcome = at_a_solution()
    claim, *_ = claimed(solver.benchmark, shock, "balanced", outcome.point, np.exp(outcome.state.log_w))
    by_sector = replace(claim, w_hat=np.broadcast_to(claim.w_hat, claim.P_hat.shape))
    pi, log_price = outcome_shares(solver, claim)
    broken = planted(by_sector, name)
    with np.errstate(all="ignore"):
        if name == "kappa_hat":  # reaches the check through the shares alone
            pi = np.full_like(pi, np.nan)
        gaps = check_roy_frechet(solver.benchmark, 1.5, broken, claim.w_hat, pi, log_price)
    assert not gaps.within(ANYTHING)


def outcome_shares(solver: Solver, claim: Claim) -> tuple[Array, Array]:
    """Shares and log prices of a claim."""
    from middlepower.model.long_run.check import new_shares

    return new_shares(solver.benchmark, claim)


def small_product_world() -> ProductWorld:
    """Two economies, one sector of two products."""
    flow = np.array([[[8.0, 1.0], [2.0, 9.0]], [[5.0, 2.0], [1.0, 6.0]]])
    return ProductWorld.from_flows(
        regions=("A", "B"),
        sectors=("S",),
        products=("P1", "P2"),
        sector_of=np.array([0, 0]),
        row_start=np.array([0, 2, 4, 6, 8]),
        exporter=np.array([0, 1] * 4, dtype=np.uint8),
        value=flow.ravel(),
        tariff=None,
        input_share=np.zeros((2, 1, 1)),
        elasticity=np.array([4.0, 5.0]),
    )


@pytest.mark.parametrize("name", ["log_P", "Y", "R", "D", "X", "income", "excess"])
def test_a_product_world_never_converges_on_a_nan(name: str) -> None:
    world = small_product_world()
    problem = prepare_products(world, ProductShock(), "balanced")
    state = start_products(problem)
    implied = product_sweep(problem, state)
    assert product_gaps(world.benchmark, state, implied).within(ANYTHING)
    assert not product_gaps(world.benchmark, state, planted(implied, name)).within(ANYTHING)


@pytest.mark.parametrize("name", ["w_hat", "P_hat", "X", "D"])
def test_the_check_of_a_product_world_fails_on_a_nan(name: str) -> None:
    world = small_product_world()
    found = solve_products(world, ProductShock(), "balanced")
    assert verify(world, ProductShock(), found).within(1e-7)
    assert found.report.status is Status.SOLVED
    with np.errstate(all="ignore"):
        assert not verify(world, ProductShock(), planted(found, name)).within(ANYTHING)


def test_a_world_without_inputs_is_not_solved_with_a_nan_in_its_kernels() -> None:
    world = random_world(3, balanced=True)
    bench = without_inputs(world)
    kernel = kernels(bench, random_shock(world, 4))
    with np.errstate(all="ignore"), pytest.raises((NoEquilibriumError, np.linalg.LinAlgError)):
        solve_wages(bench, planted(kernel, "Kt"), np.zeros(bench.regions))


FLOW = np.array([[90.0, 5.0, 4.0], [6.0, 80.0, 3.0], [4.0, 5.0, 70.0]])


@pytest.mark.parametrize("name", ["w_hat", "P_hat", "L_hat", "flow"])
def test_the_check_of_one_sector_with_overhead_fails_on_a_nan(name: str) -> None:
    solved = solve_liberation_day(OneSectorBenchmark(FLOW, Parameters(np.full(3, 0.1))), 0.1 * (1.0 - np.eye(3)))
    assert worst_residual(solved) < 1e-9
    assert np.isnan(worst_residual(planted(solved, name)))


@pytest.mark.parametrize("name", ["price", "price_index", "flow"])
def test_the_check_of_structural_gravity_fails_on_a_nan(name: str) -> None:
    cost = 1.0 + 0.1 * (1.0 - np.eye(3))
    solved = full_endowment(GravityBenchmark(FLOW, 5.0), cost, 0)
    assert worst_market_gap(solved, cost, 0) < 1e-9
    assert np.isnan(worst_market_gap(planted(solved, name), cost, 0))


def test_largest_keeps_a_nan_and_reads_signs_away() -> None:
    assert largest(np.array([1.0, -3.0])) == 3.0
    assert np.isnan(largest(cast(Array, np.array([1.0, np.nan, 2.0]))))
