"""A world of products: a sector world, and of which products each of its flows is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.world.world import World

Index = NDArray[np.int64]
Flows = NDArray[np.floating]

ADDS_UP = 1e-5  # of a flow: products may come in single precision
MOST_ECONOMIES = 256  # an exporter is stored in one byte


@dataclass(frozen=True)
class ProductTable:
    """Products of a world's sectors, and flows in rows (product g, importer n), exporters rising inside a row.

    `products` are six-digit HS lines, or the code of a sector that is not divided; sector_of[g] rising; row_start
    [g N + n] the first flow of a row, length G N + 1; exporter[f]; value[f] million US dollars at basic prices, which
    adds up to the world's flow over the products of a sector. `year` and `edition` (of the HS) are the trade's; `notes`
    say what was assumed.
    """

    name: str
    world: World
    products: tuple[str, ...]
    titles: tuple[str, ...]
    sector_of: Index
    row_start: Index
    exporter: NDArray[np.uint8]
    value: Flows
    year: int
    edition: int
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together or do not add up to the world; make them read-only."""
        _check_shapes(self)
        _check_sums(self)
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __repr__(self) -> str:
        """Name and size; the arrays are not printed."""
        size = f"{len(self.world.regions)} economies x {len(self.products)} products, {len(self.value):,} flows"
        return f"<ProductTable {self.name}: {size}, sectors of {self.world.name}>"

    @cached_property
    def is_line(self) -> NDArray[np.bool_]:
        """is_line[g]: whether a product is a line of the HS, rather than a sector that is not divided."""
        return np.array([code.isdigit() for code in self.products], dtype=bool)

    def sales_to(self, importer: int) -> tuple[Index, Index]:
        """(place, product) of all flows that one importer buys, products rising."""
        N, G = len(self.world.regions), len(self.products)
        rows = np.arange(G) * N + importer
        first, count = self.row_start[rows], np.diff(self.row_start)[rows]
        product = np.repeat(np.arange(G), count)
        inside = np.arange(len(product)) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(first, count) + inside, product

    def tariff(self) -> Flows:
        """tariff[f]: what every flow pays in the benchmark, its sector's rate; in the precision of the values."""
        N = len(self.world.regions)
        rate = np.empty_like(self.value)
        for g, k in enumerate(self.sector_of.tolist()):
            start = self.row_start[g * N : (g + 1) * N + 1]
            inside = slice(int(start[0]), int(start[-1]))
            importer = np.repeat(np.arange(N), np.diff(start))
            rate[inside] = self.world.tariff[k][importer, self.exporter[inside]]
        return rate


def _check_shapes(table: ProductTable) -> None:
    N, G, K, F = len(table.world.regions), len(table.products), len(table.world.sectors), len(table.value)
    if N > MOST_ECONOMIES:
        raise DataError(f"world `{table.world.name}` has {N} economies: at most {MOST_ECONOMIES} can have products.")
    shapes = {
        "titles": (len(table.titles), G),
        "sector_of": (len(table.sector_of), G),
        "row_start": (len(table.row_start), G * N + 1),
        "exporter": (len(table.exporter), F),
    }
    for name, (found, wanted) in shapes.items():
        if found != wanted:
            raise DataError(f"`{name}` has {found} entries where {wanted} belong: write the world of products anew.")
    start = table.row_start
    if start[0] != 0 or start[-1] != F or (np.diff(start) < 0).any():
        raise DataError("`row_start` does not rise from 0 to the number of flows: write the world of products anew.")
    if (np.diff(table.sector_of) < 0).any() or not np.array_equal(np.unique(table.sector_of), np.arange(K)):
        raise DataError("`sector_of` must rise and name every sector of the world: write the world of products anew.")
    if F and int(table.exporter.max()) >= N:
        raise DataError(f"`exporter` holds {int(table.exporter.max())}, and there are {N} economies, counted from 0.")


def _check_sums(table: ProductTable) -> None:
    """Refuse products that do not add up to the flows of their sectors."""
    world = table.world
    if not (np.isfinite(table.value).all() and (table.value > 0).all()):
        raise DataError("`value` must be above zero and finite: a flow of nothing is left out.")
    total = np.stack([_sector_sums(table, k) for k in range(len(world.sectors))])
    off = np.abs(total - world.flow) > ADDS_UP * np.maximum(world.flow, total)
    if off.any():
        k, n, i = (int(place) for place in np.argwhere(off)[0])
        where = f"{world.sectors[k]} from {world.regions[i]} to {world.regions[n]}"
        raise DataError(
            f"products of {where} add up to {total[k, n, i]:.6g} million where the world's flow is "
            f"{world.flow[k, n, i]:.6g}: build the world of products anew."
        )


def _sector_sums(table: ProductTable, k: int) -> NDArray[np.float64]:
    """The flows [n, i] that the products of a sector add up to."""
    N = len(table.world.regions)
    first, last = np.searchsorted(table.sector_of, [k, k + 1])
    bounds = table.row_start[first * N : last * N + 1]
    inside = slice(int(bounds[0]), int(bounds[-1]))
    importer = np.repeat(np.arange(last * N - first * N) % N, np.diff(bounds))
    total = np.bincount(importer * N + table.exporter[inside], table.value[inside], N * N).astype(np.float64)
    return total.reshape(N, N)
