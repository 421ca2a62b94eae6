"""The benchmark of a model as plain arrays: what the equations read, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Benchmark:
    """Arrays of one benchmark equilibrium, in the letters of Caliendo and Parro (2015).

    pi[k, n, i] share of n's spending on k that goes to i, tariff-inclusive; tau[k, n, i] tariff, a fraction;
    gamma[n, k, s] share of k in the cost of s in n; beta[s, n] value-added share; alpha[k, n] consumption
    share; theta[k] trade elasticity; wL[n] value added; D[n] deficit; X[k, n] spending (million US dollars).
    """

    pi: Array
    tau: Array
    gamma: Array
    beta: Array
    alpha: Array
    theta: Array
    wL: Array
    D: Array
    X: Array

    @property
    def sectors(self) -> int:
        """Number of sectors."""
        return int(self.pi.shape[0])

    @property
    def regions(self) -> int:
        """Number of regions."""
        return int(self.pi.shape[1])

    @cached_property
    def Y(self) -> Array:
        """Gross output Y[k, i] = sum_n pi X / (1 + tau), at basic prices."""
        output: Array = np.einsum("kni,kn->ki", self.pi / (1.0 + self.tau), self.X)
        return output

    @cached_property
    def income(self) -> Array:
        """Income I[n] = value added + tariff revenue + deficit, Eq. CP (4)."""
        revenue = np.einsum("kni,kn->n", self.pi * self.tau / (1.0 + self.tau), self.X)
        total: Array = self.wL + revenue + self.D
        return total

    @cached_property
    def log_pi(self) -> Array:
        """ln pi[k, n, i], minus infinity where nothing is bought."""
        with np.errstate(divide="ignore"):
            logs: Array = np.log(self.pi)
        return logs

    @cached_property
    def domestic_share(self) -> Array:
        """pi[k, n, n]: the share of n's spending on k that stays at home."""
        n = np.arange(self.regions)
        return self.pi[:, n, n]
