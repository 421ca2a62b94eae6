"""Ossa (2014), Trade wars and trade talks with data, American Economic Review 104(12), in changes.

[k, j, i] = [sector, importer, exporter]; X is trade before tariffs, t the net tariff, tau_hat = (1 + t')/(1 + t). Each
sector has a fixed number of firms under monopolistic competition, so that a share 1/sigma of sales is profit:

    Ptilde_kj = [sum_i gamma_kji (w_hat_i tau_hat_kji)^(1 - sigma)]^-1            = P_hat^(sigma - 1)
    x_hat_kji = w_hat_i^(1 - sigma) tau_hat_kji^-sigma Ptilde_kj E_hat_j             trade, value before tariffs
    w_hat_i   = sum_kj (sigma - 1)/sigma X_kji x_hat_kji / (w L)_i
    E_hat_j   = [(w L)_j w_hat_j + profits'_j + sum_ki t' X x_hat] / E_j
    G_j       = sum_k lambda_kj (sales'_kj + delta_kj R'_j) / (the same before) / P_hat_j

gamma are spending shares, delta_kj the share of sector k in j's wages, R tariff revenue; weights lambda of one make G
the real income. Trade is balanced; numeraire: world wages stay. What depends on trade is a sum of weights times x_hat,
whose derivatives in ln w_hat, ln E_hat and ln tau_hat are those of `pulled_back`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

Array = NDArray[np.float64]
BALANCED = 1e-6  # income less spending over the largest spending: the rounding of published data


@dataclass(frozen=True)
class ProfitBenchmark:
    """Trade X[k, j, i] before tariffs, net tariffs t[k, j, i], sigma[k]; shares follow."""

    X: Array
    t: Array
    sigma: Array

    def __post_init__(self) -> None:
        income = self.X.sum(axis=(0, 1)) + (self.t * self.X).sum(axis=(0, 2))
        gap = float(np.abs(income - self.spending).max() / self.spending.max())
        if gap > BALANCED:
            raise DataError(f"`X` is not balanced: income and spending differ by {gap:.1e}; remove deficits first.")

    @cached_property
    def wages(self) -> Array:
        """(w L)[i]."""
        return np.asarray((1.0 - 1.0 / self.sigma) @ self.X.sum(axis=1))

    @cached_property
    def spending(self) -> Array:
        """E[j]: what is spent, tariffs included."""
        return np.asarray(((1.0 + self.t) * self.X).sum(axis=(0, 2)))

    @cached_property
    def expenditure_share(self) -> Array:
        """mu[k, j]."""
        return np.asarray(((1.0 + self.t) * self.X).sum(axis=2) / self.spending)

    @cached_property
    def gamma(self) -> Array:
        """The share of exporter i in what j spends on k."""
        bought = (1.0 + self.t) * self.X
        return np.asarray(bought / bought.sum(axis=2, keepdims=True))

    @cached_property
    def wage_share(self) -> Array:
        """delta[k, i]: the share of sector k in i's wages."""
        return np.asarray((1.0 - 1.0 / self.sigma)[:, None] * self.X.sum(axis=1) / self.wages)


@dataclass(frozen=True)
class ProfitState:
    """Wages, spending and trade at tariffs: ln w_hat[i], ln E_hat[j], x_hat and new spending shares [k, j, i]."""

    log_w: Array
    log_E: Array
    tariff: Array
    x_hat: Array
    share: Array
    log_P: Array  # ln P_hat[k, j]


def state(bench: ProfitBenchmark, log_w: Array, log_E: Array, tariff: Array) -> ProfitState:
    """Trade and prices at wages, spending and net tariffs."""
    sigma = bench.sigma[:, None, None]
    log_tau = np.log1p(tariff) - np.log1p(bench.t)
    cost = bench.gamma * np.exp((1.0 - sigma) * (log_w + log_tau))
    total = cost.sum(axis=2, keepdims=True)
    x_hat = np.exp((1.0 - sigma) * log_w - sigma * log_tau + log_E[:, None]) / total
    log_P = np.log(total[..., 0]) / (1.0 - bench.sigma[:, None])
    return ProfitState(log_w, log_E, tariff, x_hat, cost / total, log_P)


