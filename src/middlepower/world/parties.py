"""Economies and groups as the parties of a threat: labels in, positions in a world out."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.world.groups import expand, find_group
from middlepower.world.world import World

POWERS = ("USA", "CHN", "EU")


def economy(world: World, name: str) -> int:
    """The index of one economy, by code or name; UnknownNameError for a group or for a member of an aggregate."""
    inside = members(world, name)
    if len(inside) != 1:
        raise UnknownNameError(f"`{name}` is a group of {len(inside)} economies: name one of them.")
    return inside[0]


def economy_code(world: World, name: str) -> str:
    """The code of an economy given by code or readable name."""
    return world.regions[economy(world, name)]


def members(world: World, name: str) -> tuple[int, ...]:
    """The indices of an economy or a group (`EU`); an economy inside an aggregate is an error that names it."""
    if name in world.members:
        return (world.region(name),)
    inside = tuple(world.regions.index(code) for code in expand([name], world))
    if not inside:
        raise UnknownNameError(f"no member of `{name}` is an economy of the world `{world.name}`: name one that is.")
    return inside


def opponents(world: World, name: str, power: str) -> tuple[int, tuple[int, ...]]:
    """(index of an economy, indices of a power); ScenarioError where the power is or contains the economy."""
    n, m = economy(world, name), members(world, power)
    if m == (n,):
        raise ScenarioError(f"`{power}` is the economy itself: a power must be another economy or group.")
    if n in m:
        raise ScenarioError(f"`{power}` contains {world.regions[n]} itself: name the other members one by one.")
    return n, m


def chosen_powers(world: World, code: str, names: Sequence[str] | None) -> list[str]:
    """The powers by code or group name; by default those of POWERS in the world that neither are nor contain it."""
    if names is None:
        names = [name for name in POWERS if _is_other(world, code, name)]
    if not names:
        raise ScenarioError("no power is named: give --powers one or more economies or groups, such as USA,CHN,EU.")
    return list(dict.fromkeys(power_label(world, code, name) for name in names))


def check_apart(world: World, economy: str, powers: Sequence[str]) -> None:
    """None; ScenarioError where a power shares a member with the economy or group, or with another power."""
    taken = dict.fromkeys(members(world, economy), economy)
    for power in powers:
        for place in members(world, power):
            if place in taken:
                raise ScenarioError(
                    f"`--powers` names {power}, which shares {world.regions[place]} with {taken[place]}: name powers "
                    "that have no member in common with it."
                )
            taken[place] = power


def _is_other(world: World, code: str, name: str) -> bool:
    try:
        opponents(world, code, name)
    except (ScenarioError, UnknownNameError):
        return False
    return True


def power_label(world: World, code: str, name: str) -> str:
    """The code of an economy or the name of a group, which must be another than the economy."""
    opponents(world, code, name)
    return label_of(world, name)


def label_of(world: World, name: str) -> str:
    """The code of an economy or the name of a group."""
    inside = members(world, name)
    group = find_group(name) if name not in world.regions else None
    return group.name if group is not None else world.regions[inside[0]]
