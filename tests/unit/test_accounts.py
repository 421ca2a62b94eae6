"""National accounts of two equilibria: identities, hand-worked cases, and what moves GDP at constant prices."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.experiment.baseline import Baseline
from middlepower.indicators import accounts, grouped, sectoral
from middlepower.indicators.decomposition import Path
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import Shock, no_change
from worlds import TIGHT, added_tariff, off_diagonal, random_world, solved, without_tariffs

WORLD = random_world(41, regions=5, sectors=3)
ALONE = np.eye(5)
GROUPS = np.vstack([ALONE, [1.0, 1.0, 0.0, 0.0, 0.0], np.ones(5)])
Pair = tuple[Equilibrium, Equilibrium]


@pytest.fixture(scope="module")
def pair() -> Pair:
    """A world with tariffs, and after 30% more by the first economy."""
    rate = 0.3 * off_diagonal(WORLD)
    rate[:, 1:, :] = 0.0
    return solved(WORLD, no_change(WORLD.tariff)), solved(WORLD, added_tariff(WORLD, rate))


def test_gdp_is_consumption_plus_exports_less_imports_at_the_border(pair: Pair) -> None:
    for of in pair:
        exports, imports = accounts.across(accounts.pairs(of.border_flow), GROUPS)
        assert_allclose(GROUPS @ of.income + exports - imports, accounts.gdp(of, GROUPS), rtol=1e-9)


def test_gdp_holds_the_export_taxes_that_an_economy_collects() -> None:
    """The same identity where the third economy taxes its exports by a quarter: the buyers have nothing of it."""
    tax = 0.25 * off_diagonal(WORLD)
    tax[:, :, [0, 1, 3, 4]] = 0.0
    of = solved(WORLD, Shock(1.0 + tax, WORLD.tariff, export_tax=tax))
    assert of.received[2] > 1.0
    exports, imports = accounts.across(accounts.pairs(of.border_flow), ALONE)
    assert_allclose(of.income + exports - imports, accounts.gdp(of, ALONE), rtol=1e-9)


def test_tariff_revenue_is_the_sum_of_rates_times_values_at_the_border(pair: Pair) -> None:
    rate = 0.3 * off_diagonal(WORLD)
    rate[:, 1:, :] = 0.0
    for of, tau in zip(pair, (WORLD.tariff, added_tariff(WORLD, rate).tariff), strict=True):
        paid = np.einsum("kni,kn->n", of.pi * tau / (1.0 + tau), of.X)
        assert_allclose(accounts.tariff_revenue(of, ALONE), paid, rtol=1e-9)
        assert_allclose(accounts.revenue_share(of, GROUPS)[5], paid[:2].sum() / accounts.gdp(of, GROUPS)[5])


def test_trade_of_all_economies_adds_up(pair: Pair) -> None:
    """Exports are imports, balances cancel, the world trades with nobody."""
    for of in pair:
        assert_allclose(accounts.exports_value(of, ALONE).sum(), accounts.imports_value(of, ALONE).sum())
        assert accounts.trade_balance(of, ALONE).sum() == pytest.approx(0.0, abs=1e-6)
        sold = accounts.bilateral(of, ALONE)
        assert_allclose(sold.sum(axis=1), accounts.exports_value(of, ALONE))
        assert_allclose(sold.sum(axis=0), accounts.imports_value(of, ALONE))
        both = accounts.bilateral(of, GROUPS)
        assert_allclose(both[5, 2], sold[:2, 2].sum())
        assert both[5, 5] == both[6, 0] == 0.0
    money = accounts.export_volume_value(*pair, ALONE)
    assert_allclose(money / accounts.exports_value(pair[0], ALONE), grouped.export_volume(*pair, ALONE))
    assert_allclose(money.sum(), accounts.import_volume_value(*pair, ALONE).sum())


def test_terms_of_trade_of_two_economies_are_each_others_inverse() -> None:
    world = random_world(7, regions=2, sectors=3)
    rate = 0.4 * off_diagonal(world)
    rate[:, 1:, :] = 0.0
    first, second = accounts.terms_of_trade(
        solved(world, no_change(world.tariff)), solved(world, added_tariff(world, rate)), np.eye(2)
    )
    assert first > 0.001, "the tariff of the first improves its terms of trade"
    assert (1.0 + first) * (1.0 + second) == pytest.approx(1.0, abs=1e-12)


def test_prices_of_trade_by_hand(pair: Pair) -> None:
    """One economy's export prices: the mean of the logs of unit costs, weighted by both equilibria's exports."""
    base, state = pair
    change = np.log(state.c_hat[:, 2] / base.c_hat[:, 2])
    weights = []
    for of in pair:
        sold = of.flow[:, [0, 1, 3, 4], 2].sum(axis=1)
        weights.append(sold / sold.sum())
    sold, _ = accounts.border_prices(base, state, ALONE)
    assert_allclose(sold[:, 2], [weight @ change for weight in weights])


def test_prices_at_the_border_hold_export_taxes_flow_by_flow() -> None:
    """Both sides of every economy and group, summed over flows one by one: the third economy taxes its sales to the
    first, and in the state also those to the second."""
    base, state = (solved(WORLD, _taxed(buyers)) for buyers in ([0], [0, 1]))
    found = accounts.border_prices(base, state, GROUPS)
    rise = np.log(state.c_hat / base.c_hat)[:, None, :] + np.log(_markup(state) / _markup(base))
    for place, of in enumerate((base, state)):
        value = of.flow * _markup(of)
        for e, members in enumerate(GROUPS[:-1] > 0):
            out = np.array([[members[i] and not members[n] for i in range(5)] for n in range(5)])
            for side, crosses in enumerate((out, out.T)):
                weight = value * crosses
                assert found[side][place, e] == pytest.approx((weight * rise).sum() / weight.sum(), rel=1e-9)
    assert np.isnan(found[0][:, -1]).all()  # the world trades with nobody


def _taxed(buyers: list[int]) -> Shock:
    """The third economy taxes by a fifth what it sells to some others."""
    tax = np.zeros_like(WORLD.tariff)
    tax[:, buyers, 2] = 0.2
    return Shock(1.0 + tax, WORLD.tariff, export_tax=tax)


def _markup(of: Equilibrium) -> np.ndarray:
    """Border over producers' price [k, n, i]."""
    return 1.0 + of.foreign_share / of.net


