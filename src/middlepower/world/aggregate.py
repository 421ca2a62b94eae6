"""Exact aggregation: flows, output and input use add; tariffs are flow-weighted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.world.labels import position, sector_position

if TYPE_CHECKING:
    from middlepower.world.world import World

Array = NDArray[np.float64]


def aggregate(world: World, regions: Mapping[str, str], sectors: Mapping[str, str]) -> World:
    """The world with `regions` and `sectors` renamed to the groups they map to; the rest stays as it is.

    Flows and input use add, taxes are weighted by what they are levied on, elasticities by world flows. Tariffs
    and export taxes paid inside a new group stay as taxes on its own sales, so that revenue adds up.
    """
    regions = _by_code(world.regions, lambda name: position(world, name), regions)
    sectors = _by_code(world.sectors, lambda name: sector_position(world, name), sectors)
    to_region, new_regions = _membership(world.regions, regions)
    to_sector, new_sectors = _membership(world.sectors, sectors)

    def merged(value: Array) -> Array:
        total: Array = np.einsum("ak,kni,bn,ci->abc", to_sector, value, to_region, to_region, optimize=True)
        return total

    flow, border = merged(world.flow), merged(world.border_value)
    use = np.einsum("nks,sn->nks", world.input_share, world.output)
    new_use = np.einsum("bn,ak,nks,ds->bad", to_region, to_sector, use, to_sector, optimize=True)
    output = flow.sum(axis=1)
    return type(world).from_flows(
        name=f"{world.name}, aggregated",
        vintage=world.vintage,
        regions=new_regions,
        sectors=new_sectors,
        tariff_date=world.tariff_date,
        services=_services(world, sectors, new_sectors),
        flow=flow,
        tariff=_ratio(merged(world.border_value * world.tariff), border),
        export_tax=None if world.export_tax is None else _ratio(border, flow) - (flow > 0),
        input_share=_ratio(new_use, output.T[:, None, :]),
        elasticity=_weighted(world, to_sector),
        elasticity_set=world.elasticity_set,
        horizon=world.horizon,
        region_names=_names(world.regions, world.region_names, new_regions),
        sector_names=_names(world.sectors, world.sector_names, new_sectors),
        isic=_isic(world, sectors, new_sectors),
        members=_members(world, regions),
        sources=world.sources,
        input_year=world.input_year,
    )


def _by_code(codes: Sequence[str], find: Callable[[str], int], groups: Mapping[str, str]) -> dict[str, str]:
    """{code: group} of what names stand for; DataError where two names put one in two groups."""
    named: dict[str, str] = {}
    for name, group in groups.items():
        code = codes[find(name)]
        if named.setdefault(code, group) != group:
            raise DataError(f"`{name}` is {code}, which is in `{named[code]}` already: put it in one group.")
    return named


def _membership(labels: Sequence[str], mapping: Mapping[str, str]) -> tuple[Array, list[str]]:
    """(0/1 matrix [new, old], new labels in order of first appearance)."""
    target = [mapping.get(label, label) for label in labels]
    new = list(dict.fromkeys(target))
    matrix = np.zeros((len(new), len(labels)))
    matrix[[new.index(t) for t in target], np.arange(len(labels))] = 1.0
    return matrix, new


def _members(world: World, regions: Mapping[str, str]) -> dict[str, str]:
    """{economy: region} for every economy in a region that holds more than itself."""
    target = {code: regions.get(code, code) for code in world.regions}
    merged = {new for old, new in target.items() if world.constituents[old] != (new,)}
    return {code: target[old] for old in world.regions for code in world.constituents[old] if target[old] in merged}


def _services(world: World, sectors: Mapping[str, str], new: Sequence[str]) -> tuple[str, ...]:
    """The new sectors that hold services alone: one with any good in it counts as goods."""
    goods = {sectors.get(code, code) for code in world.sectors if code not in world.services}
    return tuple(code for code in new if code not in goods)


def _names(labels: Sequence[str], names: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Names of labels that stay; a new group is called by its label."""
    known = dict(zip(labels, names, strict=True))
    return tuple(known.get(label, label) for label in new)


def _isic(world: World, sectors: Mapping[str, str], new: Sequence[str]) -> tuple[str, ...]:
    """ISIC codes of the new sectors: those of all their parts, none where a part has none."""
    held: dict[str, list[str]] = {code: [] for code in new}
    for code, isic in zip(world.sectors, world.isic, strict=True):
        held[sectors.get(code, code)].append(isic)
    return tuple(", ".join(parts) if all(parts) else "" for parts in held.values())


def _ratio(top: Array, bottom: Array) -> Array:
    wide = np.broadcast_to(bottom, top.shape)
    return np.divide(top, wide, out=np.zeros_like(top), where=wide > 0)


def _weighted(world: World, to_sector: Array) -> Array:
    weight = world.flow.sum(axis=(1, 2))
    mean: Array = (to_sector @ (world.elasticity * weight)) / (to_sector @ weight)
    return mean
