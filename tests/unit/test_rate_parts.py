"""What a rate is made of, and when it changes: parts that add up, and paths that equal each day computed alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.errors import ScenarioError
from middlepower.indicators.applied_rates import average_rate
from middlepower.indicators.trade_weights import weights_of
from middlepower.policy.attribution import by_measure, rate_parts
from middlepower.policy.duty import Duty, Segment, resolve
from middlepower.policy.flows import taxed
from middlepower.policy.law_days import change_days, steps_between
from middlepower.policy.rate_book import RateBook, pairs_between, statutory_rates
from middlepower.policy.rate_path import rate_path
from middlepower.policy.schema import Measure, parse_measure
from middlepower.world.embedded import load_world
from middlepower.world.groups import expand

WORLD = load_world()
BOOK = RateBook.of(WORLD)


def measure(name: str, begins: str | None = "2025-01-01", **fields: Any) -> Measure:
    """A measure of a test."""
    line = fields.pop("line", {"goods": ["all_goods"], "rate": 0.1})
    return parse_measure(
        {
            "id": name,
            "title": name,
            "imposer": "JPN",
            "targets": ["KOR"],
            "products": [line],
            "instrument": "surtax",
            "date_in_force": begins,
            "status": "in force",
            "sources": ["a test"],
            "confidence": "low",
            **fields,
        }
    )


def duty(*rates: tuple[str, str, float]) -> Duty:
    """The duty of measures (name, relation, rate) in force one day after the other."""
    days = [f"2025-01-{place:02d}" for place, _ in enumerate(rates, 1)]
    named = [
        (measure(name, day, relation=relation), rate) for (name, relation, rate), day in zip(rates, days, strict=True)
    ]
    return resolve([Segment(one, 0.0, 1.0, rate) for one, rate in named], 0.5)


def test_what_adds_is_its_measures_own() -> None:
    assert by_measure(duty(("A", "adds to MFN", 0.1), ("B", "adds to MFN", 0.25)), 0.02) == {"A": 0.1, "B": 0.25}


def test_what_replaces_counts_as_far_as_it_differs_from_the_ordinary_duty() -> None:
    parts = by_measure(duty(("A", "replaces MFN", 0.15), ("B", "adds to MFN", 0.1)), 0.04)
    assert parts == pytest.approx({"A": 0.11, "B": 0.1})
    assert by_measure(duty(("A", "replaces MFN", 0.01)), 0.04) == pytest.approx({"A": -0.03})


def test_a_total_counts_as_far_as_it_raises_what_would_be_paid() -> None:
    stacked = duty(("A", "at least", 0.15), ("B", "adds to MFN", 0.1))
    assert by_measure(stacked, 0.04) == pytest.approx({"A": 0.11, "B": 0.1})
    assert by_measure(stacked, 0.20) == pytest.approx({"A": 0.0, "B": 0.1})


@pytest.mark.parametrize("day", ["2018-09-30", "2024-10-01", "2025-04-09", "2025-07-15", "2026-01-13", "2026-09-15"])
def test_parts_and_the_ordinary_duty_add_up_to_the_rate(day: str) -> None:
    """For economies and groups on both sides, at the world's weights."""
    weights = weights_of(WORLD, "world")
    flows = taxed(WORLD, BOOK.before, BOOK.law(dt.date.fromisoformat(day)), BOOK.memo)
    rates = statutory_rates(WORLD, flows)
    for importer, partner in (
        ("USA", "CAN"),
        ("USA", "CHN"),
        ("USA", "EU"),
        ("CAN", "CHN"),
        ("CHN", "USA"),
        ("EU", "CHN"),
    ):
        buyers, sellers = expand([importer], WORLD), expand([partner], WORLD)
        places = [[WORLD.region(code) for code in codes] for codes in (buyers, sellers)]
        parts = rate_parts(WORLD.tariff, flows, weights.value, *places)
        assert parts.rate == pytest.approx(average_rate(WORLD, rates, weights, buyers, sellers), rel=1e-12, abs=1e-14)


def test_of_a_measure_on_all_goods_its_part_is_its_rate() -> None:
    book = RateBook.of(WORLD, [measure("A")])
    flows = taxed(WORLD, book.before, book.law(dt.date(2026, 1, 1)))
    value = weights_of(WORLD, "world").value
    parts = rate_parts(WORLD.tariff, flows, value, [WORLD.region("JPN")], [WORLD.region("KOR")])
    assert parts.measures == pytest.approx({"A": 0.1})
    assert parts.ordinary == pytest.approx(
        average_rate(WORLD, WORLD.tariff, weights_of(WORLD, "world"), ["JPN"], ["KOR"])
    )


