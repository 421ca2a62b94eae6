"""Named groups of economies (EU, CPTPP, G7, ...): they work wherever the code of an economy does."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.data.codes import REST, economy_names
from middlepower.errors import UnknownNameError
from middlepower.names import unknown_name

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
    """The group of that name or alias, ignoring case, spaces and hyphens; None where there is none."""
    wanted = _plain(name)
    return next((g for g in groups() if wanted in map(_plain, (g.name, *g.aliases))), None)


def _plain(name: str) -> str:
    """A name without case, spaces, hyphens and underscores."""
    return name.upper().translate(str.maketrans("", "", " -_"))


def expand(names: Iterable[str], world: World) -> tuple[str, ...]:
    """The regions of a world that codes and groups stand for, once each, in the order of the world.

    A group stands for its members that are regions, and for an aggregate whose members all belong to it; the others
    are left out. Raises UnknownNameError for a name that is none of them, with the nearest that is.
    """
    chosen = {region for name in names for region in _regions_of_name(name, world)}
    return tuple(region for region in world.regions if region in chosen)


def _regions_of_name(name: str, world: World) -> list[str]:
    """The regions that one code or group name stands for."""
    if name in world.regions:
        return [name]
    group = find_group(name)
    if group is not None:
        return group_regions(group, world)
    code = _code_of(name, world)
    if code in world.regions:
        return [code]
    raise no_region(name, world)


def group_regions(group: Group, world: World) -> list[str]:
    """The regions of a group: members that are regions, and aggregates all of whose members belong to it."""
    members = set(group.members)
    return [code for code in world.regions if code in members or members.issuperset(world.constituents[code])]


def _code_of(name: str, world: World) -> str:
    """The code that a name such as `canada` or `can` means: the economy of that readable name, or the name in
    capitals."""
    titles = [*zip(world.regions, world.region_names, strict=True), *economy_names().items()]
    return next((code for code, title in titles if _plain(title) == _plain(name)), name.upper())


def no_region(name: str, world: World) -> UnknownNameError:
    """The error for a name that is no region and no group: its aggregate where it has one, or the nearest name."""
    code = _code_of(name, world)
    inside = aggregate_of(code, world)
    if inside:
        return UnknownNameError(f"{code} is part of {inside} in this world; use {inside}.")
    return unknown_name("economy or group", name, [*world.regions, *(g.name for g in groups()), *world.region_names])


def aggregate_of(code: str, world: World) -> str:
    """The region that an economy which is none of its own is merged into; empty where it is not in the world."""
    if code in world.members:
        return world.members[code]
    return REST if code in economy_names() and REST in world.regions else ""
