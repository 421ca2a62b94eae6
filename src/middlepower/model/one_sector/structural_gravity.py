"""One-sector structural gravity: Anderson and van Wincoop (2003), counterfactuals as in Yotov et al. (2016).

flow[n, i] = k[n, i] y_i e_n / (Pi_i^(1-s) P_n^(1-s)), k = trade cost^(1-s), s the elasticity of substitution; y and e
are shares of world output and spending. With a_i = Pi_i^(s-1), b_n = P_n^(s-1), S[n, i] the share of i's sales that
goes to n, M[n, i] the share of n's spending that goes to i, and ratios written with a hat:

(1) 1 = a_hat_i sum_n S[n, i] k_hat e_hat_n b_hat_n        outward multilateral resistance
(2) 1 = b_hat_n sum_i M[n, i] k_hat y_hat_i a_hat_i        inward multilateral resistance
(3) p_hat_i^(1-s) = y_hat_i a_hat_i                        factory-gate prices, endowments fixed

`full_endowment` solves (1)-(3) with y_hat = p_hat and spending a fixed multiple of output, up to one factor for all
that keeps world spending equal to world output: it is the Armington model in exact hat algebra. `fixed_shares` keeps
y_hat = e_hat = 1 in (1)-(2) and reads prices off (3): the short cut of gegravity 0.3, whose markets do not clear at
the new prices. Numeraire: the price index of one reference economy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError, NoEquilibriumError
from middlepower.model.one_sector.solve import exports, imports

Array = NDArray[np.float64]

TOLERANCE = 1e-13  # of the largest relative residual
NEWTON_STEPS = 40
LARGEST_STEP = 1.0  # of a log unknown
FIRST_SWEEPS = 5  # row and column scalings before Newton's method


@dataclass(frozen=True)
class GravityBenchmark:
    """Modelled flow[n, i], own sales included, in any money, and the elasticity of substitution s > 1."""

    flow: Array
    substitution: float

    def __post_init__(self) -> None:
        """Refuse a matrix that isn't square, has negative cells or an economy without sales or purchases."""
        if self.flow.ndim != 2 or self.flow.shape[0] != self.flow.shape[1] or self.flow.min() < 0.0:
            raise DataError(f"`flow` must be square [importer, exporter], not negative; shape {self.flow.shape}.")
        if not (self.flow.sum(axis=0).min() > 0.0 and self.flow.sum(axis=1).min() > 0.0):
            raise DataError("`flow` has an economy that buys or sells nothing: drop it.")
        if self.substitution <= 1.0:
            raise DataError(f"`substitution` is {self.substitution:.3g}; it must be above 1 (trade elasticity plus 1).")

    @cached_property
    def output(self) -> Array:
        """Output [i]."""
        total: Array = self.flow.sum(axis=0)
        return total

    @cached_property
    def spending(self) -> Array:
        """Spending [n]."""
        total: Array = self.flow.sum(axis=1)
        return total


@dataclass(frozen=True)
class GravityOutcome:
    """Ratios to the benchmark: price[i] at the factory gate, price_index[n]; flow[n, i] in the benchmark's money."""

    benchmark: GravityBenchmark
    price: Array
    price_index: Array
    flow: Array
    residual: float

    @cached_property
    def outward_resistance(self) -> Array:
        """Pi_hat [i], the incidence of trade costs on sellers, by Eq. (3) with y_hat = 1 (gegravity's measure)."""
        ratio: Array = 1.0 / self.price
        return ratio

    @cached_property
    def welfare_hat(self) -> Array:
        """Real output and real spending ratio [n], p_hat / P_hat; gegravity's `welfare statistic` is its inverse."""
        ratio: Array = self.price / self.price_index
        return ratio

    @property
    def exports_change(self) -> Array:
        """Change of exports [i], a fraction."""
        change: Array = exports(self.flow) / exports(self.benchmark.flow) - 1.0
        return change

    @property
    def imports_change(self) -> Array:
        """Change of imports [n], a fraction."""
        change: Array = imports(self.flow) / imports(self.benchmark.flow) - 1.0
        return change

    @property
    def own_change(self) -> Array:
        """Change of own sales [n], a fraction."""
        change: Array = np.diag(self.flow) / np.diag(self.benchmark.flow) - 1.0
        return change


def modelled(cost_index: Array, output: Array, spending: Array, substitution: float) -> GravityBenchmark:
    """The benchmark whose flows are those of the model at cost_index[n, i] = trade cost^(1-s), e.g. exp(x'b).

    Only shares matter: spending is scaled to world output.
    """
    y, e = output / output.sum(), spending / spending.sum()
    a, b, _ = resistances(cost_index * e[:, None], cost_index * y[None, :], 0)
    return GravityBenchmark(output.sum() * cost_index * (e * b)[:, None] * (y * a)[None, :], substitution)


