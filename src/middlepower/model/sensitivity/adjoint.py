"""Gradients of any outcome with respect to all tariffs and trade costs, by one transposed linear solve.

The equations, linearised at an equilibrium (f = pi' net X' the flows at basic prices, net = 1/(1 + tau')):
  dln c = beta dln w + gamma' dln P,    dln P[k, n] = sum_i pi (dln c[k, i] + dln kappa),
  dY[k, i] = sum_n df,    df = f (theta dln P - theta dln c - theta dln kappa - dln(1+tau) + dX/X),
  dX = alpha dI + gamma dY,   dI = wL dln w + dD + d sum (X - f),   beta dY = wL dln w (labour, numeraire pinned).

Each equation gets a multiplier: what the outcome gains per unit by which the equation is loosened.
  v[k, i]  a dollar of sales of exporter i's sector k          q[n]  a dollar of income of n
  u[k, n]  the log price index of sector k in n                e[n]  a dollar of factor payments in n
They solve the transposed system
  v = beta e + gamma (Mv + (1 - keep) q),   M = pi' net,  keep = M 1,   q = (o_I + sum_k alpha Mv) / sum_k alpha keep,
  u = o_P + theta X (Mv - keep q) + gamma (dc),   dc[k, i] = sum_n pi u - theta (Y v - sum_n f q),
  0 = q wL + D' q + sum_s beta dc - wL e,
and then, cell by cell, with s = v[k, i] - q[n] the surplus of a dollar of sales over the dollar it costs n,
  dO / dln d = pi u - theta f s,    dO / dln(1+tau) = dO / dln d - f s.
Derivation: formulas of Caliendo and Parro (2015), Eqs. (1)-(5), differentiated; tested against finite differences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.iterate import Steering, steer_at
from middlepower.solve.gmres import gmres

Array = NDArray[np.float64]

TOLERANCE = 1e-10  # of the linear solve, relative to the outcome's direct terms: like the solver's residual
LARGEST_GAP = 1e-8  # a linear solve that ends above this is refused
LIMIT = 80  # products; 10 to 20 are usual


@dataclass(frozen=True)
class Outcome:
    """How an outcome O depends directly on what the equilibrium determines; zero where left out.

    income[n] = dO/dI (per million US$), log_price[k, n] = dO/dln P, log_wage[n] = dO/dln w,
    flow[k, n, i] = dO/d flow at basic prices (per million US$).
    """

    income: Array
    log_price: Array
    log_wage: Array
    flow: Array | None = None


@dataclass(frozen=True)
class Gradient:
    """Derivatives of an outcome, axes [k, n, i]: with respect to ln(1 + tariff) and to ln of iceberg trade costs.

    Both hold everything else of policy and technology fixed; prices, wages, revenue and trade adjust.
    products = applications of the linear operator, each about the price of one sweep of a solve.
    """

    tariff: Array
    trade_cost: Array
    products: int


@dataclass(frozen=True)
class Tangent:
    """An equilibrium as the linear system reads it; pi = K b / Phi and pi net = Kt b / Phi are never formed.

    K, Kt[k, n, i]; b[k, i]; Phi, X, keep[k, n]; Y[k, i]; size[n] value added now; deficit_slope[n, m] = dD/dln w.
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

    @property
    def kept(self) -> Array:
        """sum_k alpha keep [n]: the part of a dollar of consumption that leaves the treasury."""
        part: Array = np.einsum("kn,kn->n", self.benchmark.alpha, self.keep)
        return part


@dataclass(frozen=True)
class Multipliers:
    """v[k, i, m], q[n, m], u[k, n, m], e[n, m] of the module's equations, one column m per outcome."""

    v: Array
    q: Array
    u: Array
    e: Array


def real_income(found: Equilibrium, weights: Array) -> Outcome:
    """The outcome sum_n weights[n] ln W[n], W = income / consumer price index; weights may have any sum."""
    return Outcome(weights / found.income, -found.benchmark.alpha * weights, np.zeros_like(weights))


def real_income_of(found: Equilibrium, region: int) -> Outcome:
    """The outcome ln W of one region."""
    return real_income(found, np.eye(found.benchmark.regions)[region])


