"""Gradients of the first year equal differences of exact solves: off the floor, on it, and on each side of its edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.labour import LabourMarket
from middlepower.model.first_year.equations import Anchor, Frictions
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.first_year.objectives import employment, real_income, volume
from middlepower.model.sensitivity.first_year.solve import FirstYearSlopes, gradient
from middlepower.scenario.shock import QuotaPart, Shock
from worlds import added_tariff, off_diagonal, quota_on_rest_unchanged, random_shock, random_world

Array = NDArray[np.float64]
Cell = tuple[int, ...]
STEP = 1e-3  # of logs; five-point differences leave an error of about STEP to the fourth
TIGHT = 1e-12
ANCHORS = get_args(Anchor)
REGION = 1


def market(equilibrium: Equilibrium) -> LabourMarket:
    assert equilibrium.labour is not None
    return equilibrium.labour


OUTCOMES: dict[str, Callable[[Equilibrium], float]] = {
    "real income": lambda found: float(np.log(found.real_income_hat[REGION])),
    "employment": lambda found: float(np.log(market(found).employment_hat[REGION])),
    "volume": lambda found: float(np.log(market(found).value_added_volume_hat[REGION])),
}
OBJECTIVES = {"real income": real_income, "employment": employment, "volume": volume}


def frictions(bench: Benchmark, floor: float, anchor: Anchor = "consumer prices") -> Frictions:
    share = np.random.default_rng(3).uniform(0.3, 0.8, bench.beta.shape)
    return Frictions(share, 1.5, floor, anchor)


def taxed_shock(seed: int) -> tuple[FirstYearSolver, Shock]:
    """A solver without floor, and a shock with tariffs, dearer trade and export taxes."""
    world = random_world(seed, regions=5, sectors=4)
    bench = benchmark_of(world)
    tax = 0.1 * np.random.default_rng(seed).random(world.flow.shape) * off_diagonal(world)
    shock = random_shock(world, seed + 1)
    shock = replace(shock, trade_cost=shock.trade_cost * (1.0 + tax), export_tax=tax)
    return FirstYearSolver.of(bench, frictions(bench, 0.0)), shock


def moved(shock: Shock, cell: Cell, step: float, what: str) -> Shock:
    """The shock with one tariff factor, export-tax factor or iceberg cost `step` higher in logs."""
    cost, rate = shock.trade_cost.copy(), shock.tariff.copy()
    tax = np.zeros_like(rate) if shock.export_tax is None else shock.export_tax.copy()
    cost[cell] *= np.exp(step)
    if what == "tariff":
        rate[cell] = (1.0 + rate[cell]) * np.exp(step) - 1.0
    if what == "export_tax":
        tax[cell] = (1.0 + tax[cell]) * np.exp(step) - 1.0
    return replace(shock, trade_cost=cost, tariff=rate, export_tax=tax)


def difference(value: Callable[[float], float]) -> float:
    """Five-point difference of a function of one step."""
    near = [value(side * STEP) for side in (1, -1, 2, -2)]
    return (8.0 * (near[0] - near[1]) - (near[2] - near[3])) / (12.0 * STEP)


@pytest.mark.parametrize("closure", get_args(ClosureName))
@pytest.mark.parametrize("what", ["tariff", "export_tax", "trade_cost"])
def test_real_income_without_a_floor_under_every_closure(what: str, closure: ClosureName) -> None:
    solver, shock = taxed_shock(1)
    found = solver.solve(shock, closure, TIGHT)
    slopes = gradient(found, solver.frictions, real_income(found, REGION))
    assert slopes.smooth
    table = getattr(slopes.held, what)
    for cell in [(0, 1, 2), (1, 2, 1), (2, 1, 1), (3, 0, 4)]:

        def value(step: float, cell: Cell = cell) -> float:
            return OUTCOMES["real income"](solver.solve(moved(shock, cell, step, what), closure, TIGHT))

        assert_allclose(table[cell], difference(value), rtol=1e-6, atol=1e-9 * np.abs(table).max())


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize("name", list(OBJECTIVES))
def test_every_objective_with_wages_on_their_floor(name: str, anchor: Anchor) -> None:
    """The floor binds in some sectors and not in others, and no step passes its edge."""
    free, shock = taxed_shock(2)
    free = replace(free, frictions=replace(free.frictions, anchor=anchor))
    flexible = market(free.solve(shock, tolerance=TIGHT)).above_anchor
    every_other = np.indices(flexible.shape).sum(axis=0) % 2
    held = replace(free.frictions, floor=1.0, reference=flexible + 0.02 - 0.2 * every_other)
    solver = replace(free, frictions=held)
    found = solver.solve(shock, tolerance=TIGHT)
    idle = market(found).employed < 1.0 - 1e-3
    assert 0 < idle[:, REGION].sum() < len(idle)
    slopes = gradient(found, solver.frictions, OBJECTIVES[name](found, REGION))
    assert slopes.smooth
    table = slopes.held.tariff
    for cell in [(0, 1, 2), (1, 2, 1), (3, 1, 0)]:

        def value(step: float, cell: Cell = cell) -> float:
            return OUTCOMES[name](solver.solve(moved(shock, cell, step, "tariff"), tolerance=TIGHT))

        assert_allclose(table[cell], difference(value), rtol=1e-6, atol=1e-8 * np.abs(table).max())


@pytest.mark.parametrize("name", ["real income", "employment"])
def test_at_the_edge_of_the_floor_each_side_is_its_own_difference(name: str) -> None:
    """One sector's wage stands exactly on its floor: a tariff that lowers its pay leaves workers idle."""
    free, shock = taxed_shock(3)
    found = free.solve(shock, tolerance=TIGHT)
    lowest = np.full_like(free.benchmark.beta, -30.0)
    lowest[0, REGION] = market(found).above_anchor[0, REGION]
    edge = replace(free, frictions=replace(free.frictions, floor=1.0, reference=lowest))
    found = edge.solve(shock, tolerance=TIGHT)
    both = gradient(found, edge.frictions, OBJECTIVES[name](found, REGION))
    assert [tuple(cell) for cell in np.argwhere(both.edge)] == [(0, REGION)]
    for cell in [(0, 0, REGION), (0, REGION, 2)]:
        by_side = {}
        for side in (1.0, -1.0):
            at = [edge.solve(moved(shock, cell, side * j * STEP, "tariff"), tolerance=TIGHT) for j in range(4)]
            y = [OUTCOMES[name](one) for one in at]
            slope = side * (-11.0 * y[0] + 18.0 * y[1] - 9.0 * y[2] + 2.0 * y[3]) / (6.0 * STEP)
            by_side[market(at[1]).employed[0, REGION] < 1.0 - 1e-9] = slope
        size = np.abs(both.held.tariff).max()
        assert_allclose(both.held.tariff[cell], by_side[True], rtol=1e-5, atol=1e-7 * size)
        assert_allclose(both.free.tariff[cell], by_side[False], rtol=1e-5, atol=1e-7 * size)
        assert abs(by_side[True] - by_side[False]) > 1e-3 * abs(by_side[True])


