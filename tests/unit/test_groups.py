"""Named groups: expansion to world regions, and errors that say what to write instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from middlepower.errors import UnknownNameError
from middlepower.world.embedded import load_world
from middlepower.world.groups import expand, find_group
from tools.regions import EU_MEMBERS
from worlds import random_world

WORLD = load_world()


def test_a_group_with_all_members_of_an_aggregate_has_the_aggregate() -> None:
    """Finland and fourteen others are in REU, and all of REU is in the EU."""
    found = expand(["EU"], WORLD)
    assert "REU" in found
    assert "DEU" in found
    assert set(found) - {"REU"} == set(EU_MEMBERS) & set(WORLD.regions)
    eu = find_group("EU")
    assert eu is not None
    assert set(eu.members) == set(EU_MEMBERS)


def test_an_aggregate_with_outsiders_is_not_in_a_group_and_the_rest_is_reported() -> None:
    """Brunei is in the CPTPP, the rest of the world that it is merged into is not; so with REU and NATO."""
    cptpp, nato = find_group("CPTPP"), find_group("NATO")
    assert cptpp is not None
    assert nato is not None
    assert "ROW" not in expand(["CPTPP"], WORLD)
    assert set(cptpp.members) - set(expand(["CPTPP"], WORLD)) == {"BRN"}
    assert "REU" not in expand(["NATO"], WORLD)
    assert "FIN" in nato.members


def test_codes_groups_and_readable_names_mix_in_world_order_without_repeats() -> None:
    assert expand(["USMCA", "can", "canada", "Japan"], WORLD) == ("CAN", "USA", "MEX", "JPN")
    assert expand(["five eyes"], WORLD) == expand(["FIVE_EYES"], WORLD) == expand(["fvey"], WORLD)


def test_an_economy_inside_an_aggregate_is_refused_with_the_aggregate_named() -> None:
    with pytest.raises(
        UnknownNameError, match=r"FIN is part of REU in this world; use REU, Rest of the European Union: it holds BGR"
    ):
        expand(["FIN"], WORLD)
    with pytest.raises(
        UnknownNameError, match=r"IRN is part of ROW in this world; use ROW, Rest of the world: it holds AGO"
    ):
        expand(["IRN"], WORLD)


def test_an_unknown_name_gets_the_nearest_known_one() -> None:
    with pytest.raises(UnknownNameError, match="`CPTPP`"):
        expand(["CPTP"], WORLD)
    with pytest.raises(UnknownNameError, match="`Canada`"):
        expand(["Kanada"], WORLD)


def test_in_a_world_with_other_regions_an_economy_is_itself() -> None:
    world = replace(random_world(1, regions=3), regions=("FIN", "USA", "DEU"), region_names=())
    assert expand(["FIN", "EU"], world) == ("FIN", "DEU")
