"""A world of products: each sector's spending is a fixed-share bundle of products, each bought from many origins.

Demand for product g of sector k in n is omega[g, n] X[k, n] (Cobb-Douglas), split over origins by Eq. CP (12) with
the product's own elasticity; unit costs and inputs are the sectors'. Storage: compressed rows (product, importer).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark

Array = NDArray[np.float64]
Flows = NDArray[np.floating]
Index = NDArray[np.int64]

MOST_REGIONS = 256  # an exporter is stored in one byte
SHARE_TOLERANCE = 1e-9  # rounding of data in double precision
FLOW_SHARE_TOLERANCE = 1e-5  # trade shares may come in single precision, in rows of up to 256
FINAL_DEMAND_TOLERANCE = 1e-9  # of income: final demand below zero by more than rounding is an error


@dataclass(frozen=True)
class ProductWorld:
    """The benchmark of a product model; flows in rows (product g, importer n), origins rising inside a row.

    sector_of[g] rising; row_start[g N + n] first flow of a row, length G N + 1; exporter[f] the origin; trade_share[f]
    share of the row's spending, tariff-inclusive (a row's shares are used relative to their sum); tariff[f] fraction,
    None for free trade; product_share[g, n] share of n's spending on the sector; spending[k, n] million US dollars;
    input_share[n, k, s]; value_added_share[s, n]; elasticity[g]. trade_share and tariff are both float32 or float64.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    products: tuple[str, ...]
    sector_of: Index
    row_start: Index
    exporter: NDArray[np.uint8]
    trade_share: Flows
    tariff: Flows | None
    product_share: Array
    spending: Array
    input_share: Array
    value_added_share: Array
    elasticity: Array

    def __post_init__(self) -> None:
        """Check everything once, then make the arrays read-only."""
        _check_shapes(self)
        _check_rows(self)
        _check_values(self)
        _check_final_demand(self)
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @classmethod
    def from_flows(
        cls,
        regions: tuple[str, ...],
        sectors: tuple[str, ...],
        products: tuple[str, ...],
        sector_of: ArrayLike,
        row_start: ArrayLike,
        exporter: NDArray[np.uint8],
        value: Flows,
        tariff: Flows | None,
        input_share: Array,
        elasticity: Array,
    ) -> ProductWorld:
        """The world of flows at basic prices (million US dollars), already in rows; shares come from the flows."""
        paid = value if tariff is None else value * (1 + tariff)
        sector, start = np.asarray(sector_of, dtype=np.int64), np.asarray(row_start, dtype=np.int64)
        bought = row_sums(paid, start).reshape(len(products), len(regions))
        spending = np.add.reduceat(bought, sector_starts(sector), axis=0)
        base = spending[sector]
        row = np.repeat(np.where(bought > 0, bought, 1.0).ravel(), np.diff(start))
        return cls(
            regions,
            sectors,
            products,
            sector,
            start,
            exporter,
            (paid / row).astype(value.dtype),
            tariff,
            np.divide(bought, base, out=np.zeros_like(bought), where=base > 0),
            spending,
            input_share,
            np.ascontiguousarray(1.0 - input_share.sum(axis=1).T),
            elasticity,
        )

    @property
    def flows(self) -> int:
        """Number of bilateral product flows."""
        return len(self.exporter)

    @cached_property
    def row_total(self) -> Array:
        """Sum of the stored shares of each row [g, n]; 1 where nothing is bought."""
        total = row_sums(self.trade_share, self.row_start).reshape(self.product_share.shape)
        return np.where(total > 0, total, 1.0)

    @cached_property
    def benchmark(self) -> Benchmark:
        """The same world with products added up to sectors; spending, output and deficits are exactly equal."""
        pi = self._sector_shares(self.trade_share)
        sales = pi if self.tariff is None else self._sector_shares(self.trade_share / (1 + self.tariff))
        tau = np.divide(pi, sales, out=np.ones_like(pi), where=sales > 0) - 1.0
        gamma, beta, X = self.input_share, self.value_added_share, self.spending
        flow = sales * X[:, :, None]
        output, exports, imports = flow.sum(axis=1), flow.sum(axis=(0, 1)), flow.sum(axis=(0, 2))
        wL = np.einsum("sn,sn->n", beta, output)
        income = wL + X.sum(axis=0) - exports
        final = X - np.matmul(gamma, output.T[:, :, None])[:, :, 0].T
        alpha = np.maximum(final, 0.0)
        theta = np.add.reduceat(self.elasticity * self._weight, sector_starts(self.sector_of))
        return Benchmark(pi, tau, gamma, beta, alpha / income, theta, wL, imports - exports, X)

    @cached_property
    def final_demand(self) -> Array:
        """Spending [k, n] that is no input of any sector; checked to be non-negative."""
        output = self.benchmark.Y
        demand: Array = self.spending - np.matmul(self.input_share, output.T[:, :, None])[:, :, 0].T
        return demand

    @cached_property
    def _weight(self) -> Array:
        """Each product's part of world spending on its sector [g]."""
        value = (self.product_share * self.spending[self.sector_of]).sum(axis=1)
        total = np.add.reduceat(value, sector_starts(self.sector_of))[self.sector_of]
        count = np.bincount(self.sector_of)[self.sector_of]
        return np.where(total > 0, value / np.where(total > 0, total, 1.0), 1.0 / count)

    def _sector_shares(self, value: Flows) -> Array:
        """Shares added up to sectors [k, n, i]: sum_g omega value / row total."""
        from middlepower.model.products.kernels import add_up

        total = np.zeros((len(self.sectors), len(self.regions), len(self.regions)))
        add_up(self.row_start, self.exporter, value, self.product_share / self.row_total, self.sector_of, total)
        unused = np.argwhere(self.spending <= 0)
        total[unused[:, 0], unused[:, 1], unused[:, 1]] = 1.0  # as in World: who buys nothing would buy at home
        return total

    def where(
        self, products: ArrayLike | None = None, importers: ArrayLike | None = None, exporters: ArrayLike | None = None
    ) -> NDArray[np.bool_]:
        """True at the flows [f] of the given products, importers and exporters (positions; None for all)."""
        rows = np.zeros(self.product_share.shape, dtype=bool)
        every_g, every_n = np.arange(len(self.products)), np.arange(len(self.regions))
        rows[np.ix_(_positions(products, every_g), _positions(importers, every_n))] = True
        origin = np.zeros(len(self.regions), dtype=bool)
        origin[_positions(exporters, every_n)] = True
        chosen: NDArray[np.bool_] = np.repeat(rows.ravel(), np.diff(self.row_start)) & origin[self.exporter]
        return chosen