@pytest.mark.parametrize("closure", get_args(ClosureName))
@pytest.mark.parametrize("anchor", ANCHORS)
def test_benchmark_shares_and_sizes(anchor: Anchor, closure: ClosureName) -> None:
    """What a re-based benchmark needs: its shares, its sectors' outputs, its value added; dO/dln pi0 with all three."""
    free, shock = taxed_shock(4)
    solver = replace(free, frictions=frictions(free.benchmark, 0.99, anchor))
    found = solver.solve(shock, closure, TIGHT)
    assert market(found).employed.min() < 1.0 - 1e-3
    slopes = gradient(found, solver.frictions, real_income(found, REGION)).held
    start = free.benchmark.income[REGION]

    def value(bench: Benchmark) -> float:
        at = replace(solver, benchmark=bench).solve(shock, closure, TIGHT)
        return float(np.log(at.income[REGION] / start / at.consumer_price_hat[REGION]))

    flow = free.benchmark.pi / free.benchmark.wedge * free.benchmark.X[:, :, None]
    for cell in [(0, 1, 2), (1, 2, 1), (2, 1, 1)]:
        made = slopes.benchmark_output[cell[0], cell[2]] * flow[cell] / free.benchmark.Y[cell[0], cell[2]]
        got = slopes.benchmark_share[cell] + made
        want = difference(lambda step, cell=cell: value(resized(free.benchmark, "pi", cell, step)))  # type: ignore[misc]
        assert_allclose(got, want, rtol=1e-5, atol=1e-8)
    for n in (0, REGION):
        want = difference(lambda step, n=n: value(resized(free.benchmark, "wL", (n,), step)))  # type: ignore[misc]
        assert_allclose(slopes.value_added[n], want, rtol=1e-5, atol=1e-8)


