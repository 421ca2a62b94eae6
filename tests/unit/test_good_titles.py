"""Every good that a reader meets has a plain name."""

from __future__ import annotations

import re

import pytest

from middlepower.policy.good_names import list_names, title_of
from middlepower.policy.goods import known_goods
from middlepower.policy.library import load_measures


@pytest.mark.parametrize(
    ("good", "name"),
    [
        ("ev", "electric and hybrid vehicles"),
        ("us_232_cars", "cars and light trucks under section 232"),
        ("all_goods", "all goods"),
        ("rest", "other goods of the sector"),
        ("HS 870380", "HS 870380"),
        ("HS 01+02+03+04+05+06", "HS 01, 02, 03, 04 and 2 more"),
        ("us_232_cars+ev", "cars and light trucks under section 232, electric and hybrid vehicles, taxed by both"),
        ("a_list_of_mine", "a_list_of_mine"),
    ],
)
def test_a_part_of_a_flow_has_its_plain_name(good: str, name: str) -> None:
    assert title_of(good) == name


def test_nothing_that_the_law_names_is_shown_by_its_code() -> None:
    labels = {label for one in load_measures() for line in one.products for label in (*line.labels, *line.exempt)}
    raw = re.compile(r"_")
    assert [good for good in (*known_goods(), *labels) if raw.search(title_of(good))] == []


def test_names_of_lists_are_plain_and_differ() -> None:
    names = list(list_names().values())
    assert len(set(names)) == len(names)
    assert all(names)
