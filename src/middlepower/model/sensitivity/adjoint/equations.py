"""Gradients of any objective with respect to all tariffs, export taxes and trade costs, by one transposed linear solve.

The equations, linearised at an equilibrium (f = pi' net X' the flows at basic prices, net = 1/((1 + tau')(1 + e'))
with e' the exporter's tax):
  dln c = beta dln w + gamma' dln P,    dln P[k, n] = sum_i pi (dln c[k, i] + dln kappa),
  dY[k, i] = sum_n df,    df = f (theta dln P - theta dln c - theta dln kappa - dln(1+tau) - dln(1+e) + dX/X),
  dX = alpha dI + gamma dY,   dI = wL dln w + dD + d sum (X - (1+e) f) + d sum e f sold abroad,
  beta dY = wL dln w (labour, numeraire pinned).

Each equation gets a multiplier: what the objective gains per unit by which the equation is loosened.
  v[k, i]  a dollar of sales of exporter i's sector k          q[n]  a dollar of income of n
  u[k, n]  the log price index of sector k in n                e[n]  a dollar of factor payments in n
They solve the transposed system, with M = pi' net, L = e M what exporters levy and keep = (M + L) 1,
  v = beta e + gamma (worth + q),   worth = Mv + Lq - keep q,   q = o_I + sum_k alpha (worth + q),
  u = o_P + theta X worth + gamma (dc),   dc[k, i] = sum_n pi u - theta (Y v + sum_n X L q[i] - sum_n X (M + L) q[n]),
  0 = q wL + D' q + sum_s beta dc - wL e,
and then, cell by cell, with s = v[k, i] + e q[i] - (1 + e) q[n] the surplus of a dollar of sales over what it costs n,
  dO / dln d = pi u - theta f s,    dO / dln(1+tau) = dO / dln d - f s,
  dO / dln(1+e) = dO / dln(1+tau) + (1 + e) f (q[i] - q[n]).
Derivation: formulas of Caliendo and Parro (2015), Eqs. (10)-(14), differentiated; tested against finite differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Objective:
    """How an objective O depends directly on what the equilibrium determines; zero where left out.

    income[n] = dO/dI (per million US$), log_price[k, n] = dO/dln P, log_wage[n] = dO/dln w,
    flow[k, n, i] = dO/d flow at basic prices (per million US$).
    """

    income: Array
    log_price: Array
    log_wage: Array
    flow: Array | None = None


@dataclass(frozen=True)
class Tangent:
    """An equilibrium as the linear system reads it; pi = K b / Phi and pi net = Kt b / Phi are never formed.

    K, Kt[k, n, i]; b[k, i]; Phi, X, keep[k, n]; Y[k, i]; size[n] value added now; deficit_slope[n, m] = dD/dln w;
    levied = e Kt, None without export taxes.
    """

    benchmark: Benchmark
    K: Array
    Kt: Array
    b: Array
    Phi: Array
    X: Array
    Y: Array
    keep: Array
    size: Array
    deficit_slope: Array | None
    levied: Array | None = None

    @cached_property
    def income_inverse(self) -> Array:
        """Undoes the loop of incomes [n, m] through consumers' payments to other treasuries."""
        loop = np.diag(self.kept)
        if self.levied is not None:
            loop = loop - np.einsum("kn,kni,ki->ni", self.benchmark.alpha / self.Phi, self.levied, self.b)
        return np.asarray(np.linalg.inv(loop), dtype=np.float64)

    @property
    def kept(self) -> Array:
        """sum_k alpha keep [n]: the part of a dollar of consumption that leaves the treasury."""
        part: Array = np.einsum("kn,kn->n", self.benchmark.alpha, self.keep)
        return part


@dataclass(frozen=True)
class Multipliers:
    """v[k, i, m], q[n, m], u[k, n, m], e[n, m] of the module's equations, one column m per objective."""

    v: Array
    q: Array
    u: Array
    e: Array


@dataclass(frozen=True)
class DirectTerms:
    """Direct terms of objectives, one column m each: income, wage[n, m]; price, spending[k, n, m]; sales[k, i, m].

    spending and sales are sums of dO/d flow weighted by pi net over exporters and by f over importers.
    """

    income: Array
    price: Array
    wage: Array
    spending: Array
    sales: Array


@dataclass(frozen=True)
class AdjointGaps:
    """What is missing in the equations of v[k, i, m], u[k, n, m] and e[n, m]."""

    v: Array
    u: Array
    e: Array


def tangent(equilibrium: Equilibrium) -> Tangent:
    """The Tangent of a solved equilibrium."""
    received = equilibrium.pi * equilibrium.net
    levied = equilibrium.pi * equilibrium.foreign_share if equilibrium.foreign_share.any() else None
    ones = np.ones_like(equilibrium.X)
    keep = received.sum(axis=2) if levied is None else (received + levied).sum(axis=2)
    Y = np.matmul(equilibrium.X[:, None, :], received)[:, 0, :]
    slope = deficit_slope(equilibrium.closure, equilibrium.benchmark, equilibrium.w_hat)
    return Tangent(
        equilibrium.benchmark,
        equilibrium.pi,
        received,
        ones,
        ones,
        equilibrium.X,
        Y,
        keep,
        equilibrium.value_added,
        slope,
        levied,
    )