def test_without_taxes_and_trade_costs_gdp_at_constant_prices_stays() -> None:
    """A transfer moves terms of trade and real income; factors and technology stay, and so does the volume of GDP."""
    free = without_tariffs(random_world(3, regions=4, sectors=3))
    base = solved(free, no_change(free.tariff))
    moved = solved(free, no_change(free.tariff), closure="balanced")
    volume = accounts.gdp_volume(base, moved, np.eye(4))
    income = moved.real_income_hat / base.real_income_hat - 1.0
    assert np.abs(income).max() > 0.01
    assert np.abs(accounts.terms_of_trade(base, moved, np.eye(4))).max() > 0.01
    assert np.abs(volume).max() < 2e-4, "what the index leaves of a large step"


def test_gdp_at_constant_prices_follows_the_volume_of_taxed_imports() -> None:
    """A small tariff: d ln GDP = sum of tau dM over GDP, a triangle, small as the rate squared."""
    free = without_tariffs(random_world(3, regions=4, sectors=3))
    rate = 0.02 * off_diagonal(free)
    rate[:, 1:, :] = 0.0
    base, state = solved(free, no_change(free.tariff)), solved(free, added_tariff(free, rate))
    lost = accounts.gdp_volume(base, state, np.eye(4))
    imports = accounts.import_volume_value(base, state, np.eye(4))[0]
    assert imports < 0.0
    assert lost[0] == pytest.approx(0.5 * 0.02 * imports / accounts.gdp(base, np.eye(4))[0], rel=0.05)
    assert np.abs(lost[1:]).max() < 0.02 * abs(lost[0])


