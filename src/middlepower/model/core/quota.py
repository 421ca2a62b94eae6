"""Tariff-rate quotas as complementarity conditions, solved together with the equilibrium.

On goods with quota Q, in-quota rate t_in and over-quota rate t_out, the premium r obeys
0 <= r perp Q - volume >= 0 while (1 + t_in)(1 + r) <= 1 + t_out; at that cap, over-quota imports pay t_out.
Volume is value at origin prices over the origin's unit-cost change. Rent = r x in-quota value.

A flow may stand under several quotas, each on other parts of its bundle: every premium moves the bundle's cost, and
so the demand for all parts. A quota may cover parts that pay different rates: its licences are worth the same in all,
so r is one, and parts whose own cap lies below r buy none and pay t_out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.scenario.shock import QuotaLine

Array = NDArray[np.float64]
Index = NDArray[np.intp]
VOLUME_FLOOR = 1e-300
LAWS = 64  # whose arrays are kept
AT_CAP = 1e-7  # of a log premium: this near to a part's cap, its imports may be in the quota or over it


@dataclass(frozen=True)
class QuotaTable:
    """All quotas of a problem as arrays: flows [f] with quotas, quotas [q] on them, parts [p] under the quotas.

    k, n, i, eta, other_cost, other_net, export [f] = 1 + e'; flow, limit, to_exporter [q], limit = Q in benchmark
    prices of producers (million US dollars), first[q] = where a quota's parts begin; quota, share, before, in_quota,
    cap [p] with tax factors 1 + t and caps in logs.
    """

    k: Index
    n: Index
    i: Index
    eta: Array
    other_cost: Array
    other_net: Array
    export: Array
    flow: Index
    limit: Array
    to_exporter: NDArray[np.bool_]
    first: Index
    quota: Index
    share: Array
    before: Array
    in_quota: Array
    cap: Array

    @property
    def cells(self) -> tuple[Index, Index, Index]:
        """Index of the quota flows in a [k, n, i] array."""
        return self.k, self.n, self.i

    @property
    def importer(self) -> Index:
        """[q]."""
        return self.n[self.flow]

    def by_quota(self, parts: Array) -> Array:
        """Sums [q] of values [p]."""
        return np.bincount(self.quota, parts, len(self.flow)).astype(np.float64)

    def by_flow(self, parts: Array) -> Array:
        """Sums [f] of values [p]."""
        return np.bincount(self.flow[self.quota], parts, len(self.k)).astype(np.float64)


class SameLines:
    """The lines of a problem as a key by identity: draws and sets share those of a law, whose arrays are made once."""

    def __init__(self, lines: tuple[QuotaLine, ...]) -> None:
        """Hold the lines, so that their identity stays theirs."""
        self.lines = lines

    def __hash__(self) -> int:
        return id(self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameLines) and self.lines is other.lines


@dataclass(frozen=True)
class LineArrays:
    """What a QuotaTable has of its lines alone; volume[q] relative to the goods' benchmark volume."""

    k: Index
    n: Index
    i: Index
    eta: Array
    other_cost: Array
    other_net: Array
    flow: Index
    volume: Array
    to_exporter: NDArray[np.bool_]
    first: Index
    quota: Index
    share: Array
    before: Array
    in_quota: Array
    cap: Array


@lru_cache(maxsize=LAWS)
def line_arrays(of: SameLines) -> LineArrays:
    """The lines as arrays, for every solve under one law."""
    lines, flows = of.lines, flows_of(of.lines)
    k, n, i = (np.array(axis, dtype=np.intp) for axis in (zip(*flows, strict=True) if flows else ((), (), ())))
    parts = [part for line in lines for part in line.parts]
    counts = np.array([len(line.parts) for line in lines], dtype=np.intp)
    position = {cell: f for f, cell in enumerate(flows)}
    return LineArrays(
        k,
        n,
        i,
        eta=np.array([line.eta for line in flows.values()]),
        other_cost=np.array([line.other_cost for line in flows.values()]),
        other_net=np.array([line.other_net for line in flows.values()]),
        flow=np.array([position[line.flow] for line in lines], dtype=np.intp),
        volume=np.array([line.volume for line in lines]),
        to_exporter=np.array([line.rent_to == "exporter" for line in lines], dtype=bool),
        first=np.cumsum(counts) - counts,
        quota=np.repeat(np.arange(len(lines)), counts),
        share=np.array([part.share for part in parts]),
        before=1.0 + np.array([part.rate_before for part in parts]),
        in_quota=1.0 + np.array([part.rate_in_quota for part in parts]),
        cap=np.array([part.log_premium_max for part in parts]),
    )


def quota_table(lines: tuple[QuotaLine, ...], benchmark: Benchmark, export_tax: Array | None) -> QuotaTable:
    """The lines as arrays; export_tax[k, n, i] is what exporters levy after the shock."""
    of = line_arrays(SameLines(lines))
    k, n, i = of.k, of.n, of.i
    was = ones(k) if benchmark.export_tax is None else 1.0 + benchmark.export_tax[k, n, i]
    spent = benchmark.pi[k, n, i] * benchmark.X[k, n] / was
    volume = np.bincount(of.quota, spent[of.flow[of.quota]] * of.share / of.before, len(lines))
    shared = {name: value for name, value in vars(of).items() if name != "volume"}
    export = ones(k) if export_tax is None else 1.0 + export_tax[k, n, i]
    return QuotaTable(**shared, export=export, limit=of.volume * volume)


def ones(k: Index) -> Array:
    """A factor of one for every flow."""
    return np.ones(len(k))


