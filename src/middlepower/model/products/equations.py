"""Caliendo and Parro (2015) on a product world: thousands of products, one fused pass over the flows.

Letters and storage as in `long_run`, with a product g of sector k; omega[g, n] its share of n's spending on the sector
(Cobb-Douglas); K[f] = pi kappa_hat^-theta and Kt[f] = K / (1 + tau') on the flows f; b = c_hat^-theta.

Phi[g, n] = sum_i K b
ln P[k, n] = -sum_g (omega / theta) ln Phi
Y[k, i] = b sum_gn Kt omega X / Phi

State (ln w[n], ln P[k, n], Y[k, n], R[n]). Tariff revenue R is an unknown of its own, because spending must be
known before the one pass that gives price indices, outputs and revenue together. Unit costs, income and spending are
those of `long_run`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import deficits
from middlepower.model.long_run.equations import INCOME_FLOOR, unit_cost_log
from middlepower.model.products.problem import ProductProblem
from middlepower.model.products.steering import Gap
from middlepower.model.products.world import sector_starts
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ProductState:
    """The unknowns: log wages [n], log prices [k, n], outputs [k, n], tariff revenue [n]."""

    log_w: Array
    log_P: Array
    Y: Array
    R: Array


@dataclass(frozen=True)
class ProductSweep:
    """What one pass over the flows finds at a state."""

    log_c: Array
    log_P: Array
    b: Array
    Phi: Array
    X: Array
    Y: Array
    R: Array
    D: Array
    income: Array
    excess: Array


def start_products(problem: ProductProblem) -> ProductState:
    """The benchmark itself as a starting point."""
    bench = problem.world.benchmark
    revenue = bench.income - bench.wL - bench.D
    return ProductState(np.zeros(bench.regions), np.zeros_like(bench.alpha), bench.Y.copy(), revenue)


def product_sweep(problem: ProductProblem, state: ProductState, threads: int = 1) -> ProductSweep:
    """All equations once: prices, outputs, revenue and excess factor demand implied by a state."""
    bench, groups = problem.world.benchmark, problem.groups
    w_hat = np.exp(state.log_w)
    log_c = unit_cost_log(state.log_w, state.log_P, bench.beta, bench.gamma)
    exponent = -groups.theta[:, None] * log_c[groups.sector]
    top = exponent.max(axis=1, keepdims=True)
    b = np.exp(exponent - top)
    D = deficits(problem.closure, bench, w_hat)
    income = np.maximum(w_hat * bench.wL + state.R + D, INCOME_FLOOR * w_hat * bench.wL)
    X = bench.alpha * income + np.matmul(bench.gamma, state.Y.T[:, :, None])[:, :, 0].T
    Phi, sold, bought = pass_over_flows(problem, b, X, threads)
    Y = np.add.reduceat(b * sold, groups.first, axis=0)
    log_P = problem.constant - np.add.reduceat(problem.group_weight * top, groups.first, axis=0)
    log_P -= np.add.reduceat(problem.weight * np.log(Phi), sector_starts(problem.world.sector_of), axis=0)
    excess = np.einsum("sn,sn->n", bench.beta, Y) - w_hat * bench.wL
    return ProductSweep(log_c, log_P, b, Phi, X, Y, X.sum(axis=0) - bought, D, income, excess)


def pass_over_flows(problem: ProductProblem, b: Array, X: Array, threads: int) -> tuple[Array, Array, Array]:
    """(Phi[g, n], sales[group, i] without the factor b, imports net of tax [n]) from one pass over the flows."""
    from middlepower.model.products.kernels import flow_pass

    world, group = problem.world, problem.groups.of_product
    Phi = np.empty_like(problem.weight)
    bounds = np.searchsorted(world.row_start[:: len(world.regions)], np.linspace(0, world.flows, threads + 1))
    bounds[0], bounds[-1] = 0, len(world.products)
    sold, bought = np.zeros((threads, *b.shape)), np.zeros((threads, len(world.regions)))

    def part(t: int) -> None:
        flow_pass(
            bounds[t], bounds[t + 1], world.row_start, world.exporter, problem.K, problem.Kt, b, group,
            world.sector_of, world.product_share, X, Phi, sold[t], bought[t],
        )  # fmt: skip

    if threads == 1:
        part(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(threads)))
    return Phi, sold.sum(axis=0), bought.sum(axis=0)


def product_gap(bench: Benchmark, state: ProductState, swept: ProductSweep) -> Gap:
    """What the sweep implies less the state; prices of what nobody buys stay."""
    return Gap(np.where(bench.X > 0, swept.log_P - state.log_P, 0.0), swept.Y - state.Y, swept.R - state.R)


def product_gaps(bench: Benchmark, state: ProductState, swept: ProductSweep) -> Residuals:
    """How far a state is from what it implies: prices in logs, the numeraire over world value added, the rest over own.

    `income` is what the floor adds to it: zero at a solution.
    """
    size = np.exp(state.log_w) * bench.wL
    exports, imports = swept.Y.sum(axis=0), swept.X.sum(axis=0) - swept.R
    return Residuals.of(
        price=(swept.log_P - state.log_P) * (bench.X > 0),
        goods=(swept.Y - state.Y) / size,
        revenue=(swept.R - state.R) / size,
        factor=swept.excess / size,
        trade_balance=(imports - swept.D - exports) / size,
        income=(swept.income - size - state.R - swept.D) / size,
        numeraire=size.sum() / bench.wL.sum() - 1.0,
    )