def _positions(chosen: ArrayLike | None, every: Index) -> Index:
    """The chosen positions as a flat array."""
    return every if chosen is None else np.atleast_1d(np.asarray(chosen, dtype=np.int64))


def sector_starts(sector_of: Index) -> Index:
    """The first product of each sector."""
    return np.flatnonzero(np.diff(sector_of, prepend=-1)).astype(np.int64)


def row_sums(value: Flows, row_start: Index) -> Array:
    """Sums of `value` over each row [r] in double precision; zero for empty rows."""
    filled = np.flatnonzero(np.diff(row_start))
    total = np.zeros(len(row_start) - 1)
    if len(filled):
        total[filled] = np.add.reduceat(value, row_start[filled], dtype=np.float64)
    return total


def _check_shapes(world: ProductWorld) -> None:
    """Refuse arrays that do not fit together."""
    N, K, G, F = len(world.regions), len(world.sectors), len(world.products), len(world.exporter)
    wanted: dict[str, tuple[tuple[int, ...], str]] = {
        "sector_of": ((G,), "int64"),
        "row_start": ((G * N + 1,), "int64"),
        "exporter": ((F,), "uint8"),
        "trade_share": ((F,), world.trade_share.dtype.name),
        "product_share": ((G, N), "float64"),
        "spending": ((K, N), "float64"),
        "input_share": ((N, K, K), "float64"),
        "value_added_share": ((K, N), "float64"),
        "elasticity": ((G,), "float64"),
    }
    if world.tariff is not None:
        wanted["tariff"] = (F,), world.trade_share.dtype.name
    for name, (shape, kind) in wanted.items():
        _check_array(name, getattr(world, name), shape, kind)
    if N > MOST_REGIONS:
        raise DataError(f"`regions` has {N} names; at most {MOST_REGIONS} fit. Add small economies up first.")
    if world.trade_share.dtype not in (np.float32, np.float64):
        raise DataError(f"`trade_share` is {world.trade_share.dtype}; convert it to float32 or float64.")


