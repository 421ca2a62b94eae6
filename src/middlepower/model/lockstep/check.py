"""The independent check of `long_run.check` for all scenarios of a batch: the equations once more, from the claim.

Shares are powers of landed costs here, with nothing of the solver's kernels; what scenarios have in common is summed
by matrix products, and their own cells are exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.lockstep.sweep import unit_costs

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BatchClaim:
    """Claimed solutions of scenarios j: ln of the price of value added [n, j] or [s, n, j], prices and spending
    [k, n, j], quota terms z[.., j], deficits [n, j]."""

    log_v: Array
    log_P: Array
    X: Array
    z: Array
    D: Array


@dataclass(frozen=True)
class Recomputed:
    """What claims imply when shares are computed anew: price gaps [k, n, j], outputs [k, i, j], and [n, j] imports,
    what treasuries owe each other, and income but for value added."""

    price: Array
    output: Array
    imports: Array
    moved: Array
    other_income: Array


def recomputed(stacked: Stacked, claim: BatchClaim) -> Recomputed:
    """Shares, outputs and incomes at claims, Eqs. CP (10) to (13); stacked on the literal problem."""
    bench = stacked.shared.benchmark
    theta = bench.theta[:, None, None]
    log_c, output = np.empty(claim.X.shape), np.empty(claim.X.shape)
    unit_costs(bench, claim.log_v, claim.log_P, log_c)
    _, rents = stacked.opened(claim.z)
    cost, price = np.exp(-theta * log_c), np.exp(theta * claim.log_P)
    weight, received = stacked.bought(cost, np.concatenate([output, output], axis=1))
    total = weight * price
    per = claim.X * price / total
    stacked.sold(per, output)
    output *= cost
    imports = np.einsum("knj,knj->nj", per, received)
    moved = rents + stacked.taxes(cost, per)
    used = (bench.X > 0)[:, :, None]
    price_gap = np.log(np.where(used, total, 1.0)) / theta
    return Recomputed(price_gap, output, imports, moved, claim.X.sum(axis=0) - imports + moved + claim.D)


def residuals_of(stacked: Stacked, claim: BatchClaim, found: Recomputed, size: Array) -> Array:
    """The largest residual of prices, goods, trade balance and numeraire [j], see `long_run.check.check_at`."""
    bench = stacked.shared.benchmark
    inputs = np.matmul(bench.gamma, found.output.transpose(1, 0, 2)).transpose(1, 0, 2)
    spending = bench.alpha[:, :, None] * (size + found.other_income) + inputs
    exports = found.output.sum(axis=0)
    gaps = (
        np.abs(found.price).max(axis=(0, 1)),
        np.abs((spending - claim.X) / size).max(axis=(0, 1)),
        np.abs((found.imports - claim.D - found.moved - exports) / size).max(axis=0),
        np.abs(size.sum(axis=0) / bench.wL.sum() - 1.0),
    )
    worst: Array = np.maximum.reduce(gaps)
    return worst


def long_run_residual(stacked: Stacked, claim: BatchClaim) -> tuple[Array, Array]:
    """(largest residual of every equation [j], income [n, j]) at claims of the long-run model."""
    bench = stacked.shared.benchmark
    size = np.exp(claim.log_v) * bench.wL[:, None]
    found = recomputed(stacked, claim)
    payments = np.einsum("sn,snj->nj", bench.beta, found.output)
    factor = np.abs((payments - size) / size).max(axis=0)
    return np.maximum(residuals_of(stacked, claim, found, size), factor), size + found.other_income
