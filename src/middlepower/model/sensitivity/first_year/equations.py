"""Gradients of any outcome of the first year by one transposed linear solve, as in `sensitivity.adjoint`.

The equations of `model.first_year`, linearised at an equilibrium (f = pi' net X' the flows at basic prices,
net = 1 / ((1 + tau)(1 + e)) with e the exporter's tax, y = dln Y of the new output, hats over the benchmark's Y0):
  dln W = y / kappa + (1 - 1/kappa) sum omega y,  dln w = dln W, on the floor that of the anchor,
  dln c = beta (lam dln w + (1 - lam) y) + gamma' dln P,    dln P[k, n] = sum_i pi (dln c[k, i] + dln d),
  Y y = sum_n df,   df = f (theta dln P - theta dln c - theta dln d - dln(1+tau) - dln(1+e) + dX/X),
  dX = alpha dI + gamma dY,   dI = beta dY + dD + d sum (X - (1 + e) f) + d sum e f sold abroad,
and world value added, the numeraire, is pinned: sum beta dY = 0.

Multipliers: v[k, i] of a dollar of sales, z = Y v; q[n] of a dollar of income; u[k, n] of the log price index. With
S = v + e q[i] - (1 + e) q[n] the surplus of a dollar of sales, x = q + sum_i pi net S that of a dollar of spending,
C = sum_n pi u - theta sum_n f S that of the log unit cost, they solve
  z = Y (gamma' x + beta q) + (1 - lam) beta C + (d ln w / dy)' (lam beta C + o_w) + (d ln W / dy)' o_W + o_Y,
  u = o_P + theta X (x - q) + gamma C + (d ln w / dln P)' (lam beta C + o_w),    q = o_I + sum_k alpha x,
and then, cell by cell,
  dO / dln d = pi u - theta f S,   dO / dln(1+tau) = dO / dln d - f S,
  dO / dln(1+e) = dO / dln(1+tau) + (1 + e) f (q[i] - q[n]),   dO / dln pi0 = -(1/theta) dO / dln d.
Derivation ours; tested against finite differences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.equations import Frictions, labour_weights
from middlepower.model.first_year.loop import inverse_of, own_derivatives, wage_slopes
from middlepower.model.sensitivity.adjoint.equations import deficit_slope

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FirstYearObjective:
    """How an objective O depends directly on what the equilibrium determines.

    income[n] = dO/dI (per million US$); log_price[k, n] = dO/dln P; log_output, log_wage, log_pay[s, n] = dO/dln of
    output Y', of the wage w and of expected pay W.
    """

    income: Array
    log_price: Array
    log_output: Array
    log_wage: Array
    log_pay: Array


@dataclass(frozen=True)
class FirstYearTangent:
    """An equilibrium as the linear system reads it, with the wages of held[s, n] on their floor.

    pi, received = pi net, levied = pi net e, border = received + levied [k, n, i]; X, kept = sum_i border [k, n];
    Y[k, i]; wage, pay[n, s, r] = d ln w, d ln W by y; income_inverse[n, m] undoes the loop of incomes through
    treasuries; deficit_slope[n, m] = dD / dln value added, None where deficits do not move.
    """

    benchmark: Benchmark
    frictions: Frictions
    pi: Array
    received: Array
    levied: Array
    border: Array
    X: Array
    kept: Array
    Y: Array
    held: Array
    wage: Array
    pay: Array
    income_inverse: Array
    deficit_slope: Array | None

    @property
    def size(self) -> Array:
        """Value added [n], million US dollars."""
        value: Array = (self.benchmark.beta * self.Y).sum(axis=0)
        return value


@dataclass(frozen=True)
class FirstYearMultipliers:
    """z[s, n], u[k, n], q[n] and C[s, n] of the module's equations."""

    z: Array
    u: Array
    q: Array
    C: Array


def first_year_tangent(equilibrium: Equilibrium, frictions: Frictions, held: Array) -> FirstYearTangent:
    """The FirstYearTangent of a solved equilibrium, wages standing on their floor where held[s, n] is one."""
    bench, pi = equilibrium.benchmark, equilibrium.pi
    received, levied = pi * equilibrium.net, pi * equilibrium.foreign_share
    border = received + levied
    kept, Y = border.sum(axis=2), equilibrium.output
    paid = frictions.labour_share * bench.beta * Y
    weight = paid / paid.sum(axis=0)
    loop = np.diag((bench.alpha * kept).sum(axis=0)) - np.einsum("kn,kni->ni", bench.alpha, levied)
    return FirstYearTangent(
        benchmark=bench,
        frictions=frictions,
        pi=pi,
        received=received,
        levied=levied,
        border=border,
        X=equilibrium.X,
        kept=kept,
        Y=Y,
        held=held,
        wage=wage_slopes(frictions, bench, weight, Y, held),
        pay=wage_slopes(frictions, bench, weight, Y, np.zeros_like(held)),
        income_inverse=np.linalg.inv(loop),
        deficit_slope=deficit_slope(equilibrium.closure, bench, equilibrium.w_hat),
    )


