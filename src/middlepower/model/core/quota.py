"""Tariff-rate quotas as complementarity conditions, solved together with the equilibrium.

On a line with quota Q, in-quota rate t_in and over-quota rate t_out, the premium r obeys
0 <= r perp Q - volume >= 0 while (1 + t_in)(1 + r) <= 1 + t_out; at that cap, over-quota imports pay t_out.
Volume is value at origin prices over the origin's unit-cost change. Rent = r x in-quota value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.problem import Problem
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


def fill_and_rent(
    table: QuotaTable, problem: Problem, spending: Array, log_c: Array, premium: Array
) -> tuple[Array, Array]:
    """(volume over quota volume, rent) of each line when spending[q] is spent on its flow."""
    bench = problem.benchmark
    bundle = bundles(table, premium)
    receipts = spending * bundle.line_share / bundle.factor
    before = bench.pi[table.at] * bench.X[table.k, table.n] * table.share / table.before
    volume = receipts / np.exp(log_c[table.k, table.i]) / before
    fill = np.maximum(volume / table.volume, VOLUME_FLOOR)
    rent: Array = np.expm1(premium) * receipts * np.minimum(1.0, 1.0 / fill)
    return fill, rent


def rent_transfers(table: QuotaTable, rent: Array, regions: int) -> tuple[Array, Array]:
    """(received[i], paid[n]) of rents that belong to exporters; the sweep leaves all with the importer."""
    moved = np.where(table.to_exporter, rent, 0.0)
    received, paid = np.zeros(regions), np.zeros(regions)
    np.add.at(received, table.i, moved)
    np.add.at(paid, table.n, moved)
    return received, paid


def wanted_premium(table: QuotaTable, premium: Array, fill: Array, theta: Array) -> Array:
    """The premium that the volumes ask for: a Newton step of ln volume, kept between zero and the cap."""
    share = bundles(table, premium).line_share
    slope = table.eta * (1.0 - share) + (1.0 + theta[table.k]) * share
    return np.clip(premium + np.log(fill) / slope, 0.0, table.premium_max)


def export_tax_transfers(share: Array, spending: Array) -> tuple[Array, Array]:
    """(received[i], paid[n]): export taxes when `share`[k, n, i] of `spending`[k, n, i] is tax."""
    tax = share * spending
    return tax.sum(axis=(0, 1)), tax.sum(axis=(0, 2))
