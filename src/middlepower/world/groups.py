"""Named groups of economies (EU, CPTPP, G7, ...): they work wherever the code of an economy does."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.data.labels import REGION_NAMES, REST_OF_EU, region_of
from middlepower.errors import UnknownNameError
from middlepower.names import unknown_name

COMPLETE_AGGREGATES: dict[str, tuple[str, ...]] = {"REU": REST_OF_EU}
"""Aggregates whose members are all listed: a group that has all of them has the aggregate. ROW is never
complete."""


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


def expand(names: Iterable[str], regions: Sequence[str]) -> tuple[str, ...]:
    """The world regions that the codes and groups stand for, once each, in the order of the world.

    A group stands for its members that are regions, and for an aggregate whose members all belong to it (REU
    in EU); see `left_out` for the others. Raises UnknownNameError for a name that is none of them, with the
    nearest that is.
    """
    chosen = {region for name in names for region in _regions_of_name(name, regions)}
    return tuple(region for region in regions if region in chosen)


def _regions_of_name(name: str, regions: Sequence[str]) -> list[str]:
    """The regions that one code or group name stands for."""
    if name in regions:
        return [name]
    group = find_group(name)
    if group is not None:
        return group_regions(group, regions)
    code = _code_of(name)
    if code in regions:
        return [code]
    raise _no_region(name, regions)


def group_regions(group: Group, regions: Sequence[str]) -> list[str]:
    """The regions of a group: members that are regions, and aggregates all of whose members belong to the
    group."""
    whole = [name for name, inside in COMPLETE_AGGREGATES.items() if set(inside) <= set(group.members)]
    return [region for region in regions if region in group.members or region in whole]


def left_out(group: Group, regions: Sequence[str]) -> tuple[str, ...]:
    """The members of a group that these regions can't show, because they are merged with economies outside
    the group."""
    shown = set(group_regions(group, regions))
    return tuple(code for code in group.members if code not in shown and region_of(code) not in shown)


def _code_of(name: str) -> str:
    """The code that a name such as `canada` or `can` means: the region of that readable name, or the name in
    capitals."""
    return next((code for code, title in REGION_NAMES.items() if _plain(title) == _plain(name)), name.upper())


def _no_region(name: str, regions: Sequence[str]) -> UnknownNameError:
    """The error for a name that is no region and no group: its aggregate where it has one, or the nearest
    name."""
    code = name.upper()
    merged = region_of(code)
    known_elsewhere = any(code in group.members for group in groups())
    aggregate = merged if merged != code else "ROW" if known_elsewhere else None
    if aggregate in regions:
        return UnknownNameError(f"{code} is part of {aggregate} in this world; use {aggregate}.")
    titles = [title for region, title in REGION_NAMES.items() if region in regions]
    return unknown_name("economy or group", name, [*regions, *(group.name for group in groups()), *titles])
