"""Numba twins of `core.quota` and `long_run.evaluate`: spending that goes to other treasuries, in their letters.

z = (log premiums [q], rents / importer's wL [q], net export taxes / wL [n]), empty without quotas and export taxes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled.kernels import CompiledCase, CompiledSweep, CompiledWorld
from middlepower.model.compiled.math import compiled, elementary
from middlepower.model.core.quota import AT_CAP, VOLUME_FLOOR, QuotaTable

Array = NDArray[np.float64]
Index = NDArray[np.int64]


class CompiledQuotas(NamedTuple):
    """`quota.QuotaTable` of a problem with the kernels `base`[f] before premiums, and its export taxes.

    last[q] is where a quota's parts end; shared[f] says whether several stand on a flow; a tax `rate` is levied on the
    flows tax_k, tax_n, tax_i; taxed is one where z holds export taxes, else zero.
    """

    k: Index
    n: Index
    i: Index
    eta: Array
    other_cost: Array
    other_net: Array
    export: Array
    base: Array
    shared: Index
    flow: Index
    limit: Array
    to_exporter: Index
    first: Index
    last: Index
    quota: Index
    share: Array
    before: Array
    in_quota: Array
    cap: Array
    tax_k: Index
    tax_n: Index
    tax_i: Index
    rate: Array
    taxed: int


class CompiledBundles(NamedTuple):
    """`quota.Bundles`: cost, border [f]; part_share, part_border [p]."""

    cost: Array
    border: Array
    part_share: Array
    part_border: Array


def quotas_of(table: QuotaTable, base: Array, tax: Array | None) -> CompiledQuotas:
    """The quotas of a table on flows with kernels base[f], and export taxes [k, n, i]."""
    taxed_at = np.array(np.nonzero(np.zeros((0, 0, 0)) if tax is None else tax))
    return CompiledQuotas(
        k=_index(table.k),
        n=_index(table.n),
        i=_index(table.i),
        eta=table.eta,
        other_cost=table.other_cost,
        other_net=table.other_net,
        export=table.export,
        base=base,
        shared=_index(np.bincount(table.flow, minlength=len(table.k)) > 1),
        flow=_index(table.flow),
        limit=table.limit,
        to_exporter=_index(table.to_exporter),
        first=_index(table.first),
        last=_index(ends(table)),
        quota=_index(table.quota),
        share=table.share,
        before=table.before,
        in_quota=table.in_quota,
        cap=table.cap,
        tax_k=_index(taxed_at[0]),
        tax_n=_index(taxed_at[1]),
        tax_i=_index(taxed_at[2]),
        rate=np.zeros(0) if tax is None else tax[tuple(taxed_at)],
        taxed=0 if tax is None else 1,
    )


def ends(table: QuotaTable) -> NDArray[np.intp]:
    """Where the parts of each quota end [q]."""
    return np.append(table.first[1:], len(table.quota))[: len(table.first)]


def _index(values: NDArray[np.generic]) -> Index:
    """Positions as the kernels' types ask."""
    return np.ascontiguousarray(values, dtype=np.int64)


@compiled
def moved_at(world: CompiledWorld, quotas: CompiledQuotas, z: Array) -> Array:
    """What quota rents and export taxes move to each treasury [n] at a z, million US dollars."""
    count, moved = quotas.flow.size, np.zeros(world.wL.size)
    for q in range(count):
        if quotas.to_exporter[q]:
            n, i = quotas.n[quotas.flow[q]], quotas.i[quotas.flow[q]]
            rent = z[count + q] * world.wL[n]
            moved[i] += rent
            moved[n] -= rent
    if quotas.taxed:
        moved += z[2 * count :] * world.wL
    return moved


@compiled
def bundles_at(quotas: CompiledQuotas, premium: Array) -> CompiledBundles:
    """The bundles of quota flows at log premiums, see `quota.bundles`."""
    total, border = quotas.other_cost.copy(), quotas.other_net.copy()
    weight, factor = np.empty(quotas.quota.size), np.empty(quotas.quota.size)
    for p in range(quotas.quota.size):
        q = quotas.quota[p]
        f, here = quotas.flow[q], premium[q]
        factor[p] = quotas.in_quota[p] * np.exp(quotas.cap[p] if quotas.cap[p] < here else here)
        weight[p] = quotas.share[p] * (factor[p] / quotas.before[p]) ** (1.0 - quotas.eta[f])
        total[f] += weight[p]
    border /= total
    for p in range(quotas.quota.size):
        f = quotas.flow[quotas.quota[p]]
        weight[p] /= total[f]
        factor[p] = weight[p] / factor[p]
        border[f] += factor[p]
    for f in range(quotas.k.size):
        total[f] **= 1.0 / (1.0 - quotas.eta[f])
    return CompiledBundles(total, border, weight, factor)


