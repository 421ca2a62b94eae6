"""What an equilibrium says of work where factors are specific: wages, returns, jobs, volume of value added."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LabourMarket:
    """Pay and work, as ratios [s, n] to the benchmark.

    w_hat wages per efficiency unit, W_hat expected pay (employment times wage), r_hat returns to specific factors;
    weight[s, n] benchmark share of sectors in labour income; above_anchor[s, n] = ln w_hat - ln anchor;
    consumer_price_hat[n].
    """

    benchmark: Benchmark
    labour_share: Array
    kappa: float
    weight: Array
    w_hat: Array
    W_hat: Array
    r_hat: Array
    above_anchor: Array
    consumer_price_hat: Array

    @cached_property
    def employed(self) -> Array:
        """e[s, n] = W / w: the share of a sector's workers who have work."""
        share: Array = self.W_hat / self.w_hat
        return share

    @cached_property
    def workers(self) -> Array:
        """Share of each sector's workers, at work or not, among all [s, n]: weight (W / Phi)^kappa."""
        pull = self.weight * (self.W_hat / self.W_hat.max(axis=0)) ** self.kappa
        share: Array = pull / pull.sum(axis=0)
        return share

    @cached_property
    def jobs_hat(self) -> Array:
        """Employed persons of a sector over those of the benchmark [s, n]; missing where nobody works."""
        jobs = self.workers * self.employed
        return np.divide(jobs, self.weight, out=np.full_like(jobs, np.nan), where=self.weight > 0)

    @cached_property
    def employment_hat(self) -> Array:
        """Employed persons of an economy over those of the benchmark [n]; everybody is, at the benchmark.

        One less those without work: exactly one where nobody is, which a sum of shares isn't.
        """
        total: Array = 1.0 - (self.workers * (1.0 - self.employed)).sum(axis=0)
        return total

    @cached_property
    def input_hat(self) -> Array:
        """Efficiency units of labour at work [s, n] over those of the benchmark: labour income over its wage."""
        units: Array = self.r_hat / self.w_hat
        return units

    @cached_property
    def value_added_price_log(self) -> Array:
        """ln v[s, n] = lam ln w + (1 - lam) ln r: the price of a sector's value added."""
        price: Array = self.labour_share * np.log(self.w_hat) + (1.0 - self.labour_share) * np.log(self.r_hat)
        return price

    @cached_property
    def paid(self) -> Array:
        """LabourMarket income [s, n], million US dollars."""
        income: Array = self.labour_share * self.benchmark.beta * self.benchmark.Y * self.r_hat
        return income

    @cached_property
    def value_added_volume_hat(self) -> Array:
        """Value added at constant prices [n]: Tornqvist index of labour at work, specific factors being constant.

        ln Q = sum_s (m + m') / 2 ln(units' / units), m the share of a sector's labour in value added.
        """
        before = self.paid / self.r_hat
        value, value_after = self.benchmark.wL, (self.paid / self.labour_share).sum(axis=0)
        share = 0.5 * (before / value + self.paid / value_after)
        volume: Array = np.exp((share * np.log(self.input_hat)).sum(axis=0))
        return volume

    @cached_property
    def real_wage_hat(self) -> Array:
        """Average wage per efficiency unit at work over consumer prices [n]."""
        paid = (self.weight * self.r_hat).sum(axis=0)
        units = (self.weight * self.input_hat).sum(axis=0)
        ratio: Array = paid / units / self.consumer_price_hat
        return ratio
