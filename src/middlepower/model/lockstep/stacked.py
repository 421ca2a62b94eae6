"""Scenarios stacked for one sweep of all: corrections of the shared products, and quotas as one long table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.quota import (
    Bundles,
    QuotaTable,
    bundles,
    rent_transfers,
    rents,
    volumes,
    wanted_premium,
)
from middlepower.model.lockstep.shared import BatchScenario, SharedProblem, weights

Array = NDArray[np.float64]
Index = NDArray[np.intp]
LEAST_LEFT = 1e-4  # of a price kernel: what is left after subtracting more has lost four digits, so it is solved alone


class Stacked:
    """All scenarios of a batch at one point of their sweeps.

    z[2q + n, j] as in `long_run.evaluate.Evaluator`: log premiums, rents over the importer's wL, net export taxes
    over wL; scenarios with fewer quotas than others leave the rest at zero. Quotas' flows come after the fixed cells.
    """

    def __init__(self, shared: SharedProblem, scenarios: Sequence[BatchScenario], quotas: int) -> None:
        """Lay the scenarios' cells and quotas end to end; z has room for so many quotas."""
        self.shared, self.scenarios, self.count, self.quotas = shared, scenarios, len(scenarios), quotas
        N, m = shared.benchmark.regions, self.count
        cells = [*(one.cells for one in scenarios), *(one.quota_cells for one in scenarios)]
        self.fixed = sum(len(one.at) for one in cells[:m])
        self.j = np.repeat(np.arange(2 * m) % m, [len(one.at) for one in cells])
        k, n, i = np.unravel_index(np.concatenate([one.at for one in cells]), shared.K.shape)
        flows = k, n, i
        net, tax = np.concatenate([one.net for one in cells]), np.concatenate([one.tax for one in cells])
        self.K = weights(shared.benchmark, flows, np.concatenate([one.cost for one in cells]), shared.log_shift)
        self.base, self.Kt, self.Ke = self.K[self.fixed :].copy(), self.K * net, self.K * net * tax
        self.was = shared.K[flows], shared.Kt[flows], np.zeros(len(k)) if shared.Ke is None else shared.Ke[flows]
        self.both = (k * 2 * N + n) * m + self.j
        self.row, self.column = (k * N + n) * m + self.j, (k * N + i) * m + self.j
        self.table = stacked_table([one.table for one in scenarios], N)
        self.quota_j = self.j[self.fixed :][self.table.flow]
        self.quota_row = joined_ranges([len(one.table.flow) for one in scenarios])
        self.bundle: Bundles | None = None

    def exact(self) -> NDArray[np.bool_]:
        """[j] where no price kernel loses so much to its cells that the difference would be inexact."""
        whole = np.repeat(self.shared.K.sum(axis=2).reshape(-1), self.count)
        gone = np.bincount(self.row, self.was[0], len(whole))
        come = np.bincount(self.row, self.K, len(whole))
        kept = (whole - gone + come >= LEAST_LEFT * whole) | (gone == 0.0)
        return np.asarray(kept.reshape(-1, self.count).all(axis=0))

    @property
    def free_wages(self) -> NDArray[np.bool_]:
        """[j] where no floor holds the wages of the first year."""
        return np.array([one.free_wages for one in self.scenarios], dtype=bool)

    @property
    def size(self) -> int:
        """The length of z."""
        return 2 * self.quotas + (0 if self.shared.Ke is None else self.shared.benchmark.regions)

    @property
    def literal(self) -> Stacked:
        """The same scenarios on the problem written out literally, for the independent check."""
        return Stacked(self.shared.literal, self.scenarios, self.quotas)

    def taken(self, chosen: Index) -> Stacked:
        """Some of the scenarios, in the same rows of z."""
        return Stacked(self.shared, [self.scenarios[j] for j in chosen], self.quotas)

    def opened(self, z: Array) -> tuple[Array, Array]:
        """(log premiums [q], what rents move to each treasury [n, j]) at z; writes the quota flows' kernels."""
        wL, Q, N = self.shared.benchmark.wL, self.quotas, self.shared.benchmark.regions
        premium = z[self.quota_row, self.quota_j]
        moved = np.zeros((N, self.count))
        if Q:
            rent = z[Q + self.quota_row, self.quota_j] * wL[self.table.importer // self.count]
            received, paid = rent_transfers(self.table, rent, N * self.count)
            moved += (received - paid).reshape(N, self.count)
            self._tax(premium)
        return premium, moved

    def taxed(self, z: Array) -> Array:
        """What export taxes move to each treasury [n, j] at z."""
        return z[2 * self.quotas :] * self.shared.benchmark.wL[:, None] if self.shared.Ke is not None else np.zeros(1)

    def _tax(self, premium: Array) -> None:
        """Write the quota flows' kernels at these premiums."""
        self.bundle = bundles(self.table, premium)
        kernel = self.base * self.bundle.cost ** -self.shared.benchmark.theta[self.table.k]
        self.K[self.fixed :] = kernel
        self.Kt[self.fixed :] = kernel * self.bundle.border / self.table.export
        self.Ke[self.fixed :] = self.Kt[self.fixed :] * (self.table.export - 1.0)

    def bought(self, b: Array, both: Array) -> tuple[Array, Array]:
        """(K b, Kt b) [k, n, j] of cost terms b[k, i, j], written into both[k, 2n, j]."""
        N = self.shared.benchmark.regions
        np.matmul(self.shared.kernels, b, out=both)
        near = b.reshape(-1)[self.column]
        np.add.at(both.reshape(-1), self.both, (self.K - self.was[0]) * near)
        np.add.at(both.reshape(-1), self.both + N * self.count, (self.Kt - self.was[1]) * near)
        return both[:, :N], both[:, N:]

    def sold(self, per: Array, made: Array) -> None:
        """Write Kt' per [k, i, j] of spending over price kernels per[k, n, j]."""
        np.matmul(self.shared.Kt.transpose(0, 2, 1), per, out=made)
        np.add.at(made.reshape(-1), self.column, (self.Kt - self.was[1]) * per.reshape(-1)[self.row])

    def taxes(self, b: Array, per: Array) -> Array:
        """Export taxes received less paid [n, j], million US dollars."""
        Ke = self.shared.Ke
        if Ke is None:
            return np.zeros(b.shape[1:])
        levied, received = np.matmul(Ke, b), np.matmul(Ke.transpose(0, 2, 1), per)
        more = self.Ke - self.was[2]
        np.add.at(levied.reshape(-1), self.row, more * b.reshape(-1)[self.column])
        np.add.at(received.reshape(-1), self.column, more * per.reshape(-1)[self.row])
        net: Array = (received * b).sum(axis=0) - (levied * per).sum(axis=0)
        return net

    def asked(self, premium: Array, log_c: Array, b: Array, per: Array) -> Array:
        """The z that a sweep's costs log_c[k, i, j], cost terms b and spending over price kernels `per` ask for."""
        bench, N, m, Q = self.shared.benchmark, self.shared.benchmark.regions, self.count, self.quotas
        z = np.zeros((self.size, m))
        if self.bundle is not None:
            f = slice(self.fixed, None)
            spent = self.K[f] * b.reshape(-1)[self.column[f]] * per.reshape(-1)[self.row[f]]
            cost = log_c.reshape(-1, N * m)
            volume = volumes(self.table, self.bundle, spent, cost)
            rent = rents(self.table, premium, volume, cost)
            wanted = wanted_premium(self.table, premium, self.bundle, volume, bench.theta)
            z[self.quota_row, self.quota_j] = wanted
            z[Q + self.quota_row, self.quota_j] = rent / bench.wL[self.table.importer // m]
        if self.shared.Ke is not None:
            z[2 * Q :] = self.taxes(b, per) / bench.wL[:, None]
        return z


def stacked_table(tables: Sequence[QuotaTable], regions: int) -> QuotaTable:
    """All quotas of m scenarios as one table, where economy n of scenario j stands at n m + j."""
    m = len(tables)
    flows, quotas = ([len(getattr(table, name)) for table in tables] for name in ("k", "flow"))
    parts = [len(table.quota) for table in tables]
    j = np.repeat(np.arange(m), flows)
    whole = {
        field.name: np.concatenate([getattr(table, field.name) for table in tables]) for field in fields(QuotaTable)
    }
    whole["n"], whole["i"] = whole["n"] * m + j, whole["i"] * m + j
    whole["flow"] = whole["flow"] + np.repeat(starts(flows), quotas)
    whole["first"] = whole["first"] + np.repeat(starts(parts), quotas)
    whole["quota"] = whole["quota"] + np.repeat(starts(quotas), parts)
    return QuotaTable(**whole)


def starts(sizes: Sequence[int]) -> Index:
    """Where each part begins when parts of these sizes lie end to end."""
    ends = np.cumsum(sizes)
    return np.asarray(ends - sizes, dtype=np.intp)


def joined_ranges(sizes: Sequence[int]) -> Index:
    """0, 1, .. for each size, end to end."""
    return np.arange(sum(sizes)) - np.repeat(starts(sizes), sizes)
