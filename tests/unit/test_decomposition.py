"""The exact decomposition: parts add up, mean what they say, and meet the first-order formula at small shocks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.indicators.decomposition import decompose
from middlepower.indicators.explain import explain
from middlepower.indicators.first_order import first_order_welfare
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import QuotaLine, QuotaPart, Shock, iceberg_change, no_change
from worlds import random_world

TIGHT = 1e-12


def with_tariff(world, rate, importer=0):
    """Every import of one region taxed by `rate` more."""
    tariff = world.tariff.copy()
    tariff[:, importer, :] += rate
    tariff[:, importer, importer] -= rate
    return Shock((1.0 + tariff) / (1.0 + world.tariff), tariff)


@pytest.fixture(scope="module", params=["balanced", "world_gdp_share", "own_gdp_share", "fixed_nominal"])
def solved(request: pytest.FixtureRequest):
    """(world, solver, benchmark equilibrium, equilibrium after a 30% tariff) under each closure."""
    world = random_world(3)
    solver = Solver.of(benchmark_of(world))
    before = solver.solve(no_change(world.tariff), request.param, TIGHT)
    return world, solver, before, solver.solve(with_tariff(world, 0.3), request.param, TIGHT)


def test_parts_add_up_to_the_exact_change(solved) -> None:
    """ln W_hat = terms of trade + trade costs + volume + deficit + rents, for every region."""
    _, solver, before, after = solved
    found = decompose(solver, before, after)
    assert_allclose(found.gap, 0.0, atol=1e-10)
    assert_allclose(found.total, np.log(after.real_income_hat / before.real_income_hat), atol=1e-9)


def test_there_and_back_cancels(solved) -> None:
    """The path back is the same path: every part changes its sign."""
    _, solver, before, after = solved
    there, back = decompose(solver, before, after), decompose(solver, after, before)
    assert_allclose(there.terms_of_trade, -back.terms_of_trade, atol=1e-9)
    assert_allclose(there.volume, -back.volume, atol=1e-9)


def test_a_tariff_moves_no_trade_costs_and_no_rents(solved) -> None:
    """Only terms of trade, volume and deficit move with a plain tariff."""
    found = decompose(*solved[1:])
    assert_allclose(found.trade_costs, 0.0, atol=1e-12)
    assert_allclose(found.rents, 0.0, atol=1e-12)


def test_terms_of_trade_sum_to_zero_in_money() -> None:
    """What one region gains on prices another loses: to first order the terms of trade are a transfer."""
    world = random_world(5, balanced=True, tariffs=False)
    solver = Solver.of(benchmark_of(world))
    before = solver.solve(no_change(world.tariff), "balanced", TIGHT)
    after = solver.solve(with_tariff(world, 1e-4), "balanced", TIGHT)
    found = decompose(solver, before, after)
    assert abs(found.terms_of_trade @ before.income) < 1e-3 * np.abs(found.terms_of_trade * before.income).max()


def test_small_shocks_meet_the_first_order_formula() -> None:
    """At 0.001% the formula of Caliendo and Parro and the exact parts agree."""
    world = random_world(7)
    solver = Solver.of(benchmark_of(world))
    before = solver.solve(no_change(world.tariff), "balanced", 1e-13)
    after = solver.solve(with_tariff(world, 1e-5), "balanced", 1e-13)
    found, first = decompose(solver, before, after), first_order_welfare(before, after)
    assert_allclose(found.terms_of_trade, first.terms_of_trade, rtol=1e-3, atol=1e-10)
    assert_allclose(found.volume.sum(axis=(0, 2)), first.volume_of_trade, rtol=1e-3, atol=1e-10)


def test_iceberg_costs_count_as_trade_costs() -> None:
    """A fall of import costs by 10% is a gain of the importer in `trade_costs`, about its import share times 10%."""
    world = random_world(11, tariffs=False)
    solver = Solver.of(benchmark_of(world))
    d_hat = np.ones_like(world.tariff)
    d_hat[:, 0, 1:] = 0.9
    before = solver.solve(no_change(world.tariff), "balanced", TIGHT)
    shock = Shock(d_hat, world.tariff, iceberg=d_hat)
    after = solver.solve(shock, "balanced", TIGHT)
    found = decompose(solver, before, after, iceberg_change(no_change(world.tariff), shock))
    gained = found.trade_costs[:, 0, :].sum()
    imports = (before.flow[:, 0, 1:].sum() / before.income[0], after.flow[:, 0, 1:].sum() / after.income[0])
    assert min(imports) * -np.log(0.9) < gained < max(imports) * -np.log(0.9)
    assert_allclose(found.volume, 0.0, atol=1e-12)


def test_a_cut_off_is_a_trade_cost() -> None:
    """Flows that end fall linearly to zero; their loss stands in `trade_costs` and all parts add up."""
    world = random_world(13, theta=(3.0, 6.0))
    solver = Solver.of(benchmark_of(world))
    cut = np.zeros((4, 4), dtype=bool)
    cut[0, 1] = True
    before = solver.solve(no_change(world.tariff), "balanced", TIGHT)
    after = solver.solve(Shock(np.ones_like(world.tariff), world.tariff, cut), "balanced", TIGHT)
    found = decompose(solver, before, after)
    assert_allclose(found.gap, 0.0, atol=1e-10)
    assert found.trade_costs[:, 0, 1].sum() < 0.0
    others = found.trade_costs.copy()
    others[:, 0, 1] = 0.0
    assert_allclose(others, 0.0, atol=1e-12)


def test_quota_rents_stand_apart() -> None:
    """The exporter's rent is a transfer to it and from the importer."""
    world = random_world(17)
    solver = Solver.of(benchmark_of(world))
    rate = float(world.tariff[0, 0, 1])
    line = QuotaLine("Q", 0, 0, 1, (QuotaPart("p", 1.0, rate, rate, rate + 2.0),), 0.5, 5.0, 0.0, 0.0)
    before = solver.solve(no_change(world.tariff), "balanced", TIGHT)
    shock = Shock(np.ones_like(world.tariff), world.tariff, quotas=(line,))
    after = solver.solve(shock, "balanced", TIGHT)
    assert after.quotas[0].status == "binding"
    found = decompose(solver, before, after)
    assert_allclose(found.gap, 0.0, atol=1e-10)
    assert found.rents[1] > 0 > found.rents[0]
    assert_allclose(found.rents[2:], 0.0, atol=1e-12)


def test_an_explanation_adds_up_by_partner_and_by_sector(solved) -> None:
    """Both tables sum to the same parts, and the parts to the whole."""
    _, solver, before, after = solved
    found = explain(decompose(solver, before, after), 0)
    assert_allclose(found.by_partner.sum(axis=0), list(found.parts.values()), atol=1e-14)
    assert_allclose(found.by_sector.sum(axis=0), list(found.parts.values()), atol=1e-14)
    whole = sum(found.parts.values()) + found.deficit + found.rents
    assert_allclose(whole, found.total, atol=1e-10)
    assert found.terms_of_trade == pytest.approx(found.by_partner[:, :3].sum())