def _check_array(name: str, value: NDArray[np.generic], shape: tuple[int, ...], kind: str) -> None:
    """Refuse an array of another shape or type, or one that is not contiguous."""
    if value.shape != shape:
        raise DataError(f"`{name}` has shape {value.shape}; with these labels it must have {shape}.")
    if value.dtype.name != kind or not value.flags.c_contiguous:
        raise DataError(
            f"`{name}` must be a contiguous {kind} array, not {value.dtype}: np.ascontiguousarray(x, {kind})."
        )


def _check_rows(world: ProductWorld) -> None:
    """Refuse row bounds out of order, unknown or repeated exporters, and sectors without products."""
    start, exporter, sector = world.row_start, world.exporter, world.sector_of
    if start[0] != 0 or start[-1] != len(exporter) or (np.diff(start) < 0).any():
        raise DataError("`row_start` must rise from 0 to the number of flows; build it as a cumulative count per row.")
    if len(exporter) and int(exporter.max()) >= len(world.regions):
        raise DataError(f"`exporter` holds {int(exporter.max())}, but there are {len(world.regions)} regions (from 0).")
    if not np.array_equal(np.unique(sector), np.arange(len(world.sectors))) or (np.diff(sector) < 0).any():
        raise DataError("`sector_of` must rise and name every sector once or more; sort the products by sector.")
    falls = exporter[1:] <= exporter[:-1]
    falls[start[1:-1][(start[1:-1] > 0) & (start[1:-1] < len(exporter))] - 1] = False  # a new row may start lower
    if falls.any():
        where = _label(world, int(np.searchsorted(start, np.flatnonzero(falls)[0], side="right")) - 1)
        raise DataError(f"`exporter` must rise within a row; at {where} it repeats or falls. Sort and add up doubles.")


def _label(world: ProductWorld, row: int) -> str:
    """(importer, product) of a row, for messages."""
    g, n = divmod(row, len(world.regions))
    return f"({world.regions[n]}, {world.products[g]})"


def _check_values(world: ProductWorld) -> None:
    """Refuse values that are not finite or have the wrong sign, and shares that do not add up."""
    for name in ("trade_share", "tariff", "product_share", "spending", "input_share", "value_added_share"):
        value = getattr(world, name)
        if value is not None and value.size and not (value.min() >= 0 and np.isfinite(value.max())):
            raise DataError(f"`{name}` must be finite and not negative; lowest {value.min()}, highest {value.max()}.")
    if not (world.elasticity.min() > 0 and np.isfinite(world.elasticity.max())):
        raise DataError(f"`elasticity` must be positive and finite; its lowest value is {world.elasticity.min()}.")
    columns = world.input_share.sum(axis=1).T + world.value_added_share
    _refuse_sum(np.abs(columns - 1.0).max(), SHARE_TOLERANCE, "`input_share` with `value_added_share`", "a user")
    bought = world.product_share.ravel() > 0
    off = np.abs(row_sums(world.trade_share, world.row_start) - 1.0) * bought
    _refuse_sum(off.max(), FLOW_SHARE_TOLERANCE, "`trade_share`", _label(world, int(off.argmax())))
    total = np.add.reduceat(world.product_share, sector_starts(world.sector_of), axis=0)
    k, n = np.unravel_index(int((np.abs(total - 1.0) * (world.spending > 0)).argmax()), total.shape)
    gap = abs(float(total[k, n]) - 1.0) if world.spending[k, n] > 0 else 0.0
    _refuse_sum(gap, SHARE_TOLERANCE, "`product_share`", f"({world.regions[n]}, {world.sectors[k]})")


def _refuse_sum(gap: float, tolerance: float, name: str, where: str) -> None:
    """Raise when shares miss one by more than rounding."""
    if gap > tolerance:
        raise DataError(f"{name} must sum to 1; at {where} it misses by {gap:.1e}. Rescale to the sum.")


def _check_final_demand(world: ProductWorld) -> None:
    """Refuse inputs larger than spending, and economies without value added."""
    bench = world.benchmark
    if not bench.wL.min() > 0:
        name = world.regions[int(bench.wL.argmin())]
        raise DataError(f"value added of {name} is {bench.wL.min()}; give it some output or leave it out.")
    short = world.final_demand / bench.income
    if short.min() < -FINAL_DEMAND_TOLERANCE:
        k, n = np.unravel_index(int(short.argmin()), short.shape)
        raise DataError(
            f"inputs exceed spending on {world.sectors[k]} in {world.regions[n]} by {-short.min():.1e} of income. "
            "Lower `input_share` there or raise the flows."
        )
