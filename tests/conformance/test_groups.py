"""What every entry of `groups.toml` must be; a new one is tested by being there."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from middlepower.data.codes import economy_names
from middlepower.policy.schema import Measure
from middlepower.world.embedded import load_world
from middlepower.world.groups import Group, expand, find_group, groups

GROUPS = groups()
WORLD = load_world()

every_group = pytest.mark.parametrize("one", GROUPS, ids=[one.name for one in GROUPS])


@every_group
def test_members_are_known_economies_named_once(one: Group) -> None:
    assert len(one.members) >= 2
    assert len(set(one.members)) == len(one.members)
    assert [code for code in one.members if code not in economy_names()] == []


@every_group
def test_a_group_has_a_title_a_source_and_the_day_of_its_list(one: Group) -> None:
    assert len(one.title) > 2
    assert one.source.startswith(("http://", "https://"))
    assert dt.date(1990, 1, 1) < dt.date.fromisoformat(one.date)


@every_group
def test_names_are_capitals_and_mean_one_group_and_no_economy(one: Group) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]+", one.name)
    for name in (one.name, *one.aliases):
        assert find_group(name) == one
        assert name not in economy_names()


@every_group
def test_the_embedded_world_shows_a_group_by_regions_that_hold_members_only(one: Group) -> None:
    shown = expand([one.name], WORLD)
    assert shown
    inside = {code for region in shown for code in WORLD.constituents[region]}
    assert inside <= set(one.members)
    assert set(one.members) & set(WORLD.regions) <= set(shown)


@every_group
def test_a_measure_can_name_a_group(one: Group) -> None:
    fields = {"id": "X", "title": "X", "imposer": "CAN", "targets": [one.name], "instrument": "surtax"}
    more = {"date_in_force": "2026-01-01", "status": "in force", "confidence": "low", "sources": ["a test"]}
    line = {"goods": ["all_goods"], "rate": 0.1}
    assert Measure.model_validate({**fields, **more, "products": [line]}).targets == (one.name,)
