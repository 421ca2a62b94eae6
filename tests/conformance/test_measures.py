"""What every measure of the library must be; a new one is tested by being there."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from middlepower.data.embedded import embedded_names
from middlepower.policy.bundles import taxed_flows
from middlepower.policy.checks import HIGHEST_NUMBER
from middlepower.policy.flows import taxed
from middlepower.policy.goods import load_products
from middlepower.policy.library import load_measures
from middlepower.policy.place import in_world, left_out
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook
from middlepower.policy.state import PolicyState, goods_named
from middlepower.scenario.compile import shock_of
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.embedded import load_world
from middlepower.world.groups import find_group
from middlepower.world.world import World

MEASURES = load_measures()
WORLD = load_world()
WORLDS = (WORLD, *(load_world(name) for name in embedded_names() if name != WORLD.name))
AGGREGATES = ("REU",)  # of members of a group
BOOKS = {world.name: ShareBook(world) for world in WORLDS}
NEST = 5.0

every_measure = pytest.mark.parametrize("one", MEASURES, ids=[one.id for one in MEASURES])
quantified = [one for one in MEASURES if one.quantified]
every_quantified = pytest.mark.parametrize("one", quantified, ids=[one.id for one in quantified])


@cache
def alone(name: str) -> Shock:
    """What a measure does by itself, on the day that it begins, to a world without measures."""
    one = next(one for one in MEASURES if one.id == name)
    day = one.date_in_force or WORLD.tariff_date
    none, law = PolicyState(day, ()), PolicyState(day, (one,))
    world = world_of(one)
    return shock_of(world, State(title=name), taxed(world, none, law), NEST)


@every_measure
def test_a_measure_has_an_id_a_title_and_sources(one: Measure) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]+", one.id)
    assert one.title[0] == one.title[0].upper() or one.title[0].isdigit()
    assert all(source.strip() for source in one.sources)


def world_of(one: Measure) -> World:
    """The first embedded world, beginning with the default, that shows all of a measure."""
    return next(world for world in WORLDS if left_out([one], world) == ())


@every_measure
def test_an_embedded_world_can_show_all_of_a_measure(one: Measure) -> None:
    assert world_of(one) in WORLDS


@every_measure
def test_a_line_narrows_the_targets_of_its_measure(one: Measure) -> None:
    groups = [group for group in map(find_group, one.targets) if group is not None]
    inside = {*one.targets, *(member for group in groups for member in (*group.members, *AGGREGATES))}
    for line in one.products:
        assert "*" in one.targets or set(line.targets) <= inside


@every_quantified
def test_a_measure_taxes_its_targets_at_its_imposers_borders_and_no_services(one: Measure) -> None:
    """Nobody else's tariff moves, own sales stay untaxed, and no rate leaves reason."""
    world = world_of(one)
    placed = in_world(PolicyState(world.tariff_date, (one,)), world).measures
    assert placed, "nobody imposes it"
    pairs = {(m.imposer, target) for m in placed for line in m.products for target in (*m.targets, *line.targets)}
    moved = alone(one.id).tariff != world.tariff
    for _, n, i in np.argwhere(moved):
        assert (world.regions[n], world.regions[i]) in pairs
        assert n != i
    assert not moved[~world.is_goods].any()
    assert alone(one.id).tariff.max() <= HIGHEST_NUMBER + world.tariff.max()
    assert alone(one.id).tariff.min() > -1.0


@every_quantified
def test_the_share_of_every_good_that_a_measure_names_is_known(one: Measure) -> None:
    """Wherever a flow is traded, a table knows the shares of named goods; of the taxed ones some trade is found."""
    world = world_of(one)
    state = in_world(PolicyState(world.tariff_date, (one,)), world)
    shares: dict[str, float] = {}
    for importer, exporter in taxed_flows(state, state):
        cells = world.flow[:, world.region(importer), world.region(exporter)]
        for sector in [code for code, value in zip(world.sectors, cells, strict=True) if value > 0]:
            parts = BOOKS[world.name].parts(
                (importer, exporter, sector), goods_named([state], importer, exporter, sector)
            )
            for part in parts:
                shares |= {good: max(part.share, shares.get(good, 0.0)) for good in part.goods}
    taxed = {good for line in one.products for good in line.goods if good in load_products()}
    assert taxed <= set(shares)
