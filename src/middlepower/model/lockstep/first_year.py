"""Sweeps of the first-year model for all scenarios of a batch at once: `first_year.equations` and `loop`, [.., j]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.first_year.check import LabourClaim, floor_gap, supply_gap
from middlepower.model.first_year.equations import LOWEST_LOG, Frictions, labour_weights
from middlepower.model.first_year.loop import LARGEST_STEP
from middlepower.model.lockstep.check import BatchClaim, recomputed, residuals_of
from middlepower.model.lockstep.long_run import BatchEnds
from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.lockstep.sweep import BatchSweep, batch_sweep, deficits_of, unit_costs

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class BatchPay:
    """Logs [s, n, j] of wages, expected pay, outputs over the benchmark's, and of the lowest wage (minus infinity where
    none is), which may be [n, j]."""

    log_w: Array
    log_W: Array
    log_VA: Array
    lowest: Array


def batch_pay(
    bench: Benchmark, frictions: Frictions, labour: Array, log_P: Array, log_VA: Array, free: NDArray[np.bool_]
) -> BatchPay:
    """Pay at prices and outputs, see `first_year.equations.pay_at`; without a floor in scenarios free[j]."""
    Phi = np.einsum("sn,snj->nj", labour, np.exp(log_VA))
    log_W = log_VA / frictions.kappa + (1.0 - 1.0 / frictions.kappa) * np.log(Phi)
    if frictions.floor == 0.0:
        return BatchPay(log_W, log_W, log_VA, np.full_like(Phi, -np.inf))
    lowest = np.log(frictions.floor) + batch_anchor(bench, frictions, log_P, log_VA)
    if frictions.reference is not None:
        lowest = lowest + frictions.reference[:, :, None]
    lowest[..., free] = -np.inf
    return BatchPay(np.maximum(log_W, lowest), log_W, log_VA, lowest)


def batch_anchor(bench: Benchmark, frictions: Frictions, log_P: Array, log_VA: Array) -> Array:
    """ln anchor[n, j], see `first_year.equations.anchor_log`."""
    if frictions.anchor == "consumer prices":
        living: Array = np.einsum("kn,knj->nj", bench.alpha, log_P)
        return living
    if frictions.anchor == "own value added":
        value = np.einsum("sn,snj->nj", bench.beta * bench.Y, np.exp(log_VA))
        grown: Array = np.log(value / bench.wL[:, None])
        return grown
    return np.zeros(log_P.shape[1:])


@dataclass(frozen=True)
class FirstYearEnds:
    """Where scenarios ended, with their pay and factor income over the benchmark's [n, j]."""

    ends: BatchEnds
    pay: BatchPay
    average: Array


