"""The solver in changes against an independent economy in levels: same flows, prices, wages and welfare."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.scenario.shock import Shock
from oracle import levels, random_economy, shocked, world_of
from worlds import solved

ROOT_FINDER = 1e-9  # what the oracle's general root finder leaves; the solver itself is at 1e-12


@pytest.fixture(scope="module", params=[1, 2, 3])
def pair(request: pytest.FixtureRequest):
    """(economy before, economy after, both in levels, the solver's answer)."""
    before = random_economy(request.param)
    after = shocked(before, request.param + 100)
    old, new = levels(before), levels(after)
    world = world_of(before, old)
    iceberg = after.cost / before.cost
    shock = Shock(iceberg * (1.0 + after.tax) / (1.0 + before.tax), after.tax)
    return before, old, new, world, solved(world, shock)


def test_the_world_recovers_the_technology(pair) -> None:
    economy, old, _, world, _ = pair
    assert_allclose(world.consumption_share, economy.alpha, rtol=ROOT_FINDER)
    assert_allclose(world.value_added, old.wage * economy.labour, rtol=ROOT_FINDER)
    assert_allclose(world.deficit, economy.deficit, atol=ROOT_FINDER * old.income.sum())
    assert_allclose(world.income, old.income, rtol=ROOT_FINDER)


def test_wages_and_prices_change_as_in_levels(pair) -> None:
    _, old, new, _, found = pair
    assert_allclose(found.w_hat, new.wage / old.wage, rtol=ROOT_FINDER)
    assert_allclose(found.P_hat, new.price / old.price, rtol=ROOT_FINDER)


def test_flows_are_those_of_the_new_levels(pair) -> None:
    _, _, new, _, found = pair
    assert_allclose(found.flow, new.flow, rtol=100 * ROOT_FINDER)


def test_income_and_real_income_change_as_in_levels(pair) -> None:
    _, old, new, _, found = pair
    assert_allclose(found.income, new.income, rtol=ROOT_FINDER)
    assert_allclose(found.real_income_hat, new.real_income / old.real_income, rtol=ROOT_FINDER)
    assert np.ptp(found.real_income_hat) > 0.01  # the shock is one that matters
