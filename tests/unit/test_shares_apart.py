"""Shares of goods that stand apart from tables: goods that overlap, and trade that the table's year did not have."""

from __future__ import annotations

import pytest

from middlepower.errors import MeasureError
from middlepower.policy.share_parts import Good
from middlepower.policy.shares import ShareBook
from middlepower.world.embedded import load_world

EU_CARS = ("DEU", "CHN", "C29")


def test_two_stated_shares_of_goods_that_hold_the_same_lines_are_refused() -> None:
    """30% electric cars beside 49% of HS 8703.80: electric cars would stand in both parts, once without the duty."""
    goods = [Good("ev", ("870380",), "mine", 0.3), Good("HS 8703", ("8703",), "theirs", 0.49)]
    with pytest.raises(MeasureError, match=r"`mine` and `theirs` give .* both hold HS 870380"):
        ShareBook(load_world(), own=()).parts(EU_CARS, goods)


def test_stated_shares_of_goods_apart_stand_side_by_side() -> None:
    goods = [Good("ev", ("870380",), "mine", 0.3), Good("HS 8708", ("8708",), "theirs", 0.2)]
    parts = ShareBook(load_world(), own=()).parts(EU_CARS, goods)
    assert [part.share for part in parts] == pytest.approx([0.3, 0.2, 0.5])


def test_trade_that_ended_before_the_tables_year_has_the_composition_of_all_partners_and_says_so() -> None:
    """Russia's refined oil: 5.7 billion in the world of 2022, nothing in the US table of 2024."""
    world = load_world()
    assert world.flow[world.sectors.index("C19"), world.region("USA"), world.region("RUS")] > 1_000.0
    oil, rest = ShareBook(world, own=()).parts(("USA", "RUS", "C19"), [Good("HS 2710", ("2710",), "mine")])
    assert 0.5 < oil.share < 1.0
    assert "partners together stands in for RUS" in oil.source
    assert rest.share == pytest.approx(1.0 - oil.share)