class FirstYearSweeps:
    """What `solve.lockstep` needs of the first-year model: points x[.., j] = (ln P, ln VA_hat, z)."""

    def __init__(self, stacked: Stacked, frictions: Frictions, inverse: Array) -> None:
        """Sweeps of stacked scenarios, steered as one solve is."""
        self.frictions, self.inverse, self.bench = frictions, inverse, stacked.shared.benchmark
        self.labour, self.wL = labour_weights(self.bench, frictions.labour_share), self.bench.wL[:, None]
        self.used, self.made = (self.bench.X > 0)[:, :, None], (self.bench.Y > 0)[:, :, None]
        self._room(stacked)

    def _room(self, stacked: Stacked) -> None:
        """Take room for the scenarios."""
        self.stacked, self.free = stacked, stacked.free_wages
        K, N, m = *self.bench.alpha.shape, stacked.count
        self.Y, self.spare, self.log_v = (np.empty((K, N, m)) for _ in range(3))
        self.average, self.z_gap = np.empty((N, m)), np.empty((stacked.size, m))
        self.gap, self.step = np.empty((N, 2 * K, m)), np.empty((2 * K * N + stacked.size, m))
        self.swept = BatchSweep((K, N, m))

    def keep(self, going: Index) -> None:
        """Go on with some scenarios only."""
        self._room(self.stacked.taken(going))

    def look(self, x: Array) -> Array:
        """One sweep of all scenarios, see `first_year.loop.mix`; outputs are kept from vanishing in place."""
        K, N = self.bench.alpha.shape
        self.log_P, self.log_VA = x[: K * N].reshape(K, N, -1), x[K * N : 2 * K * N].reshape(K, N, -1)
        np.maximum(self.log_VA, LOWEST_LOG, out=self.log_VA)
        self.z = x[2 * K * N :]
        premium, moved = self.stacked.opened(self.z)
        np.multiply(self.bench.Y[:, :, None], np.exp(self.log_VA), out=self.Y)
        size = np.einsum("sn,snj->nj", self.bench.beta, self.Y)
        np.divide(size, self.wL, out=self.average)
        self.pay = batch_pay(self.bench, self.frictions, self.labour, self.log_P, self.log_VA, self.free)
        price_of_value_added(self.frictions, self.pay, self.log_v)
        swept, closure = self.swept, self.stacked.shared.closure
        unit_costs(self.bench, self.log_v, self.log_P, swept.log_c)
        transfer = deficits_of(closure, self.bench, self.average) + moved + self.stacked.taxed(self.z)
        batch_sweep(self.stacked, swept, size, self.Y, transfer)
        np.subtract(self.stacked.asked(premium, swept.log_c, swept.b, swept.per), self.z, out=self.z_gap)
        return self._worst(size)

    def _worst(self, size: Array) -> Array:
        """The largest residual of every scenario, see `first_year.loop.residuals`; keeps the gaps of logs."""
        K, gap = self.bench.sectors, self.gap.transpose(1, 0, 2)
        np.multiply(self.swept.log_P - self.log_P, self.used, out=gap[:K])
        ratio = np.where(self.made, self.swept.Y, 1.0) / np.where(self.made, self.bench.Y[:, :, None], 1.0)
        np.log(np.maximum(ratio, np.exp(LOWEST_LOG)), out=self.spare)
        np.multiply(self.spare - self.log_VA, self.made, out=gap[K:])
        others = (
            np.abs((self.swept.Y - self.Y) / size).max(axis=(0, 1)),
            np.abs(self.swept.shortfall).max(axis=0),
            np.abs(size.sum(axis=0) / self.bench.wL.sum() - 1.0),
            np.abs(self.z_gap).max(axis=0, initial=0.0),
        )
        worst: Array = np.maximum.reduce([np.abs(gap[:K]).max(axis=(0, 1)), *others])
        return worst

    def steps(self) -> Array:
        """The steps of all points, see `first_year.loop.step`."""
        K, N = self.bench.alpha.shape
        moved = np.clip(np.matmul(self.inverse, self.gap), -LARGEST_STEP, LARGEST_STEP).transpose(1, 0, 2)
        value = np.einsum("sn,snj->j", self.bench.beta * self.bench.Y, np.exp(self.log_VA + moved[K:]))
        step = self.step[: 2 * K * N].reshape(2 * K, N, -1)
        np.subtract(moved, np.log(value / self.bench.wL.sum()), out=step)
        self.step[2 * K * N :] = self.z_gap
        return self.step

    def ends(self, places: Index) -> FirstYearEnds:
        """What the last sweep found in some columns, copied."""
        found = self.log_v, self.swept.log_P, self.swept.X, self.z
        gap = np.abs(self.z_gap[:, places]).max(axis=0, initial=0.0)
        log_v, log_P, X, z = (array.take(places, axis=-1) for array in found)
        ends = BatchEnds(log_v, log_P, X, z, gap)
        pay = (self.pay.log_w, self.pay.log_W, self.log_VA, self.pay.lowest)
        return FirstYearEnds(
            ends, BatchPay(*(array.take(places, axis=-1) for array in pay)), self.average.take(places, axis=-1)
        )


def price_of_value_added(frictions: Frictions, pay: BatchPay, log_v: Array) -> None:
    """Write ln v[s, n, j] = lam ln w + (1 - lam) ln VA_hat."""
    lam = frictions.labour_share[:, :, None]
    np.subtract(pay.log_w, pay.log_VA, out=log_v)
    log_v *= lam
    log_v += pay.log_VA


def first_year_residual(
    stacked: Stacked, claim: BatchClaim, pay: BatchPay, frictions: Frictions
) -> tuple[Array, Array]:
    """(largest residual of every equation [j], income [n, j]) at claims, see `first_year.check.check_first_year`."""
    bench = stacked.shared.benchmark
    found = recomputed(stacked, claim)
    value = bench.beta[:, :, None] * found.output
    size = value.sum(axis=0)
    lam, made = frictions.labour_share[:, :, None], (bench.Y > 0)[:, :, None]
    w_hat, W_hat, r_hat = (np.exp(one) for one in (pay.log_w, pay.log_W, pay.log_VA))
    labour = LabourClaim(w_hat, W_hat, r_hat, np.broadcast_to(np.exp(pay.lowest), w_hat.shape), lam, frictions.kappa)
    before = (bench.beta * bench.Y)[:, :, None]
    capital = labour.r_hat * (1.0 - lam) * before - (1.0 - lam) * value
    cost = labour.w_hat**lam * labour.r_hat ** (1.0 - lam) / np.exp(claim.log_v) - 1.0
    gaps = (
        capital / size,
        cost * made,
        supply_gap(before, labour, value) / size,
        floor_gap(labour, labour.W_hat / labour.w_hat) * made,
    )
    worst = [np.abs(gap).max(axis=(0, 1)) for gap in gaps]
    return np.maximum.reduce([residuals_of(stacked, claim, found, size), *worst]), size + found.other_income
