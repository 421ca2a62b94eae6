"""Caliendo and Parro (2015) with workers who differ in ability from sector to sector, after Galle, Rodriguez-Clare
and Yi (2023, Review of Economic Studies 90(1), "Slicing the Pie").

One group of workers per economy draws abilities for every sector from Frechet distributions and takes the best-paid
sector (Roy). Wages per efficiency unit then differ by sector, so a shock hits people by where they work.

Letters: kappa > 1 dispersion of abilities; share[s, n] share of sector s in factor income at the benchmark (their
pi_gs with one group); w_hat[s, n] wage per efficiency unit of sector s; Phi_hat[n] income per worker. The rest are
those of `long_run`, whose equations stay but for the first and the last:

unit cost           c_hat = w_hat[s]^beta prod_k P_hat^gamma        with the sector's own wage
income per worker   Phi_hat = (sum_s share w_hat^kappa)^(1/kappa)
employment          share' = share (w_hat / Phi_hat)^kappa          of sector s, and its share in factor income
labour markets      beta Y' = share' Phi_hat wL                     one per sector
income              I' = Phi_hat wL + R' + D'

kappa to infinity gives the one wage of Caliendo and Parro; kappa to 1 fixes each sector's efficiency units, as if all
factors were specific. "Workers" stands for all factors of production, because value added is one factor here. The
paper has many groups of workers (US commuting zones); one group per economy keeps sector wages but not regions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import deficits
from middlepower.model.core.problem import Problem
from middlepower.model.core.quota import rent_transfers
from middlepower.model.long_run.equations import Sweep, price_kernel, spending_and_income, unit_cost_log
from middlepower.model.long_run.evaluate import Evaluator

Array = NDArray[np.float64]

NO_WORKERS = -1e9  # stands for ln 0 in sums of exponentials
LARGEST_KAPPA = 1000.0  # sector wages differ by a thousandth of what one wage would differ by: nothing to learn beyond


@dataclass(frozen=True)
class Labour:
    """Labour supply: dispersion kappa and benchmark shares of sectors in factor income [s, n]."""

    kappa: float
    share: Array


def labour_of(benchmark: Benchmark, kappa: float) -> Labour:
    """The labour supply that a benchmark reveals: share = beta Y / wL."""
    if not 1.0 < kappa <= LARGEST_KAPPA:
        raise DataError(
            f"`kappa` is {kappa:g}: it must be above 1, where the mean of abilities is finite, and at most "
            f"{LARGEST_KAPPA:g}. Workers who move freely (kappa infinite) are the default model: use `Solver`."
        )
    return Labour(kappa, benchmark.beta * benchmark.Y / benchmark.wL)


def income_per_worker_log(log_w: Array, share: Array, kappa: float) -> Array:
    """ln Phi_hat[n] from log wages [s, n]."""
    weight = np.log(share, out=np.full_like(share, NO_WORKERS), where=share > 0) + kappa * log_w
    top = weight.max(axis=0)
    total: Array = (np.log(np.exp(weight - top).sum(axis=0)) + top) / kappa
    return total


def employment_share(log_w: Array, share: Array, kappa: float) -> Array:
    """share'[s, n] of employment; sums to one over s."""
    new: Array = share * np.exp(kappa * (log_w - income_per_worker_log(log_w, share, kappa)))
    return new


def labour_income(log_w: Array, labour: Labour, wL: Array) -> Array:
    """share' Phi_hat wL [s, n]: what sector s pays its workers, the supply side of its market."""
    log_Phi = income_per_worker_log(log_w, labour.share, labour.kappa)
    paid: Array = employment_share(log_w, labour.share, labour.kappa) * np.exp(log_Phi) * wL
    return paid


def roy_sweep(problem: Problem, labour: Labour, log_w: Array, log_P: Array, Y: Array, rents: Array | float) -> Sweep:
    """All equations once; `excess`[s, n] is demand less supply of each sector's labour market, million US dollars."""
    bench = problem.benchmark
    log_c = unit_cost_log(log_w, log_P, bench.beta, bench.gamma)
    new_log_P, b, Phi = price_kernel(log_c, problem.K, problem.log_shift, bench.theta)
    keep = np.matmul(problem.Kt, b[:, :, None])[:, :, 0] / Phi
    average = np.exp(income_per_worker_log(log_w, labour.share, labour.kappa))
    transfer = deficits(problem.closure, bench, average) + rents
    X, income, shortfall = spending_and_income(bench, average, Y, keep, transfer)
    new_Y = b * np.matmul((X / Phi)[:, None, :], problem.Kt)[:, 0, :]
    excess = bench.beta * new_Y - labour_income(log_w, labour, bench.wL)
    return Sweep(log_c, new_log_P, b, Phi, income, X, new_Y, excess, shortfall)


class RoyEvaluator(Evaluator):
    """Sweeps with sector wages where some spending goes to other treasuries; see `Evaluator`."""

    def __init__(self, problem: Problem, labour: Labour) -> None:
        """Take the labour supply along."""
        super().__init__(problem)
        self.labour = labour

    def __call__(self, log_w: Array, log_P: Array, Y: Array, z: Array) -> tuple[Sweep, Array]:
        """One sweep at a state, and the z that it asks for."""
        if not len(z):
            return roy_sweep(self.problem, self.labour, log_w, log_P, Y, 0.0), z
        premium, rent, taxes = self._open(z)
        self._tax_quota_flows(premium)
        received, paid = rent_transfers(self.table, rent, self.problem.benchmark.regions)
        implied = roy_sweep(self.work, self.labour, log_w, log_P, Y, received - paid + taxes)
        return implied, self._next(implied, premium)


def incumbents_hat(w_hat: Array, share: Array, kappa: float) -> Array:
    """Mean income ratio g[s] of the workers whom the benchmark finds in sector s of one economy, moves included.

    Abilities stay, and each worker takes the best sector again. With h = w_hat, the mean over those who were best off
    in s, of their best pay now over their pay then, is

    g_s = h_s + integral from h_s to max h of (1 - A(m)^(1/kappa - 1)) dm,  A(m) = sum_r share_r max(1, (h_r/m)^kappa)

    Between neighbouring h, A = a + b m^-kappa and the integrand has the primitive m - (a m^kappa + b)^(1/kappa) / a.
    Income adds up: sum_s share_s g_s = Phi_hat. Missing (nan) where nobody works. [Derived here; the tests draw it.]
    """
    used = share > 0
    order = np.flatnonzero(used)[np.argsort(w_hat[used])]
    h, weight = w_hat[order] / w_hat[order[-1]], share[order]
    a = np.cumsum(weight)[:-1]
    pull = weight * h**kappa
    b = np.cumsum(pull[::-1])[::-1][1:]
    rise = (a * h[1:] ** kappa + b) ** (1.0 / kappa) - (a * h[:-1] ** kappa + b) ** (1.0 / kappa)
    gain = np.append(np.diff(h) - rise / a, 0.0)
    income = np.full(len(share), np.nan)
    income[order] = (h + np.cumsum(gain[::-1])[::-1]) * w_hat[order[-1]]
    return income
