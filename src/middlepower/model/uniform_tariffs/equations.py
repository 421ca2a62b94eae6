"""One tariff per importer in closed form: Lashkaripour (2021, Journal of International Economics 131), Proposition 2.

(14)  t[i] = 1 / sum_k sum_{n != i} chi[k, n, i] theta[k] (1 - (1 - delta[k, n]) pi[k, n, i])

chi[k, n, i] = i's exports of k to n over all of i's exports, net of tariffs, and
delta[k, n] = t[n] pi[k, n, n] alpha[k, n] / (1 + t[n] sum_g pi[g, n, n] alpha[g, n]),
all at the equilibrium that the tariffs bring about, Eqs. (6) and (7) of `multi_sector`; letters as there.

The formula is exact if i can't move relative wages among the others (Eq. 9); with two countries it is exact. The
paper's public programs solve another form: they leave delta out, and put a floor of one under the denominator,
so that no tariff exceeds 100%. The two forms have names here: `paper_form` and `public_code_form`. The exact
condition is in `best_response`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.multi_sector.equations import WagePoint

Array = NDArray[np.float64]

FLOOR = 1.0  # of the denominator, in the public programs: a cap of 100% on tariffs


@dataclass(frozen=True)
class TariffResponse:
    """Derivatives with respect to ln(1 + t[n]) of each importer's own uniform tariff, at a WagePoint.

    d_trade[n, i] of its purchases at given wages and income; d_income[n] of ln I at given wages; d_wage[m, n] of
    ln w[m] in equilibrium; slope[n, m] = d ln I[n] / d ln w[m].
    """

    d_trade: Array
    d_income: Array
    d_wage: Array
    slope: Array


@dataclass(frozen=True)
class Stage:
    """Everything a Rule may read: the benchmark, the point, the tariffs in force [n] and the responses."""

    benchmark: Benchmark
    point: WagePoint
    tariff: Array
    response: TariffResponse


Rule = Callable[[Stage], Array]


def paper_form(stage: Stage) -> Array:
    """t[i] of Eq. (14) as printed, with delta; infinite for a region that exports nothing."""
    elasticity = export_elasticity(stage.benchmark.theta, stage.point, retained(stage))
    wanted: Array = np.divide(1.0, elasticity, out=np.full_like(elasticity, np.inf), where=elasticity > 0.0)
    return wanted


def public_code_form(stage: Stage) -> Array:
    """t[i] of Eq. (14) without delta and with its denominator floored at one, as in the paper's public programs."""
    none = np.zeros_like(stage.point.keep)
    wanted: Array = 1.0 / np.maximum(export_elasticity(stage.benchmark.theta, stage.point, none), FLOOR)
    return wanted


def retained(stage: Stage) -> Array:
    """delta[k, n]: how far n's own tariff revenue props up its demand; its tariff is averaged over imports.

    With one tariff per importer the average is that tariff; otherwise it is weighted by imports, sector by sector.
    """
    point, alpha = stage.point, stage.benchmark.alpha
    own = point.own_share
    imports = point.flow.sum(axis=2) - point.own_flow
    paid = (1.0 - own) * alpha * point.income
    rate = np.divide(paid, imports, out=np.ones_like(paid), where=imports > 0.0) - 1.0
    part = rate * own * alpha
    delta: Array = part / (1.0 + part.sum(axis=0))
    return delta


def export_elasticity(theta: Array, point: WagePoint, delta: Array) -> Array:
    """sum_k sum_{n != i} chi theta (1 - (1 - delta) pi) [i]: the denominator of Eq. (14); zero without exports."""
    weight = theta[:, None, None] * point.flow * (1.0 - (1.0 - delta[:, :, None]) * point.pi)
    n = np.arange(len(point.log_w))
    weight[:, n, n] = 0.0
    exports = point.trade.sum(axis=0) - point.trade[n, n]
    ratio: Array = np.divide(weight.sum(axis=(0, 1)), exports, out=np.zeros_like(exports), where=exports > 0.0)
    return ratio


def own_purchases(benchmark: Benchmark, point: WagePoint) -> Array:
    """d trade[n, i] / d ln(1 + t[n]) at given wages and income.

    A uniform tariff raises the price index by 1 - pi_nn, so imports fall by 1 + theta pi_nn (net of the tariff)
    and home sales rise by theta (1 - pi_nn).
    """
    theta, own = benchmark.theta[:, None], point.own_share
    change: Array = -np.einsum("kni,kn->ni", point.flow, 1.0 + theta * own)
    n = np.arange(benchmark.regions)
    change[n, n] = (point.own_flow * theta * (1.0 - own)).sum(axis=0)
    return change
