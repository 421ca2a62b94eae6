"""The product world at full size: 200 economies, 5,000 products in 100 sectors, about ten million flows, one core.

Run alone (`python benchmarks/products.py`) or from run.py, which calls `bench()`.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from middlepower.model.products.problem import ProductProblem, ProductShock, prepare_products
from middlepower.model.products.solve import ProductSolver
from middlepower.model.products.world import ProductWorld

Array = NDArray[np.float64]

REGIONS, PRODUCTS, SECTORS, FLOWS = 200, 5_000, 100, 10_000_000
REPEATS = 5


def synthetic_world(
    regions: int = REGIONS, products: int = PRODUCTS, sectors: int = SECTORS, flows: int = FLOWS, seed: int = 1
) -> ProductWorld:
    """A random sparse world: gravity with log-normal taste and skill, each importer's small suppliers left out."""
    draw = np.random.default_rng(seed)
    size = draw.lognormal(0.0, 1.6, regions)
    size /= size.sum()
    place = draw.uniform(size=(regions, 2))
    closeness = 1.0 / (0.05 + np.linalg.norm(place[:, None] - place[None], axis=2))
    sector_of = np.arange(products) * sectors // products
    cut = _smallest_kept(np.random.default_rng(seed), size, closeness, flows / products)
    rows, exporter, value = [], [], []
    for _ in range(products):
        matrix = _one_product(draw, size, closeness)
        keep = (matrix > cut) | np.eye(regions, dtype=bool)
        rows.append(keep.sum(axis=1))
        exporter.append(np.nonzero(keep)[1].astype(np.uint8))
        value.append(matrix[keep].astype(np.float32))
    start = np.concatenate([[0], np.cumsum(np.concatenate(rows))])
    flow, origin = np.concatenate(value), np.concatenate(exporter)
    return _world(draw, sector_of, start, origin, flow, regions, sectors)


def _smallest_kept(draw: np.random.Generator, size: Array, closeness: Array, flows: float, sample: int = 400) -> float:
    """The flow below which trade is left out, so that a product keeps `flows` of them on average."""
    drawn = np.concatenate([_one_product(draw, size, closeness).ravel() for _ in range(sample)])
    return float(np.partition(drawn, -int(sample * flows))[-int(sample * flows)])


def _one_product(draw: np.random.Generator, size: Array, closeness: Array) -> Array:
    """Flows [n, i] of one product: importer's size, exporter's size and skill, distance, taste; most of it at home."""
    skill = draw.lognormal(0.0, 1.5, len(size)) * size
    taste = draw.lognormal(0.0, 1.0, (len(size), len(size)))
    appeal = skill[None, :] * closeness * taste
    share = appeal / appeal.sum(axis=1, keepdims=True)
    n = np.arange(len(size))
    share[n, n] += 2.0
    flow: Array = 1e6 * size[:, None] * share * draw.lognormal(0.0, 1.0)
    return flow


def _world(
    draw: np.random.Generator,
    sector_of: NDArray[np.int64],
    start: NDArray[np.int64],
    origin: NDArray[np.uint8],
    flow: NDArray[np.float32],
    regions: int,
    sectors: int,
) -> ProductWorld:
    """The world of these flows with random tariffs of up to 20% per row and input shares that leave final demand."""
    count = np.diff(start)
    importer = np.repeat(np.tile(np.arange(regions, dtype=np.uint8), len(sector_of)), count)
    rate = np.repeat(draw.uniform(0.0, 0.2, len(count)).astype(np.float32), count)
    tariff = np.where(importer == origin, np.float32(0), rate)
    flow = flow * _balance(importer, origin, flow, regions, draw)
    gamma = 0.6 * draw.dirichlet(np.full(sectors, 0.3), (regions, sectors)).transpose(0, 2, 1)
    sector = np.repeat(sector_of.astype(np.uint8), count.reshape(-1, regions).sum(axis=1)).astype(np.int64)
    output = np.bincount(sector * regions + origin, flow, sectors * regions).reshape(sectors, regions)
    spending = np.bincount(sector * regions + importer, flow, sectors * regions).reshape(sectors, regions)
    scale = 0.8 * spending / np.maximum(np.einsum("nks,sn->kn", gamma, output), 1e-12)
    gamma = np.ascontiguousarray(gamma * np.minimum(1.0, scale).T[:, :, None])
    return ProductWorld.from_flows(
        tuple(f"R{n}" for n in range(regions)),
        tuple(f"S{k}" for k in range(sectors)),
        tuple(f"P{g}" for g in range(len(sector_of))),
        sector_of,
        start,
        origin,
        flow,
        tariff,
        gamma,
        draw.uniform(2.0, 10.0, sectors)[sector_of],
    )