def flows_of(lines: tuple[QuotaLine, ...]) -> dict[tuple[int, int, int], QuotaLine]:
    """The flows with quotas, each with its first line, which says what the flow's other parts do."""
    flows: dict[tuple[int, int, int], QuotaLine] = {}
    for line in lines:
        known = flows.setdefault(line.flow, line)
        if (line.eta, line.other_cost, line.other_net) != (known.eta, known.other_cost, known.other_net):
            raise ScenarioError(
                f"the quotas of `{known.measure}` and `{line.measure}` disagree on the rest of the flow they share: "
                "`eta`, `other_cost` and `other_net` must be those of the parts under no quota at all."
            )
    return flows


@dataclass(frozen=True)
class Bundles:
    """The bundles of quota flows at given premiums: cost change and value at the border per unit of spending [f].

    part_share[p] = a part's share of the flow's spending, part_border[p] = its value at the border.
    """

    cost: Array
    border: Array
    part_share: Array
    part_border: Array


def bundles(table: QuotaTable, premium: Array) -> Bundles:
    """Landed-cost change, the parts' shares and border values at log premiums [q], formulas section 9."""
    factor = table.in_quota * np.exp(np.minimum(premium[table.quota], table.cap))
    power = 1.0 - table.eta
    weight = table.share * (factor / table.before) ** power[table.flow[table.quota]]
    total = table.other_cost + table.by_flow(weight)
    share = weight / total[table.flow[table.quota]]
    border = table.other_net / total + table.by_flow(share / factor)
    return Bundles(total ** (1.0 / power), border, share, share / factor)


def volumes(table: QuotaTable, bundle: Bundles, spending: Array, log_c: Array) -> Array:
    """Volumes [p] in benchmark prices of producers, when spending[f] goes to flows of unit-cost change log_c[k, i]."""
    per_border = spending / table.export / np.exp(log_c[table.k, table.i])
    value: Array = per_border[table.flow[table.quota]] * bundle.part_border
    return value


def licences(table: QuotaTable, premium: Array, volume: Array) -> tuple[Array, Array]:
    """(least, most) volume [q] for which licences are wanted: goods at their cap may come without one."""
    here = premium[table.quota]
    least, most = volume * (table.cap > here + AT_CAP), volume * (table.cap >= here - AT_CAP)
    return table.by_quota(least), table.by_quota(most)


def fills(table: QuotaTable, volume: Array) -> Array:
    """Volume over quota volume [q], in the quota and over it."""
    return np.maximum(table.by_quota(volume) / table.limit, VOLUME_FLOOR)


def rents(table: QuotaTable, premium: Array, volume: Array, log_c: Array) -> Array:
    """Rent [q] = premium x value at the border of what comes in the quota, million US dollars."""
    _, most = licences(table, premium, volume)
    price = table.export * np.exp(log_c[table.k, table.i])
    rent: Array = np.expm1(premium) * np.minimum(most, table.limit) * price[table.flow]
    return rent


def rent_transfers(table: QuotaTable, rent: Array, regions: int) -> tuple[Array, Array]:
    """(received[i], paid[n]) of rents that belong to exporters; the sweep leaves all with the importer."""
    moved = np.where(table.to_exporter, rent, 0.0)
    received, paid = np.zeros(regions), np.zeros(regions)
    np.add.at(received, table.i[table.flow], moved)
    np.add.at(paid, table.importer, moved)
    return received, paid


def wanted_premium(table: QuotaTable, premium: Array, bundle: Bundles, volume: Array, theta: Array) -> Array:
    """The log premiums that the volumes ask for: a Newton step of ln volume that ends at the next cap.

    A premium stays at a cap, exactly, where licences are wanted for less than the quota above it and for more below.
    """
    least, most = licences(table, premium, volume)
    gap = np.where(least > table.limit, least, np.where(most < table.limit, most, table.limit)) / table.limit
    wanted = premium + np.log(np.maximum(gap, VOLUME_FLOOR)) / steepness(table, premium, bundle, theta)
    away = table.cap - premium[table.quota]
    below = np.maximum.reduceat(np.where(away < -AT_CAP, table.cap, 0.0), table.first)
    above = np.minimum.reduceat(np.where(away > AT_CAP, table.cap, np.inf), table.first)
    near = np.maximum.reduceat(np.where(np.abs(away) <= AT_CAP, table.cap, -np.inf), table.first)
    stays = np.where(np.isfinite(near), near, premium)
    highest = np.maximum.reduceat(table.cap, table.first)
    return np.clip(np.where(gap == 1.0, stays, np.clip(wanted, below, above)), 0.0, highest)


def steepness(table: QuotaTable, premium: Array, bundle: Bundles, theta: Array) -> Array:
    """-d ln volume / d ln(1 + r) [q]; where quotas share a flow, a bound for all its premiums together.

    With S the spending share of the parts whose premium moves: eta (1 - S) + (1 + theta) S. The premiums of one flow
    act on each other through S, so that their joint step shrinks by the larger of eta and this.
    """
    active = bundle.part_share * (table.cap >= premium[table.quota] - AT_CAP)
    share = table.by_flow(active)
    slope = table.eta * (1.0 - share) + (1.0 + theta[table.k]) * share
    shared = np.bincount(table.flow, minlength=len(table.k)) > 1
    bound: Array = np.where(shared, np.maximum(slope, table.eta), slope)[table.flow]
    return bound


def export_tax_transfers(export_tax: Array, flow: Array) -> tuple[Array, Array]:
    """(received[i], paid[n]): export taxes on flows [k, n, i] at producers' prices."""
    tax = export_tax * flow
    return tax.sum(axis=(0, 1)), tax.sum(axis=(0, 2))
