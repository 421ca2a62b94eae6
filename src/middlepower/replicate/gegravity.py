"""The Canada-Japan agreement in gegravity's own sample: 30 economies, one sector, 2006, substitution 5.

The published example of gegravity 0.3 (Herman 2021, USITC Economics Working Paper 2021-04-B) gives Canada and Japan a
trade agreement. Its short cut, fixed shares, is solved here on the same modelled flows; where the package is
installed it is run too. Beside it stands the general equilibrium in which markets clear at the new prices.

targets/gegravity_world.csv holds the modelled flows, made by `write_world` from the sample (MIT licence, Peter
Herman); with the sample file in the data root, flows are made from it afresh.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.gegravity_sample import AGREEMENT, FILE, read_sample
from middlepower.model.gravity.equations import GravityBenchmark, GravityOutcome
from middlepower.model.gravity.solve import fixed_shares, full_endowment, modelled
from middlepower.replicate.gegravity_package import PackageResult, run_package
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Kind, Reproduction, Study

Array = NDArray[np.float64]

SOLVED: Kind = "independently solved"
BESIDE: Kind = "exact beside an approximation"
WHERE = "Canada-Japan agreement, 30 economies, substitution 5"
TOLERANCE = 1e-6  # per cent, or ratio for welfare; gegravity itself stops at relative errors of 1e-8
RESIDUAL = 1e-12
SUBSTITUTION = 5.0
MEMBERS = ("CAN", "JPN")
REFERENCE = "DEU"
DIGITS = 13


@dataclass(frozen=True)
class GravitySetting:
    """Economies, benchmark, trade-cost ratios [n, i] of the agreement, and the reference economy's position."""

    regions: tuple[str, ...]
    benchmark: GravityBenchmark
    cost_hat: Array
    reference: int


def setting(root: Path) -> GravitySetting:
    """The study's benchmark, from the sample if the data root has it, else from the committed flows."""
    if (root / FILE).exists():
        sample = read_sample(root / FILE)
        regions = sample.regions
        benchmark = modelled(sample.cost_index, sample.output, sample.spending, SUBSTITUTION)
    else:
        table = read_table("gegravity_world", "importer")
        regions = tuple(table)
        flow = np.array([[table[n][i] for i in regions] for n in regions])
        benchmark = GravityBenchmark(flow, SUBSTITUTION)
    first, second = (regions.index(code) for code in MEMBERS)
    cost = np.ones_like(benchmark.flow)
    cost[first, second] = cost[second, first] = np.exp(AGREEMENT / (1.0 - SUBSTITUTION))
    return GravitySetting(regions, benchmark, cost, regions.index(REFERENCE))


def write_world(sample: Path, out: Path) -> None:
    """Write the modelled flows of gegravity's sample file as a table [importer, exporter], million US dollars."""
    data = read_sample(sample)
    flow = modelled(data.cost_index, data.output, data.spending, SUBSTITUTION).flow
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["importer", *data.regions])
        for code, line in zip(data.regions, flow, strict=True):
            writer.writerow([code, *(f"{value:.{DIGITS}g}" for value in line)])


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    here = setting(root)
    outcome = fixed_shares(here.benchmark, here.cost_hat, here.reference)
    yield from golden(here, outcome)
    yield from beside(here, outcome)
    if find_spec("gegravity") is not None:
        yield from against_package(here, outcome, run_package(here.regions, here.benchmark, here.cost_hat, REFERENCE))


def reported(outcome: GravityOutcome) -> dict[str, Array]:
    """Quantities [n] by column of targets/gegravity.csv; welfare as a ratio, the rest in per cent."""
    return {
        "factory_price_percent": 100.0 * (outcome.price - 1.0),
        "outward_resistance_percent": 100.0 * (outcome.outward_resistance - 1.0),
        "inward_resistance_percent": 100.0 * (outcome.price_index - 1.0),
        "real_output_percent": 100.0 * (outcome.welfare_hat - 1.0),
        "welfare_ratio": outcome.welfare_hat,
        "foreign_exports_percent": 100.0 * outcome.exports_change,
        "foreign_imports_percent": 100.0 * outcome.imports_change,
        "own_trade_percent": 100.0 * outcome.own_change,
    }


def golden(here: GravitySetting, outcome: GravityOutcome) -> Iterator[Reproduction]:
    """Every economy against the stored output of gegravity 0.3."""
    columns = reported(outcome)
    for code, theirs in read_table("gegravity").items():
        n = here.regions.index(code)
        for name, values in columns.items():
            note = "gegravity prints the inverse: below one is a gain" if name == "welfare_ratio" else ""
            quantity = f"{code} {name.replace('_', ' ')}, fixed shares"
            yield Reproduction(quantity, WHERE, theirs[name], float(values[n]), TOLERANCE, SOLVED, note)
    yield Reproduction("largest residual, fixed shares", WHERE, 0.0, outcome.residual, RESIDUAL, SOLVED)


def beside(here: GravitySetting, short_cut: GravityOutcome) -> Iterator[Reproduction]:
    """Real output in general equilibrium beside the short cut's."""
    full = full_endowment(here.benchmark, here.cost_hat, here.reference)
    note = "expected: fixed shares, whose markets do not clear; found: markets clear at the new prices"
    for code, first, second in zip(here.regions, short_cut.welfare_hat, full.welfare_hat, strict=True):
        quantity = f"{code} real output percent"
        yield Reproduction(quantity, WHERE, 100.0 * float(first - 1.0), 100.0 * float(second - 1.0), None, BESIDE, note)
    yield Reproduction("largest residual, full endowment", WHERE, 0.0, full.residual, RESIDUAL, SOLVED)


def against_package(here: GravitySetting, outcome: GravityOutcome, theirs: PackageResult) -> Iterator[Reproduction]:
    """Every economy against the installed package, run now on the same flows."""
    where = f"{WHERE}; gegravity {theirs.version} run on this machine"
    for n, code in enumerate(here.regions):
        price, welfare = 100.0 * float(outcome.price[n] - 1.0), float(outcome.welfare_hat[n])
        yield Reproduction(f"{code} factory price percent", where, theirs.price_percent[code], price, TOLERANCE, SOLVED)
        yield Reproduction(
            f"{code} welfare ratio", where, 1.0 / theirs.welfare_statistic[code], welfare, TOLERANCE, SOLVED
        )


STUDY = Study(
    "gegravity",
    "Herman, P. (2021), gegravity: general equilibrium gravity modeling in Python, USITC Economics Working Paper "
    "2021-04-B; example of version 0.3",
    (),
    run,
)
