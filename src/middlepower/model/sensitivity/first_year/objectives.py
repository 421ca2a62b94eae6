"""What a gradient of the first year may be of: real income, the volume of value added, employment, of one economy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.labour import LabourMarket
from middlepower.model.sensitivity.first_year.equations import FirstYearObjective

Array = NDArray[np.float64]


def real_income(equilibrium: Equilibrium, region: int) -> FirstYearObjective:
    """The objective ln W of one economy, W = income / consumer price index."""
    bench = equilibrium.benchmark
    income, price, none = np.zeros(bench.regions), np.zeros_like(bench.alpha), np.zeros_like(bench.beta)
    income[region] = 1.0 / equilibrium.income[region]
    price[:, region] = -bench.alpha[:, region]
    return FirstYearObjective(income, price, none, none, none)


def employment(equilibrium: Equilibrium, region: int) -> FirstYearObjective:
    """The objective ln of `LabourMarket.employment_hat` of one economy.

    Workers are in proportion to labour income: d ln E = sum_s workers e / E (y - sum workers y + dln W - dln w).
    """
    labour = market(equilibrium)
    workers, employed = labour.workers[:, region], labour.employed[:, region]
    part = workers * employed / (workers * employed).sum()
    output, pay = np.zeros_like(labour.w_hat), np.zeros_like(labour.w_hat)
    output[:, region] = part - workers
    pay[:, region] = part
    return FirstYearObjective(*nothing(equilibrium), output, -pay, pay)


def volume(equilibrium: Equilibrium, region: int) -> FirstYearObjective:
    """The objective ln of `LabourMarket.value_added_volume_hat` of one economy: what labour at work makes.

    ln Q = sum_s (m + m') / 2 ln(units), m' = lam VA' / sum VA', dln units = y - dln w.
    """
    labour, bench = market(equilibrium), equilibrium.benchmark
    paid = labour.paid[:, region]
    value = paid / labour.labour_share[:, region]
    after, share = paid / value.sum(), value / value.sum()
    mean = 0.5 * (paid / labour.r_hat[:, region] / bench.wL[region] + after)
    spread = 0.5 * after * np.log(labour.input_hat[:, region])
    output, wage = np.zeros_like(labour.w_hat), np.zeros_like(labour.w_hat)
    output[:, region] = mean + spread - share * spread.sum()
    wage[:, region] = -mean
    return FirstYearObjective(*nothing(equilibrium), output, wage, np.zeros_like(wage))


def nothing(equilibrium: Equilibrium) -> tuple[Array, Array]:
    """No direct dependence on incomes and prices."""
    return np.zeros(equilibrium.benchmark.regions), np.zeros_like(equilibrium.benchmark.alpha)


def market(equilibrium: Equilibrium) -> LabourMarket:
    """The labour market of an equilibrium; ScenarioError where factors are not specific."""
    if equilibrium.labour is None:
        raise ScenarioError("this equilibrium has no wages by sector: solve it with the first-year model.")
    return equilibrium.labour
