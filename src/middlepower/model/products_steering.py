"""What steers the sweeps on a product world: the model linearised on the world added up to sectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.benchmark import Benchmark
from middlepower.model.linear import Point, blocks, excess_slope, gauged_inverse, wage_responses

Array = NDArray[np.float64]
Single = NDArray[np.float32]

WAGE_STEP = 0.5  # largest change of a log wage in one sweep
PRICE_STEP = 2.0  # largest change of a log price in one sweep


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
    point = Point(pi, net, X, wL, bench.alpha, bench.beta, bench.gamma, bench.theta)
    inverse = blocks(point)
    d_P, d_Y = wage_responses(point, inverse)
    n = np.arange(bench.regions)
    rate = 1.0 - np.einsum("kni,kni->kn", pi, net)
    return ProductSteering(
        bench,
        inverse.price.astype(np.float32),
        inverse.goods.astype(np.float32),
        pi[:, n, n] * net[:, n, n],
        rate,
        1.0 - np.einsum("kn,kn->n", bench.alpha, rate),
        gauged_inverse(excess_slope(point, d_Y), wL),
        d_P.astype(np.float32),
        (d_Y / bench.wL[:, None]).astype(np.float32),
        _revenue_response(point, rate, d_P, d_Y) / bench.wL[:, None],
    )


def steering_at_benchmark(bench: Benchmark) -> ProductSteering:
    """Steering at the benchmark itself."""
    return product_steering(bench, bench.pi, 1.0 / (1.0 + bench.tau), bench.X, bench.wL)


def _revenue_response(point: Point, rate: Array, d_P: Array, d_Y: Array) -> Array:
    """dR[n, m]: tariff revenue's response to log wage m, through inputs, own income and the shift of sourcing."""
    N = len(point.wL)
    inputs = np.matmul(point.gamma, d_Y.transpose(1, 0, 2))
    cost = point.beta[:, :, None] * np.eye(N)[None]
    cost += np.matmul(point.gamma.transpose(0, 2, 1), d_P.transpose(1, 0, 2)).transpose(1, 0, 2)
    kept = (point.X * point.theta[:, None])[:, :, None] * ((1.0 - rate)[:, :, None] * d_P)
    kept -= np.matmul((point.X * point.theta[:, None])[:, :, None] * point.pi * point.net, cost)
    direct = np.einsum("kn,nkm->nm", rate, inputs) - kept.sum(axis=0)
    of_income = np.einsum("kn,kn->n", rate, point.alpha)
    response: Array = (direct + of_income[:, None] * np.diag(point.wL)) / (1.0 - of_income)[:, None]
    return response


def _by_region(loop: Single, gap: Array) -> Array:
    """loop[n] @ gap[:, n] for each region, as [k, n]."""
    moved = np.matmul(loop, gap.T.astype(np.float32)[:, :, None])[:, :, 0].T
    return np.asarray(moved, dtype=np.float64)
