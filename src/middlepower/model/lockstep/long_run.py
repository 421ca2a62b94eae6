"""Sweeps of the long-run model for all scenarios of a batch at once: `long_run.equations` and `iterate`, [.., j]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.lockstep.check import BatchClaim
from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.lockstep.sweep import BatchSweep, batch_sweep, deficits_of, unit_costs
from middlepower.model.long_run.iterate import PRICE_STEP, WAGE_STEP, Steering

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class BatchEnds:
    """Where scenarios ended: ln of the price of value added [n, j] or [s, n, j], implied prices and spending [k, n, j],
    terms z[.., j] of quotas and export taxes, and their gap [j]."""

    log_v: Array
    log_P: Array
    X: Array
    z: Array
    quota_gap: Array

    def claim(self, D: Array) -> BatchClaim:
        """What the independent check is to look at, with deficits D[n, j]."""
        return BatchClaim(self.log_v, self.log_P, self.X, self.z, D)


class LongRunSweeps:
    """What `solve.lockstep` needs of the long-run model: points x[.., j] = (ln w, ln P, Y / wL, z)."""

    def __init__(self, stacked: Stacked, steer: Steering) -> None:
        """Sweeps of stacked scenarios, steered as one solve is."""
        self.steer, self.bench = steer, stacked.shared.benchmark
        self.wL, self.used = self.bench.wL[:, None], (self.bench.X > 0)[:, :, None]
        self._room(stacked)

    def _room(self, stacked: Stacked) -> None:
        """Take room for the scenarios."""
        self.stacked = stacked
        K, N, m = *self.bench.alpha.shape, stacked.count
        self.size, self.z_gap = np.empty((N, m)), np.empty((stacked.size, m))
        self.Y, self.gap_P, self.gap_Y, self.spare = (np.empty((K, N, m)) for _ in range(4))
        self.swept, self.step = BatchSweep((K, N, m)), np.empty((N + 2 * K * N + stacked.size, m))

    def keep(self, going: Index) -> None:
        """Go on with some scenarios only."""
        self._room(self.stacked.taken(going))

    def look(self, x: Array) -> Array:
        """One sweep of all scenarios, see `iterate.mix`; outputs are kept non-negative in place."""
        N, (K, _) = self.bench.regions, self.bench.alpha.shape
        made = x[N + K * N : N + 2 * K * N].reshape(K, N, -1)
        np.maximum(made, 0.0, out=made)
        np.multiply(made, self.wL, out=self.Y)
        self.log_w, self.log_P = x[:N], x[N : N + K * N].reshape(K, N, -1)
        self.z = x[N + 2 * K * N :]
        w_hat = np.exp(self.log_w)
        np.multiply(w_hat, self.wL, out=self.size)
        premium, moved = self.stacked.opened(self.z)
        transfer = deficits_of(self.stacked.shared.closure, self.bench, w_hat) + moved + self.stacked.taxed(self.z)
        swept = self.swept
        unit_costs(self.bench, self.log_w, self.log_P, swept.log_c)
        batch_sweep(self.stacked, swept, self.size, self.Y, transfer)
        np.subtract(self.stacked.asked(premium, swept.log_c, swept.b, swept.per), self.z, out=self.z_gap)
        np.subtract(swept.log_P, self.log_P, out=self.gap_P)
        self.gap_P *= self.used
        np.subtract(swept.Y, self.Y, out=self.gap_Y)
        return self._worst()

    def _worst(self) -> Array:
        """The largest residual of every scenario, see `iterate.residuals`."""
        excess = np.einsum("sn,snj->nj", self.bench.beta, self.swept.Y) - self.size
        np.divide(self.gap_Y, self.size, out=self.spare)
        goods = np.abs(self.spare, out=self.spare).max(axis=(0, 1))
        prices = np.abs(self.gap_P, out=self.spare).max(axis=(0, 1))
        others = (
            np.abs(excess / self.size).max(axis=0),
            np.abs(self.swept.shortfall).max(axis=0),
            np.abs(self.size.sum(axis=0) / self.bench.wL.sum() - 1.0),
            np.abs(self.z_gap).max(axis=0, initial=0.0),
        )
        worst: Array = np.maximum.reduce([goods, prices, *others])
        return worst

    def ends(self, places: Index) -> BatchEnds:
        """What the last sweep found in some columns, copied."""
        found = self.log_w, self.swept.log_P, self.swept.X, self.z
        gap = np.abs(self.z_gap[:, places]).max(axis=0, initial=0.0)
        log_v, log_P, X, z = (array.take(places, axis=-1) for array in found)
        return BatchEnds(log_v, log_P, X, z, gap)

    def steps(self) -> Array:
        """The steps of all points, see `iterate.preconditioned`."""
        K, N, m = self.gap_P.shape
        steer, wL, step = self.steer, self.bench.wL, self.step
        d_P = np.matmul(steer.inverse.price, self.gap_P.transpose(1, 0, 2), out=self.swept.by_economy)
        d_P = d_P.transpose(1, 0, 2)
        prices, made = step[N : N + K * N].reshape(K, N, m), step[N + K * N : N + 2 * K * N].reshape(K, N, m)
        d_Y = np.matmul(steer.inverse.goods, self.gap_Y.transpose(1, 0, 2)).transpose(1, 0, 2)
        payments = np.einsum("sn,snj->nj", self.bench.beta, self.Y)
        payments += np.einsum("sn,snj->nj", self.bench.beta, d_Y)
        defect = self.size.sum(axis=0) / wL.sum() - 1.0
        d_w = steer.wage_inverse @ (self.wL * defect - (payments - self.size))
        np.clip(d_w, -WAGE_STEP, WAGE_STEP, out=d_w)
        step[:N], step[N + 2 * K * N :] = d_w, self.z_gap
        np.matmul(steer.price_response, d_w, out=prices)
        prices += d_P
        np.clip(prices, -PRICE_STEP, PRICE_STEP, out=prices)
        np.matmul(steer.output_response, d_w, out=made)
        made += np.divide(d_Y, self.wL, out=self.spare)
        return step
