"""The benchmark of a model as plain arrays: what the equations read, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.names import NO_LABELS, Labels

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Benchmark:
    """Arrays of one benchmark equilibrium, in the letters of Caliendo and Parro (2015).

    pi[k, n, i] share of n's spending on k that goes to i, tariff-inclusive; tau[k, n, i] tariff, a fraction;
    gamma[n, k, s] share of k in the cost of s in n; beta[s, n] value-added share; alpha[k, n] consumption
    share; theta[k] trade elasticity; wL[n] value added; D[n] deficit; X[k, n] spending (million US dollars);
    export_tax[k, n, i] what the exporter's side adds before the border, a fraction of the producer's price; None
    where nobody does; labels what stands at a position, for messages.
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
    export_tax: Array | None = None
    labels: Labels = field(default=NO_LABELS)

    @property
    def sectors(self) -> int:
        """Number of sectors."""
        return int(self.pi.shape[0])

    @property
    def regions(self) -> int:
        """Number of regions."""
        return int(self.pi.shape[1])

    @property
    def wedge(self) -> Array:
        """Buyers' over producers' price [k, n, i], (1 + tau) (1 + export_tax)."""
        factor: Array = 1.0 + self.tau
        return factor if self.export_tax is None else factor * (1.0 + self.export_tax)

    @cached_property
    def Y(self) -> Array:
        """Gross output Y[k, i] = sum_n pi X / wedge, at basic prices."""
        output: Array = np.einsum("kni,kn->ki", self.pi / self.wedge, self.X)
        return output

    @property
    def export_taxes(self) -> tuple[Array, Array]:
        """(received[i], paid[n]): export taxes and rents of exporters, million US dollars."""
        if self.export_tax is None:
            return np.zeros(self.regions), np.zeros(self.regions)
        tax = self.export_tax * self.pi / self.wedge * self.X[:, :, None]
        return tax.sum(axis=(0, 1)), tax.sum(axis=(0, 2))

    @cached_property
    def income(self) -> Array:
        """Income I[n] = value added + tariff revenue + export taxes and rents + deficit, Eq. CP (8)."""
        revenue = np.einsum("kni,kn->n", self.pi * self.tau / (1.0 + self.tau), self.X)
        total: Array = self.wL + revenue + self.export_taxes[0] + self.D
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


def refuse_export_taxes(export_tax: Array | None, model: str) -> None:
    """Refuse a benchmark with export taxes or quota rents in a model that doesn't know them."""
    if export_tax is not None:
        raise DataError(
            f"{model} knows no export taxes, but the benchmark has some, or quota rents that exporters keep "
            f"(the largest is {float(np.abs(export_tax).max()):.1%}): use Solver, or a benchmark without them."
        )