@dataclass(frozen=True)
class TradeSlopes:
    """Derivatives in ln w_hat[i], ln E_hat[j] and ln tau_hat[k, j, i]."""

    w: Array
    E: Array
    tau: Array

    def __add__(self, other: TradeSlopes) -> TradeSlopes:
        return TradeSlopes(self.w + other.w, self.E + other.E, self.tau + other.tau)

    def times(self, factor: float) -> TradeSlopes:
        """All of them times a number."""
        return TradeSlopes(factor * self.w, factor * self.E, factor * self.tau)


def pulled_back(bench: ProfitBenchmark, at: ProfitState, weights: Array) -> TradeSlopes:
    """The derivatives of sum_kji weights x_hat, the weights held fixed."""
    sigma = bench.sigma[:, None, None]
    value = weights * at.x_hat
    tau = (sigma - 1.0) * at.share * value.sum(axis=2, keepdims=True) - sigma * value
    return TradeSlopes((tau + value).sum(axis=(0, 1)), value.sum(axis=(0, 2)), tau)


def gaps(bench: ProfitBenchmark, at: ProfitState) -> tuple[Array, Array]:
    """(implied w_hat - w_hat [i], implied E_hat - E_hat [j])."""
    sales = bench.X * at.x_hat
    paid = (1.0 - 1.0 / bench.sigma) @ sales.sum(axis=1) / bench.wages
    profits = (1.0 / bench.sigma) @ sales.sum(axis=1)
    revenue = (at.tariff * sales).sum(axis=(0, 2))
    income = (bench.wages * np.exp(at.log_w) + profits + revenue) / bench.spending
    return paid - np.exp(at.log_w), income - np.exp(at.log_E)


def jacobian(bench: ProfitBenchmark, at: ProfitState) -> Array:
    """The derivatives of `gaps` in (ln w_hat, ln E_hat), [2N, 2N]."""
    N = len(at.log_w)
    sigma = bench.sigma[:, None, None]
    wage = (1.0 - 1.0 / sigma) * bench.X / bench.wages * at.x_hat
    profit = bench.X / sigma / bench.spending * at.x_hat
    levy = at.tariff * bench.X / bench.spending[:, None] * at.x_hat
    full = np.empty((2 * N, 2 * N))
    for rows, value in ((slice(0, N), wage), (slice(N, 2 * N), profit)):
        own = np.diag(((1.0 - sigma) * value).sum(axis=(0, 1)))
        full[rows, :N] = own + np.einsum("kji,kjh->ih", (sigma - 1.0) * value, at.share)
        full[rows, N:] = value.sum(axis=0).T
    turned = (sigma - 1.0) * at.share * levy.sum(axis=2, keepdims=True)
    full[N:, :N] += ((1.0 - sigma) * levy + turned).sum(axis=0)
    full[N:, N:] += np.diag(levy.sum(axis=(0, 2)))
    w_hat, E_hat = np.exp(at.log_w), np.exp(at.log_E)
    full[:N, :N] -= np.diag(w_hat)
    full[N:, :N] += np.diag(bench.wages * w_hat / bench.spending)
    full[N:, N:] -= np.diag(E_hat)
    return full


def real_income_log(bench: ProfitBenchmark, at: ProfitState) -> Array:
    """ln of real income [j] over the benchmark's."""
    log_price: Array = (bench.expenditure_share * at.log_P).sum(axis=0)
    return at.log_E - log_price


def government(bench: ProfitBenchmark, at: ProfitState, weights: Array, j: int) -> tuple[float, TradeSlopes]:
    """(ln G_j, its derivatives at given wages and spending) under political weights[k] of j."""
    sales = bench.X[:, :, j]
    own = bench.X[:, j, :]
    by_revenue = float(weights @ bench.wage_share[:, j])
    before = float(weights @ sales.sum(axis=1)) + by_revenue * float((bench.t[:, j] * own).sum())
    coefficients = np.zeros_like(bench.X)
    coefficients[:, :, j] += weights[:, None] * sales
    coefficients[:, j, :] += by_revenue * at.tariff[:, j] * own
    after = float((coefficients * at.x_hat).sum())
    slopes = pulled_back(bench, at, coefficients / after)
    slopes.tau[:, j] += by_revenue * (1.0 + at.tariff[:, j]) * own * at.x_hat[:, j] / after
    share = bench.expenditure_share[:, j, None] * at.share[:, j]
    slopes.tau[:, j] -= share
    price = float(bench.expenditure_share[:, j] @ at.log_P[:, j])
    return float(np.log(after / before)) - price, TradeSlopes(slopes.w - share.sum(axis=0), slopes.E, slopes.tau)
