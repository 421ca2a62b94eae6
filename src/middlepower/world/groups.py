"""Named groups of economies (EU, CPTPP, G7, ...): they work wherever the code of an economy does."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.data.codes import REST, economy_names
from middlepower.data.economies import find_economy, is_shared, refuse_shared, unknown_economy
from middlepower.errors import UnknownNameError
from middlepower.language.catalogue import named
from middlepower.names import joined, plain, shortened

if TYPE_CHECKING:
    from middlepower.world.world import World


@dataclass(frozen=True)
class Group:
    """A named group: members as ISO 3166-1 alpha-3 codes, with source and date (ISO 8601) of the list."""

    name: str
    title: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]
    source: str
    date: str


@cache
def groups() -> tuple[Group, ...]:
    """All named groups, in the order of `groups.toml`."""
    with (Path(__file__).parent / "groups.toml").open("rb") as file:
        entries = tomllib.load(file)
    return tuple(
        Group(
            name,
            entry["title"],
            tuple(entry["aliases"]),
            tuple(entry["members"].split()),
            entry["source"],
            str(entry["date"]),
        )
        for name, entry in entries.items()
    )


def find_group(name: str) -> Group | None:
    """The group of that name, title or alias, spelled in any way that `plain` takes for the same; None for none."""
    return _by_name().get(plain(name))


def economy_or_group(name: str) -> str:
    """The code of the economy or the name of the group that a label stands for, in whatever world."""
    if name in economy_names():
        return name
    group = find_group(name)
    code = group.name if group is not None else find_economy(name)
    if code is None:
        refuse_shared(name)
        raise unknown_economy(name, (one.name for one in groups()))
    return code


def code_of(name: str) -> str:
    """The code of an economy or the name of a group, by whatever name; the name itself where only a world knows it."""
    try:
        return economy_or_group(name)
    except UnknownNameError:
        return name


def title_of(code: str) -> str:
    """The readable name of an economy or a group, or its code."""
    group = find_group(code)
    return named(economy_names().get(code) or (group.title if group is not None else code))


@cache
def _by_name() -> dict[str, Group]:
    """The groups by each plain name, title and alias."""
    return {plain(name): group for group in groups() for name in (group.title, *group.aliases, group.name)}


def expand(names: Iterable[str], world: World) -> tuple[str, ...]:
    """The regions of a world that codes, names and groups stand for, once each, in the order of the world.

    A group stands for its members that are regions, and for an aggregate whose members all belong to it; the others
    are left out. Raises UnknownNameError for a name that is none of them, with the nearest that is.
    """
    chosen = {region for name in names for region in _regions_of_name(name, world)}
    return tuple(region for region in world.regions if region in chosen)


def _regions_of_name(name: str, world: World) -> list[str]:
    """The regions that one code or name, of an economy or a group, stands for."""
    if name in world.regions:
        return [name]
    group = find_group(name)
    if group is not None:
        return group_regions(group, world)
    region = region_of(name, world)
    if region is None:
        raise no_region(name, world)
    return [region]


def group_regions(group: Group, world: World) -> list[str]:
    """The regions of a group: members that are regions, and aggregates all of whose members belong to it."""
    members = set(group.members)
    return [code for code in world.regions if code in members or members.issuperset(world.constituents[code])]


def left_out_of(name: str, world: World) -> dict[str, list[str]]:
    """{region: members} of a group that are merged into a region which the group does not stand for, and so are left
    out; the region is empty for members that the world does not hold. Nothing for an economy."""
    group = None if name in world.regions else find_group(name)
    if group is None:
        return {}
    shown = {code for region in group_regions(group, world) for code in (region, *world.constituents[region])}
    lost: dict[str, list[str]] = {}
    for member in group.members:
        if member not in shown:
            lost.setdefault(aggregate_of(member, world), []).append(member)
    return lost


def region_of(name: str, world: World) -> str | None:
    """The region that a code or name of an economy stands for; None where the world has none for it alone."""
    if name in world.regions:
        return name
    typed, labels = plain(name), zip(world.regions, world.region_names, strict=True)
    own = [code for code, title in labels if typed and typed in (plain(code), plain(title))]
    found = own[0] if own and not is_shared(name) else find_economy(name)
    return found if found in world.regions else None


def no_region(name: str, world: World) -> UnknownNameError:
    """The error for a name of no region and no group: the aggregate that it is in, or a name a slip of typing away."""
    code = name if name in world.members else find_economy(name)
    if code:
        label = code if code == name else f"{code} ({economy_names()[code]})"
        inside = aggregate_of(code, world)
        if inside:
            return UnknownNameError(f"{label} is part of {inside} in this world; use {described(inside, code, world)}.")
        return UnknownNameError(f"{label} is not in the world `{world.name}`: it has {shortened(world.regions)}.")
    try:
        refuse_shared(name)
    except UnknownNameError as shared:
        return shared
    return unknown_economy(name, (*world.regions, *world.region_names, *(g.name for g in groups())))


def described(region: str, code: str, world: World) -> str:
    """An aggregate with its name and who is in it beside one economy."""
    title = world.region_names[world.regions.index(region)]
    others = [other for other in world.constituents[region] if other not in (code, region)]
    if region == REST:
        others.append("every other economy that is no region of its own")
    named = "" if title == region else f", {title}"
    return f"{region}{named}" + (f": it holds {joined(others)} too" if others else "")


def aggregate_of(code: str, world: World) -> str:
    """The region that an economy which is none of its own is merged into; empty where it is not in the world."""
    if code in world.members:
        return world.members[code]
    if code not in economy_names():
        return ""
    named = [group.name for group in groups() if group.name in world.regions and code in group.members]
    return named[0] if named else REST if REST in world.regions else ""
