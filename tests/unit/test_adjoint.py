"""The transposed solve's gradients equal differences of exact solves, cell by cell, and have the signs theory says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from middlepower.errors import ScenarioError
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.equations import Objective
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income, real_income_of
from middlepower.scenario.shock import QuotaPart, no_change
from middlepower.solve.gmres import gmres
from worlds import off_diagonal, quota_on_rest_unchanged, random_shock, random_world, seeds, without_tariffs

STEP = 1e-3  # of logs; five-point differences leave an error of about STEP to the fourth
TIGHT = 1e-13
CLOSURES = ("world_gdp_share", "balanced", "own_gdp_share", "fixed_nominal")


def moved(shock, cell, step, tariff):
    """The shock with one tariff factor, or one iceberg cost, `step` higher in logs."""
    cost, rate = shock.trade_cost.copy(), shock.tariff.copy()
    cost[cell] *= np.exp(step)
    if tariff:
        rate[cell] = (1.0 + rate[cell]) * np.exp(step) - 1.0
    return replace(shock, trade_cost=cost, tariff=rate)


def difference(value, shock, cell, tariff):
    """Five-point difference of value(shock) with respect to one log tariff factor or log cost."""
    near = [value(moved(shock, cell, side * STEP, tariff)) for side in (1, -1, 2, -2)]
    return (8.0 * (near[0] - near[1]) - (near[2] - near[3])) / (12.0 * STEP)


def random_cells(draw, shape, count):
    """A few [k, n, i] cells, own sales among them."""
    cells = [tuple(int(draw.integers(0, size)) for size in shape) for _ in range(count)]
    return [*cells, (0, 1, 1)]


@settings(max_examples=6)
@given(seeds)
@pytest.mark.parametrize("closure", CLOSURES)
def test_gradient_of_weighted_real_incomes_equals_differences_of_exact_solves(closure: str, seed: int) -> None:
    world = random_world(seed, holes=seed % 2 == 0)
    solver, shock, draw = Solver.of(benchmark_of(world)), random_shock(world, seed + 1), np.random.default_rng(seed)
    weights = draw.normal(size=len(world.regions))
    found = solver.solve(shock, closure, TIGHT)
    slopes = gradient(found, real_income(found, weights), solver.steer)

    def value(at):
        return weights @ np.log(solver.solve(at, closure, TIGHT).real_income_hat)

    size = np.abs(slopes.tariff).max()
    for cell in random_cells(draw, world.flow.shape, 3):
        assert_allclose(slopes.tariff[cell], difference(value, shock, cell, True), rtol=1e-6, atol=1e-8 * size)
        assert_allclose(slopes.trade_cost[cell], difference(value, shock, cell, False), rtol=1e-6, atol=1e-8 * size)


@settings(max_examples=5)
@given(seeds)
def test_gradient_of_any_outcome_flows_included(seed: int) -> None:
    world = random_world(seed)
    solver, shock, draw = Solver.of(benchmark_of(world)), random_shock(world, seed + 1), np.random.default_rng(seed)
    sectors, regions, _ = world.flow.shape
    outcome = Objective(
        draw.normal(size=regions),
        draw.normal(size=(sectors, regions)),
        draw.normal(size=regions),
        draw.normal(size=world.flow.shape),
    )

    def value(at):
        found = solver.solve(at, "world_gdp_share", TIGHT)
        parts = outcome.income @ found.income, outcome.log_wage @ np.log(found.w_hat)
        return sum(parts) + (outcome.log_price * np.log(found.P_hat)).sum() + (outcome.flow * found.flow).sum()

    found = solver.solve(shock, "world_gdp_share", TIGHT)
    slopes = gradient(found, outcome)  # steering built at the equilibrium itself
    size = np.abs(slopes.tariff).max()
    for cell in random_cells(draw, world.flow.shape, 3):
        assert_allclose(slopes.tariff[cell], difference(value, shock, cell, True), rtol=1e-6, atol=1e-8 * size)
        assert_allclose(slopes.trade_cost[cell], difference(value, shock, cell, False), rtol=1e-6, atol=1e-8 * size)


def test_no_solve_sees_a_tariff_that_nobody_pays() -> None:
    """Where nothing is traded the gradient is zero."""
    world = random_world(5, holes=True)
    found = Solver.of(benchmark_of(world)).solve(no_change(world.tariff), "balanced", TIGHT)
    slopes = gradient(found, real_income_of(found, 1))
    assert not slopes.tariff[world.flow == 0.0].any()
    assert not slopes.trade_cost[world.flow == 0.0].any()


@settings(max_examples=8)
@given(seeds)
def test_signs_from_free_trade(seed: int) -> None:
    """From balanced free trade: a small tariff on all imports helps its setter; dearer transport hurts it."""
    world = without_tariffs(random_world(seed, balanced=True, tariffs=False, inputs=False))
    found = Solver.of(benchmark_of(world)).solve(no_change(world.tariff), "balanced", TIGHT)
    foreign = off_diagonal(world)
    for n in range(len(world.regions)):
        slopes = gradient(found, real_income_of(found, n))
        assert (slopes.tariff * foreign)[:, n].sum() > 0.0
        assert (slopes.trade_cost * foreign)[:, n].sum() < 0.0
        assert (slopes.trade_cost)[:, n, n].sum() < 0.0


@settings(max_examples=5)
@given(seeds)
def test_from_free_trade_world_income_has_no_first_order_loss_from_tariffs(seed: int) -> None:
    """Income-weighted real incomes: tariffs only move income around (their wedge is zero at free trade)."""
    world = without_tariffs(random_world(seed, balanced=True, tariffs=False))
    found = Solver.of(benchmark_of(world)).solve(no_change(world.tariff), "balanced", TIGHT)
    slopes = gradient(found, real_income(found, found.income))
    assert np.abs(slopes.tariff).max() < 1e-8 * found.flow.max()


@settings(max_examples=5)
@given(seeds)
def test_a_dollar_of_transport_costs_the_world_its_flow(seed: int) -> None:
    """From free trade, d ln of an iceberg cost burns the flow's own value: Hulten (1978) for trade."""
    world = without_tariffs(random_world(seed, balanced=True, tariffs=False))
    found = Solver.of(benchmark_of(world)).solve(no_change(world.tariff), "balanced", TIGHT)
    slopes = gradient(found, real_income(found, found.income))
    assert_allclose(slopes.trade_cost, -found.flow, rtol=1e-7, atol=1e-9 * found.flow.max())


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("what", ["tariff", "export_tax", "trade_cost"])
def test_gradient_with_export_taxes_equals_differences_of_exact_solves(what: str, closure: str) -> None:
    world = random_world(3, regions=5, sectors=4)
    solver, draw = Solver.of(benchmark_of(world)), np.random.default_rng(3)
    tax = 0.2 * draw.random(world.flow.shape) * off_diagonal(world)
    shock = random_shock(world, 4)
    shock = replace(shock, trade_cost=shock.trade_cost * (1.0 + tax), export_tax=tax)
    weights = draw.normal(size=len(world.regions))
    found = solver.solve(shock, closure, TIGHT)
    slopes = gradient(found, real_income(found, weights), solver.steer)
    table = getattr(slopes, what)

    def value(cell, step):
        at = moved(shock, cell, step, what == "tariff")
        if what == "export_tax":
            levied = tax.copy()
            levied[cell] = (1.0 + tax[cell]) * np.exp(step) - 1.0
            at = replace(at, export_tax=levied)
        return weights @ np.log(solver.solve(at, closure, TIGHT).real_income_hat)

    for cell in [(0, 1, 2), (1, 2, 1), (3, 0, 4), (2, 1, 1)]:
        near = [value(cell, side * STEP) for side in (1, -1, 2, -2)]
        want = (8.0 * (near[0] - near[1]) - (near[2] - near[3])) / (12.0 * STEP)
        assert_allclose(table[cell], want, rtol=1e-6, atol=1e-8 * np.abs(table).max())


