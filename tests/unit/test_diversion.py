"""Trade diversion: which flows are touched, and who takes their place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.indicators.diversion import diverted_purchases, diverted_sales, touched
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import QuotaPart, Shock, no_change
from worlds import added_tariff, quota_on_rest_unchanged, random_world, solved

WORLD = random_world(5, regions=4, sectors=3)
BASE = no_change(WORLD.tariff)
Case = tuple[Shock, Equilibrium, Equilibrium]


@pytest.fixture(scope="module")
def taxed() -> Case:
    """Economy 0 taxes the first product of economy 3 with 50%."""
    rate = np.zeros_like(WORLD.tariff)
    rate[0, 0, 3] = 0.5
    shock = added_tariff(WORLD, rate)
    return shock, solved(WORLD, BASE), solved(WORLD, shock)


def test_the_taxed_flow_is_touched_and_no_other(taxed: Case) -> None:
    mask = touched(BASE, taxed[0])
    assert np.argwhere(mask).tolist() == [[0, 0, 3]]
    assert not touched(taxed[0], taxed[0]).any()


def test_cut_offs_quotas_and_trade_costs_touch_too() -> None:
    cut = np.zeros((4, 4), dtype=bool)
    cut[1, 2] = True
    assert np.argwhere(touched(BASE, replace(BASE, cut=cut))).tolist() == [[k, 1, 2] for k in range(3)]
    line = quota_on_rest_unchanged((2, 0, 1), QuotaPart("p", 0.5, 0.1, 0.1, 0.4), 1.0, 5.0)
    assert np.argwhere(touched(BASE, replace(BASE, quotas=(line,)))).tolist() == [[2, 0, 1]]
    assert not touched(replace(BASE, quotas=(line,)), replace(BASE, quotas=(line,))).any()
    cost = np.ones_like(WORLD.tariff)
    cost[1, 3, 0] = 0.9
    assert np.argwhere(touched(BASE, replace(BASE, trade_cost=cost))).tolist() == [[1, 3, 0]]


def test_who_sells_instead(taxed: Case) -> None:
    """The buyer's side: less from the taxed origin, more from all others, home included, sector by sector."""
    shock, base, state = taxed
    member = np.array([1.0, 0.0, 0.0, 0.0])
    found = diverted_purchases(base, state, touched(BASE, shock), member)
    assert found.sectors.tolist() == [0]
    assert found.touched[0].tolist() == [False, False, False, True]
    assert found.change[0, 3] < 0.0
    assert (found.change[0, :3] > 0.0).all()
    assert_allclose(found.change, (state.flow - base.flow)[:, 0, :])


def test_who_buys_instead(taxed: Case) -> None:
    """The seller's side: the changes by destination, home included, add up to that of output."""
    shock, base, state = taxed
    member = np.array([0.0, 0.0, 0.0, 1.0])
    found = diverted_sales(base, state, touched(BASE, shock), member)
    assert found.touched[0].tolist() == [True, False, False, False]
    assert found.change[0, 0] < 0.0 < found.change[0, 1:3].min()
    assert_allclose(found.change.sum(axis=1), (state.output - base.output)[:, 3])


def test_trade_among_members_of_a_group_is_home(taxed: Case) -> None:
    """The taxing and the taxed economy as one: their flow is inside, nothing is touched."""
    shock, base, state = taxed
    found = diverted_sales(base, state, touched(BASE, shock), np.array([1.0, 0.0, 0.0, 1.0]))
    assert not found.touched.any()
    both = diverted_sales(base, state, touched(BASE, shock), np.array([0.0, 1.0, 0.0, 1.0]))
    assert both.touched[0].tolist() == [True, False, False, False]
    assert_allclose(both.change[0, 0], (state.flow - base.flow)[0, 0, [1, 3]].sum())
