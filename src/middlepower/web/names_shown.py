"""The names that lists of choices offer: economies and groups, sectors, products, measures, sets, horizons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.language.catalogue import say
from middlepower.model.core.closure import CLOSURES
from middlepower.policy.goods import load_products
from middlepower.policy.library import load_measures
from middlepower.scenario.read import library, read_scenario
from middlepower.world.embedded import load_world
from middlepower.world.groups import find_group

GROUPS = ("EU", "G7", "CPTPP", "ASEAN", "BRICS")


@cache
def economies(world: str) -> Mapping[str, str]:
    """{code: name} of a world's economies by name, then of some groups that have members there."""
    known = load_world(world)
    named = sorted(zip(known.regions, known.region_names, strict=True), key=lambda item: item[1])
    groups = {code: group.title for code in GROUPS if (group := find_group(code)) and code not in known.regions}
    return {**{code: f"{name} ({code})" for code, name in named}, **{c: f"{t} ({c})" for c, t in groups.items()}}


@cache
def sectors(world: str) -> Mapping[str, str]:
    """{code: name} of all goods as one, then of each goods sector."""
    known = load_world(world)
    goods = zip(known.sectors, known.sector_names, known.is_goods, strict=True)
    return {"*": say("web.all_goods"), **{code: f"{name} ({code})" for code, name, good in goods if good}}


@cache
def products() -> Mapping[str, str]:
    """{code: name} of the named products."""
    named = sorted((one.name, code) for code, one in load_products().items())
    return {code: f"{name[:1].upper()}{name[1:]}" for name, code in named}


@cache
def measures() -> Mapping[str, str]:
    """{id: title and day} of the trade measures that can be computed, by id."""
    listed = [one for one in load_measures() if one.quantified]
    return {one.id: f"{one.id}: {one.title}" for one in sorted(listed, key=lambda one: one.id)}


def sets() -> Mapping[str, str]:
    """{name: name} of the elasticity sets."""
    return {name: name for name in SETS}


def horizons() -> Mapping[str, str]:
    """{name: words} of the horizons."""
    return {name: say(f"common.horizon.{name}") for name in HORIZONS}


def closures() -> Mapping[str, str]:
    """{name: meaning} of the closures."""
    return {name: f"{name}: {say(f'common.closure.{name}')}" for name in CLOSURES}


@cache
def scenarios() -> Mapping[str, str]:
    """{name: title} of the scenarios that come with the package."""
    return {name: read_scenario(name).title for name in library()}
