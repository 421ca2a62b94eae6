"""All equations once for all scenarios of a batch, `long_run.equations` with the scenario j last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.lockstep.stacked import Stacked
from middlepower.model.long_run.equations import INCOME_FLOOR, TINY

Array = NDArray[np.float64]


class BatchSweep:
    """What states imply, as in `long_run.equations.Sweep`: income, shortfall [n, j], the rest [k, n, j]; written anew
    by every sweep."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        """Take room for so many sectors, economies and scenarios."""
        K, N, m = shape
        self.log_c, self.log_P, self.b, self.per, self.X, self.Y = (np.empty(shape) for _ in range(6))
        self.income, self.shortfall = np.empty((N, m)), np.empty((N, m))
        self.rate, self.bought, self.by_economy = np.empty(shape), np.empty((K, 2 * N, m)), np.empty((N, K, m))


def unit_costs(benchmark: Benchmark, log_v: Array, log_P: Array, log_c: Array) -> None:
    """Write ln c_hat[s, n, j], Eq. CP (10), at the price of value added log_v[n, j] or [s, n, j]."""
    np.multiply(benchmark.beta[:, :, None], log_v, out=log_c)
    log_c += np.matmul(benchmark.gamma.transpose(0, 2, 1), log_P.transpose(1, 0, 2)).transpose(1, 0, 2)


def deficits_of(closure: ClosureName, benchmark: Benchmark, w_hat: Array) -> Array:
    """D'[n, j] under a closure, see `closure.deficits`."""
    D, size = benchmark.D[:, None], w_hat * benchmark.wL[:, None]
    if closure == "balanced":
        return np.zeros_like(w_hat)
    if closure == "world_gdp_share":
        return np.broadcast_to(D, w_hat.shape)
    if closure == "fixed_nominal":
        anchored: Array = D * w_hat[benchmark.wL.argmax()]
        return anchored
    wanted = D * w_hat
    shared: Array = wanted - size * (wanted.sum(axis=0) / size.sum(axis=0))
    return shared


def batch_sweep(stacked: Stacked, swept: BatchSweep, size: Array, Y: Array, transfer: Array) -> None:
    """Write prices, spending and outputs at costs swept.log_c, factor income size[n, j], outputs Y and transfers."""
    bench = stacked.shared.benchmark
    theta, b = bench.theta[:, None, None], swept.b
    np.multiply(swept.log_c, -theta, out=b)
    top = b.max(axis=1, keepdims=True)
    b -= top
    np.exp(b, out=b)
    Phi, kept = stacked.bought(b, swept.bought)
    np.maximum(Phi, TINY, out=Phi)
    np.log(Phi, out=swept.log_P)
    swept.log_P += top + stacked.shared.log_shift[:, :, None]
    swept.log_P /= -theta
    np.divide(kept, Phi, out=swept.rate)
    np.subtract(1.0, swept.rate, out=swept.rate)
    np.matmul(bench.gamma, Y.transpose(1, 0, 2), out=swept.by_economy)
    inputs = swept.by_economy.transpose(1, 0, 2)
    fixed = size + transfer + np.einsum("knj,knj->nj", inputs, swept.rate)
    earned = fixed / (1.0 - np.einsum("kn,knj->nj", bench.alpha, swept.rate))
    np.maximum(earned, INCOME_FLOOR * size, out=swept.income)
    np.divide(swept.income - earned, size, out=swept.shortfall)
    np.multiply(bench.alpha[:, :, None], swept.income, out=swept.X)
    swept.X += inputs
    np.divide(swept.X, Phi, out=swept.per)
    stacked.sold(swept.per, swept.Y)
    swept.Y *= b
