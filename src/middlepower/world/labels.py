"""Economies by code, with help where a code is missing or hidden in an aggregate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from middlepower.errors import UnknownNameError
from middlepower.names import unknown_name
from middlepower.world.groups import expand, find_group, no_region

if TYPE_CHECKING:
    from middlepower.world.world import World


def position(world: World, code: str) -> int:
    """The index of an economy in a world; UnknownNameError with the nearest name or the aggregate it is in."""
    if code in world.regions:
        return world.regions.index(code)
    if code not in world.members and find_group(code) is not None:
        some = ", ".join(expand([code], world)[:4])
        raise UnknownNameError(f"{code} is a group of economies; here one economy is needed, such as {some}.")
    raise no_region(code, world)


def sector_position(world: World, code: str) -> int:
    """The index of a sector in a world; UnknownNameError with the nearest name."""
    if code in world.sectors:
        return world.sectors.index(code)
    raise unknown_name("sector", code, world.sectors)


def source_of(world: World) -> str:
    """One line on where a world's numbers come from: the flows, and the elasticities with their horizon."""
    flows = next((source.citation for source in world.sources), f"world `{world.name}`, {world.vintage}")
    return f"{flows} Elasticities {world.elasticity_set}, horizon {world.horizon}."