def test_one_step_is_close_to_many_small_ones(pair: Pair) -> None:
    """The indices of a large tariff against the same indices chained along the way there."""
    baseline = Baseline.of(WORLD)
    way = Path(baseline.solver, *pair, np.zeros_like(pair[0].pi))
    points = np.linspace(0.0, 1.0, 9)[1:-1]
    between = [baseline.solver.solve(way.shock(float(x)), baseline.closure, TIGHT) for x in points]
    chain = [pair[0], *between, pair[1]]
    for index, near in ((accounts.gdp_volume, 2e-3), (accounts.terms_of_trade, 1e-3), (accounts.consumer_prices, 1e-4)):
        steps = sum(np.log1p(index(a, b, GROUPS[:6])) for a, b in pairwise(chain))
        assert_allclose(np.log1p(index(*pair, GROUPS[:6])), steps, atol=near)


def test_real_wage_and_prices_of_one_economy_are_the_models(pair: Pair) -> None:
    base, state = pair
    wages = accounts.real_wage(base, state, ALONE)
    assert_allclose(wages, (state.w_hat / base.w_hat) / (1.0 + accounts.consumer_prices(base, state, ALONE)) - 1.0)
    members = accounts.real_wage(base, state, GROUPS)[5]
    assert wages[:2].min() < members < wages[:2].max()


def test_an_economy_that_stops_trading_has_a_gdp_and_no_terms_of_trade() -> None:
    cut = np.zeros((5, 5), dtype=bool)
    cut[0, 1:] = cut[1:, 0] = True
    base = solved(WORLD, no_change(WORLD.tariff), closure="balanced")
    alone = solved(WORLD, replace(no_change(WORLD.tariff), cut=cut), closure="balanced")
    assert np.isnan(accounts.terms_of_trade(base, alone, ALONE)[0])
    volume = accounts.gdp_volume(base, alone, ALONE)
    assert np.isfinite(volume).all()
    assert volume[0] < 0.0


def test_sectors_add_up_to_the_economy(pair: Pair) -> None:
    base, state = pair
    for change, total in (
        (sectoral.export_value_change, accounts.exports_value),
        (sectoral.import_value_change, accounts.imports_value),
    ):
        assert_allclose(change(base, state, GROUPS).sum(axis=0), total(state, GROUPS) - total(base, GROUPS), atol=1e-6)
    assert_allclose(sectoral.value_added_change(base, state, ALONE).sum(axis=0), state.value_added - base.value_added)


def test_jobs_move_between_sectors_and_none_is_lost(pair: Pair) -> None:
    """L_s = beta Y / w sums to the economy's labour before and after; value and volume changes differ by the price."""
    base, state = pair
    before = base.benchmark.beta * base.output
    moved = before * sectoral.employment(base, state, ALONE)
    assert_allclose(moved.sum(axis=0), 0.0, atol=1e-7 * before.sum())
    assert np.abs(sectoral.employment(base, state, ALONE)).max() > 0.001
    value = 1.0 + sectoral.output_value_change(base, state, ALONE) / base.output
    volume, price = grouped.output_volume(base, state, ALONE), sectoral.producer_price(base, state, ALONE)
    assert_allclose(value, (1.0 + volume) * (1.0 + price))
    assert_allclose(sectoral.buyer_price(base, state, ALONE), state.P_hat / base.P_hat - 1.0)


def test_import_volumes_by_sector_weigh_up_to_the_total(pair: Pair) -> None:
    base, state = pair
    size = grouped.imports(base.flow, ALONE)
    total = (size * sectoral.import_volume(base, state, ALONE)).sum(axis=0) / size.sum(axis=0)
    assert_allclose(total, grouped.import_volume(base, state, ALONE))
