"""What average rates are weighted by: values at the border of a world's flows, or of a table of trade by product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.shares import RegionPair, lines_of
from middlepower.data.trade.store import tables
from middlepower.data.trade.table import TradeTable
from middlepower.language.catalogue import say
from middlepower.names import unknown_name
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.rate_book import pairs_between
from middlepower.policy.shares import pair_of
from middlepower.world.groups import find_group, group_regions
from middlepower.world.world import World

Array = NDArray[np.float64]
WORLD = "world"


@dataclass(frozen=True)
class TradeWeights:
    """Values at the border [k, n, i] of goods that cross it (million US dollars), and where they are from."""

    value: Array
    name: str
    source: str


def weights_of(world: World, name: str) -> TradeWeights:
    """The weights of a name: `world`, or that of a trade table of all goods."""
    if name == WORLD:
        return TradeWeights(
            world_values(world), WORLD, say("indicators.weights_world", world=world.name, vintage=str(world.vintage))
        )
    known = {table.about.name: table for table in tables() if table.about.covers == "all goods"}
    if name not in known:
        raise unknown_name("weights", name, [WORLD, *known])
    return table_weights(world, known[name])


def world_values(world: World) -> Array:
    """Values at the border [k, n, i] of the benchmark's goods flows, own sales left out."""
    value = world.flow if world.export_tax is None else world.flow * (1.0 + world.export_tax)
    return across_borders(world, value)


def across_borders(world: World, value: Array) -> Array:
    """Values [k, n, i] without services and own sales."""
    kept = np.where(world.is_goods[:, None, None], value, 0.0)
    kept[:, np.arange(len(world.regions)), np.arange(len(world.regions))] = 0.0
    return kept


def table_weights(world: World, table: TradeTable) -> TradeWeights:
    """The values of a trade table by sector, importer and exporter; zero for importers that it doesn't list.

    Where it knows a group and not all its members, the group's values are shared out as the world's flows of the
    sector are. Lines that belong to no goods sector are left out.
    """
    value = np.zeros_like(world.flow)
    buyers = [code for code in world.regions if code in table.importers]
    for importer, exporter in pairs_between(buyers, world.regions):
        place = world.region(importer), world.region(exporter)
        value[:, *place] = _of_pair(world, table, pair_of(world, importer, exporter, [table]))
    return TradeWeights(across_borders(world, value), table.about.name, f"{table.about.source}, {table.about.year}")


def _of_pair(world: World, table: TradeTable, pair: RegionPair) -> Array:
    """A table's values of one pair by sector [k]."""
    found = lines_of([table], pair)
    if found is None:
        return np.zeros(len(world.sectors))
    _, lines, stand_in = found
    place = sector_places(lines, world.sectors)
    value = np.zeros(len(world.sectors))
    np.add.at(value, place[place >= 0], lines.value[place >= 0])
    return value * _part_of_group(world, table, pair) if stand_in else value


def _part_of_group(world: World, table: TradeTable, pair: RegionPair) -> Array:
    """The exporter's part [k] of what its group sells to the importer in the world."""
    name = next(name for name in pair.groups if any(table.has(buyer, name) for buyer in pair.importers))
    group = find_group(name)
    members = [world.region(code) for code in group_regions(group, world)] if group else []
    n, i = world.region(pair.importer), world.region(pair.exporter)
    whole = world.flow[:, n, members].sum(axis=1)
    part: Array = np.divide(world.flow[:, n, i], whole, out=np.zeros_like(whole), where=whole > 0)
    return part