def resized(bench: Benchmark, field: str, cell: Cell, step: float) -> Benchmark:
    values = getattr(bench, field).copy()
    values[cell] *= np.exp(step)
    return replace(bench, **{field: values})


def test_without_specific_factors_and_floor_it_is_the_long_run_gradient_as_workers_move_freely() -> None:
    from middlepower.model.sensitivity.adjoint.solve import gradient as long_run_gradient
    from middlepower.model.sensitivity.adjoint.solve import real_income_of

    world = random_world(5, regions=5, sectors=4)
    bench, shock = benchmark_of(world), random_shock(world, 6)
    want = long_run_gradient(found := Solver.of(bench).solve(shock, tolerance=TIGHT), real_income_of(found, REGION))
    gaps = []
    for kappa in (1e4, 1e5):
        solver = FirstYearSolver.of(bench, Frictions(np.ones_like(bench.beta), kappa, 0.0, "world value added"))
        at = solver.solve(shock, tolerance=TIGHT)
        got = gradient(at, solver.frictions, real_income(at, REGION)).held
        gaps.append(np.abs(got.tariff - want.tariff).max() / np.abs(want.tariff).max())
    assert gaps[1] == pytest.approx(gaps[0] / 10.0, rel=0.05)
    assert gaps[1] < 1e-4


def test_a_common_rise_of_a_tariff_and_fall_of_costs_is_what_the_cells_say() -> None:
    """Lerner's symmetry: a uniform export tax and a uniform tariff of one economy do the same to its real income."""
    world = random_world(7, regions=5, sectors=4, balanced=True, tariffs=False)
    bench = benchmark_of(world)
    solver = FirstYearSolver.of(bench, frictions(bench, 0.0))
    found = solver.solve(Shock(np.ones_like(bench.tau), np.zeros_like(bench.tau)), "balanced", TIGHT)
    slopes: FirstYearSlopes = gradient(found, solver.frictions, real_income(found, REGION)).held
    foreign = off_diagonal(world)
    tariff = (slopes.tariff * foreign)[:, REGION].sum()
    levy = (slopes.export_tax * foreign)[:, :, REGION].sum()
    assert levy == pytest.approx(tariff, rel=1e-6)


def test_quotas_and_models_without_wages_by_sector_are_refused() -> None:
    world = random_world(5, regions=5, sectors=4)
    bench = benchmark_of(world)
    solver = FirstYearSolver.of(bench, frictions(bench, 0.0))
    line = quota_on_rest_unchanged((0, 0, 1), QuotaPart("a", 0.5, 0.1, 0.1, 0.9), 0.6, 4.0)
    found = solver.solve(replace(random_shock(world, 1), quotas=(line,)))
    with pytest.raises(ScenarioError, match="rebased_world"):
        gradient(found, solver.frictions, real_income(found, 0))
    long_run = Solver.of(bench).solve(added_tariff(world, 0.1 * off_diagonal(world)))
    with pytest.raises(ScenarioError, match="first-year model"):
        gradient(long_run, solver.frictions, real_income(long_run, 0))
