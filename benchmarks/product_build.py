"""A world of products from trade to equilibrium at full size: 200 economies, 5,000 lines, ten million flows, one core.

Run alone, `python benchmarks/product_build.py`: peak memory is that of the whole process, the made data included.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time

import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.pieces import LineTrade
from middlepower.model.products.of_table import products_of
from middlepower.model.products.problem import ProductShock
from middlepower.model.products.solve import ProductSolver
from middlepower.policy.product_lines import ProductBook
from middlepower.policy.product_rates import TaxedProducts
from middlepower.scenario.products import faced_products
from middlepower.scenario.schema import State
from middlepower.world.products.place import ToldOfProducts, product_world
from middlepower.world.world import World

Array = NDArray[np.float64]
REGIONS, SECTORS, LINES, FLOWS = 200, 28, 5_000, 10_000_000
NO_LAW = TaxedProducts(
    np.zeros(0, dtype=np.int64),
    np.zeros((3, 0), dtype=np.int64),
    np.zeros(0, dtype=np.int64),
    *[np.zeros(0) for _ in range(4)],
)


def made_world(seed: int = 1) -> World:
    """A world of sectors: gravity, tariffs of up to 20%, inputs that leave final demand, the last sector services."""
    draw = np.random.default_rng(seed)
    size = draw.lognormal(0.0, 1.6, REGIONS)
    flow = size[:, None] * size[None, :] * draw.lognormal(0.0, 1.0, (SECTORS, REGIONS, REGIONS)) / size.sum()
    n = np.arange(REGIONS)
    flow[:, n, n] += 3.0 * (flow.sum(axis=1) + flow.sum(axis=2)) / 2.0
    tariff = draw.uniform(0.0, 0.2, (SECTORS, REGIONS, 1)) * ~np.eye(REGIONS, dtype=bool)
    gamma = 0.6 * draw.dirichlet(np.full(SECTORS, 0.3), (REGIONS, SECTORS)).transpose(0, 2, 1)
    spending = (flow * (1.0 + tariff)).sum(axis=2)
    scale = np.minimum(1.0, 0.8 * spending / np.einsum("nks,sn->kn", gamma, flow.sum(axis=1)))
    return World.from_flows(
        "made", 2022, [f"R{one}" for one in range(REGIONS)], [f"S{k}" for k in range(SECTORS)], 1e3 * flow, tariff,
        np.ascontiguousarray(gamma * scale.T[:, :, None]), draw.uniform(2.0, 10.0, SECTORS),
        tariff_date=dt.date(2022, 7, 1), services=(f"S{SECTORS - 1}",), elasticity_set="made",
    )  # fmt: skip


def made_trade(world: World, seed: int = 1) -> tuple[LineTrade, dict[int, int]]:
    """Trade of ten million rows in five thousand lines of all sectors but the last, and the lines' sectors."""
    draw = np.random.default_rng(seed)
    key = np.unique(draw.integers(0, LINES * REGIONS * REGIONS, FLOWS + FLOWS // 10))
    line, pair = np.divmod(key, REGIONS * REGIONS)
    importer, exporter = (pair // REGIONS).astype(np.int16), (pair % REGIONS).astype(np.int16)
    abroad = importer != exporter
    sector = np.arange(LINES) * (SECTORS - 1) // LINES
    value = draw.lognormal(0.0, 2.0, len(key)) * world.flow[sector[line], importer, exporter]
    lines = (100_000 + line[abroad]).astype(np.int32)
    trade = LineTrade(world.regions, importer[abroad], exporter[abroad], lines, value[abroad], 2022, 0.0, None)
    return trade, dict(zip(range(100_000, 100_000 + LINES), sector.tolist(), strict=True))


def bench() -> list[tuple[str, float, str]]:
    """(what, number, unit): building, preparing, one state solved, sweeps, peak memory."""
    world = made_world()
    trade, sector_of_line = made_trade(world)
    begun = time.process_time()
    table = product_world(world, trade, sector_of_line, ToldOfProducts("made", 2022, {}, "made"))
    built = time.process_time() - begun
    del trade
    begun = time.process_time()
    book = ProductBook.of(table)
    solver = ProductSolver.of(products_of(table, book.tariff))
    ready = time.process_time() - begun
    tariffs = [{"importers": ["R0"], "exporters": ["*"], "rate": 0.1}]
    state = State.model_validate({"title": "ten points more", "tariffs": tariffs})
    begun = time.process_time()
    faced = faced_products(book, state, NO_LAW, 5.0)
    found = solver.solve(ProductShock(faced.cost, faced.tariff))
    solved = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1024
    return [
        ("world of products: flows", len(table.value) / 1e6, "million"),
        ("world of products: composed of trade by line", built, "s CPU"),
        ("world of products: made ready, once", ready, "s CPU"),
        ("world of products: a state, shock and equilibrium to 1e-8", solved, "s CPU"),
        ("world of products: sweeps", found.report.sweeps, "sweeps"),
        ("world of products: peak memory, made data in the same process", peak, "GiB"),
    ]


if __name__ == "__main__":
    for what, number, unit in bench():
        print(f"{what:64s} {number:10.3f} {unit}")
