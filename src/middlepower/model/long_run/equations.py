"""The long-run model, Caliendo and Parro (2015, Review of Economic Studies 82), in changes: start reading here.

Letters and numbers as in the paper, except that storage is [k, n, i] = [sector, importer, exporter], [s, n] = [sector
that uses, economy] and tau is a net rate. `_hat` is new over old, a prime the new level; kappa_hat is the change of
landed cost, tariffs included; beta the share of value added and gamma those of inputs in cost.

(10) c_hat = w_hat^beta prod_k P_hat^gamma                            unit cost             `unit_cost_log`
(11) P_hat = [sum_i pi (kappa_hat c_hat)^-theta]^(-1/theta)           price index           `price_kernel`
(12) pi'   = pi (kappa_hat c_hat / P_hat)^-theta                      spending shares       K b / Phi of `price_kernel`
(13) X'    = alpha I' + sum_s gamma Y'_s,  I' = w_hat wL + R' + D'    spending, income      `spending_and_income`
     Y'    = sum_n pi' X' / (1 + tau')                                output                `sweep`
(14) imports - D' = exports, both net of tariffs                      trade balance         `check.check`

Given (13), Eq. (14) says the same as factor markets: sum_s beta Y'_s = w_hat wL, which is what the solver clears.
Real income = I_hat / prod_k P_hat^alpha. Numeraire: world value added, sum_n w_hat wL, stays.

The rest of the folder: `evaluate` adds quotas and export taxes to a sweep; `linear` takes the equations' derivatives,
`iterate` uses them to make sweeps converge, `newton` takes over where they don't; `solve` arranges these;
`check` writes the equations out once more, sharing nothing with the solver, and `settle` makes the Equilibrium.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import deficits
from middlepower.model.core.problem import Problem

Array = NDArray[np.float64]
INCOME_FLOOR = 1e-3  # of own value added: keeps a passing iterate alive; what it adds counts as a residual
TINY = 1e-300  # stands for a price-index kernel that underflowed; its log is finite and the sweep corrects it


@dataclass(frozen=True)
class Sweep:
    """What a state implies by the equations: costs, prices and outputs, and everything on the way.

    b[k, i] = c_hat^-theta and Phi[k, n] = K b, see `price_kernel`; excess[n] demand for factors less their supply;
    shortfall[n] what the floor adds to an income, over own value added: zero at a solution.
    """

    log_c: Array
    log_P: Array
    b: Array
    Phi: Array
    income: Array
    X: Array
    Y: Array
    excess: Array
    shortfall: Array


def unit_cost_log(log_w: Array, log_P: Array, beta: Array, gamma: Array) -> Array:
    """ln c_hat[s, n] = beta ln w_hat + sum_k gamma ln P_hat, Eq. CP (10)."""
    log_c: Array = beta * log_w + np.matmul(log_P.T[:, None, :], gamma)[:, 0, :].T
    return log_c


def price_kernel(log_c: Array, K: Array, log_shift: Array, theta: Array) -> tuple[Array, Array, Array]:
    """(ln P_hat[k, n], b[k, i], Phi[k, n]) with b = c_hat^(-theta) and Phi = K b, Eq. CP (11)."""
    exponent = -theta[:, None] * log_c
    top = exponent.max(axis=1, keepdims=True)
    b = np.exp(exponent - top)
    Phi = np.maximum(np.matmul(K, b[:, :, None])[:, :, 0], TINY)
    log_P: Array = -(np.log(Phi) + top + log_shift) / theta[:, None]
    return log_P, b, Phi


def spending_and_income(
    benchmark: Benchmark, w_hat: Array, Y: Array, keep: Array, transfer: Array
) -> tuple[Array, Array, Array]:
    """(X[k, n], I[n], shortfall[n]), Eq. CP (13), with tariff revenue eliminated: R = sum_k X (1 - keep).

    keep[k, n] is the part of spending that leaves the importer's treasury; transfer[n] is deficit plus rents.
    """
    size = w_hat * benchmark.wL
    inputs = np.matmul(benchmark.gamma, Y.T[:, :, None])[:, :, 0].T
    revenue_rate = 1.0 - keep
    fixed = size + transfer + np.einsum("kn,kn->n", inputs, revenue_rate)
    earned = fixed / (1.0 - np.einsum("kn,kn->n", benchmark.alpha, revenue_rate))
    income = np.maximum(earned, INCOME_FLOOR * size)
    return benchmark.alpha * income + inputs, income, (income - earned) / size


def sweep(problem: Problem, log_w: Array, log_P: Array, Y: Array, rents: Array | float = 0.0) -> Sweep:
    """All equations once: the state's implied prices, outputs and excess factor demand."""
    bench = problem.benchmark
    w_hat = np.exp(log_w)
    log_c = unit_cost_log(log_w, log_P, bench.beta, bench.gamma)
    new_log_P, b, Phi = price_kernel(log_c, problem.K, problem.log_shift, bench.theta)
    keep = np.matmul(problem.Kt, b[:, :, None])[:, :, 0] / Phi
    transfer = deficits(problem.closure, bench, w_hat) + rents
    X, income, shortfall = spending_and_income(bench, w_hat, Y, keep, transfer)
    new_Y = b * np.matmul((X / Phi)[:, None, :], problem.Kt)[:, 0, :]
    excess = np.einsum("sn,sn->n", bench.beta, new_Y) - w_hat * bench.wL
    return Sweep(log_c, new_log_P, b, Phi, income, X, new_Y, excess, shortfall)
