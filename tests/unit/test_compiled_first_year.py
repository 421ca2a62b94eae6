"""The compiled first-year solver ends where NumPy's does after as many sweeps, with quotas, taxes, cuts and floors."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.compiled import first_year as compiled
from middlepower.model.compiled.world import case_of, world_of
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.labour import LabourMarket
from middlepower.model.core.problem import prepare
from middlepower.model.first_year.equations import Anchor, Frictions, labour_weights
from middlepower.model.first_year.loop import FirstYearEvaluator, PricesAndOutputs, residuals, start, steering, step
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.scenario.shock import QuotaPart, Shock
from middlepower.world.world import World
from worlds import added_tariff, off_diagonal, quota_on_rest_unchanged, random_shock, random_world

Array = NDArray[np.float64]
SAME = 1e-12  # relative: the twins add the same numbers in another order
SOLVED = 1e-9  # between two solutions whose residuals are below 1e-10
ANCHORS = get_args(Anchor)


def frictions(world: World, floor: float, anchor: Anchor = "consumer prices") -> Frictions:
    draw = np.random.default_rng(3)
    share = draw.uniform(0.3, 0.8, (len(world.sectors), len(world.regions)))
    return Frictions(share, 1.5, floor, anchor)


def market(equilibrium: Equilibrium) -> LabourMarket:
    assert equilibrium.labour is not None
    return equilibrium.labour


def cut_off(world: World) -> Shock:
    """One economy buys nothing more from another."""
    cut = np.zeros((len(world.regions), len(world.regions)), dtype=bool)
    cut[1, 2] = True
    return Shock(np.ones_like(world.tariff), world.tariff, cut=cut)


def quotas(world: World) -> Shock:
    """A quota that binds, one that doesn't, and two on one flow."""
    shock = random_shock(world, 7)
    part = QuotaPart("a", 0.5, 0.1, 0.1, 0.9)
    lines = [
        quota_on_rest_unchanged((0, 0, 1), part, 0.6, 4.0),
        quota_on_rest_unchanged((1, 2, 0), part, 3.0, 4.0),
    ]
    return replace(shock, quotas=tuple(lines))


def export_tax(world: World) -> Shock:
    tax = 0.05 * off_diagonal(world)
    return Shock(1.0 + tax, world.tariff, export_tax=tax)


def tariffs(world: World) -> Shock:
    return random_shock(world, 4)


def both(world: World, shock: Shock, with_: Frictions, closure: ClosureName) -> tuple[Equilibrium, Equilibrium]:
    solver = FirstYearSolver.of(benchmark_of(world), with_)
    return solver.solve(shock, closure), compiled.with_compiled_first_year(solver).solve(shock, closure)


@pytest.mark.parametrize("closure", get_args(ClosureName))
@pytest.mark.parametrize("make", [tariffs, quotas, export_tax, cut_off])
def test_solutions_are_the_numpy_solutions(make, closure: ClosureName) -> None:  # type: ignore[no-untyped-def]
    world = random_world(4, regions=6, sectors=5, holes=make is tariffs)
    one, other = both(world, make(world), frictions(world, 0.98), closure)
    np.testing.assert_allclose(other.real_income_hat, one.real_income_hat, rtol=SOLVED)
    np.testing.assert_allclose(other.X, one.X, rtol=SOLVED, atol=SOLVED * one.X.max())
    np.testing.assert_allclose(market(other).employment_hat, market(one).employment_hat, rtol=SOLVED)
    for left, right in zip(other.quotas, one.quotas, strict=True):
        assert (left.premium, left.rent) == pytest.approx((right.premium, right.rent), rel=1e-8, abs=1e-8)
    assert other.report.sweeps == one.report.sweeps
    assert other.report.method == "anderson"


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize("seed", range(3))
def test_a_sweep_and_its_step_are_numpy_s(seed: int, anchor: Anchor) -> None:
    """Away from equilibrium, where floors bind and steps are clipped."""
    world = random_world(seed, regions=7, sectors=5, holes=True)
    bench = benchmark_of(world)
    draw = np.random.default_rng(seed)
    chosen = replace(frictions(world, 0.97, anchor), reference=0.05 * draw.standard_normal(bench.beta.shape))
    evaluate = FirstYearEvaluator(prepare(bench, random_shock(world, seed), "world_gdp_share"), chosen)
    state = away(evaluate, draw)
    implied, z = evaluate.at(state)
    inverse, room = steering(bench, chosen), compiled.empty_sweep(*bench.beta.shape)
    shared = world_of(bench)
    held = compiled.compiled_frictions(bench, chosen, labour_weights(bench, chosen.labour_share), inverse)
    case = case_of(evaluate.work)
    Y = compiled.first_year_sweep(shared, case, held, state.log_P, state.log_VA, np.zeros(bench.regions), room)
    for name in ("log_c", "log_P", "b", "income", "X", "Y"):
        want = getattr(implied, name)
        np.testing.assert_allclose(getattr(room, name), want, rtol=SAME, atol=SAME * np.abs(want).max(), err_msg=name)
    gaps = residuals(evaluate.problem, state, implied, z)
    got = compiled.first_year_residuals(shared, state.log_P, Y, room)
    np.testing.assert_allclose(got, [gaps[name] for name in compiled.NAMES[:4]], rtol=1e-9, atol=SAME)
    found = np.empty(2 * bench.beta.size)
    compiled.first_year_step(shared, held, state.log_P, state.log_VA, room, found)
    wanted = step(evaluate.problem, inverse, state, implied, z)
    np.testing.assert_allclose(found, wanted, atol=1e-5 * np.abs(wanted).max())  # steering is in single precision


def away(evaluate: FirstYearEvaluator, draw: np.random.Generator) -> PricesAndOutputs:
    """A state far from equilibrium."""
    first = start(evaluate.problem)
    used = evaluate.problem.benchmark.Y > 0
    return replace(
        first,
        log_P=0.3 * draw.standard_normal(first.log_P.shape),
        log_VA=np.where(used, 0.3 * draw.standard_normal(first.log_VA.shape), 0.0),
    )


def test_wages_are_held_at_a_baseline_as_in_numpy() -> None:
    world = random_world(2, regions=5, sectors=4)
    solver = FirstYearSolver.of(benchmark_of(world), frictions(world, 0.0))
    base = solver.solve(random_shock(world, 3))
    held = solver.held_at(base, 1.0)
    shock = added_tariff(world, 0.3 * off_diagonal(world))
    one, other = held.solve(shock), compiled.with_compiled_first_year(solver).held_at(base, 1.0).solve(shock)
    assert market(one).employment_hat.min() < 1.0 - 1e-4  # the floor binds somewhere
    np.testing.assert_allclose(market(other).employed, market(one).employed, rtol=SOLVED)


def test_a_state_without_equilibrium_is_the_same_error() -> None:
    world = random_world(5, regions=5, sectors=4)
    apart = np.ones((5, 5), dtype=bool)
    np.fill_diagonal(apart, False)
    shock = Shock(np.ones_like(world.tariff), world.tariff, cut=apart)
    solver = FirstYearSolver.of(benchmark_of(world), frictions(world, 0.0))
    for one in (solver, compiled.with_compiled_first_year(solver)):
        with pytest.raises(NoEquilibriumError, match="balanced"):
            one.solve(shock, "world_gdp_share")