def _balance(
    importer: NDArray[np.uint8],
    origin: NDArray[np.uint8],
    flow: NDArray[np.float32],
    regions: int,
    draw: np.random.Generator,
) -> NDArray[np.float32]:
    """Factors [f] that balance trade up to 10% noise on each economy's imports; own sales stay."""
    pair = importer.astype(np.int64) * regions + origin
    trade = np.bincount(pair, flow, regions * regions).reshape(regions, regions)
    np.fill_diagonal(trade, 0.0)
    scale = np.ones(regions)
    for _ in range(200):
        balanced = trade * scale[:, None] / scale[None, :]
        scale *= np.sqrt(balanced.sum(axis=0) / balanced.sum(axis=1))
    factor = scale[:, None] / scale[None, :] * draw.uniform(0.9, 1.1, (regions, 1))
    np.fill_diagonal(factor, 1.0)
    scaled: NDArray[np.float32] = factor.astype(np.float32).ravel()[pair]
    return scaled


def largest_importer_raises(world: ProductWorld, points: float = 0.10) -> ProductShock:
    """Ten points more on all imports of the economy with the largest value added, goods sectors and services alike."""
    n = int(world.benchmark.wL.argmax())
    foreign = world.where(importers=n) & ~world.where(importers=n, exporters=n)
    old = np.zeros(world.flows, np.float32) if world.tariff is None else world.tariff
    return ProductShock.of_tariff(world, (old + np.float32(points) * foreign).astype(np.float32))


def bench() -> list[tuple[str, float, str]]:
    """(what, number, unit): one pass, the memory bound of a pass, sweeps, an equilibrium, preparation, peak memory."""
    world = synthetic_world()
    shock = largest_importer_raises(world)
    before = time.process_time()
    solver = ProductSolver.of(world)
    preparation = time.process_time() - before
    problem = prepare_products(world, shock, "world_gdp_share")
    solver.solve(shock)
    seconds, sweeps = median_cpu(lambda: solver.solve(shock)), solver.solve(shock).report.sweeps
    tight = median_cpu(lambda: solver.solve(shock, tolerance=1e-10))
    tight_sweeps = solver.solve(shock, tolerance=1e-10).report.sweeps
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1024
    return [
        ("product world: flows", world.flows / 1e6, "million"),
        ("product world: one pass over the flows", 1e3 * median_cpu(lambda: _pass(problem)), "ms CPU"),
        ("product world: memory bound of a pass", 1e3 * median_cpu(lambda: _read(problem)), "ms CPU"),
        ("product world: kernels of a scenario", 1e3 * median_cpu(lambda: _prepare(world, shock)), "ms CPU"),
        ("product world: equilibrium to 1e-8", seconds, "s CPU"),
        ("product world: sweeps to 1e-8", sweeps, "sweeps"),
        ("product world: equilibrium to 1e-10", tight, "s CPU"),
        ("product world: sweeps to 1e-10", tight_sweeps, "sweeps"),
        ("product world: steering, once per world", preparation, "s CPU"),
        ("product world: peak memory, data made in the same process", peak, "GiB"),
    ]


def median_cpu(work: Callable[[], object]) -> float:
    """Median CPU seconds of a few calls."""
    spent = []
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def _pass(problem: ProductProblem) -> None:
    """One pass over the flows at the benchmark."""
    from middlepower.model.products.equations import pass_over_flows

    b = np.ones((len(problem.groups.theta), len(problem.world.regions)))
    pass_over_flows(problem, b, problem.world.spending, 1)


def _prepare(world: ProductWorld, shock: ProductShock) -> None:
    """The kernels of a scenario."""
    prepare_products(world, shock, "world_gdp_share")


def _read(problem: ProductProblem) -> float:
    """Read once, at full speed, the bytes that a pass must read: both kernels and the exporters."""
    total = 0.0
    for array in (problem.K, problem.Kt, problem.world.exporter):
        words = array[: len(array) // 8 * 8].view(np.uint64)
        total += float(np.bitwise_or.reduce(words))
    return total


if __name__ == "__main__":
    for what, number, unit in bench():
        print(f"{what:60s} {number:10.3f} {unit}")
