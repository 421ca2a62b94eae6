"""One sweep of Caliendo and Parro (2015), Eqs. (1)-(5), from (ln w, ln P, Y) to their updates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import deficits
from middlepower.model.core.problem import Problem

Array = NDArray[np.float64]
INCOME_FLOOR = 1e-3  # of own value added: keeps a passing iterate alive; at a solution the check refuses it
TINY = 1e-300  # stands for a price-index kernel that underflowed; its log is finite and the sweep corrects it


@dataclass(frozen=True)
class Sweep:
    """What one sweep finds: prices and outputs implied by the state, and everything on the way."""

    log_c: Array
    log_P: Array
    b: Array
    Phi: Array
    income: Array
    X: Array
    Y: Array
    excess: Array


def unit_cost_log(log_w: Array, log_P: Array, beta: Array, gamma: Array) -> Array:
    """ln c_hat[s, n] = beta ln w_hat + sum_k gamma ln P_hat, Eq. CP (1)."""
    log_c: Array = beta * log_w + np.matmul(log_P.T[:, None, :], gamma)[:, 0, :].T
    return log_c


def price_kernel(log_c: Array, K: Array, log_shift: Array, theta: Array) -> tuple[Array, Array, Array]:
    """(ln P_hat[k, n], b[k, i], Phi[k, n]) with b = c_hat^(-theta) and Phi = K b, Eq. CP (2)."""
    exponent = -theta[:, None] * log_c
    top = exponent.max(axis=1, keepdims=True)
    b = np.exp(exponent - top)
    Phi = np.maximum(np.matmul(K, b[:, :, None])[:, :, 0], TINY)
    log_P: Array = -(np.log(Phi) + top + log_shift) / theta[:, None]
    return log_P, b, Phi


def spending_and_income(
    benchmark: Benchmark, w_hat: Array, Y: Array, keep: Array, transfer: Array
) -> tuple[Array, Array]:
    """(X[k, n], I[n]), Eq. CP (4), with tariff revenue eliminated: R = sum_k X (1 - keep).

    keep[k, n] is the part of spending that leaves the importer's treasury; transfer[n] is deficit plus rents.
    """
    inputs = np.matmul(benchmark.gamma, Y.T[:, :, None])[:, :, 0].T
    revenue_rate = 1.0 - keep
    fixed = w_hat * benchmark.wL + transfer + np.einsum("kn,kn->n", inputs, revenue_rate)
    income = fixed / (1.0 - np.einsum("kn,kn->n", benchmark.alpha, revenue_rate))
    income = np.maximum(income, INCOME_FLOOR * w_hat * benchmark.wL)
    return benchmark.alpha * income + inputs, income


def sweep(problem: Problem, log_w: Array, log_P: Array, Y: Array, rents: Array | float = 0.0) -> Sweep:
    """All equations once: the state's implied prices, outputs and excess factor demand."""
    bench = problem.benchmark
    w_hat = np.exp(log_w)
    log_c = unit_cost_log(log_w, log_P, bench.beta, bench.gamma)
    new_log_P, b, Phi = price_kernel(log_c, problem.K, problem.log_shift, bench.theta)
    keep = np.matmul(problem.Kt, b[:, :, None])[:, :, 0] / Phi
    transfer = deficits(problem.closure, bench, w_hat) + rents
    X, income = spending_and_income(bench, w_hat, Y, keep, transfer)
    new_Y = b * np.matmul((X / Phi)[:, None, :], problem.Kt)[:, 0, :]
    excess = np.einsum("sn,sn->n", bench.beta, new_Y) - w_hat * bench.wL
    return Sweep(log_c, new_log_P, b, Phi, income, X, new_Y, excess)