def gradient(found: Equilibrium, outcome: Outcome, steer: Steering | None = None) -> Gradient:
    """dO/dln(1+tau) and dO/dln d for all [k, n, i] at an equilibrium without quotas and export taxes.

    `steer` is the solver's (Solver.steer); without it, steering is built at the equilibrium, for about ten solves.
    """
    refuse_rents(found)
    size = found.value_added
    steer = steer or steer_at(found.benchmark, found.pi, found.net, found.X, size)
    here = tangent(found)
    solved, products = multipliers(here, outcome, steer)
    taxed, dear = cells(here, solved, outcome.flow)
    return Gradient(taxed, dear, products)


def refuse_rents(found: Equilibrium) -> None:
    """Refuse equilibria whose slopes need terms that the linear system doesn't have."""
    if found.quotas or found.foreign_share.any():
        raise ScenarioError(
            "the gradient knows tariffs and trade costs only, but this equilibrium has quotas or export taxes "
            f"({len(found.quotas)} quota lines): write them as tariffs, or take differences of two solves."
        )


def tangent(found: Equilibrium) -> Tangent:
    """The Tangent of a solved equilibrium."""
    received = found.pi * found.net
    ones = np.ones_like(found.X)
    keep = received.sum(axis=2)
    Y = np.matmul(found.X[:, None, :], received)[:, 0, :]
    slope = deficit_slope(found.closure, found.benchmark, found.w_hat)
    return Tangent(found.benchmark, found.pi, received, ones, ones, found.X, Y, keep, found.value_added, slope)


def deficit_slope(closure: ClosureName, benchmark: Benchmark, w_hat: Array) -> Array | None:
    """dD[n]/dln w[m] under a closure; None where deficits don't move."""
    if closure != "own_gdp_share":
        return None
    size, wanted = w_hat * benchmark.wL, w_hat * benchmark.D
    excess = wanted.sum() / size.sum()
    moved: Array = np.diag(wanted - size * excess) - np.outer(size, wanted - size * excess) / size.sum()
    return moved


@dataclass(frozen=True)
class Source:
    """An Outcome's direct terms, one column m each: income[n, m]; price, spending[k, n, m]; sales[k, i, m]; wage[n, m].

    spending and sales are sums of dO/d flow weighted by pi net over exporters and by f over importers.
    """

    income: Array
    price: Array
    wage: Array
    spending: Array
    sales: Array


@dataclass(frozen=True)
class Gaps:
    """What is missing in the equations of v[k, i, m], u[k, n, m] and e[n, m]."""

    v: Array
    u: Array
    e: Array


def source_of(here: Tangent, outcome: Outcome) -> Source:
    """The Source of one outcome."""
    spending = sales = np.zeros_like(here.X)
    if outcome.flow is not None:
        part = outcome.flow * here.Kt
        spending = np.einsum("kni,ki->kn", part, here.b) / here.Phi
        sales = here.b * np.einsum("kni,kn->ki", part, here.X / here.Phi)
    one = (slice(None), None)
    return Source(
        outcome.income[one], outcome.log_price[..., None], outcome.log_wage[one], spending[..., None], sales[..., None]
    )


def gaps(here: Tangent, at: Multipliers, source: Source) -> tuple[Gaps, Array]:
    """(Gaps at these multipliers, the q[n, m] that they imply); three passes over a [k, n, i] array."""
    bench, b, share = here.benchmark, here.b[..., None], 1.0 / here.Phi[..., None]
    theta, beta = bench.theta[:, None, None], bench.beta[..., None]
    keep, X = here.keep[..., None], here.X[..., None]
    worth = np.matmul(here.Kt, b * at.v)
    worth *= share
    worth += source.spending
    q = (source.income + np.einsum("kn,knm->nm", bench.alpha, worth)) / here.kept[:, None]
    inputs = from_users(bench.gamma.transpose(0, 2, 1), worth + (1.0 - keep) * q)
    cost = np.matmul(here.Kt.transpose(0, 2, 1), (theta * share * X) * q)
    cost += np.matmul(here.K.transpose(0, 2, 1), share * at.u)
    cost *= b
    cost -= (theta * here.Y[..., None]) * at.v
    cost -= theta * source.sales
    worth -= keep * q
    worth *= theta * X
    worth += from_users(bench.gamma, cost)
    price = worth + source.price
    wage = source.wage + here.size[:, None] * (q - at.e - here.size @ at.e / here.size.sum())
    wage += np.einsum("kn,knm->nm", bench.beta, cost)
    if here.deficit_slope is not None:
        wage += here.deficit_slope.T @ q
    inputs += beta * at.e
    inputs -= at.v
    price -= at.u
    return Gaps(inputs, price, wage), q