def deficit_slope(closure: ClosureName, benchmark: Benchmark, w_hat: Array) -> Array | None:
    """dD[n]/dln w[m] under a closure; None where deficits don't move."""
    if closure == "fixed_nominal":
        anchor = benchmark.wL.argmax()
        return np.outer(benchmark.D * w_hat[anchor], np.eye(benchmark.regions)[anchor])
    if closure != "own_gdp_share":
        return None
    size, wanted = w_hat * benchmark.wL, w_hat * benchmark.D
    excess = wanted.sum() / size.sum()
    moved: Array = np.diag(wanted - size * excess) - np.outer(size, wanted - size * excess) / size.sum()
    return moved


def direct_terms(here: Tangent, objective: Objective) -> DirectTerms:
    """The DirectTerms of one objective."""
    spending = sales = np.zeros_like(here.X)
    if objective.flow is not None:
        part = objective.flow * here.Kt
        spending = np.einsum("kni,ki->kn", part, here.b) / here.Phi
        sales = here.b * np.einsum("kni,kn->ki", part, here.X / here.Phi)
    column = (slice(None), None)
    return DirectTerms(
        objective.income[column],
        objective.log_price[..., None],
        objective.log_wage[column],
        spending[..., None],
        sales[..., None],
    )


def adjoint_gaps(here: Tangent, guess: Multipliers, direct: DirectTerms) -> tuple[AdjointGaps, Array]:
    """(AdjointGaps at these multipliers, the q[n, m] that they imply); three passes over a [k, n, i] array."""
    bench, b, share = here.benchmark, here.b[..., None], 1.0 / here.Phi[..., None]
    theta, beta = bench.theta[:, None, None], bench.beta[..., None]
    keep, X = here.keep[..., None], here.X[..., None]
    worth = np.matmul(here.Kt, b * guess.v)
    worth *= share
    worth += direct.spending
    q = direct.income + np.einsum("kn,knm->nm", bench.alpha, worth)
    q = q / here.kept[:, None] if here.levied is None else here.income_inverse @ q
    if here.levied is not None:
        worth += share * np.matmul(here.levied, b * q)
    inputs = from_users(bench.gamma.transpose(0, 2, 1), worth + (1.0 - keep) * q)
    cost = np.matmul(here.Kt.transpose(0, 2, 1), (theta * share * X) * q)
    if here.levied is not None:
        cost += theta * levy_gap(here, q, share * X)
    cost += np.matmul(here.K.transpose(0, 2, 1), share * guess.u)
    cost *= b
    cost -= (theta * here.Y[..., None]) * guess.v
    cost -= theta * direct.sales
    worth -= keep * q
    worth *= theta * X
    worth += from_users(bench.gamma, cost)
    price = worth + direct.price
    wage = direct.wage + here.size[:, None] * (q - guess.e - here.size @ guess.e / here.size.sum())
    wage += np.einsum("kn,knm->nm", bench.beta, cost)
    if here.deficit_slope is not None:
        wage += here.deficit_slope.T @ q
    inputs += beta * guess.e
    inputs -= guess.v
    price -= guess.u
    return AdjointGaps(inputs, price, wage), q


def levy_gap(here: Tangent, q: Array, per_Phi: Array) -> Array:
    """sum_n X L (q[n] - q[i]) over b[k, i], per theta: what export taxes on i's sales are worth less to i than to n."""
    assert here.levied is not None
    across = here.levied.transpose(0, 2, 1)
    gap: Array = np.matmul(across, per_Phi * q) - np.matmul(across, per_Phi) * q
    return gap


def from_users(table: Array, values: Array) -> Array:
    """sum_s table[n, k, s] values[s, n, m], as [k, n, m]."""
    product: Array = np.matmul(table, values.transpose(1, 0, 2)).transpose(1, 0, 2)
    return product


def cells(here: Tangent, solved: Multipliers, flow: Array | None) -> tuple[Array, Array, Array]:
    """(dO/dln(1+tau), dO/dln(1+e), dO/dln d) [k, n, i]; sector by sector, so that temporaries stay in the cache."""
    taxed, levy, dear = np.empty_like(here.K), np.empty_like(here.K), np.empty_like(here.K)
    v, q = solved.v[..., 0], solved.q[:, 0]
    per_price, per_flow, across = solved.u[..., 0] / here.Phi, here.X / here.Phi, q[None, :] - q[:, None]
    for k, theta in enumerate(here.benchmark.theta):
        surplus = v[k] - q[:, None] if flow is None else v[k] - q[:, None] + flow[k]
        scale = here.b[k] * per_flow[k][:, None]
        surplus *= here.Kt[k] * scale
        border = here.Kt[k] * scale
        if here.levied is not None:
            levied = here.levied[k] * scale
            surplus += levied * across
            border += levied
        np.multiply(here.K[k] * here.b[k], per_price[k][:, None], out=dear[k])
        dear[k] -= theta * surplus
        np.subtract(dear[k], surplus, out=taxed[k])
        np.add(taxed[k], border * across, out=levy[k])
    return taxed, levy, dear
