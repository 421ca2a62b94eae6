"""Ignatenko, Lashkaripour, Macedoni and Simonovska (2025), "Making America great again?", one sector, 194 economies.

The US tariffs of 2 April 2025 and beyond: revenue that relieves income tax or is handed out lump sum, the formula's
optimal tariff and the model's own, reciprocal and optimal retaliation, Eaton-Kortum, and roundabout production.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.bilateral2023 import Bilateral2023, read_bilateral2023
from middlepower.model.liberation_day.benchmark import IO_LABOUR_SHARE, OneSectorBenchmark, Parameters, Rebate
from middlepower.model.liberation_day.calibration import calibrate, overhead_shares, without_overhead
from middlepower.model.liberation_day.check import worst_residual
from middlepower.model.liberation_day.outcome import OneSectorOutcome
from middlepower.model.liberation_day.solve import solve
from middlepower.model.liberation_day.tariffs import (
    BestRate,
    best_uniform,
    formula_rate,
    formula_rate_earned,
    formula_rate_rest,
    uniform,
)
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Kind, Reproduction, Study

Array = NDArray[np.float64]

SOLVED: Kind = "independently solved"
BESIDE: Kind = "exact beside an approximation"
TOLERANCE = 1e-6  # percentage points, of numbers solved independently in double precision
PRINTED = 0.005  # two decimals
PRINTED_ONE = 0.05  # one decimal
PRINTED_THREE = 0.0005  # three decimals
RESIDUAL = 1e-11  # relative; Newton's method stops at 1e-12 by its own residuals
FLOOR = 0.10  # the least rate of 2 April 2025, which the study also gives Russia; its file has 0 there
HOME = "USA"
CASE_1 = "2 April 2025 tariffs, income-tax relief"
COLUMNS = {
    "welfare_percent": "welfare, per cent",
    "deficit_percent": "trade deficit, change in per cent of its size",
    "exports_to_gdp_percent": "exports/GDP, per cent",
    "imports_to_gdp_percent": "imports/GDP, per cent",
    "employment_percent": "employment, per cent",
    "consumer_price_percent": "consumer prices, per cent",
    "revenue_to_spending_percent": "tariff revenue in benchmark spending, per cent",
}


@dataclass(frozen=True)
class LiberationSetting:
    """The study's data and benchmark."""

    data: Bilateral2023
    benchmark: OneSectorBenchmark

    @cached_property
    def home(self) -> int:
        """Position of the United States."""
        return self.data.regions.index(HOME)

    @cached_property
    def announced(self) -> Array:
        """Tariffs [importer, exporter] of 2 April 2025."""
        tariff = np.zeros_like(self.data.trade)
        tariff[self.home] = np.maximum(self.data.us_tariff, FLOOR)
        tariff[self.home, self.home] = 0.0
        return tariff

    def answered(self, tariff: Array, rate: Array | float) -> Array:
        """The same tariffs with everyone charging the United States `rate` in return."""
        both = tariff.copy()
        both[:, self.home] = rate
        both[self.home, self.home] = 0.0
        return both


def setting(root: Path) -> LiberationSetting:
    """The benchmark of 2023 with the paper's parameters."""
    data = read_bilateral2023(root / "bilateral2023")
    overhead = overhead_shares(data.trade, data.gdp, data.regions.index(HOME))
    return LiberationSetting(data, calibrate(data.trade, data.gdp, Parameters(overhead)))


def reported(outcome: OneSectorOutcome) -> dict[str, Array]:
    """The study's columns [n] by the names of COLUMNS, in per cent."""
    return {
        "welfare_percent": 100.0 * (outcome.welfare_hat - 1.0),
        "deficit_percent": 100.0 * outcome.deficit_change,
        "exports_to_gdp_percent": 100.0 * outcome.exports_to_gdp_change,
        "imports_to_gdp_percent": 100.0 * outcome.imports_to_gdp_change,
        "employment_percent": 100.0 * (outcome.L_hat - 1.0),
        "consumer_price_percent": 100.0 * (outcome.P_hat - 1.0),
        "revenue_to_spending_percent": 100.0 * outcome.revenue / outcome.benchmark.E,
    }


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    here = setting(root)
    yield from golden(here)
    yield from lump_sum(here)
    yield from formulas(here)
    yield from optima(here)
    yield from retaliation(here)
    yield from inputs(here)


def golden(here: LiberationSetting) -> Iterator[Reproduction]:
    """Every economy under the tariffs of 2 April 2025 with income-tax relief."""
    outcome = solve(here.benchmark, here.announced)
    columns = reported(outcome)
    for code, theirs in read_table("liberation_day_2025", "economy").items():
        n = here.data.regions.index(code)
        for name, label in COLUMNS.items():
            yield Reproduction(f"{code} {label}", CASE_1, theirs[name], float(columns[name][n]), TOLERANCE, SOLVED)
    yield residual_row(CASE_1, outcome)


def residual_row(where: str, outcome: OneSectorOutcome) -> Reproduction:
    """The largest violation of the equations in levels."""
    return Reproduction("largest residual of the equations", where, 0.0, worst_residual(outcome), RESIDUAL, SOLVED)


def us_welfare(here: LiberationSetting, outcome: OneSectorOutcome) -> float:
    """US welfare, per cent."""
    return float(100.0 * (outcome.welfare_hat[here.home] - 1.0))


