"""Indicators of one equilibrium against another: zero for the same, first order right, volumes at baseline prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from numpy.testing import assert_allclose

from middlepower.indicators import compare, grouped
from middlepower.indicators.first_order import first_order_welfare
from middlepower.scenario.shock import no_change
from worlds import off_diagonal, random_shock, random_world, seeds, solved

SMALL = 1e-5  # relative size of a small reform; the formula's error is of its square


@settings(max_examples=8)
@given(seeds)
def test_first_order_welfare_is_the_slope_of_real_income(seed: int) -> None:
    """With trade balanced, the formula is exact as the reform goes to zero (tariffs and deficits at zero or not)."""
    world = random_world(seed, balanced=True)
    base = solved(world, no_change(world.tariff), "balanced")
    draw = np.random.default_rng(seed)
    raised = world.tariff + SMALL * draw.uniform(0.0, 1.0, world.flow.shape) * off_diagonal(world)
    shock = replace(no_change(raised), trade_cost=(1.0 + raised) / (1.0 + world.tariff))
    state = solved(world, shock, "balanced")
    exact = compare.real_income_change(base, state)
    assert_allclose(first_order_welfare(base, state).welfare, exact, atol=1e-4 * SMALL)
    assert np.abs(exact).max() > 1e-2 * SMALL


@settings(max_examples=8)
@given(seeds)
def test_no_change_has_no_measure(seed: int) -> None:
    world = random_world(seed)
    base = solved(world, no_change(world.tariff))
    for measure in (compare.real_income_change, compare.export_change, compare.import_change, compare.output_change):
        assert_allclose(measure(base, base), 0.0, atol=1e-13)


def test_volumes_are_values_at_baseline_unit_costs() -> None:
    """Cell by cell: the value of the state's flow, at the baseline's price of its origin."""
    world = random_world(7)
    base, state = solved(world, random_shock(world, 8)), solved(world, random_shock(world, 9))
    K, N, _ = world.flow.shape
    for n in range(N):
        sold = bought = sold_before = bought_before = 0.0
        for k in range(K):
            for m in range(N):
                if m == n:
                    continue
                sold += state.flow[k, m, n] / state.c_hat[k, n] * base.c_hat[k, n]
                bought += state.flow[k, n, m] / state.c_hat[k, m] * base.c_hat[k, m]
                sold_before += base.flow[k, m, n]
                bought_before += base.flow[k, n, m]
        assert_allclose(compare.export_change(base, state)[n], sold / sold_before - 1.0, rtol=1e-10)
        assert_allclose(compare.import_change(base, state)[n], bought / bought_before - 1.0, rtol=1e-10)


def test_chained_changes_multiply() -> None:
    """State over baseline over benchmark: ratios chain, whatever the baseline."""
    world = random_world(7)
    benchmark = solved(world, no_change(world.tariff))
    base, state = solved(world, random_shock(world, 8)), solved(world, random_shock(world, 9))
    one = 1.0 + compare.real_income_change(benchmark, base)
    two = 1.0 + compare.real_income_change(base, state)
    assert_allclose(one * two, state.real_income_hat, rtol=1e-12)
    assert_allclose(compare.real_income_value(base, state), (two - 1.0) * base.income, rtol=1e-12)


def test_export_shares_are_of_the_exporter() -> None:
    world = random_world(7)
    found = solved(world, random_shock(world, 8))
    share = grouped.export_share(found, np.eye(len(world.regions)))
    assert_allclose(share.sum(axis=1), 1.0, rtol=1e-12)
    assert_allclose(np.diag(share), 0.0)
    total = sum(found.flow[:, n, 0].sum() for n in (1, 2, 3))
    assert_allclose(share[0, 2], found.flow[:, 2, 0].sum() / total, rtol=1e-12)


def test_missing_where_nothing_was_made() -> None:
    world = random_world(7, holes=True)
    base, state = solved(world, no_change(world.tariff)), solved(world, random_shock(world, 8))
    change = compare.output_change(base, state)
    assert np.isnan(change[0, 0])
    assert np.isfinite(np.delete(change.ravel(), 0)).all()
    assert np.isfinite(state.real_income_hat).all()
