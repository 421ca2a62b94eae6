"""The outcome of a solve on a product world."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.products.problem import ProductProblem
from middlepower.solve.report import SolveReport

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ProductEquilibrium:
    """A solved product world; `_hat` arrays are ratios to the benchmark, the others levels (million US dollars).

    w_hat[n], P_hat[k, n], c_hat[k, i]; Phi[g, n] the products' price-index kernels; X[k, n] spending; Y[k, i] output;
    tariff_revenue[n]; D[n]; income[n] = w_hat wL + tariff_revenue + D.
    """

    problem: ProductProblem
    w_hat: Array
    P_hat: Array
    c_hat: Array
    b: Array
    Phi: Array
    X: Array
    Y: Array
    tariff_revenue: Array
    D: Array
    income: Array
    report: SolveReport

    @cached_property
    def consumer_price_hat(self) -> Array:
        """Consumption price index ratio [n] = prod_k P_hat^alpha."""
        alpha = self.problem.world.benchmark.alpha
        index: Array = np.exp(np.einsum("kn,kn->n", alpha, np.log(self.P_hat)))
        return index

    @cached_property
    def real_income_hat(self) -> Array:
        """Exact real income ratio to the benchmark [n]."""
        ratio: Array = self.income / self.problem.world.benchmark.income / self.consumer_price_hat
        return ratio

    @cached_property
    def product_price_hat(self) -> Array:
        """Price index ratio of each product [g, n]; 1 where it is not bought."""
        problem, groups = self.problem, self.problem.groups
        theta = groups.theta[:, None]
        top = (-theta * np.log(self.c_hat)[groups.sector]).max(axis=1)[groups.of_product]
        log_price = -(np.log(self.Phi) + top[:, None] + problem.log_scale) / problem.world.elasticity[:, None]
        return np.where(problem.world.product_share > 0, np.exp(log_price), 1.0)

    @cached_property
    def flow(self) -> Array:
        """Bilateral product flows [f] at basic prices, in the order of the world."""
        problem, world = self.problem, self.problem.world
        demand = world.product_share * self.X[world.sector_of] / self.Phi
        count = np.diff(world.row_start)
        per_product = count.reshape(demand.shape).sum(axis=1)
        b = self.b[np.repeat(problem.groups.of_product, per_product), world.exporter]
        value: Array = problem.Kt * b * np.repeat(demand.ravel(), count)
        return value
