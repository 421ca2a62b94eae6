"""Economies and sectors by code or name, with help where a code is missing or hidden in an aggregate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from middlepower.data.sector_names import find_sector, refuse_part, unknown_sector
from middlepower.errors import UnknownNameError
from middlepower.names import plain
from middlepower.world.groups import expand, find_group, no_region, region_of

if TYPE_CHECKING:
    from middlepower.world.world import World


def position(world: World, name: str) -> int:
    """The index of an economy, by code or name; UnknownNameError with what is near or the aggregate that it is in."""
    if name in world.regions:
        return world.regions.index(name)
    region = None if find_group(name) is not None else region_of(name, world)
    if region is not None:
        return world.regions.index(region)
    if name not in world.members and find_group(name) is not None:
        some = ", ".join(expand([name], world)[:4])
        raise UnknownNameError(f"{name} is a group of economies; here one economy is needed, such as {some}.")
    raise no_region(name, world)


def sector_position(world: World, name: str) -> int:
    """The index of a sector, by code or name; UnknownNameError with the nearest name or the sector that holds it."""
    if name in world.sectors:
        return world.sectors.index(name)
    typed = plain(name)
    for k, names in enumerate(zip(world.sectors, world.sector_names, strict=True)):
        if typed and typed in map(plain, names):
            return k
    code = find_sector(name)
    if code in world.sectors:
        return world.sectors.index(code)
    refuse_part(name)
    raise unknown_sector(name, zip(world.sectors, world.sector_names, strict=True))


def source_of(world: World) -> str:
    """One line on where a world's numbers come from: the flows, and the elasticities with their horizon."""
    flows = next((source.citation for source in world.sources), f"world `{world.name}`, {world.vintage}")
    return f"{flows} Elasticities {world.elasticity_set}, horizon {world.horizon}."
