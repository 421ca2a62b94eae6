"""Worlds and shocks that the benchmarks run on: real data where at hand, random ones of the same size otherwise."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.elasticities import elasticities
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.from_shares import benchmark_from_flows
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock, no_change

Array = NDArray[np.float64]
REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Case:
    """A benchmark, a shock, the closure, and the wage step with which the nested algorithm is fastest."""

    name: str
    source: str
    benchmark: Benchmark
    shock: Shock
    closure: ClosureName
    wage_step: float

    @property
    def size(self) -> str:
        """`regions x sectors`."""
        return f"{self.benchmark.regions} x {self.benchmark.sectors}"


def data_folder() -> Path | None:
    """Folder of the raw data ($MIDDLEPOWER_DATA or ../shared/data), None when it is not at hand."""
    given = os.environ.get("MIDDLEPOWER_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def replaced(benchmark: Benchmark, tariff: Array) -> Shock:
    """The shock that puts `tariff` in the place of the benchmark's."""
    return Shock((1.0 + tariff) / (1.0 + benchmark.tau), tariff)


@cache
def nafta() -> Case:
    """Caliendo and Parro (2015): NAFTA tariffs 1993 -> 2005, all deficits to zero, 31 x 40."""
    folder = data_folder()
    if folder is None:
        return random_case("NAFTA", 31, 40)
    from middlepower.data.sources.cp2015 import NAFTA, REGIONS, read_cp2015

    data = read_cp2015(folder / "cp2015")
    benchmark = benchmark_from_flows(data.flow, data.tariff_1993, data.input_share, data.elasticity)
    tariff = data.tariff_1993.copy()
    members = [REGIONS.index(code) for code in NAFTA]
    for importer, exporter in permutations(members, 2):
        tariff[:, importer, exporter] = data.tariff_2005[:, importer, exporter]
    return Case("NAFTA", "Caliendo and Parro (2015) data", benchmark, replaced(benchmark, tariff), "balanced", 0.5)


@cache
def icio81() -> Case:
    """The raw input-output data without aggregation, 81 x 28; ten points more on every import of the USA."""
    folder = data_folder()
    if folder is None:
        return random_case("ICIO", 81, 28)
    from middlepower.world.tables.balance import rebalance
    from tools.build_world import read_sources, source_input_use
    from tools.regions import SECTOR_CODES
    from tools.tariffs import clean_tariffs

    sources = read_sources(folder)
    tariff, _ = clean_tariffs(sources.rates, sources.flow, sources.countries)
    use = source_input_use(sources, tariff).grossed
    output = sources.flow.sum(axis=1)
    used = rebalance(use, output, (sources.flow * (1.0 + tariff)).sum(axis=2)).use
    elasticity = elasticities(SECTOR_CODES, "FGO", "long")
    share = np.divide(used, output.T[None], out=np.zeros_like(used), where=output.T[None] > 0)
    benchmark = benchmark_from_flows(sources.flow, tariff, share.transpose(1, 0, 2), elasticity)
    shock = us_tariff(benchmark, sources.countries.index("USA"))
    return Case("ICIO", "ICIO 2022", benchmark, shock, "world_gdp_share", 0.2)


def us_tariff(benchmark: Benchmark, imposer: int, points: float = 0.10) -> Shock:
    """Ten points on all goods imports of one economy (the last sector is services)."""
    tariff = benchmark.tau.copy()
    tariff[:-1, imposer] += points
    tariff[:, imposer, imposer] = benchmark.tau[:, imposer, imposer]
    return replaced(benchmark, tariff)


def random_case(name: str, regions: int, sectors: int, seed: int = 1) -> Case:
    """A random world with input-output links and deficits of a given size, and ten points on one importer."""
    draw = np.random.default_rng(seed)
    flow = draw.lognormal(0.0, 1.0, (sectors, regions, regions)) * draw.lognormal(0.0, 1.0, regions)[None, :, None]
    n = np.arange(regions)
    flow[:, n, n] *= 4.0 * regions
    tariff = draw.uniform(0.0, 0.2, flow.shape)
    tariff[:, n, n] = 0.0
    gamma = 0.6 * draw.dirichlet(np.full(sectors, 0.6), (regions, sectors)).transpose(0, 2, 1)
    scale = 0.9 * (flow * (1.0 + tariff)).sum(axis=2) / np.einsum("nks,sn->kn", gamma, flow.sum(axis=1))
    gamma = gamma * np.minimum(1.0, scale).T[:, :, None]
    benchmark = benchmark_from_flows(flow, tariff, gamma, draw.uniform(2.0, 10.0, sectors))
    return Case(name, "random, raw data not at hand", benchmark, us_tariff(benchmark, 0), "world_gdp_share", 0.2)


def rebased(case: Case) -> Case:
    """The case with its own baseline equilibrium as benchmark: once per world, where the raw data do not clear."""
    found = Solver.of(case.benchmark).solve(no_change(case.benchmark.tau), case.closure)
    benchmark = replace(case.benchmark, pi=found.pi, wL=found.value_added, D=found.D, X=found.X)
    return replace(case, benchmark=benchmark, source=f"{case.source}, re-based to its baseline")


def draws(case: Case, count: int, seed: int = 7) -> list[Shock]:
    """Scenarios of an ensemble: the case's tariff changes scaled by 0 to 2, and two per cent noise on foreign costs."""
    random = np.random.default_rng(seed)
    foreign = 1.0 - np.eye(case.benchmark.regions)
    before = 1.0 + case.benchmark.tau
    found = []
    for _ in range(count):
        tariff = before * ((1.0 + case.shock.tariff) / before) ** random.uniform(0.0, 2.0) - 1.0
        noise = np.exp(0.02 * foreign * random.standard_normal(before.shape))
        found.append(Shock((1.0 + tariff) / before * noise, tariff))
    return found
