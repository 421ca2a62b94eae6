"""The first year after a shock: Caliendo and Parro (2015) before land, mines, mills and workers have moved.

Value added of sector s in economy n is Cobb-Douglas in labour, at wage w, and in a factor that stays where it is
(capital, land, a resource), at return r; lam is labour's share of value added. Workers differ in ability from sector
to sector (Roy-Frechet, as in `roy_frechet`) and choose on expected pay W = w e, where e is the employed share. Wages
per efficiency unit do not fall below delta times an anchor.

specific factors    r_hat = VA_hat                                 its quantity stays, its income is (1 - lam) VA
labour income       w L e = lam VA
supply of labour    share' = share (W / Phi)^kappa,  Phi^kappa = sum_s share W^kappa
wage floor          0 <= w / (delta anchor) - 1  perp  1 - e >= 0
unit cost           c_hat = v^beta prod_k P_hat^gamma,  v = w^lam r_hat^(1 - lam)

LabourMarket supply and labour income together give expected pay in closed form, VA_hat being output's ratio Y' / Y:

    Phi = sum_s lam VA' / sum_s lam VA,    W = VA_hat^(1/kappa) Phi^(1 - 1/kappa)
    w = max(W, delta anchor),  e = W / w

so that the complementarity is one maximum, and the unknowns are prices and outputs alone. The anchor is a monetary
regime: nominal value added of the economy (its central bank looks through), its consumer prices, or world value added
(a fixed exchange rate; the numeraire, so it stays at one).

Prices, spending and outputs are those of `long_run.equations`. Limits: lam = 1, delta = 0 is `roy_frechet`, with kappa
to infinity the long-run model; kappa to one makes labour specific to its sector too (Ricardo-Viner).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import deficits
from middlepower.model.core.problem import Problem
from middlepower.model.long_run.equations import Sweep, price_kernel, spending_and_income, unit_cost_log

Array = NDArray[np.float64]
Anchor = Literal["own value added", "consumer prices", "world value added"]
LOWEST_LOG = -60.0  # of an output's ratio: a passing iterate that lost its market


@dataclass(frozen=True)
class Frictions:
    """What does not adjust in the first year.

    labour_share[s, n] of value added; kappa dispersion of abilities; floor (delta) of wages as a fraction of the
    anchor's ratio, 0 for none; reference[s, n] = ln w - ln anchor where wages start to be held (None: the benchmark).
    """

    labour_share: Array
    kappa: float
    floor: float
    anchor: Anchor
    reference: Array | None = None

    def __post_init__(self) -> None:
        """Refuse values outside the model's domain."""
        share = self.labour_share
        outside = share[~((share > 0.0) & (share <= 1.0))]
        if outside.size:
            raise DataError(
                f"`labour_share` is {outside[0]:g} in a sector: it must lie above 0 and at most at 1 everywhere, as a "
                "fraction of value added."
            )
        if not self.kappa > 1.0:
            raise DataError(f"`kappa` is {self.kappa:g}: it must be above 1, where the mean of abilities is finite.")
        if not 0.0 <= self.floor <= 1.0:
            raise DataError(
                f"`floor` is {self.floor:g}: it is the lowest wage as a fraction of the anchor, from 0 (none) to 1 "
                "(no wage falls); above 1 nobody could be paid at the benchmark."
            )


@dataclass(frozen=True)
class Pay:
    """Pay at given outputs: logs [s, n] of the wage, of expected pay and of the price of value added."""

    log_w: Array
    log_W: Array
    log_v: Array


def expected_pay_log(log_VA: Array, labour: Array, kappa: float) -> Array:
    """ln W[s, n] from ln VA_hat and the shares of sectors in the economy's labour income."""
    Phi = (labour * np.exp(log_VA)).sum(axis=0)
    log_W: Array = log_VA / kappa + (1.0 - 1.0 / kappa) * np.log(Phi)
    return log_W


def labour_weights(benchmark: Benchmark, labour_share: Array) -> Array:
    """Shares [s, n] of sectors in an economy's labour income at the benchmark."""
    income = labour_share * benchmark.beta * benchmark.Y
    weights: Array = income / income.sum(axis=0)
    return weights


def anchor_log(anchor: Anchor, benchmark: Benchmark, log_VA: Array, log_P: Array) -> Array:
    """ln anchor[n], the ratio of what the wage floor is tied to."""
    if anchor == "consumer prices":
        prices: Array = np.einsum("kn,kn->n", benchmark.alpha, log_P)
        return prices
    if anchor == "own value added":
        grown: Array = np.log((benchmark.beta * benchmark.Y * np.exp(log_VA)).sum(axis=0) / benchmark.wL)
        return grown
    return np.zeros(benchmark.regions)


def lowest_log(frictions: Frictions, benchmark: Benchmark, log_VA: Array, log_P: Array) -> Array:
    """ln of the lowest wage allowed, [n] or [s, n]; minus infinity where there is no floor."""
    if frictions.floor == 0.0:
        return np.full(benchmark.regions, -np.inf)
    lowest: Array = np.log(frictions.floor) + anchor_log(frictions.anchor, benchmark, log_VA, log_P)
    return lowest if frictions.reference is None else lowest + frictions.reference


def pay_at(frictions: Frictions, benchmark: Benchmark, labour: Array, log_VA: Array, log_P: Array) -> Pay:
    """Wages, expected pay and the price of value added at outputs whose log ratios are log_VA."""
    log_W = expected_pay_log(log_VA, labour, frictions.kappa)
    log_w = log_W
    if frictions.floor > 0.0:
        log_w = np.maximum(log_W, lowest_log(frictions, benchmark, log_VA, log_P))
    log_v = frictions.labour_share * log_w + (1.0 - frictions.labour_share) * log_VA
    return Pay(log_w, log_W, log_v)


def output_ratio_log(benchmark: Benchmark, Y: Array) -> Array:
    """ln(Y' / Y)[s, n]; zero where the benchmark makes nothing."""
    made = benchmark.Y > 0
    ratio = np.where(made, Y, 1.0) / np.where(made, benchmark.Y, 1.0)
    logs: Array = np.log(np.maximum(ratio, np.exp(LOWEST_LOG)))
    return logs


def first_year_sweep(
    problem: Problem, frictions: Frictions, labour: Array, log_P: Array, log_VA: Array, rents: Array | float
) -> Sweep:
    """All equations once at prices and outputs; `excess` is the gap of value added, zero by construction."""
    bench = problem.benchmark
    pay = pay_at(frictions, bench, labour, log_VA, log_P)
    log_c = unit_cost_log(pay.log_v, log_P, bench.beta, bench.gamma)
    new_log_P, b, Phi = price_kernel(log_c, problem.K, problem.log_shift, bench.theta)
    keep = np.matmul(problem.Kt, b[:, :, None])[:, :, 0] / Phi
    Y = bench.Y * np.exp(log_VA)
    average = (bench.beta * Y).sum(axis=0) / bench.wL
    transfer = deficits(problem.closure, bench, average) + rents
    X, income, shortfall = spending_and_income(bench, average, Y, keep, transfer)
    new_Y = b * np.matmul((X / Phi)[:, None, :], problem.Kt)[:, 0, :]
    excess = (bench.beta * (new_Y - Y)).sum(axis=0)
    return Sweep(log_c, new_log_P, b, Phi, income, X, new_Y, excess, shortfall)
