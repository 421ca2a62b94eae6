"""Sweeps of a problem in which some spending goes to other treasuries: quota rents and export taxes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import Problem
from middlepower.model.core.quota import (
    bundles,
    export_tax_transfers,
    quota_table,
    rent_transfers,
    rents,
    volumes,
    wanted_premium,
)
from middlepower.model.long_run.equations import Sweep, sweep

Array = NDArray[np.float64]


class Evaluator:
    """Sweeps at states (ln w, ln P, Y, z); z = (quota log premiums, quota rents / importer's wL, taxes / wL).

    The taxes in z are export taxes received less paid [n]; z is empty where there are neither quotas nor taxes.
    """

    def __init__(self, problem: Problem) -> None:
        """Take working copies of the kernels where quota flows will change them."""
        self.problem = problem
        self.table = quota_table(problem.quotas, problem.benchmark, problem.export_tax)
        self.count = len(problem.quotas)
        self.work = problem.copy() if self.count else problem
        self.base = problem.K[self.table.cells].copy()

    @property
    def size(self) -> int:
        """The length of z."""
        return size_of_z(self.problem)

    def __call__(self, log_w: Array, log_P: Array, Y: Array, z: Array) -> tuple[Sweep, Array]:
        """One sweep at a state, and the z that it asks for."""
        if not len(z):
            return sweep(self.problem, log_w, log_P, Y), z
        premium, rent, taxes = self._open(z)
        self._tax_quota_flows(premium)
        received, paid = rent_transfers(self.table, rent, self.problem.benchmark.regions)
        implied = sweep(self.work, log_w, log_P, Y, received - paid + taxes)
        return implied, self._next(implied, premium)

    def _open(self, z: Array) -> tuple[Array, Array, Array]:
        """(log premiums, rents, net export taxes) in million US dollars."""
        wL = self.problem.benchmark.wL
        premium, rent = z[: self.count], z[self.count : 2 * self.count] * wL[self.table.importer]
        rest = z[2 * self.count :]
        return premium, rent, rest * wL if len(rest) else np.zeros_like(wL)

    def _tax_quota_flows(self, premium: Array) -> None:
        """Write the quota flows' kernels at these premiums."""
        bundle = bundles(self.table, premium)
        kernel = self.base * bundle.cost ** -self.problem.benchmark.theta[self.table.k]
        self.work.K[self.table.cells] = kernel
        self.work.Kt[self.table.cells] = kernel * bundle.border / self.table.export

    def _next(self, implied: Sweep, premium: Array) -> Array:
        """The z that a sweep's quantities ask for."""
        bench, table = self.problem.benchmark, self.table
        spent = implied.b[table.k, table.i] * implied.X[table.k, table.n] / implied.Phi[table.k, table.n]
        bundle = bundles(table, premium)
        volume = volumes(table, bundle, self.work.K[table.cells] * spent, implied.log_c)
        rent = rents(table, premium, volume, implied.log_c)
        parts = [wanted_premium(table, premium, bundle, volume, bench.theta), rent / bench.wL[table.importer]]
        if self.problem.export_tax is not None:
            flow = self.work.Kt * implied.b[:, None, :] * (implied.X / implied.Phi)[:, :, None]
            received, paid = export_tax_transfers(self.problem.export_tax, flow)
            parts.append((received - paid) / bench.wL)
        return np.concatenate(parts)


def size_of_z(problem: Problem) -> int:
    """How many unknowns quotas and export taxes add."""
    taxes = 0 if problem.export_tax is None else problem.benchmark.regions
    return 2 * len(problem.quotas) + taxes


def start_of_z(problem: Problem) -> Array:
    """The z of the benchmark for a problem, see `z_at_benchmark`."""
    return z_at_benchmark(problem.benchmark, len(problem.quotas), problem.export_tax)


def z_at_benchmark(benchmark: Benchmark, quotas: int, export_tax: Array | None) -> Array:
    """The z of the benchmark: no premiums, no rents of new quotas, and the export taxes that it records."""
    none = np.zeros(2 * quotas)
    if export_tax is None:
        return none
    received, paid = benchmark.export_taxes
    return np.concatenate([none, (received - paid) / benchmark.wL])


def z_at(solved: Equilibrium, taxed: bool) -> Array:
    """The z of an equilibrium, for a shock with the same quotas; `taxed` where that has export taxes."""
    wL, quotas = solved.benchmark.wL, solved.quotas
    premiums = [np.log1p(quota.premium) for quota in quotas]
    rent = [quota.rent / wL[quota.line.importer] for quota in quotas]
    return np.concatenate([premiums, rent, taxes_moved(solved) if taxed else []])


def taxes_moved(solved: Equilibrium) -> Array:
    """Export taxes received less paid [n] in an equilibrium, over wL: what is left of transfers without rents."""
    moved = solved.received - solved.paid
    for quota in solved.quotas:
        if quota.line.rent_to == "exporter":
            moved[quota.line.exporter] -= quota.rent
            moved[quota.line.importer] += quota.rent
    return moved / solved.benchmark.wL