def resistances(sales: Array, purchases: Array, reference: int) -> tuple[Array, Array, float]:
    """(a[i], b[n], residual) of a_i sum_n sales[n, i] b_n = 1 and b_n sum_i purchases[n, i] a_i = 1, b[reference] = 1.

    Newton's method on logs; the first sales equation follows from the others and is left out.
    """
    N = len(sales)
    log_b = np.zeros(N)
    for _ in range(FIRST_SWEEPS):
        log_a = -np.log(np.exp(log_b) @ sales)
        log_b = -np.log(purchases @ np.exp(log_a))
    x = np.concatenate([log_a + log_b[reference], log_b - log_b[reference]])
    for _ in range(NEWTON_STEPS):
        a, b = np.exp(x[:N]), np.exp(x[N:])
        sold, bought = sales * a[None, :] * b[:, None], purchases * a[None, :] * b[:, None]
        gap = np.concatenate([np.log(sold.sum(axis=0)), np.log(bought.sum(axis=1))])
        worst = float(np.abs(gap).max())
        if worst <= TOLERANCE:
            return a, b, worst
        jacobian = np.block(
            [[np.eye(N), (sold / sold.sum(axis=0)).T], [bought / bought.sum(axis=1)[:, None], np.eye(N)]]
        )
        jacobian[0] = np.eye(2 * N)[N + reference]
        gap[0] = x[N + reference]
        x = x - np.clip(np.linalg.solve(jacobian, gap), -LARGEST_STEP, LARGEST_STEP)
    raise NoEquilibriumError(
        f"multilateral resistances leave a residual of {worst:.1e}: look for groups that do not trade."
    )


def fixed_shares(benchmark: GravityBenchmark, cost_hat: Array, reference: int) -> GravityOutcome:
    """The counterfactual of gegravity 0.3: shares of output and spending stay put in Eqs. (1) and (2).

    cost_hat[n, i] is the ratio of trade costs. Flows are, as there, k' a' b' at output and spending scaled by prices.
    """
    s = benchmark.substitution
    k_hat = cost_hat ** (1.0 - s)
    sales = benchmark.flow / benchmark.output[None, :] * k_hat
    purchases = benchmark.flow / benchmark.spending[:, None] * k_hat
    a, b, residual = resistances(sales, purchases, reference)
    price = a ** (1.0 / (1.0 - s))
    world = benchmark.output @ price / benchmark.output.sum()
    flow = benchmark.flow * k_hat * (b * price)[:, None] * (a * price / world)[None, :]
    return GravityOutcome(benchmark, price, b ** (1.0 / (s - 1.0)), flow, residual)


def full_endowment(benchmark: GravityBenchmark, cost_hat: Array, reference: int) -> GravityOutcome:
    """The general-equilibrium counterfactual, Eqs. (1)-(3): every market clears at the new prices."""
    s, N = benchmark.substitution, len(benchmark.flow)
    kernel = benchmark.flow / benchmark.spending[:, None] * cost_hat ** (1.0 - s)
    log_p = np.zeros(N)
    for _ in range(NEWTON_STEPS):
        share, log_index = demand(kernel, log_p, s)
        flow, gap = cleared(benchmark, share, log_p)
        worst = float(np.abs(np.append(gap, log_index[reference])).max())
        if worst <= TOLERANCE:
            return GravityOutcome(benchmark, np.exp(log_p), np.exp(log_index), flow, worst)
        jacobian = market_slope(benchmark, share, flow, log_p, s)
        jacobian[0], gap[0] = share[reference], log_index[reference]
        log_p = log_p - np.clip(np.linalg.solve(jacobian, gap), -LARGEST_STEP, LARGEST_STEP)
    raise NoEquilibriumError(f"prices leave an excess demand of {worst:.1e} of own output: change the costs in steps.")


def demand(kernel: Array, log_p: Array, s: float) -> tuple[Array, Array]:
    """(spending shares [n, i], ln P_hat[n]) at factory-gate prices."""
    weight = kernel * np.exp((1.0 - s) * log_p)
    total = weight.sum(axis=1)
    return weight / total[:, None], np.log(total) / (1.0 - s)


def cleared(benchmark: GravityBenchmark, share: Array, log_p: Array) -> tuple[Array, Array]:
    """(flow[n, i], sales over output less one [i]); one factor keeps world spending equal to world output."""
    earned, spent = benchmark.output * np.exp(log_p), benchmark.spending * np.exp(log_p)
    flow = share * (spent * earned.sum() / spent.sum())[:, None]
    return flow, flow.sum(axis=0) / earned - 1.0


def market_slope(benchmark: GravityBenchmark, share: Array, flow: Array, log_p: Array, s: float) -> Array:
    """Derivatives of `cleared`'s gaps [i] with respect to ln p[j]."""
    earned, spent = benchmark.output * np.exp(log_p), benchmark.spending * np.exp(log_p)
    sold = flow.sum(axis=0)
    own = (1.0 - s) * np.diag(sold) - (1.0 - s) * flow.T @ share + flow.T
    level = earned / earned.sum() - spent / spent.sum()
    slope: Array = (own + np.outer(sold, level)) / earned[:, None] - np.diag(sold / earned)
    return slope
