"""Tariff-rate quotas as complementarity conditions, solved together with the equilibrium.

On a line with quota Q, in-quota rate t_in and over-quota rate t_out, the premium r obeys
0 <= r perp Q - volume >= 0 while (1 + t_in)(1 + r) <= 1 + t_out; at that cap, over-quota imports pay t_out.
Volume is value at origin prices over the origin's unit-cost change. Rent = r x in-quota value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.problem import Problem
from middlepower.model.sweep import Sweep, sweep
from middlepower.scenario.shock import QuotaLine

Array = NDArray[np.float64]
VOLUME_FLOOR = 1e-300
SLACK = 1e-9  # a premium or an overshoot of the quota below this is none


@dataclass(frozen=True)
class QuotaOutcome:
    """One quota in equilibrium: premium r (fraction), volume over quota volume, rent (million US dollars)."""

    line: QuotaLine
    premium: float
    fill: float
    rent: float

    @property
    def status(self) -> str:
        """`slack`, `binding` (a premium between the two rates) or `over quota`."""
        if self.premium <= SLACK:
            return "slack"
        return "over quota" if self.fill > 1.0 + SLACK else "binding"


@dataclass(frozen=True)
class Bundles:
    """The bundles of all quota flows at given premiums, per unit of spending on the flow."""

    cost: Array
    line_share: Array
    factor: Array
    net: Array


@dataclass(frozen=True)
class QuotaTable:
    """All quota lines of a problem as arrays [q]."""

    k: NDArray[np.intp]
    n: NDArray[np.intp]
    i: NDArray[np.intp]
    share: Array
    before: Array
    in_quota: Array
    volume: Array
    eta: Array
    other_cost: Array
    other_net: Array
    premium_max: Array
    to_exporter: NDArray[np.bool_]

    @property
    def at(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Index of the quota flows in a [k, n, i] array."""
        return self.k, self.n, self.i


def quota_table(lines: tuple[QuotaLine, ...]) -> QuotaTable:
    """The lines as arrays; rates become factors 1 + t."""

    def column(name: str) -> Array:
        return np.array([getattr(q, name) for q in lines], dtype=float)

    def index(name: str) -> NDArray[np.intp]:
        return np.array([getattr(q, name) for q in lines], dtype=np.intp)

    return QuotaTable(
        index("sector"),
        index("importer"),
        index("exporter"),
        column("share"),
        1.0 + column("rate_before"),
        1.0 + column("rate_in_quota"),
        column("volume"),
        column("eta"),
        column("other_cost"),
        column("other_net"),
        column("log_premium_max"),
        np.array([q.rent_to == "exporter" for q in lines], dtype=bool),
    )


def bundles(table: QuotaTable, premium: Array) -> Bundles:
    """Landed-cost change, the line's share, its tax factor, and producers' receipts, formulas section 9."""
    factor = table.in_quota * np.exp(premium)
    power = 1.0 - table.eta
    line = table.share * (factor / table.before) ** power
    total = table.other_cost + line
    share = line / total
    return Bundles(total ** (1.0 / power), share, factor, table.other_net / total + share / factor)


def fill_and_rent(table: QuotaTable, problem: Problem, spending: Array, log_c: Array, premium: Array) -> tuple[Array, Array]:
    """(volume over quota volume, rent) of each line when spending[q] is spent on its flow."""
    bench = problem.benchmark
    bundle = bundles(table, premium)
    receipts = spending * bundle.line_share / bundle.factor
    before = bench.pi[table.at] * bench.X[table.k, table.n] * table.share / table.before
    volume = receipts / np.exp(log_c[table.k, table.i]) / before
    fill = np.maximum(volume / table.volume, VOLUME_FLOOR)
    rent: Array = np.expm1(premium) * receipts * np.minimum(1.0, 1.0 / fill)
    return fill, rent


def moved_rents(table: QuotaTable, rent: Array, regions: int) -> Array:
    """Net transfer [n] of rents that belong to exporters; the sweep leaves all with the importer."""
    moved = np.where(table.to_exporter, rent, 0.0)
    net = np.zeros(regions)
    np.add.at(net, table.i, moved)
    np.add.at(net, table.n, -moved)
    return net


class QuotaSweep:
    """Sweeps of a problem whose quota flows follow the state z = (log premiums, rents / importer's wL)."""

    def __init__(self, problem: Problem) -> None:
        """Take working copies of the kernels where there are quotas; otherwise use the problem's own."""
        self.problem = problem
        self.table = quota_table(problem.quotas)
        self.count = len(problem.quotas)
        if self.count:
            self.base = problem.K[self.table.at].copy()
            self.work = problem.copy()
            self.scale = problem.benchmark.wL[self.table.n]

    def __call__(self, log_w: Array, log_P: Array, Y: Array, z: Array) -> tuple[Sweep, Array]:
        """One sweep at state (ln w, ln P, Y, z), and the z that it asks for."""
        if not self.count:
            return sweep(self.problem, log_w, log_P, Y), z
        premium, rent = z[: self.count], z[self.count :] * self.scale
        bench, table = self.problem.benchmark, self.table
        bundle = bundles(table, premium)
        kernel = self.base * bundle.cost ** -bench.theta[table.k]
        self.work.K[table.at] = kernel
        self.work.Kt[table.at] = kernel * bundle.net
        found = sweep(self.work, log_w, log_P, Y, moved_rents(table, rent, bench.regions))
        spending = kernel * found.b[table.k, table.i] * found.X[table.k, table.n] / found.Phi[table.k, table.n]
        fill, new_rent = fill_and_rent(table, self.problem, spending, found.log_c, premium)
        slope = table.eta * (1.0 - bundle.line_share) + (1.0 + bench.theta[table.k]) * bundle.line_share
        wanted = np.clip(premium + np.log(fill) / slope, 0.0, table.premium_max)
        return found, np.concatenate([wanted, new_rent / self.scale])