def test_a_uniform_export_tax_does_what_a_uniform_tariff_does() -> None:
    """Lerner (1936): with balanced trade, from free trade."""
    world = without_tariffs(random_world(6, balanced=True, tariffs=False))
    found = Solver.of(benchmark_of(world)).solve(no_change(world.tariff), "balanced", TIGHT)
    slopes, foreign = gradient(found, real_income_of(found, 1)), off_diagonal(world)
    tariff, levy = (slopes.tariff * foreign)[:, 1].sum(), (slopes.export_tax * foreign)[:, :, 1].sum()
    assert levy == pytest.approx(tariff, rel=1e-6)


def test_quotas_are_refused() -> None:
    world = random_world(3)
    line = quota_on_rest_unchanged((0, 0, 1), QuotaPart("a", 0.5, 0.1, 0.1, 0.9), 0.6, 4.0)
    found = Solver.of(benchmark_of(world)).solve(replace(random_shock(world, 1), quotas=(line,)))
    with pytest.raises(ScenarioError, match="rebased_world"):
        gradient(found, real_income_of(found, 0))


def test_gmres_solves_in_as_many_products_as_there_are_distinct_eigenvalues() -> None:
    matrix = np.diag([1.0, 1.0, 2.0, 2.0, 5.0]) + 0.0
    matrix[0, 4] = 1.0
    right = np.arange(1.0, 6.0)
    x, left, used = gmres(lambda v: matrix @ v, right, 1e-12, 5)
    assert used <= 4
    assert left <= 1e-12
    assert_allclose(matrix @ x, right, atol=1e-11)
    assert gmres(lambda v: matrix @ v, np.zeros(5), 1e-12, 5)[2] == 0