@compiled
def tax_quota_flows(world: CompiledWorld, quotas: CompiledQuotas, bundle: CompiledBundles, case: CompiledCase) -> None:
    """Write the quota flows' kernels into a case."""
    for f in range(quotas.k.size):
        k, n, i = quotas.k[f], quotas.n[f], quotas.i[f]
        kernel = quotas.base[f] * bundle.cost[f] ** -world.theta[k]
        case.K[k, n, i] = kernel
        case.Kt[k, n, i] = kernel * bundle.border[f] / quotas.export[f]


@compiled
def next_z(
    world: CompiledWorld,
    quotas: CompiledQuotas,
    case: CompiledCase,
    premium: Array,
    bundle: CompiledBundles,
    swept: CompiledSweep,
) -> Array:
    """The z that a sweep's quantities ask for."""
    count = quotas.flow.size
    z, steep = np.zeros(2 * count + quotas.taxed * world.wL.size), steepness(world, quotas, premium, bundle)
    for q in range(count):
        f = quotas.flow[q]
        k, n, i = quotas.k[f], quotas.n[f], quotas.i[f]
        spent = case.K[k, n, i] * swept.b[k, i] * swept.X[k, n] / swept.Phi[k, n]
        cost = np.exp(swept.log_c[k, i])
        least, most = licences(quotas, q, premium[q], spent / quotas.export[f] / cost, bundle)
        z[q] = wanted_premium(quotas, q, premium[q], least, most, steep[f])
        rent = np.expm1(premium[q]) * least_of(most, quotas.limit[q]) * quotas.export[f] * cost
        z[count + q] = rent / world.wL[n]
    export_taxes(quotas, case, swept, z[2 * count :])
    if quotas.taxed:
        z[2 * count :] /= world.wL
    return z


@compiled
def export_taxes(quotas: CompiledQuotas, case: CompiledCase, swept: CompiledSweep, net: Array) -> None:
    """Add export taxes received less paid [n] to `net`, million US dollars."""
    for j in range(quotas.rate.size):
        k, n, i = quotas.tax_k[j], quotas.tax_n[j], quotas.tax_i[j]
        tax = quotas.rate[j] * case.Kt[k, n, i] * swept.b[k, i] * swept.X[k, n] / swept.Phi[k, n]
        net[i] += tax
        net[n] -= tax


@compiled
def licences(
    quotas: CompiledQuotas, q: int, here: float, per_border: float, bundle: CompiledBundles
) -> tuple[float, float]:
    """(least, most) volume of a quota for which licences are wanted, see `quota.licences`."""
    least, most = 0.0, 0.0
    for p in range(quotas.first[q], quotas.last[q]):
        volume = per_border * bundle.part_border[p]
        if quotas.cap[p] > here + AT_CAP:
            least += volume
        if quotas.cap[p] >= here - AT_CAP:
            most += volume
    return least, most


@compiled
def wanted_premium(quotas: CompiledQuotas, q: int, here: float, least: float, most: float, steep: float) -> float:
    """The log premium that a quota's volumes ask for, see `quota.wanted_premium`."""
    limit = quotas.limit[q]
    below, above, near, highest = -np.inf, np.inf, -np.inf, -np.inf
    for p in range(quotas.first[q], quotas.last[q]):
        cap = quotas.cap[p]
        away = cap - here
        highest = max(highest, cap)
        below = max(below, cap if away < -AT_CAP else 0.0)
        above = min(above, cap if away > AT_CAP else np.inf)
        near = max(near, cap if abs(away) <= AT_CAP else -np.inf)
    gap = (least if least > limit else (most if most < limit else limit)) / limit
    if gap == 1.0:
        return within(near if np.isfinite(near) else here, 0.0, highest)
    wanted = here + np.log(gap if not gap < VOLUME_FLOOR else VOLUME_FLOOR) / steep
    return within(within(wanted, below, above), 0.0, highest)


@compiled
def steepness(world: CompiledWorld, quotas: CompiledQuotas, premium: Array, bundle: CompiledBundles) -> Array:
    """-d ln volume / d ln(1 + r) [f], see `quota.steepness`."""
    steep = np.zeros(quotas.k.size)
    for p in range(quotas.quota.size):
        q = quotas.quota[p]
        if quotas.cap[p] >= premium[q] - AT_CAP:
            steep[quotas.flow[q]] += bundle.part_share[p]
    for f in range(quotas.k.size):
        eta = quotas.eta[f]
        slope = eta * (1.0 - steep[f]) + (1.0 + world.theta[quotas.k[f]]) * steep[f]
        steep[f] = eta if quotas.shared[f] and slope < eta else slope
    return steep


@elementary
def least_of(value: float, limit: float) -> float:
    """The smaller of two numbers; NaN where the first is."""
    return limit if limit < value else value


@elementary
def within(value: float, lowest: float, highest: float) -> float:
    """The value between two bounds; NaN stays NaN."""
    raised = lowest if value < lowest else value
    return highest if raised > highest else raised
