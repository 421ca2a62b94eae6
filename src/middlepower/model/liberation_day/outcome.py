"""The outcome of a solve in `liberation_day`: ratios to the benchmark, welfare, and trade over value added."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.flows import exports, imports
from middlepower.model.liberation_day.benchmark import OneSectorBenchmark, Rebate

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OneSectorOutcome:
    """A solved equilibrium. Ratios [n]: w_hat, E_hat, L_hat, P_hat; flow[n, i] before tariffs; revenue[n]."""

    benchmark: OneSectorBenchmark
    tariff: Array
    rebate: Rebate
    w_hat: Array
    E_hat: Array
    L_hat: Array
    P_hat: Array
    flow: Array
    residual: float
    newton_steps: int
    unknowns: Array = field(repr=False)

    @cached_property
    def value_added(self) -> Array:
        """w L' [n], million US dollars."""
        total: Array = self.benchmark.Y * self.w_hat * self.L_hat
        return total

    @cached_property
    def revenue(self) -> Array:
        """Tariff revenue R' [n], Eq. (5), million US dollars."""
        total: Array = self.benchmark.E * self.E_hat - self.flow.sum(axis=1)
        return total

    @cached_property
    def welfare_hat(self) -> Array:
        """Welfare ratio [n] = d C_hat / P_hat + (1 - d) w_hat L_hat / P_hat.

        d = C / (C - kappa (1 - tau) Y / (1 + kappa)) takes out the disutility of work; C = Y + T is final
        spending and tau the income tax that tariff revenue replaces (0 when revenue is handed out lump sum).
        """
        bench, kappa = self.benchmark, self.benchmark.parameters.labour_supply
        world = self.value_added.sum() / bench.Y.sum()
        before = bench.Y + bench.T
        after = self.value_added + self.revenue + bench.T * world
        tau = self.revenue / self.value_added if self.rebate == "income_tax_relief" else np.zeros(bench.regions)
        d = before / (before - kappa * (1.0 - tau) * bench.Y / (1.0 + kappa))
        ratio: Array = (d * after / before + (1.0 - d) * self.w_hat * self.L_hat) / self.P_hat
        return ratio

    @cached_property
    def deficit_change(self) -> Array:
        """Change of the trade deficit over its benchmark size [n]."""
        before = imports(self.benchmark.flow) - exports(self.benchmark.flow)
        change: Array = (imports(self.flow) - exports(self.flow) - before) / np.abs(before)
        return change

    @cached_property
    def exports_to_gdp_change(self) -> Array:
        """Change of exports over value added [n], a fraction of the benchmark ratio."""
        before = exports(self.benchmark.flow) / self.benchmark.Y
        change: Array = exports(self.flow) / self.value_added / before - 1.0
        return change

    @cached_property
    def imports_to_gdp_change(self) -> Array:
        """Change of imports before tariffs over value added [n], a fraction of the benchmark ratio."""
        before = imports(self.benchmark.flow) / self.benchmark.Y
        change: Array = imports(self.flow) / self.value_added / before - 1.0
        return change
