"""Many sectors without inputs: Lashkaripour (2021, Journal of International Economics 131), Eqs. (6) and (7).

Labour is the only cost, tastes are Cobb-Douglas across sectors and CES across origins. Storage is [k, n, i] =
[sector, importer, exporter]; the paper's lambda_ji,k is pi[k, n, i], its e_i,k is alpha[k, n], its epsilon_k is
theta[k], its Y_i is I[n]. Trade need not be balanced here: D' is zero in the paper.

      pi' = pi (kappa_hat w_hat)^-theta / sum_i pi (kappa_hat w_hat)^-theta
(6)   w_hat wL = sum_k sum_n pi' alpha I' / (1 + tau')         wages are sales net of tariffs
(7)   I' = w_hat wL + sum_k sum_i pi' alpha I' tau' / (1 + tau') + D'
Real income = I_hat / prod_k P_hat^alpha,  P_hat = [sum_i pi (kappa_hat w_hat)^-theta]^(-1/theta).

It is Caliendo and Parro (2015) with gamma = 0 and beta = 1. Income is eliminated from (7), which leaves (6) in N log
wages, with its exact Jacobian. The numeraire is world value added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark, refuse_export_taxes
from middlepower.model.core.problem import check_fits, receipts
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]

TINY = 1e-300  # stands for a price-index kernel that underflowed; its log is finite


@dataclass(frozen=True)
class Kernels:
    """What a shock does to demand: K[k, n, i] = pi kappa_hat^-theta, each row divided by exp(log_shift[k, n]).

    Kt = K x producers' receipts per unit of spending, 1 / (1 + tau') without export taxes.
    """

    K: Array
    Kt: Array
    log_shift: Array


@dataclass(frozen=True)
class WagePoint:
    """The economy at given log wages: all of Eqs. (6) and (7), with the labour market's excess demand.

    pi[k, n, i] shares; flow[k, n, i] at basic prices and trade[n, i] its sum over sectors; keep[k, n] producers'
    receipts per unit of spending; kept[n] = sum_k alpha keep; income[n]; value_added[n]; excess[n] (million US$).
    """

    log_w: Array
    log_P: Array
    pi: Array
    flow: Array
    trade: Array
    keep: Array
    kept: Array
    income: Array
    value_added: Array
    excess: Array

    @property
    def own_share(self) -> Array:
        """pi[k, n, n]."""
        n = np.arange(len(self.log_w))
        return self.pi[:, n, n]

    @property
    def own_flow(self) -> Array:
        """flow[k, n, n]."""
        n = np.arange(len(self.log_w))
        return self.flow[:, n, n]

    @property
    def residual(self) -> float:
        """The largest excess demand for labour over own value added."""
        return float(np.abs(self.excess / self.value_added).max())


def kernels(benchmark: Benchmark, shock: Shock) -> Kernels:
    """The Kernels of a shock; quotas and export taxes need the input-output solver."""
    check_fits(benchmark, shock)
    refuse_export_taxes(benchmark.export_tax, "the model without inputs")
    if shock.quotas or shock.export_tax is not None:
        raise DataError(
            "the model without inputs takes tariffs and trade costs only: for quotas and export taxes use "
            "Solver.of(without_inputs(world))."
        )
    with np.errstate(divide="ignore"):
        log_k = np.log(benchmark.pi) - benchmark.theta[:, None, None] * np.log(shock.trade_cost)
    if shock.cut is not None:
        log_k[shock.cut] = -np.inf
    shift = log_k.max(axis=2)
    if not np.isfinite(shift).all():
        k, n = (int(v) for v in np.argwhere(~np.isfinite(shift))[0])
        labels = benchmark.labels
        raise NoEquilibriumError(
            f"{labels.region(n)} is left without any supplier of {labels.sector(k)}: keep one of them."
        )
    K = np.exp(log_k - shift[:, :, None])
    return Kernels(K, K * receipts(benchmark, shock), shift)


def evaluate(benchmark: Benchmark, kernel: Kernels, D: Array, log_w: Array) -> WagePoint:
    """The WagePoint at log wages [n] and deficits D[n]; tariff revenue of Eq. (7) is eliminated from income."""
    exponent = -benchmark.theta[:, None] * log_w
    top = exponent.max(axis=1, keepdims=True)
    b = np.exp(exponent - top)
    Phi = np.maximum(np.matmul(kernel.K, b[:, :, None])[:, :, 0], TINY)
    log_P = -(np.log(Phi) + top + kernel.log_shift) / benchmark.theta[:, None]
    weight = b[:, None, :] / Phi[:, :, None]
    pi_net = kernel.Kt * weight
    keep = pi_net.sum(axis=2)
    kept = np.einsum("kn,kn->n", benchmark.alpha, keep)
    value_added = np.exp(log_w) * benchmark.wL
    income = (value_added + D) / kept
    if not (income > 0.0).all():
        n = int(np.argmin(income))
        raise NoEquilibriumError(f"income of {benchmark.labels.region(n)} falls to {income[n]:.4g}: soften the shock.")
    flow = np.multiply(pi_net, (benchmark.alpha * income)[:, :, None], out=pi_net)
    trade = flow.sum(axis=0)
    excess = trade.sum(axis=0) - value_added
    return WagePoint(log_w, log_P, kernel.K * weight, flow, trade, keep, kept, income, value_added, excess)


def income_slope(benchmark: Benchmark, point: WagePoint) -> Array:
    """d ln I[n] / d ln w[m]: own wages, and tariff revenue as wages move the shares; from Eq. (7)."""
    theta_alpha = benchmark.theta[:, None] * benchmark.alpha
    per_spending = benchmark.alpha * point.income
    net = np.einsum("kn,kni->ni", theta_alpha / per_spending.clip(min=TINY), point.flow)
    moved = net - np.einsum("kn,kni->ni", theta_alpha * point.keep, point.pi)
    own = point.value_added / (point.income * point.kept)
    slope: Array = np.diag(own) + moved / point.kept[:, None]
    return slope


def wage_jacobian(benchmark: Benchmark, point: WagePoint, slope: Array) -> Array:
    """d excess[i] / d ln w[m] of Eq. (6), by one matrix product over (sector, importer); `slope` = income_slope."""
    N = benchmark.regions
    weighted = benchmark.theta[:, None, None] * point.flow
    substitution = weighted.reshape(-1, N).T @ point.pi.reshape(-1, N)
    own = weighted.sum(axis=(0, 1)) + point.value_added
    jacobian: Array = substitution + point.trade.T @ slope - np.diag(own)
    return jacobian
