"""The names that lists of choices offer: economies and groups, sectors, products, measures, sets, horizons."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.language.catalogue import named, say
from middlepower.model.core.closure import CLOSURES
from middlepower.policy.goods import load_products
from middlepower.policy.library import load_measures
from middlepower.scenario.read import library, read_scenario
from middlepower.web.languages import in_each_language
from middlepower.world.embedded import load_world
from middlepower.world.groups import find_group

GROUPS = ("EU", "G7", "CPTPP", "ASEAN", "BRICS")


@in_each_language
def economies(world: str) -> Mapping[str, str]:
    """{code: name} of a world's economies by name, then of some groups that have members there."""
    known = load_world(world)
    pairs = ((code, named(name)) for code, name in zip(known.regions, known.region_names, strict=True))
    inside = sorted(pairs, key=lambda pair: without_accents(pair[1]))
    groups = {code: named(group.title) for code in GROUPS if (group := find_group(code)) and code not in known.regions}
    return {code: f"{name} ({code})" for code, name in (*inside, *groups.items())}


@in_each_language
def sectors(world: str) -> Mapping[str, str]:
    """{code: name} of all goods as one, then of each goods sector."""
    known = load_world(world)
    goods = zip(known.sectors, known.sector_names, known.is_goods, strict=True)
    return {"*": say("web.all_goods"), **{code: f"{named(name)} ({code})" for code, name, good in goods if good}}


@in_each_language
def products() -> Mapping[str, str]:
    """{code: name} of the named products."""
    pairs = ((code, named(one.name)) for code, one in load_products().items())
    inside = sorted(pairs, key=lambda pair: without_accents(pair[1]).lower())
    return {code: f"{name[:1].upper()}{name[1:]}" for code, name in inside}


@in_each_language
def measures() -> Mapping[str, str]:
    """{id: title and day} of the trade measures that can be computed, by id."""
    listed = [one for one in load_measures() if one.quantified]
    return {one.id: f"{one.id}: {named(one.title)}" for one in sorted(listed, key=lambda one: one.id)}


def sets() -> Mapping[str, str]:
    """{name: name} of the elasticity sets."""
    return {name: name for name in SETS}


def horizons() -> Mapping[str, str]:
    """{name: words} of the horizons."""
    return {name: say(f"common.horizon.{name}") for name in HORIZONS}


def closures() -> Mapping[str, str]:
    """{name: meaning} of the closures."""
    return {name: f"{name}: {say(f'common.closure.{name}')}" for name in CLOSURES}


@in_each_language
def scenarios() -> Mapping[str, str]:
    """{name: title} of the scenarios that come with the package."""
    return {name: named(read_scenario(name).title) for name in library()}


def without_accents(text: str) -> str:
    """A text as lists are sorted by it: É stands with E."""
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