def own_inverse(here: FirstYearTangent, net: Array) -> Array:
    """((I - J)')^-1 of each economy [n, 2k, 2k], see `first_year.loop.own_derivatives`: the preconditioner."""
    J = own_derivatives(here.benchmark, here.frictions, here.pi, net, here.X, here.held)
    return inverse_of(J).transpose(0, 2, 1)


def implied(here: FirstYearTangent, z: Array, u: Array, objective: FirstYearObjective) -> FirstYearMultipliers:
    """The multipliers that the equations imply at a z and a u: three passes over [k, n, i] arrays."""
    bench, lam = here.benchmark, here.frictions.labour_share
    theta = bench.theta[:, None]
    worth = np.matmul(here.received, per(z, here.Y)[:, :, None])[:, :, 0]
    q = here.income_inverse @ (objective.income + np.einsum("kn,kn->n", bench.alpha, worth))
    worth += here.levied @ q - here.kept * q
    spent = (here.X * q)[:, None, :]
    C = np.matmul(u[:, None, :], here.pi)[:, 0, :] + theta * np.matmul(spent, here.border)[:, 0, :]
    C -= theta * (z + np.matmul(here.X[:, None, :], here.levied)[:, 0, :] * q)
    wages = lam * bench.beta * C + objective.log_wage
    inputs = np.matmul((worth + q).T[:, None, :], bench.gamma)[:, 0, :].T
    new_z = here.Y * (inputs + bench.beta * (q + moved_deficits(here, q) - z.sum() / here.size.sum()))
    new_z += (1.0 - lam) * bench.beta * C + objective.log_output
    new_z += transposed(here.wage, wages) + transposed(here.pay, objective.log_pay)
    new_u = objective.log_price + theta * here.X * worth + np.matmul(bench.gamma, C.T[:, :, None])[:, :, 0].T
    if here.frictions.anchor == "consumer prices":
        new_u += bench.alpha * (here.held * wages).sum(axis=0)
    return FirstYearMultipliers(np.where(here.Y > 0, new_z, 0.0), new_u, q, C)


def per(value: Array, size: Array) -> Array:
    """value / size, zero where there is no size."""
    return np.divide(value, size, out=np.zeros_like(value), where=size > 0)


def transposed(slopes: Array, values: Array) -> Array:
    """sum_s slopes[n, s, r] values[s, n], as [r, n]."""
    product: Array = np.matmul(values.T[:, None, :], slopes)[:, 0, :].T
    return product


def moved_deficits(here: FirstYearTangent, q: Array) -> Array:
    """What a dollar of value added of n is worth through the deficits that it moves [n]."""
    return np.zeros_like(q) if here.deficit_slope is None else (q @ here.deficit_slope) / here.size


def cells(here: FirstYearTangent, solved: FirstYearMultipliers) -> tuple[Array, Array, Array]:
    """(dO/dln(1+tau), dO/dln(1+e), dO/dln d) [k, n, i]."""
    v, q = per(solved.z, here.Y), solved.q
    surplus = here.received * v[:, None, :] + here.levied * q - here.border * q[:, None]
    surplus *= here.X[:, :, None]
    dear = here.pi * solved.u[:, :, None] - here.benchmark.theta[:, None, None] * surplus
    taxed = dear - surplus
    levy = taxed + here.border * here.X[:, :, None] * (q[None, :] - q[:, None])
    return taxed, levy, dear


def sizes(here: FirstYearTangent, solved: FirstYearMultipliers, objective: FirstYearObjective) -> Array:
    """dO/dln Y0[s, n], the benchmark's outputs: how much labour and specific factors each sector begins with."""
    bench, lam, kappa = here.benchmark, here.frictions.labour_share, here.frictions.kappa
    payments = bench.beta * solved.C
    free = (1.0 - here.held) * (lam * payments + objective.log_wage) + objective.log_pay
    spread = labour_weights(bench, lam) * free.sum(axis=0)
    slope: Array = -(free / kappa + (1.0 - 1.0 / kappa) * spread + (1.0 - lam) * payments)
    return slope