def lump_sum(here: LiberationSetting) -> Iterator[Reproduction]:
    """The same tariffs with revenue handed out, shown beside income-tax relief."""
    relief, outcome = solve(here.benchmark, here.announced), solve(here.benchmark, here.announced, "lump_sum")
    where = "2 April 2025 tariffs, lump sum"
    note = "expected: with income-tax relief; found: lump sum"
    before, after = us_welfare(here, relief), us_welfare(here, outcome)
    yield Reproduction("USA welfare, per cent", where, before, after, None, BESIDE, note)
    yield residual_row(where, outcome)


def formulas(here: LiberationSetting) -> Iterator[Reproduction]:
    """The paper's optimal-tariff formula in its variants."""
    where = "Proposition 2 at benchmark shares"
    for label, rate, expected in (
        ("US optimal tariff, per cent, imports below the bar", formula_rate, 21.80),
        ("US optimal tariff, per cent, value added less own sales below the bar", formula_rate_earned, 18.54),
        ("retaliation of all others, per cent", formula_rate_rest, 22.74),
    ):
        yield Reproduction(label, where, expected, 100.0 * rate(here.benchmark, here.home), PRINTED)


def optima(here: LiberationSetting) -> Iterator[Reproduction]:
    """True optima of one US rate on everyone, beside which the formula is an approximation."""
    plain = without_overhead(here.benchmark)
    cases: tuple[tuple[str, OneSectorBenchmark, Rebate, float, float], ...] = (
        ("income-tax relief", here.benchmark, "income_tax_relief", 25.1, 1.806),
        ("lump sum", here.benchmark, "lump_sum", 14.2, 0.514),
        ("Eaton-Kortum, lump sum", plain, "lump_sum", 39.6, 0.824),
    )
    for name, benchmark, rebate, rate, welfare in cases:
        best = best_uniform(benchmark, here.home, rebate)
        yield from optimum_rows(here, name, best, rate, welfare)
        formula = formula_rate(benchmark, here.home)
        quantity, where = "USA welfare, per cent, at the formula's tariff", f"true optimum, {name}"
        at_formula = solve(benchmark, uniform(benchmark.regions, here.home, formula), rebate, first=best.outcome)
        note = f"expected: at the formula's {100.0 * formula:.2f}%; found: at the model's own optimum"
        here_best, there = us_welfare(here, best.outcome), us_welfare(here, at_formula)
        yield Reproduction(quantity, where, there, here_best, None, BESIDE, note)


def optimum_rows(
    here: LiberationSetting, name: str, best: BestRate, rate: float, welfare: float
) -> Iterator[Reproduction]:
    """Rate, welfare and residual at a true optimum."""
    where = f"true optimum, {name}"
    yield Reproduction("US optimal tariff, per cent", where, rate, 100.0 * best.rate, PRINTED_ONE, SOLVED)
    yield Reproduction("USA welfare, per cent", where, welfare, us_welfare(here, best.outcome), PRINTED_THREE, SOLVED)
    yield residual_row(where, best.outcome)


def retaliation(here: LiberationSetting) -> Iterator[Reproduction]:
    """Reciprocal retaliation against the announced tariffs, and optimal retaliation against the optimal tariff."""
    home, bench = here.home, here.benchmark
    reciprocal = solve(bench, here.answered(here.announced, here.announced[home]))
    where = "2 April 2025 tariffs, reciprocal retaliation"
    yield Reproduction("USA welfare, per cent", where, -0.36, us_welfare(here, reciprocal), PRINTED)
    yield residual_row(where, reciprocal)
    for label, rate in (("imports", formula_rate(bench, home)), ("value added", formula_rate_earned(bench, home))):
        alone = uniform(bench.regions, home, rate)
        both = here.answered(alone, formula_rate_rest(bench, home))
        before, after = solve(bench, alone), solve(bench, both)
        where = f"formula's optimal US tariff ({label} below the bar), optimal retaliation"
        note = "expected: without retaliation; found: with it"
        first, second = us_welfare(here, before), us_welfare(here, after)
        yield Reproduction("USA welfare, per cent", where, first, second, None, BESIDE, note)
        yield residual_row(where, after)


def inputs(here: LiberationSetting) -> Iterator[Reproduction]:
    """Roundabout production, shown beside the economy without inputs; no published number is at hand."""
    p = here.benchmark.parameters
    parameters = Parameters(p.overhead, labour_share=IO_LABOUR_SHARE)
    roundabout = calibrate(here.data.trade, here.data.gdp, parameters)
    cases: tuple[tuple[Rebate, str], ...] = (("income_tax_relief", "income-tax relief"), ("lump_sum", "lump sum"))
    for rebate, label in cases:
        outcome = solve(roundabout, here.announced, rebate)
        without = solve(here.benchmark, here.announced, rebate)
        where = f"2 April 2025 tariffs, {label}, input-output variant"
        note = "expected: without inputs; found: with roundabout production"
        first, second = us_welfare(here, without), us_welfare(here, outcome)
        yield Reproduction("USA welfare, per cent", where, first, second, None, BESIDE, note)
        yield residual_row(where, outcome)


STUDY = Study(
    "liberation-day-2025",
    "Ignatenko, A., A. Lashkaripour, L. Macedoni and I. Simonovska (2025), Making America great again? The economic "
    "impacts of Liberation Day tariffs, Journal of International Economics 157, 104138",
    ("bilateral2023",),
    run,
)
