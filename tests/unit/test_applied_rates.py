"""Average applied rates: the law's own numbers at fixed weights, each checked against one that is known beforehand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.trade.store import embedded_tables
from middlepower.errors import DataError, UnknownNameError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.applied_rates import applied_rate, average_rate, solved_rates
from middlepower.indicators.trade_weights import weights_of, world_values
from middlepower.policy.flows import taxed
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.rate_book import AD_CVD, RateBook, pairs_between, statutory_rates
from middlepower.policy.schema import Measure, parse_measure
from middlepower.world.embedded import load_world
from middlepower.world.groups import expand

WORLD = load_world()
BOOK = RateBook.of(WORLD)
TODAY = dt.date(2026, 1, 13)
CENSUS = "us-imports-2024"


def mine(imposer: str = "JPN", target: str = "KOR", **line: object) -> Measure:
    """A measure of one's own, in force since 2025."""
    return parse_measure(
        {
            "id": "MINE",
            "title": "A measure",
            "imposer": imposer,
            "targets": [target],
            "products": [{"goods": ["all_goods"], **line}],
            "instrument": "surtax",
            "date_in_force": "2025-01-01",
            "status": "in force",
            "sources": ["a test"],
            "confidence": "low",
        }
    )


def rates_with(measure: Measure) -> np.ndarray:
    """Statutory rates where nothing but one measure changes."""
    book = RateBook.of(WORLD, [measure])
    return book.rates(book.law(TODAY))


def test_on_the_day_of_the_worlds_own_law_rates_are_the_worlds_tariffs() -> None:
    rates = BOOK.rates(BOOK.law(WORLD.tariff_date))
    assert_allclose(rates, WORLD.tariff, rtol=0, atol=1e-12)


def test_a_tariff_on_all_goods_is_added_to_every_sector_of_its_flow_and_to_no_other() -> None:
    rates = rates_with(mine(rate=0.1))
    added = rates - WORLD.tariff
    n, i = WORLD.region("JPN"), WORLD.region("KOR")
    traded = WORLD.is_goods & (WORLD.flow[:, n, i] > 0)
    assert_allclose(added[traded, n, i], 0.1, rtol=0, atol=1e-12)
    added[traded, n, i] = 0.0
    assert not added.any()


def test_a_rate_on_a_part_of_the_trade_counts_with_that_parts_value() -> None:
    """The covered part is 40% of spending at the ordinary rate, so 40% of values at the border as well."""
    added = rates_with(mine(rate=0.1, coverage=0.4)) - WORLD.tariff
    n, i = WORLD.region("JPN"), WORLD.region("KOR")
    traded = WORLD.is_goods & (WORLD.flow[:, n, i] > 0)
    assert_allclose(added[traded, n, i], 0.04, rtol=0, atol=1e-12)


def test_the_rate_on_a_group_is_the_mean_over_its_members_by_value() -> None:
    members = expand(["EU"], WORLD)
    values = world_values(WORLD)[:, WORLD.region("USA")].sum(axis=0)
    weight = np.array([values[WORLD.region(code)] for code in members])
    rates = np.array([applied_rate("USA", code, TODAY, book=BOOK) for code in members])
    assert applied_rate("USA", "EU", TODAY, book=BOOK) == pytest.approx(float(rates @ weight / weight.sum()), rel=1e-12)


def test_some_pairs_have_the_rates_that_they_have_among_all() -> None:
    law = BOOK.law(TODAY)
    every, some = BOOK.rates(law), BOOK.rates(law, pairs_between(["USA"], ["CAN", "CHN"]))
    n, i = WORLD.region("USA"), [WORLD.region("CAN"), WORLD.region("CHN")]
    assert np.array_equal(every[:, n, i], some[:, n, i])
    assert np.array_equal(some[:, WORLD.region("CHN")], WORLD.tariff[:, WORLD.region("CHN")])


def test_us_imports_by_line_make_the_weights_of_the_united_states_and_no_other_importer() -> None:
    weights = weights_of(WORLD, CENSUS)
    n = WORLD.region("USA")
    assert not np.delete(weights.value, n, axis=1).any()
    assert not weights.value[~WORLD.is_goods].any()
    eu = weights.value[:, n, [WORLD.region(code) for code in expand(["EU"], WORLD)]].sum()
    lines = next(table for table in embedded_tables() if table.about.name == CENSUS).lines("USA", "EU")
    of_goods = lines.value[WORLD.is_goods[sector_places(lines, WORLD.sectors)]].sum()
    assert eu == pytest.approx(of_goods, rel=1e-6), "the Union's own rows once, and no member's beside them"
    assert weights.value[:, n, WORLD.region("CAN")].sum() == pytest.approx(389_700, rel=1e-3)


def test_an_average_over_no_trade_is_an_error_and_not_zero() -> None:
    with pytest.raises(DataError, match=f"weights `{CENSUS}` hold no trade of JPN with KOR"):
        applied_rate("JPN", "KOR", TODAY, CENSUS, book=BOOK)
    with pytest.raises(UnknownNameError, match=f"did you mean `{CENSUS}`"):
        applied_rate("USA", "CAN", TODAY, "us-import-2024", book=BOOK)


def test_without_anti_dumping_duties_only_their_goods_pay_less() -> None:
    """Canada's softwood lumber (C16) pays anti-dumping and countervailing duties in the United States."""

    def rate(without: tuple[str, ...], *sectors: str) -> float:
        return applied_rate("USA", "CAN", TODAY, without=without, sectors=sectors, book=BOOK)

    assert rate((), "C16") - rate(AD_CVD, "C16") > 0.05
    assert rate((), "C29") == rate(AD_CVD, "C29")


def test_a_solved_world_in_which_nothing_changes_pays_its_own_tariffs() -> None:
    solved = Baseline.of(WORLD).equilibrium
    rates, weights = solved_rates(WORLD, solved)
    traded = weights.value > 1e-6
    assert_allclose(rates[traded], WORLD.tariff[traded], rtol=0, atol=1e-9)
    pair = ["USA"], ["CHN"]
    assert average_rate(WORLD, rates, weights, *pair) == pytest.approx(
        average_rate(WORLD, WORLD.tariff, weights_of(WORLD, "world"), *pair), rel=1e-6
    )


def test_flows_on_which_nothing_bites_keep_the_worlds_rate() -> None:
    law = RateBook.of(WORLD, []).law(TODAY)
    flows = taxed(WORLD, law, law)
    assert not len(flows.first)
    assert np.array_equal(statutory_rates(WORLD, flows), WORLD.tariff)
