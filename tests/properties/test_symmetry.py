"""Results don't depend on units, on the order of labels, or on where the search starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import prepare
from middlepower.model.long_run.check import Claim, check
from middlepower.model.long_run.iterate import start
from middlepower.model.long_run.settle import claimed
from middlepower.model.long_run.solve import Solver, find
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from worlds import TIGHT, permuted, random_shock, random_world, seeds, solved

SAME = 1e-9  # two solutions, each within TIGHT of the equations
factors = st.floats(min_value=0.1, max_value=10.0)


def scaled_claim(claim: Claim, factor: float) -> Claim:
    """The same allocation with every price and value `factor` times as high."""
    nominal = ("w_hat", "P_hat", "X", "received", "paid", "D")
    return replace(claim, **{name: getattr(claim, name) * factor for name in nominal})


@settings(max_examples=15)
@given(seeds, factors)
def test_equations_are_homogeneous_of_degree_zero(seed: int, factor) -> None:
    """Balanced closure: all wages, prices and values times a constant is again an equilibrium."""
    world = random_world(seed)
    solver = Solver.of(benchmark_of(world))
    shock = random_shock(world, seed + 1)
    outcome, _ = find(solver, shock, "balanced", TIGHT, None)
    claim, *_ = claimed(solver.benchmark, shock, "balanced", outcome.point, np.exp(outcome.state.log_w))
    gaps = check(solver.benchmark, scaled_claim(claim, factor)).parts
    assert max(gap for name, gap in gaps.items() if name != "numeraire") < 1e-11
    assert gaps["numeraire"] == pytest.approx(abs(factor - 1.0), abs=1e-11)  # the one equation that says how much


def test_a_claim_that_is_not_an_equilibrium_fails_every_equation() -> None:
    """The independent check must be able to say no."""
    world = random_world(3)
    solver = Solver.of(benchmark_of(world))
    shock = random_shock(world, 4)
    outcome, _ = find(solver, shock, "balanced", TIGHT, None)
    claim, *_ = claimed(solver.benchmark, shock, "balanced", outcome.point, np.exp(outcome.state.log_w))
    wages = claim.w_hat.copy()
    wages[0] *= 1.01
    wrong = check(solver.benchmark, replace(claim, w_hat=wages))
    assert min(wrong.parts.values()) > 1e-4


@settings(max_examples=15)
@given(seeds, factors)
def test_units_of_the_flows_do_not_matter(seed: int, factor) -> None:
    world = random_world(seed)
    shock = random_shock(world, seed + 1)
    a, b = solved(world, shock), solved(replace(world, flow=world.flow * factor), shock)
    assert_allclose(b.w_hat, a.w_hat, rtol=SAME)
    assert_allclose(b.real_income_hat, a.real_income_hat, rtol=SAME)
    assert_allclose(b.flow, factor * a.flow, rtol=100 * SAME)


@settings(max_examples=10)
@given(seeds)
def test_the_start_does_not_matter(seed: int) -> None:
    world = random_world(seed)
    solver = Solver.of(benchmark_of(world))
    shock = random_shock(world, seed + 1)
    first = start(prepare(solver.benchmark, shock, "world_gdp_share"))
    draw = np.random.default_rng(seed)
    elsewhere = replace(
        first,
        log_w=draw.uniform(-0.5, 0.5, first.log_w.shape),
        log_P=draw.uniform(-0.5, 0.5, first.log_P.shape),
        Y=first.Y * draw.uniform(0.6, 1.6, first.Y.shape),
    )
    a, b = solver.solve(shock, tolerance=TIGHT), solver.solve(shock, tolerance=TIGHT, first=elsewhere)
    assert_allclose(b.w_hat, a.w_hat, rtol=SAME)
    assert_allclose(b.P_hat, a.P_hat, rtol=SAME)
    assert_allclose(b.real_income_hat, a.real_income_hat, rtol=SAME)


@pytest.mark.parametrize("closure", ["world_gdp_share", "own_gdp_share", "balanced", "fixed_nominal"])
def test_world_value_added_is_the_numeraire(closure: str) -> None:
    world = random_world(8)
    found = solved(world, random_shock(world, 9), closure)
    assert found.value_added.sum() == pytest.approx(world.value_added.sum(), rel=1e-10)
    assert np.abs(found.w_hat - 1.0).max() > 0.01


@settings(max_examples=15)
@given(seeds, st.randoms(use_true_random=False))
def test_reordered_labels_give_reordered_results(seed: int, shuffler) -> None:
    world = random_world(seed, regions=4, sectors=3)
    n, k = np.array(shuffler.sample(range(4), 4)), np.array(shuffler.sample(range(3), 3))
    shock = random_shock(world, seed + 1)
    cells = np.ix_(k, n, n)
    moved = replace(shock, trade_cost=shock.trade_cost[cells], tariff=shock.tariff[cells])
    a, b = solved(world, shock), solved(permuted(world, n, k), moved)
    assert_allclose(b.real_income_hat, a.real_income_hat[n], rtol=SAME)
    assert_allclose(b.P_hat, a.P_hat[np.ix_(k, n)], rtol=SAME)
    assert_allclose(b.flow, a.flow[cells], rtol=100 * SAME)


def test_reordered_embedded_world_gives_reordered_results() -> None:
    """Through the labelled Dataset, where the axes are aligned by name."""
    world = load_world()
    regions, sectors = list(world.regions)[::-1], list(world.sectors)[::-1]
    data = world.to_dataset().isel(region=slice(None, None, -1), sector=slice(None, None, -1))
    moved = World.from_dataset(data)
    assert list(moved.regions) == regions
    assert list(moved.sectors) == sectors
    tariff = world.tariff.copy()
    tariff[:, world.region("CAN"), world.region("USA")] += 0.25
    back = tariff[::-1, ::-1, ::-1]
    a = solved(world, replace(random_shock(world, 1), tariff=tariff, trade_cost=(1 + tariff) / (1 + world.tariff)))
    b = solved(moved, replace(random_shock(moved, 1), tariff=back, trade_cost=(1 + back) / (1 + moved.tariff)))
    assert_allclose(b.real_income_hat[::-1], a.real_income_hat, rtol=1e-10)
    assert_allclose(b.flow[::-1, ::-1, ::-1], a.flow, rtol=1e-6, atol=1e-6)
