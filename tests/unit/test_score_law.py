"""The law of a year, and what HS lines pay under it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.policy.duty import Duty
from middlepower.policy.rate_book import RateBook, statutory_rates
from middlepower.score.forecast import Law, law_of
from middlepower.score.line_law import taxed_lines
from middlepower.score.rivals import demand_curve, gravity, with_own_sales
from middlepower.score.year_law import mean_rate
from middlepower.world.embedded import load_world


@pytest.fixture(scope="module")
def law() -> Law:
    """The law of 2025 on the world of 2022, against that of July 2024."""
    return law_of("icio2022", dt.date(2024, 7, 1), 2025)


def test_the_mean_rate_is_over_days_by_hand() -> None:
    """A quarter of the year at 10% on top of 5%, half at 25%, the rest at nothing more: 5% + 2.5% + 12.5%."""
    duties = [Duty(added=0.10), Duty(added=0.25), Duty()]
    assert_allclose(mean_rate(duties, [0.25, 0.5, 0.25], 0.05), 0.20)


def test_days_of_a_ban_have_no_rate() -> None:
    """A ban in one half of the year leaves the other half's rate; a ban all year has none."""
    banned = Duty(ban="BAN")
    assert_allclose(mean_rate([Duty(added=0.1), banned], [0.5, 0.5], 0.0), 0.1)
    assert mean_rate([banned, banned], [0.5, 0.5], 0.0) == float("inf")


def test_the_year_is_the_mean_of_its_days(law: Law) -> None:
    """US rates on Canada of the year are the day by day rates of the same book, averaged."""
    book = RateBook.of(law.world, law.measures)
    n, i = law.world.region("USA"), law.world.region("CAN")
    day, rates = dt.date(2025, 1, 1), []
    while day.year == 2025:
        rates.append(book.rates(book.law(day), [("USA", "CAN")])[:, n, i])
        day += dt.timedelta(days=5)
    assert_allclose(law.rate_after[:, n, i], np.mean(rates, axis=0), atol=0.004)  # every fifth day


def test_lines_add_up_to_what_their_sector_pays(law: Law) -> None:
    """Weighted by trade, rates of ten-digit lines are the sector's, by another way through the law."""
    lines = taxed_lines(law, "USA", "CAN")
    n, i = law.world.region("USA"), law.world.region("CAN")
    size = len(law.world.sectors)
    value = np.bincount(lines.sector, lines.value, size)
    known = (value > 0.0) & (law.world.flow[:, n, i] > 0.0)
    for factor, flows in ((lines.before, law.flows_before), (lines.after, law.flows_after)):
        mean = np.bincount(lines.sector, lines.value * (factor - 1.0), size)[known] / value[known]
        assert_allclose(mean, statutory_rates(law.world, flows)[known, n, i], atol=0.011)  # lumber's stated share


def test_a_steel_line_pays_what_the_proclamations_say(law: Law) -> None:
    """25% from 12 March 2025 and 50% from 4 June on Canadian steel, 84 and 211 days, plus the six days of March before
    it at 25% of which claims spare most: between 34.6% and 35.2%."""
    lines = taxed_lines(law, "USA", "CAN")
    steel = lines.after[lines.code // 10**6 == 7208]
    assert steel.min() - 1.0 == pytest.approx((84 * 0.25 + 211 * 0.50) / 365, abs=0.006)


def test_the_demand_curve_at_the_border_by_hand() -> None:
    """Spending falls by theta times the tax, the value at the border by the tax itself as well."""
    assert_allclose(demand_curve(np.array([2.0]), np.full((1, 1, 1), 0.1)), -0.3)


def test_gravity_without_new_taxes_says_nothing() -> None:
    """No change of costs, no change of flows; a trace of own sales does not disturb the others."""
    world = load_world()
    found = gravity(world, np.zeros(world.flow.shape), 1)
    assert np.nanmax(np.abs(found[world.is_goods])) < 1e-9
    assert np.isnan(found[~world.is_goods]).all()


def test_own_sales_are_given_only_where_there_are_none() -> None:
    """An economy that sells nothing gets a millionth of what it buys."""
    flow = np.array([[5.0, 0.0], [2.0, 0.0]])
    assert_allclose(with_own_sales(flow), [[5.0, 0.0], [2.0, 2e-6]])
