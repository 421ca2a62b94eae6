"""What steers the sweeps on a product world: the model linearised on the world added up to sectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.long_run.iterate import PRICE_STEP, WAGE_STEP
from middlepower.model.long_run.linear import Point, blocks, gauged_inverse

Array = NDArray[np.float64]
Single = NDArray[np.float32]

RESPONSE_SWEEPS = 4  # of the linear responses: more do not save the solver a sweep (benchmarks/products.py)


@dataclass(frozen=True)
class Gap:
    """What a sweep implies less what it was given: log prices [k, n], outputs [k, n], revenue [n]."""

    log_P: Array
    Y: Array
    R: Array


@dataclass(frozen=True)
class ProductSteering:
    """Inverse domestic loops [n, k, h], inverse wage slope [n, m], and responses to log wage m; large ones single.

    home[k, n] own producers' receipts and rate[k, n] tariff revenue per unit of spending; slack[n] = 1 - alpha'rate;
    prices[k, n, m], outputs[k, n, m] and revenue[n, m] (these over own benchmark value added) move with log wage m.
    Single precision only affects the path of the solver: residuals never see it.
    """

    bench: Benchmark
    price_loop: Single
    goods_loop: Single
    home: Array
    rate: Array
    slack: Array
    wage_inverse: Array
    prices: Single
    outputs: Single
    revenue: Array

    def step(self, log_w: Array, Y: Array, gap: Gap) -> Array:
        """The step of (ln w, ln P, Y / wL, R / wL): domestic loops, revenue and wages solved out to first order."""
        bench = self.bench
        d_P = _by_region(self.price_loop, gap.log_P)
        gap_R = gap.R / self.slack
        d_Y = _by_region(self.goods_loop, gap.Y + self.home * bench.alpha * gap_R)
        inputs = np.matmul(bench.gamma, d_Y.T[:, :, None])[:, :, 0].T
        d_R = gap_R + np.einsum("kn,kn->n", self.rate, inputs) / self.slack
        value_added = np.exp(log_w) * bench.wL
        excess = np.einsum("sn,sn->n", bench.beta, Y + d_Y) - value_added
        defect = value_added.sum() / bench.wL.sum() - 1.0
        d_w = np.clip(self.wage_inverse @ (bench.wL * defect - excess), -WAGE_STEP, WAGE_STEP)
        d_P = np.clip(d_P + self.prices @ d_w.astype(np.float32), -PRICE_STEP, PRICE_STEP)
        d_Y = d_Y / bench.wL + self.outputs @ d_w.astype(np.float32)
        d_R = d_R / bench.wL + self.revenue @ d_w
        return np.concatenate([d_w, d_P.ravel(), d_Y.ravel(), d_R])


def product_steering(bench: Benchmark, pi: Array, net: Array, X: Array, wL: Array) -> ProductSteering:
    """Steering at a point: shares pi, receipts per spending `net` [k, n, i], spending X[k, n], value added wL[n]."""
    inverse = blocks(Point(pi, net, X, wL, bench.alpha, bench.beta, bench.gamma, bench.theta))
    n = np.arange(bench.regions)
    rate = 1.0 - np.einsum("kni,kni->kn", pi, net)
    loops = inverse.price.astype(np.float32), inverse.goods.astype(np.float32)
    point = _Single.of(bench, pi, net, X, rate)
    d_P, cost = _price_response(point, loops[0])
    d_Y, d_R = _output_response(point, loops[1], d_P, cost, wL)
    slope = np.einsum("sn,snm->nm", bench.beta, d_Y, dtype=np.float64) - np.diag(wL)
    d_Y /= bench.wL.astype(np.float32)[:, None]
    return ProductSteering(
        bench,
        *loops,
        pi[:, n, n] * net[:, n, n],
        rate,
        1.0 - np.einsum("kn,kn->n", bench.alpha, rate),
        gauged_inverse(slope, wL),
        d_P,
        d_Y,
        d_R / bench.wL[:, None],
    )


def steering_at_benchmark(bench: Benchmark) -> ProductSteering:
    """Steering at the benchmark itself."""
    return product_steering(bench, bench.pi, 1.0 / (1.0 + bench.tau), bench.X, bench.wL)


@dataclass(frozen=True)
class _Single:
    """A point in single precision: shares, receipts per spending, trade at basic prices [k, n, i] and coefficients."""

    pi: Single
    pi_net: Single
    flow: Single
    alpha: Single
    beta: Single
    gamma: Single
    theta: Single
    X: Single
    rate: Single

    @classmethod
    def of(cls, bench: Benchmark, pi: Array, net: Array, X: Array, rate: Array) -> _Single:
        """The point's arrays, rounded."""
        pi_net = pi * net
        rounded = pi, pi_net, pi_net * X[:, :, None], bench.alpha, bench.beta, bench.gamma, bench.theta, X, rate
        return cls(*(array.astype(np.float32) for array in rounded))


def _price_response(point: _Single, loop: Single) -> tuple[Single, Single]:
    """(d ln P[k, n, m], d ln c[s, n, m]) to log wage m, by block sweeps."""
    direct = point.beta[:, :, None] * np.eye(point.beta.shape[1], dtype=np.float32)
    d_P = np.zeros_like(direct)
    cost = direct
    for _ in range(RESPONSE_SWEEPS):
        gap = np.matmul(point.pi, cost) - d_P
        d_P += _apply(loop, gap)
        cost = direct + _apply(point.gamma.transpose(0, 2, 1), d_P)
    return d_P, cost


def _output_response(point: _Single, loop: Single, d_P: Single, cost: Single, wL: Array) -> tuple[Single, Single]:
    """(dY[k, i, m], dR[n, m]): output's and tariff revenue's response to log wage m, by block sweeps."""
    own = np.diag(wL).astype(np.float32)
    theta, keep = point.theta[:, None, None], (1 - point.rate)[:, :, None]
    shift = theta * (np.matmul(point.flow.transpose(0, 2, 1), d_P) - point.flow.sum(axis=1)[:, :, None] * cost)
    lost = (point.X[:, :, None] * theta * (keep * d_P - np.matmul(point.pi_net, cost))).sum(axis=0)
    slack = 1 - np.einsum("kn,kn->n", point.alpha, point.rate)
    d_Y, sales = np.zeros_like(d_P), point.pi_net.transpose(0, 2, 1)
    for _ in range(RESPONSE_SWEEPS):
        inputs = _apply(point.gamma, d_Y)
        income = (own + (point.rate[:, :, None] * inputs).sum(axis=0) - lost) / slack[:, None]
        gap = shift + np.matmul(sales, point.alpha[:, :, None] * income + inputs) - d_Y
        d_Y += _apply(loop, gap)
    return d_Y, income - own


def _apply(table: Single, value: Single) -> Single:
    """table[n] @ value[:, n, :] for each region, as [k, n, m]."""
    moved: Single = np.matmul(table, value.transpose(1, 0, 2)).transpose(1, 0, 2)
    return moved


def _by_region(loop: Single, gap: Array) -> Array:
    """loop[n] @ gap[:, n] for each region, as [k, n]."""
    moved = np.matmul(loop, gap.T.astype(np.float32)[:, :, None])[:, :, 0].T
    return np.asarray(moved, dtype=np.float64)
