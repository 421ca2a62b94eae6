"""Exact best responses with one tariff per importer: the first-order condition, by implicit derivatives.

By the envelope theorem, all values at the point and M imports at basic prices,
I dlnW / dln(1 + t) = ToT + t Vol,
ToT = exports dln w_n - sum_i M_ni dln w_i,   Vol = dM - sum_i M_ni dln w_i,
derivatives along the equilibrium. The optimum is the fixed point t = -ToT / Vol. Wages move by
d ln w = -J^-1 d excess, with the Jacobian J of Eq. (6): one factorisation gives the derivatives for all importers
at once, so an exact Nash equilibrium costs about as much as one solved by Eq. (14).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.uniform_tariffs.equations import Stage

Array = NDArray[np.float64]


def exact_form(stage: Stage) -> Array:
    """t[n] = -ToT / Vol: the tariff at which importer n's real income stands still, others' tariffs given."""
    wanted: Array = -terms_of_trade(stage) / volume(stage)
    return wanted


def welfare_slope(stage: Stage) -> Array:
    """d ln W[n] / d ln(1 + t[n]) from income and prices directly, without the envelope theorem."""
    alpha, point, response = stage.benchmark.alpha, stage.point, stage.response
    bought = np.einsum("kn,kni->ni", alpha, point.pi)
    dearer = (alpha * (1.0 - point.own_share)).sum(axis=0)
    through_wages = np.einsum("nm,mn->n", response.slope - bought, response.d_wage)
    slope: Array = response.d_income - dearer + through_wages
    return slope


def terms_of_trade(stage: Stage) -> Array:
    """ToT[n] (million US$): exports at the change of the own wage less imports at the changes of the others'."""
    trade, d_wage = stage.point.trade, stage.response.d_wage
    n = np.arange(len(trade))
    exports = trade.sum(axis=0) - trade[n, n]
    gain: Array = exports * d_wage[n, n] - dearer_imports(stage)
    return gain


def dearer_imports(stage: Stage) -> Array:
    """sum_{i != n} M[n, i] dln w_i [n] (million US$)."""
    trade, d_wage = stage.point.trade, stage.response.d_wage
    n = np.arange(len(trade))
    cost: Array = np.einsum("ni,in->n", trade, d_wage) - trade[n, n] * d_wage[n, n]
    return cost


def volume(stage: Stage) -> Array:
    """Vol[n] (million US$): the change of imports at basic prices, at constant prices of their origins."""
    point, response, theta = stage.point, stage.response, stage.benchmark.theta[:, None]
    n = np.arange(len(point.log_w))
    by_sector = point.flow.sum(axis=2) - point.own_flow
    imports = by_sector.sum(axis=0)
    at_given_wages = response.d_trade.sum(axis=1) - response.d_trade[n, n]
    d_income = response.d_income + np.einsum("nm,mn->n", response.slope, response.d_wage)
    pull = np.einsum("kn,kni->ni", theta * by_sector, point.pi)
    push = np.einsum("k,kni->ni", theta[:, 0], point.flow)
    push[n, n] = 0.0
    through_wages = np.einsum("nm,mn->n", pull - push, response.d_wage)
    change: Array = at_given_wages + imports * d_income + through_wages - dearer_imports(stage)
    return change
