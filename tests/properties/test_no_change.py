"""No change, no effect: every ratio is one, under every closure that keeps the benchmark's deficits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from middlepower.model.long_run.rebalance import balanced
from middlepower.scenario.shock import no_change
from middlepower.world.embedded import load_world
from worlds import TIGHT, random_world, seeds, solved

KEEPING = ("world_gdp_share", "own_gdp_share", "fixed_nominal")  # here the benchmark is an equilibrium
ROUNDING = 1e-12


def assert_all_ones(found, world) -> None:
    for ratio in (found.w_hat, found.P_hat, found.c_hat, found.real_income_hat, found.real_wage_hat):
        assert_allclose(ratio, 1.0, atol=ROUNDING, rtol=0.0)
    assert_allclose(found.income, world.income, rtol=ROUNDING)
    assert_allclose(found.flow, world.flow, rtol=ROUNDING)
    assert_allclose(found.pi, world.trade_share, atol=ROUNDING)
    assert found.report.residual < TIGHT


@settings(max_examples=15)
@given(seeds, st.sampled_from(KEEPING), st.booleans())
def test_no_change_is_ones_on_random_worlds(seed: int, closure: str, holes) -> None:
    world = random_world(seed, holes=holes)
    assert_all_ones(solved(world, no_change(world.tariff), closure), world)


@pytest.mark.parametrize("closure", KEEPING)
def test_no_change_is_ones_on_the_embedded_world(closure: str) -> None:
    world = load_world()
    assert_all_ones(solved(world, no_change(world.tariff), closure), world)


@settings(max_examples=10)
@given(seeds)
def test_balanced_closure_is_ones_where_trade_is_balanced(seed: int) -> None:
    world = random_world(seed, balanced=True)
    assert_all_ones(solved(world, no_change(world.tariff), "balanced"), world)


@settings(max_examples=10)
@given(seeds)
def test_balanced_world_has_no_deficits_and_resolves_to_ones(seed: int) -> None:
    world = balanced(random_world(seed))
    assert_allclose(world.deficit / world.value_added, 0.0, atol=1e-10)
    found = solved(world, no_change(world.tariff), "balanced")
    assert_allclose(found.real_income_hat, 1.0, atol=1e-9)


def test_balanced_embedded_world_resolves_to_ones() -> None:
    world = balanced(load_world())
    assert_allclose(world.deficit / world.value_added, 0.0, atol=1e-10)
    found = solved(world, no_change(world.tariff), "balanced")
    assert_allclose(found.w_hat, 1.0, atol=1e-9)


def test_balanced_keeps_tariffs_technology_and_names() -> None:
    world = random_world(5)
    after = balanced(world)
    for name in ("tariff", "input_share", "value_added_share", "elasticity"):
        assert_allclose(getattr(after, name), getattr(world, name), atol=ROUNDING)
    assert_allclose(after.consumption_share, world.consumption_share, atol=1e-10)
    assert (after.regions, after.sectors, after.sources) == (world.regions, world.sectors, world.sources)
    assert np.abs(world.deficit).max() > 0.01 * world.value_added.max()  # there was something to balance
