"""One-sector structural gravity: Anderson and van Wincoop (2003), counterfactuals as in Yotov et al. (2016).

flow[n, i] = k[n, i] y_i e_n / (Pi_i^(1-s) P_n^(1-s)), k = trade cost^(1-s), s the elasticity of substitution; y and e
are shares of world output and spending. With a_i = Pi_i^(s-1), b_n = P_n^(s-1), S[n, i] the share of i's sales that
goes to n, M[n, i] the share of n's spending that goes to i, and ratios written with a hat:

outward resistance       1 = a_hat_i sum_n S[n, i] k_hat e_hat_n b_hat_n
inward resistance        1 = b_hat_n sum_i M[n, i] k_hat y_hat_i a_hat_i
factory-gate prices      p_hat_i^(1-s) = y_hat_i a_hat_i                  endowments fixed

`full_endowment` solves all three with y_hat = p_hat and spending a fixed multiple of output, up to one factor for all
that keeps world spending equal to world output: it is the Armington model in exact hat algebra. `fixed_shares` keeps
y_hat = e_hat = 1 in the resistances and reads prices off the last: the short cut of gegravity 0.3, whose markets do
not clear at the new prices. Numeraire: the price index of one reference economy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.flows import exports, imports

Array = NDArray[np.float64]


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
        """Pi_hat [i], the incidence of trade costs on sellers, at y_hat = 1 (as gegravity reports it)."""
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
