"""Analytic tests: results that theory or an independent computation gives, row by row.

Two-country tariffs (Gros 1987; Lashkaripour 2021, Eq. 14), exact hat algebra with deficits, first-order exposure
against finite differences (Kleinman, Liu and Redding), linear responses and the path integral on the data of
Caliendo and Parro (2015), and gains from trade (Costinot and Rodriguez-Clare 2014).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.tariffwar import read_world
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.gains_from_trade import gains_from_trade
from middlepower.model.multi_sector.solve import solve
from middlepower.model.uniform_tariffs.best_response import exact_form
from middlepower.model.uniform_tariffs.equations import paper_form
from middlepower.model.uniform_tariffs.solve import nash_tariffs, optimal_tariff
from middlepower.replicate.analytic_exposure import exposure_rows
from middlepower.replicate.analytic_nafta import nafta_rows
from middlepower.replicate.analytic_row import BESIDE, row
from middlepower.replicate.published import read_table
from middlepower.replicate.study import Reproduction, Study
from middlepower.replicate.synthetic import armington, one_sector
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]

TWO = "2-country Armington, elasticity 4, labour (1, 3), shifters [[1, .02], [.03, 1]]"
SYMMETRIC = "2-country symmetric Armington, elasticity 5, shifter .05"
AT_NASH = "the formula evaluated at the exact Nash equilibrium"
LECTURE = "hat algebra, Y = (1, 4), D = (-.04, .04), elasticity 5, trade cost ratio .8"
LECTURE_SHARE = ((0.88, 0.12), (0.02, 0.98))  # [buyer, seller]
PRICE_LEVEL_ROUNDS = 60
SLIDE = "Costinot and Rodriguez-Clare (2014), WIOD 2008"
SLIDE_ELASTICITY = 5.0


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    yield from two_countries()
    yield from symmetric()
    yield from lecture()
    yield from exposure_rows()
    yield from nafta_rows(root)
    yield from gains(root)


def two_countries() -> Iterator[Reproduction]:
    """Unilateral optimum and Nash equilibrium of two unequal countries."""
    world = armington((1.0, 3.0), np.array([[1.0, 0.02], [0.03, 1.0]]), 4.0)
    best = optimal_tariff(world, 0, exact_form)
    yield row("home_optimal_tariff", TWO, best.tariff[0])
    yield row("home_optimal_tariff_Gros_formula", TWO, 1.0 / (4.0 * best.equilibrium.pi[0, 1, 1]))
    yield row("home_gain_percent", TWO, percent(best.equilibrium)[0])
    nash = nash_tariffs(world, exact_form)
    formula = nash_tariffs(world, paper_form)
    yield row("home_Nash_tariff", TWO, nash.tariff[0])
    yield row("foreign_Nash_tariff", TWO, nash.tariff[1])
    yield row("home_Nash_tariff_Eq_14_with_delta", TWO, formula.tariff[0])
    yield row("home_Nash_tariff_Eq_14_without_delta", TWO, without_delta(nash.equilibrium, 0), AT_NASH)
    yield row("home_Nash_welfare_percent", TWO, percent(nash.equilibrium)[0])
    yield row("foreign_Nash_welfare_percent", TWO, percent(nash.equilibrium)[1])


def symmetric() -> Iterator[Reproduction]:
    """Unilateral optimum and Nash equilibrium of two equal countries."""
    world = armington((1.0, 1.0), np.array([[1.0, 0.05], [0.05, 1.0]]), 5.0)
    best, nash = optimal_tariff(world, 0, exact_form), nash_tariffs(world, exact_form)
    formula = nash_tariffs(world, paper_form)
    yield row("symmetric_optimal_tariff", SYMMETRIC, best.tariff[0])
    yield row("symmetric_Nash_tariff", SYMMETRIC, nash.tariff[0])
    yield row("symmetric_Nash_tariff_Eq_14_with_delta", SYMMETRIC, formula.tariff[0])
    yield row("symmetric_Nash_tariff_Eq_14_without_delta", SYMMETRIC, without_delta(nash.equilibrium, 0), AT_NASH)
    yield row("symmetric_Nash_welfare_percent", SYMMETRIC, percent(nash.equilibrium)[0])


def percent(equilibrium: Equilibrium) -> Array:
    """Real income changes [n], per cent."""
    change: Array = 100.0 * (equilibrium.real_income_hat - 1.0)
    return change


def without_delta(equilibrium: Equilibrium, i: int) -> float:
    """1 / sum_n chi theta (1 - pi[n, i]) at an equilibrium: Eq. (14) of Lashkaripour (2021) without delta."""
    theta = equilibrium.benchmark.theta[:, None]
    abroad = np.delete(equilibrium.flow[:, :, i], i, axis=1)
    share = np.delete(equilibrium.pi[:, :, i], i, axis=1)
    return float(abroad.sum() / (theta * abroad * (1.0 - share)).sum())


def lecture() -> Iterator[Reproduction]:
    """A change in trade costs from data that do not clear, with deficits fixed in money.

    The source leaves the price level free, and with fixed deficits it matters: its log income of the first country
    serves as numeraire here, the other three numbers are tests.
    """
    Y, D, pi = np.array([1.0, 4.0]), np.array([-0.04, 0.04]), np.array([LECTURE_SHARE])
    cost = np.where(np.eye(2) > 0.0, 1.0, 0.8)[None]
    wanted = read_table("analytic", "test")["lecture_log_income_US"]["expected"]
    equilibrium, level = at_price_level(one_sector(pi, Y, D, 5.0), Shock(cost, np.zeros_like(cost)), wanted)
    flow = level * equilibrium.flow[0] / (pi[0] * (Y + D)[:, None])
    income = float(np.log(level * equilibrium.w_hat[0]))
    note = "the source's price level, taken as numeraire: no test"
    yield Reproduction("lecture log income US", LECTURE, wanted, income, None, BESIDE, note)
    yield row("lecture_log_exports_US", LECTURE, np.log(flow[1, 0]))
    yield row("lecture_log_imports_US", LECTURE, np.log(flow[0, 1]))
    yield row("lecture_log_real_wage_US", LECTURE, np.log(equilibrium.real_wage_hat[0]))


def at_price_level(benchmark: Benchmark, shock: Shock, log_income: float) -> tuple[Equilibrium, float]:
    """(the equilibrium, its price level s) where ln(s w_hat) of the first region is as given and deficits are D.

    The model keeps world income at its benchmark value, where a deficit fixed in money is D / s.
    """
    level = 1.0
    for _ in range(PRICE_LEVEL_ROUNDS):
        equilibrium = solve(replace(benchmark, D=benchmark.D / level), shock, "world_gdp_share")
        level = float(np.exp(log_income) / equilibrium.w_hat[0])
    return equilibrium, level


def gains(root: Path) -> Iterator[Reproduction]:
    """Gains from trade beside published ones: the study's own data, WIOD 2008, are not at hand."""
    data = read_world(root, "WIOD2014", "IS")
    spending = data.spending.sum(axis=0, keepdims=True)
    bought = spending.sum(axis=2)
    world = one_sector(spending / bought[:, :, None], bought[0], np.zeros(bought.shape[1]), SLIDE_ELASTICITY)
    percent_lost = 100.0 * gains_from_trade(world)
    for country, printed in read_table("analytic_gains").items():
        quantity = f"{country} gains from trade, per cent"
        note = "found: WIOD 2014, one sector, elasticity 5; the data of 2008 are not at hand"
        ours = float(percent_lost[data.position(country)])
        yield Reproduction(f"{quantity}, without inputs", SLIDE, printed["without_inputs"], ours, None, BESIDE, note)
        missing = "not run: needs the national input-output tables of WIOD 2008, which are not at hand"
        yield Reproduction(
            f"{quantity}, with inputs", SLIDE, printed["with_inputs"], float("nan"), None, BESIDE, missing
        )


STUDY = Study(
    "analytic",
    "Analytic results and independent computations: Gros (1987), Lashkaripour (2021), Kleinman, Liu and Redding "
    "(friends and enemies), Caliendo and Parro (2015), Costinot and Rodriguez-Clare (2014)",
    ("cp2015", "icio/WIOD2014.mat"),
    run,
)
