"""Average applied rates between Canada and the United States at fixed weights, against the Bank of Canada's.

Monetary Policy Report, October 2025, "How the average tariff rates are calculated", and January 2026, table 1: tariffs
in place on 27 July 2025, 22 October 2025 and 23 January 2026, shares of exports in 2024, without countervailing and
anti-dumping duties; Canada's rates net of remissions. `docs/explanation/law.md` attributes the differences.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from middlepower.indicators.applied_rates import applied_rate
from middlepower.indicators.trade_weights import TradeWeights, weights_of
from middlepower.policy.lines import Line
from middlepower.policy.rate_book import AD_CVD, RateBook

JULY, OCTOBER, JANUARY = dt.date(2025, 7, 27), dt.date(2025, 10, 22), dt.date(2026, 1, 23)
US_ON_CANADA = {JULY: (4.4, 0.6), OCTOBER: (5.9, 0.3), JANUARY: (5.8, 0.3)}  # per cent, tolerance in points
CANADA_ON_US = {JULY: (2.6, 0.3), OCTOBER: (1.0, 0.3), JANUARY: (1.2, 0.3)}
ALL_IMPORTS = 411_693.8  # US imports from Canada 2024, US Census Bureau, million US dollars
ENERGY = ("B05", "B06", "C19")
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "law.md"


@pytest.fixture(scope="module")
def book() -> RateBook:
    """The library's law on the embedded world."""
    return RateBook.of()


@pytest.fixture(scope="module")
def imports(book: RateBook) -> TradeWeights:
    """US imports of 2024."""
    return weights_of(book.world, "us-imports-2024")


def value_from_canada(book: RateBook, imports: TradeWeights, sectors: tuple[str, ...]) -> float:
    """US imports of some sectors from Canada, million US dollars."""
    n, i = book.world.region("USA"), book.world.region("CAN")
    return float(sum(imports.value[book.world.sectors.index(sector), n, i] for sector in sectors))


def us_on_canada(
    book: RateBook, imports: TradeWeights, day: dt.date, sectors: tuple[str, ...] | None = None, without: str = ""
) -> float:
    """Duties on all or some goods over all imports, per cent: electricity and chapter 98 enter free."""
    rate = applied_rate("USA", "CAN", day, imports, (*AD_CVD, without), sectors, book)
    return 100.0 * rate * value_from_canada(book, imports, sectors or book.world.sectors) / ALL_IMPORTS


@pytest.mark.parametrize("day", US_ON_CANADA)
def test_the_united_states_on_canada_is_the_bank_of_canadas(
    book: RateBook, imports: TradeWeights, day: dt.date
) -> None:
    published, tolerance = US_ON_CANADA[day]
    assert us_on_canada(book, imports, day) == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("day", CANADA_ON_US)
def test_canada_on_the_united_states_is_the_bank_of_canadas(book: RateBook, day: dt.date) -> None:
    """Remissions follow the orders (`CA-US-2025-PHASE1`, `CA-US-2025-AUTOS`): none of them is set by this number."""
    published, tolerance = CANADA_ON_US[day]
    assert 100.0 * applied_rate("CAN", "USA", day, without=AD_CVD, book=book) == pytest.approx(published, abs=tolerance)


def test_without_remissions_canadas_average_is_far_off(book: RateBook) -> None:
    """What the orders remit is a third of what they tax."""
    bare = [one.model_copy(update={"products": _unremitted(one.products)}) for one in book.measures]
    average = 100.0 * applied_rate("CAN", "USA", JULY, without=AD_CVD, book=RateBook.of(book.world, bare))
    assert average == pytest.approx(3.6, abs=0.1)


def _unremitted(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(
        line.model_copy(update={"claims_table": None})
        if any(row.exporter == "USA" for row in line.claims_table or ())
        else line
        for line in lines
    )


def test_energy_that_the_bank_counts_as_compliant_weighs_a_fifth_of_a_point(
    book: RateBook, imports: TradeWeights
) -> None:
    """The Bank takes all energy to be of CUSMA origin; by the claims 73% of gas is not."""
    assert us_on_canada(book, imports, JANUARY, ENERGY) == pytest.approx(0.17, abs=0.02)


def test_goods_outside_section_232_weigh_what_the_claims_say(book: RateBook, imports: TradeWeights) -> None:
    """The Bank assumed 95% of other goods compliant: 35% on 5% of the four tenths that are neither energy nor 232."""
    with_it, without_it = (us_on_canada(book, imports, JANUARY, without=one) for one in ("", "US-CA-IEEPA-35"))
    assert 1.1 < with_it - without_it < 1.8


def test_the_page_on_the_law_shows_these_averages(book: RateBook, imports: TradeWeights) -> None:
    """The rows `here` of its table, to a tenth of a point."""
    lines = [line.split("|") for line in PAGE.read_text("utf-8").splitlines() if "here |" in line]
    rows = {cells[1].strip(): cells[2:-1] for cells in lines}
    days = (JULY, OCTOBER, JANUARY)
    found = {
        "US on Canada, here": [us_on_canada(book, imports, day) for day in days],
        "Canada on US, here": [100.0 * applied_rate("CAN", "USA", day, without=AD_CVD, book=book) for day in days],
    }
    assert rows.keys() == found.keys()
    for name, cells in rows.items():
        assert [cell.strip() for cell in cells] == [f"{value:.1f}" for value in found[name]], name