def test_what_a_ban_stops_counts_in_no_part_and_no_rate() -> None:
    """Electric vehicles banned, a duty on all vehicles: what still comes in pays it, and stands for the sector."""
    cars = measure("A", line={"goods": ["C29"], "rate": 0.2}, imposer="CAN", targets=["CHN"])
    ban = measure("B", line={"goods": ["ev"]}, imposer="CAN", targets=["CHN"], instrument="ban", direction="imports")
    book, weights = RateBook.of(WORLD, [cars, ban]), weights_of(WORLD, "world")
    flows = taxed(WORLD, book.before, book.law(dt.date(2026, 1, 1)))
    rates = statutory_rates(WORLD, flows)
    parts = rate_parts(WORLD.tariff, flows, weights.value, [WORLD.region("CAN")], [WORLD.region("CHN")])
    assert parts.rate == pytest.approx(average_rate(WORLD, rates, weights, ["CAN"], ["CHN"]), rel=1e-12)
    vehicles = average_rate(WORLD, rates, weights, ["CAN"], ["CHN"], ["C29"])
    assert parts.measures["A"] / 0.2 == pytest.approx(share_of_vehicles(), rel=1e-12)
    assert vehicles - 0.2 == pytest.approx(
        WORLD.tariff[WORLD.sectors.index("C29"), WORLD.region("CAN"), WORLD.region("CHN")], abs=0.02
    )


def share_of_vehicles() -> float:
    """The share of vehicles in the goods that Canada buys from China."""
    value = weights_of(WORLD, "world").value[:, WORLD.region("CAN"), WORLD.region("CHN")]
    return float(value[WORLD.sectors.index("C29")] / value.sum())


def test_law_changes_where_a_measure_begins_ends_or_takes_another_rate() -> None:
    steps = {"goods": ["C29"], "rate_steps": [{"from": "2025-03-01", "rate": 0.1}, {"from": "2025-06-01", "rate": 0.2}]}
    table = {"goods": ["C29"], "partner_table": [{"partner": "KOR", "date": "2025-09-01", "added_rate": 0.1}]}
    days = change_days(
        [
            measure("A", "2025-03-01", line=steps, date_end="2025-12-31", status="ended", verified_on="2026-05-05"),
            measure("B", "2025-08-01", line=table),
            measure("C", "2025-02-02", quantified=False, not_quantified_because="a test"),
        ]
    )
    wanted = ("2025-03-01", "2025-06-01", "2025-08-01", "2025-09-01", "2026-01-01")
    assert list(days) == [dt.date.fromisoformat(day) for day in wanted]
    assert days[dt.date(2026, 1, 1)] == {"A"}
    between = steps_between(days, dt.date(2025, 6, 1), dt.date(2025, 9, 1))
    assert between == [dt.date(2025, 6, 1), dt.date(2025, 8, 1), dt.date(2025, 9, 1)]


def test_a_path_has_the_rates_of_each_day_alone_and_no_day_between_two_steps() -> None:
    first, last = dt.date(2025, 2, 1), dt.date(2025, 5, 15)
    pairs = pairs_between(["USA"], ["CAN", "CHN", "DEU"])
    path = dict(rate_path(BOOK, pairs, first, last))
    n, i = WORLD.region("USA"), [WORLD.region(code) for code in ("CAN", "CHN", "DEU")]
    assert min(path) == first
    known = path[first]
    for day in steps_between(change_days(BOOK.measures), first, last):
        known = path.get(day, known)
        alone = RateBook.of(WORLD).rates(BOOK.law(day), pairs)
        assert_allclose(known[:, n, i], alone[:, n, i], rtol=0, atol=1e-14)
    assert dt.date(2025, 3, 4) in path
    assert dt.date(2025, 3, 13) not in path, "on that day Canada's law changed, not that of the United States"
    assert not np.array_equal(path[first], known)


def test_a_path_that_goes_backwards_is_refused() -> None:
    with pytest.raises(ScenarioError, match="give the earlier day first"):
        list(rate_path(BOOK, [("USA", "CAN")], dt.date(2026, 1, 1), dt.date(2025, 1, 1)))