def from_users(table: Array, values: Array) -> Array:
    """sum_s table[n, k, s] values[s, n, m], as [k, n, m]."""
    product: Array = np.matmul(table, values.transpose(1, 0, 2)).transpose(1, 0, 2)
    return product


def preconditioned(here: Tangent, steer: Steering, missing: Gaps) -> Gaps:
    """The step that the solver's own preconditioner (`iterate.preconditioned`), transposed, makes of Gaps."""
    wL = here.benchmark.wL[:, None]
    through = np.matmul(steer.price_response.transpose(0, 2, 1), missing.u)
    through += np.matmul(steer.output_response.transpose(0, 2, 1), missing.v * wL)
    e = -steer.wage_inverse.T @ (missing.e + through.sum(axis=0))
    v = from_users(steer.inverse.goods.transpose(0, 2, 1), missing.v + here.benchmark.beta[..., None] * e)
    u = from_users(steer.inverse.price.transpose(0, 2, 1), missing.u)
    return Gaps(v, u, e)


def multipliers(
    here: Tangent, outcome: Outcome, steer: Steering, tolerance: float = TOLERANCE, first: Multipliers | None = None
) -> tuple[Multipliers, int]:
    """(Multipliers in one column, products used), by GMRES with the solver's preconditioner transposed."""
    source = source_of(here, outcome)
    none = Source(*(np.zeros_like(part) for part in vars(source).values()))
    start = np.zeros(here.size.size + 2 * here.X.size) if first is None else pack(here, first)
    right = pack(here, preconditioned(here, steer, gaps(here, unpack(here, start), source)[0]))

    def product(x: Array) -> Array:
        return -pack(here, preconditioned(here, steer, gaps(here, unpack(here, x), none)[0]))

    size = size_of(here, source)
    x, left, used = gmres(product, right, tolerance * size, LIMIT)
    if left > max(LARGEST_GAP, tolerance) * size:
        raise NoEquilibriumError(
            f"the gradient's linear solve stopped at a relative gap of {left / size:.1e} after {used} products: leave "
            "out `steer`, so that it is built at this equilibrium."
        )
    found = unpack(here, start + x)
    return replace(found, q=gaps(here, found, source)[1]), used + 1


def size_of(here: Tangent, source: Source) -> float:
    """The size of an outcome's direct terms, in its own unit per log change: the yardstick of the linear solve."""
    X = here.X[..., None]
    parts = (source.income * here.size[:, None], source.price, source.wage, source.spending * X, source.sales)
    return float(np.sqrt(sum(float((part * part).sum()) for part in parts)))


def pack(here: Tangent, part: Gaps | Multipliers) -> Array:
    """v and e times own value added, and u, as one vector: all in units of the outcome per log change."""
    wL = here.benchmark.wL
    return np.concatenate([part.e[:, 0] * wL, part.u.ravel(), (part.v[..., 0] * wL).ravel()])


def unpack(here: Tangent, x: Array) -> Multipliers:
    """Multipliers from one vector; q, which they imply, is left empty."""
    wL, shape = here.benchmark.wL, (*here.X.shape, 1)
    N, size = len(wL), here.X.size
    v = (x[N + size :].reshape(here.X.shape) / wL)[..., None]
    return Multipliers(v, np.empty((N, 1)), x[N : N + size].reshape(shape), (x[:N] / wL)[:, None])


def cells(here: Tangent, solved: Multipliers, flow: Array | None) -> tuple[Array, Array]:
    """(dO/dln(1+tau), dO/dln d) [k, n, i]; sector by sector, so that temporaries stay in the processor's cache."""
    taxed, dear = np.empty_like(here.K), np.empty_like(here.K)
    v, q = solved.v[..., 0], solved.q[:, 0]
    per_price, per_flow = solved.u[..., 0] / here.Phi, here.X / here.Phi
    for k, theta in enumerate(here.benchmark.theta):
        surplus = v[k] - q[:, None] if flow is None else v[k] - q[:, None] + flow[k]
        surplus *= here.Kt[k] * here.b[k] * per_flow[k][:, None]
        np.multiply(here.K[k] * here.b[k], per_price[k][:, None], out=dear[k])
        dear[k] -= theta * surplus
        np.subtract(dear[k], surplus, out=taxed[k])
    return taxed, dear
