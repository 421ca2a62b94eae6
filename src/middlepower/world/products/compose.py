"""Trade by product on the flows of a sector world: how much of each flow is which product.

The world's flows stay what they are. Trade by product says of which products a flow between two economies is. What no
table of trade knows, an economy's sales to itself, is of the products of its own sales where the table has them, else
of the products that it buys abroad, in the same proportions: every product has the import share of its sector.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from middlepower.world.world import World

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Places = NDArray[np.integer]

SINGLE_FROM = 2_000_000  # flows from which values are kept in single precision: half the memory and time


@dataclass(frozen=True)
class Placed:
    """Trade by row on a world: product g, importer n and exporter i as places, million US dollars.

    Products are in the order of their sectors, sector_of[g]; `own` marks sales of an economy to itself, as against
    trade among the members of one region. A sector of which divided[k] is false has one product and no trade here.
    """

    g: Places
    n: Places
    i: Places
    value: Array
    own: NDArray[np.bool_]
    sector_of: Index
    divided: NDArray[np.bool_]


@dataclass(frozen=True)
class Composed:
    """Flows by product in rows, and how much of the trade of divided sectors was composed how (million US dollars)."""

    row_start: Index
    exporter: NDArray[np.uint8]
    value: NDArray[np.floating]
    by_table: float
    by_exporter: float
    home_by_table: float
    home_by_imports: float


def composed(world: World, placed: Placed) -> Composed:
    """The world's flows by product; every sector has a product, and one alone where it is not divided."""
    N, G = len(world.regions), len(placed.sector_of)
    trade = _scaled(world, placed)
    missing = _missing(world, placed, trade)
    by_trade, bought = float(trade.value.sum()), trade.with_more(missing)
    del trade  # as large as all that is made of it
    home, told = _home(world, placed, bought)
    every = bought.with_more(home)
    del bought
    order = np.argsort(every.key)
    kind = np.float32 if len(order) > SINGLE_FROM else np.float64
    rows = np.bincount(every.key // N, minlength=G * N)
    by_exporter, at_home = (one.value[placed.divided[_cells(placed, one.key, N) // N**2]] for one in (missing, home))
    by_table = float(home.value[told].sum())
    return Composed(
        np.concatenate([[0], np.cumsum(rows)]).astype(np.int64),
        (every.key % N)[order].astype(np.uint8),
        every.value[order].astype(kind),
        by_trade,
        float(by_exporter.sum()),
        by_table,
        float(at_home.sum()) - by_table,
    )


@dataclass(frozen=True)
class Keyed:
    """Flows of product g from i to n by the key (g N + n) N + i, and their values."""

    key: Index
    value: Array

    def with_more(self, other: Keyed) -> Keyed:
        """Both together."""
        return Keyed(np.concatenate([self.key, other.key]), np.concatenate([self.value, other.value]))

    def sums(self, N: int, G: int, by_exporter: bool) -> Array:
        """Value by product and region that sells, or that buys [g, n]."""
        place = self.key // (N * N) * N + self.key % N if by_exporter else self.key // N
        total: Array = np.bincount(place, self.value, G * N).astype(np.float64)
        return total.reshape(G, N)


def _cells(placed: Placed, key: Index, N: int) -> Index:
    """The world's flow (k N + n) N + i of each key."""
    return placed.sector_of[key // (N * N)] * (N * N) + key % (N * N)


def _scaled(world: World, placed: Placed) -> Keyed:
    """Trade between regions, rows of one flow added up, scaled to the world's flows."""
    N, K = len(world.regions), len(world.sectors)
    abroad = placed.n != placed.i
    key = placed.g[abroad].astype(np.int64)
    for place in (placed.n, placed.i):
        key *= N
        key += place[abroad]
    order = np.argsort(key)
    key, value = key[order], placed.value[abroad][order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    key, value = key[first], np.add.reduceat(value, first) if len(first) else value
    cell = _cells(placed, key, N)
    total = np.bincount(cell, value, K * N * N)
    scaled = value * (world.flow.ravel() / np.where(total > 0, total, 1.0))[cell]
    kept = scaled > 0
    return Keyed(key[kept], scaled[kept])


def _missing(world: World, placed: Placed, trade: Keyed) -> Keyed:
    """Flows that the world has and the table has not: the product of its sector of which the exporter sells most, or
    the importer buys most, or the world."""
    N, K, G = len(world.regions), len(world.sectors), len(placed.sector_of)
    there = np.bincount(_cells(placed, trade.key, N), minlength=K * N * N).reshape(K, N, N) > 0
    there[:, np.arange(N), np.arange(N)] = True
    k, n, i = np.nonzero((world.flow > 0) & ~there)
    sold, bought = trade.sums(N, G, by_exporter=True), trade.sums(N, G, by_exporter=False)
    by_seller, by_buyer, by_all = (_largest(placed, sums) for sums in (sold, bought, sold.sum(axis=1, keepdims=True)))
    g = np.where(by_seller[k, i] >= 0, by_seller[k, i], by_buyer[k, n])
    g = np.where(g >= 0, g, by_all[k, 0])
    first = np.searchsorted(placed.sector_of, k)  # a sector without any trade in the table has one product
    return Keyed((np.where(g >= 0, g, first) * N + n) * N + i, world.flow[k, n, i])


def _largest(placed: Placed, sums: Array) -> Index:
    """The product of each sector with the largest sum [k, n]; -1 where there is none."""
    bounds = [*np.flatnonzero(np.diff(placed.sector_of, prepend=-1)).tolist(), len(placed.sector_of)]
    blocks = [(first, sums[first:last]) for first, last in pairwise(bounds)]
    return np.array([np.where(part.max(axis=0) > 0, first + part.argmax(axis=0), -1) for first, part in blocks])


def _home(world: World, placed: Placed, bought: Keyed) -> tuple[Keyed, NDArray[np.bool_]]:
    """(what regions sell to themselves, where the table's own sales tell it)."""
    N, G = len(world.regions), len(placed.sector_of)
    at_home = placed.g[placed.own].astype(np.int64) * N + placed.n[placed.own]
    own = np.bincount(at_home, placed.value[placed.own], G * N).reshape(G, N)
    sold = bought.sums(N, G, by_exporter=True)
    everyone = np.repeat(sold.sum(axis=1, keepdims=True), N, axis=1)
    starts = np.flatnonzero(np.diff(placed.sector_of, prepend=-1))
    weight, whole = np.zeros((G, N)), np.zeros((len(world.sectors), N))
    for way in (own, bought.sums(N, G, by_exporter=False), sold, everyone):
        unknown = whole == 0
        weight += way * unknown[placed.sector_of]
        whole += np.add.reduceat(way, starts, axis=0) * unknown
    weight[starts] += whole == 0  # nobody trades anything of the sector: it is its first product
    whole[whole == 0] = 1.0
    n = np.arange(N)
    value = world.flow[:, n, n][placed.sector_of] * weight / whole[placed.sector_of]
    g, where = np.nonzero(value > 0)
    told = np.add.reduceat(own, starts, axis=0)[placed.sector_of[g], where] > 0
    return Keyed((g * N + where) * N + where, value[g, where]), told
