"""The picture of the house is drawn from the imports, is current, and stands still while little moves."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tools.house import PICTURE, House, Room, chain, draw, layers, redrawn, settled, survey

TWO = House((Room("upper", "Above.", 10, 1000), Room("lower", "Below.", 4, 300)), {("upper", "lower"): 12})


def test_the_picture_in_the_documentation_is_current() -> None:
    assert redrawn() == PICTURE.read_text("utf-8"), "the house has changed: python -m tools.house draws it anew"


def test_every_room_is_drawn_and_no_arrow_points_up() -> None:
    drawn = PICTURE.read_text("utf-8")
    order = layers()
    assert re.findall(r'data-room="(\w+)"', drawn) == order
    pairs = re.findall(r'data-from="(\w+)" data-to="(\w+)"', drawn)
    assert len(pairs) > len(order)
    assert all(order.index(start) < order.index(end) for start, end in pairs)


def test_the_imports_are_those_of_the_package() -> None:
    arrows = survey().arrows
    assert arrows["cli", "report"] > 0
    assert ("report", "model") not in arrows


def test_small_moves_leave_the_picture_as_it_is_and_large_ones_do_not() -> None:
    drawing = draw(TWO)
    upper, lower = TWO.rooms
    grown = House((replace(upper, files=11, lines=1190), lower), {("upper", "lower"): 14})
    assert draw(settled(grown, drawing)) == drawing
    twice = House((replace(upper, lines=2000), lower), TWO.arrows)
    assert "2,000 lines" in draw(settled(twice, drawing))


def test_a_new_arrow_changes_the_picture_and_one_that_points_up_is_refused() -> None:
    third = Room("lowest", "Bottom.", 1, 50)
    three = House((*TWO.rooms, third), {**TWO.arrows, ("lower", "lowest"): 1})
    more = House(three.rooms, {**three.arrows, ("upper", "lowest"): 2})
    assert draw(settled(more, draw(three))) != draw(three)
    assert set(chain(more)) == set(three.arrows)
    with pytest.raises(ValueError, match="lower imports upper"):
        draw(House(TWO.rooms, {("lower", "upper"): 1}))
