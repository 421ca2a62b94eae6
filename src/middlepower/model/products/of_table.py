"""The benchmark of a product model, of a world of products."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from middlepower.model.products.world import ProductWorld, row_sums, sector_starts
from middlepower.world.products.table import ProductTable

Flows = NDArray[np.floating]


def products_of(table: ProductTable, tariff: Flows) -> ProductWorld:
    """The ProductWorld of a table with tariffs [f] that add up to those of its sector world, whose spending, inputs and
    elasticities it has exactly."""
    world, start = table.world, table.row_start
    paid = table.value * (1 + tariff)
    bought = row_sums(paid, start)
    row = np.where(bought > 0, bought, 1.0)
    for first, last in _blocks(start):
        paid[start[first] : start[last]] /= np.repeat(row[first:last], np.diff(start[first : last + 1]))
    by_product = bought.reshape(len(table.products), len(world.regions))
    total = np.add.reduceat(by_product, sector_starts(table.sector_of), axis=0)[table.sector_of]
    return ProductWorld(
        world.regions,
        world.sectors,
        table.products,
        table.sector_of,
        start,
        table.exporter,
        paid,
        tariff,
        np.divide(by_product, total, out=np.zeros_like(by_product), where=total > 0),
        np.array(world.spending, order="C"),
        np.array(world.input_share, order="C"),
        np.array(world.value_added_share, order="C"),
        world.elasticity[table.sector_of],
    )


def _blocks(start: NDArray[np.int64], size: int = 65_536) -> list[tuple[int, int]]:
    """(first, last) rows of blocks, so that temporary arrays stay small."""
    ends = [*range(0, len(start) - 1, size), len(start) - 1]
    return list(pairwise(ends))
