"""What a player wants: ln of its real income, a dollar in some sectors counting more than in others.

    G_n = [sum_k lambda_k VA'_k + lambda_bar (I' - sum_k VA'_k)] / [the same before] / P_hat

with VA_k the value added of sector k, I income, P the consumer price index and lambda_bar the mean of lambda by value
added before: revenue and other income count like the mean dollar, as in Ossa (2014), Eq. (5), where value added is
wages and profits. With lambda of one, G is real income. A player of several members wants ln sum_m s_m G_m, s_m their
shares in income before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.sensitivity.adjoint.equations import Objective
from middlepower.model.sensitivity.first_year.equations import FirstYearObjective

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Aim:
    """One player's objective: its members, and politics[k] the weight of a dollar in sector k."""

    members: tuple[int, ...]
    politics: Array


@dataclass(frozen=True)
class PlayerValue:
    """A player's value at an equilibrium: ln G, and by member its share s_m G_m and weighted income."""

    value: float
    share: Array
    weighted: Array
    mean_weight: Array


def value_added(of: Equilibrium) -> Array:
    """Value added [k, n], million US dollars."""
    return np.asarray(of.benchmark.beta * of.output)


def weighted_income(aim: Aim, of: Equilibrium, mean: Array) -> Array:
    """The bracket of G for each member."""
    m = list(aim.members)
    earned = value_added(of)[:, m]
    other = of.income[m] - earned.sum(axis=0)
    return np.asarray(aim.politics @ earned + mean * other)


def player_value(aim: Aim, before: Equilibrium, now: Equilibrium) -> PlayerValue:
    """The PlayerValue of a player: its value is zero where nothing has changed."""
    m = list(aim.members)
    earned = value_added(before)[:, m]
    mean = np.asarray(aim.politics @ earned / earned.sum(axis=0))
    start, weighted = weighted_income(aim, before, mean), weighted_income(aim, now, mean)
    size = before.income[m] / before.income[m].sum()
    prices = now.consumer_price_hat[m] / before.consumer_price_hat[m]
    part = size * weighted / start / prices
    return PlayerValue(float(np.log(part.sum())), part / part.sum(), weighted, mean)


def long_run_objective(aim: Aim, at: PlayerValue, now: Equilibrium) -> Objective:
    """The derivatives of ln G in incomes, prices, wages and flows.

    d ln G = sum_m share [(sum_k lambda beta dY + lambda_bar (dI - wL dln w)) / weighted - sum_k alpha dln P].
    """
    bench, m = now.benchmark, list(aim.members)
    income, log_wage = np.zeros(bench.regions), np.zeros(bench.regions)
    price, flow = np.zeros_like(bench.alpha), np.zeros_like(now.pi)
    per_dollar = at.share / at.weighted
    income[m] = per_dollar * at.mean_weight
    price[:, m] = -at.share * bench.alpha[:, m]
    uneven = aim.politics[:, None] - at.mean_weight
    if not uneven.any():
        return Objective(income, price, log_wage)
    log_wage[m] = -per_dollar * at.mean_weight * now.value_added[m]
    flow[:, :, m] = (per_dollar * aim.politics[:, None] * bench.beta[:, m])[:, None, :]
    return Objective(income, price, log_wage, flow)


def first_year_objective(aim: Aim, at: PlayerValue, now: Equilibrium) -> FirstYearObjective:
    """The same in incomes, prices and outputs, value added being a fixed share of output in money."""
    bench, m = now.benchmark, list(aim.members)
    income, price = np.zeros(bench.regions), np.zeros_like(bench.alpha)
    output = np.zeros_like(bench.beta)
    per_dollar = at.share / at.weighted
    income[m] = per_dollar * at.mean_weight
    price[:, m] = -at.share * bench.alpha[:, m]
    output[:, m] = per_dollar * (aim.politics[:, None] - at.mean_weight) * value_added(now)[:, m]
    none = np.zeros_like(output)
    return FirstYearObjective(income, price, output, none, none)
