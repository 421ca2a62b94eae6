"""The first-order conditions of an importer's tariffs, the others' given. [Derived here; no paper.]

With the multipliers of `adjoint` for ln W[n], and y = 1 / (1 + tau), the first-order condition of the tariff that
applies to the flows g of importer n is
  sum_g (theta + 1) pi X y (q - v) = sum_g pi (-u):
what the importer gains when a dearer good takes away imports, each a dollar of n's income less what a dollar at the
border is worth to n by its sellers (v, or (v + e q[i]) / (1 + e) where the exporter levies e), against what the higher
price index costs it. At given multipliers this is an explicit formula for y, in which -u itself contains y:
-u[k] = rest[k] + theta X sum_g pi y (q - v). Both together are linear, with one unknown per sector. Tariffs below zero
(import subsidies) are allowed.

With one rate on all of n's taxed flows the condition can be solved for it,
  y[n] = 1 / (1 + t[n]) = sum_k bought rest / (sum_k (theta + 1) value - sum_k bought theta value),
  bought[k, n] = sum_i pi,   value[k, n] = X sum_i pi (q[n] - v[k, i]),   both over taxed flows.
In a Nash equilibrium that holds for every player n at once, each with the multipliers of its own ln W[n].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.problem import Problem
from middlepower.model.long_run.solve import Solver
from middlepower.model.optimal.instruments import Instruments
from middlepower.model.sensitivity.adjoint.columns import Room
from middlepower.model.sensitivity.adjoint.equations import Multipliers, Tangent
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]

Labels = NDArray[np.intp]
Mask = NDArray[np.bool_]
Players = NDArray[np.intp]


@dataclass(frozen=True)
class Game:
    """Who taxes what: players[m] the importers that choose, taxed[k, n, i] the flows that their rates apply to.

    problem holds kernels of its own, rewritten every round from free[k, n, i], the kernels at zero rates on taxed
    flows; net[k, n, i] receipts per unit of spending at zero rates on taxed flows; shock is everyone else's policy.
    """

    solver: Solver
    shock: Shock
    players: Players
    taxed: Mask
    problem: Problem
    free: Array
    net: Array


@dataclass(frozen=True)
class RateTerms:
    """Both sides of the first-order condition by label, and what is needed to solve it.

    gain[g] = sum (theta + 1) pi X y (q - v), slope[g] = gain - sum pi (-u) = dlnW/dln(1 + rate); per_unit[g] = gain
    over y; bought[k, g] = sum pi; value[k, g] = sum theta pi X (q - v); rest[k] the part of -u without own tariffs.
    """

    gain: Array
    slope: Array
    per_unit: Array
    bought: Array
    value: Array
    rest: Array


def rate_terms(instruments: Instruments, here: Tangent, solved: Multipliers) -> RateTerms:
    """The RateTerms of an importer's instruments at a point."""
    n, (k, i) = instruments.importer, np.nonzero(instruments.label >= 0)
    g, count = instruments.label[k, i], instruments.count
    theta = here.benchmark.theta
    scale = here.b[k, i] / here.Phi[k, n]
    pi, border = here.K[k, n, i] * scale, border_kernel(here)[k, n, i] * scale
    surplus = here.X[k, n] * (solved.q[n, 0] - exporters_worth(here, solved.v[..., 0], solved.q[:, 0])[k, n, i])
    dear = -solved.u[:, n, 0]
    gain = summed(g, (theta[k] + 1.0) * border * surplus, count)
    per_unit = summed(g, (theta[k] + 1.0) * pi * surplus, count)
    cell, shape = k * count + g, (len(theta), count)
    bought = summed(cell, pi, shape[0] * count).reshape(shape)
    value = summed(cell, theta[k] * pi * surplus, shape[0] * count).reshape(shape)
    rest = dear - summed(k, theta[k] * border * surplus, shape[0])
    return RateTerms(gain, gain - dear @ bought, per_unit, bought, value, rest)


def border_kernel(here: Tangent) -> Array:
    """Kt and what exporters levy on it: over K the value at the border per unit of spending, 1 / (1 + tau)."""
    return here.Kt if here.levied is None else here.Kt + here.levied


def exporters_worth(here: Tangent, v: Array, q: Array) -> Array:
    """What a dollar at the border is worth to those who sell it [k, n, i]: v, or (v + e q[i]) / (1 + e) with a tax."""
    sold = np.broadcast_to(v[:, None, :], here.K.shape)
    if here.levied is None:
        return sold
    border = border_kernel(here)
    share = np.divide(here.levied, border, out=np.zeros_like(border), where=border > 0.0)
    worth: Array = sold + share * (q[None, None, :] - sold)
    return worth


def summed(label: Labels, values: Array, count: int) -> Array:
    """Sums of `values` by label, [count]."""
    return np.bincount(label, values, count).astype(np.float64)


def wanted_step(terms: RateTerms, x: Array) -> Array:
    """The change of x = ln(1 + rate) that the formula asks for; uphill by the slope where it has no answer."""
    sectors = len(terms.rest)
    dear = np.linalg.solve(np.eye(sectors) - terms.value @ (terms.bought / terms.per_unit).T, terms.rest)
    ratio = terms.per_unit / (dear @ terms.bought)
    good = ratio > 0.0
    step: Array = np.where(good, np.log(np.where(good, ratio, 1.0)) - x, uphill(terms))
    return step


def uphill(terms: RateTerms) -> Array:
    """A step along the slope, scaled by each tariff's own terms."""
    return terms.slope / np.abs(terms.gain)


def sellers_worth(here: Tangent, room: Room, k: int, players: Players) -> Array:
    """`exporters_worth` of sector k to each player m [m, i], by its own multipliers."""
    sold: Array = room.v[k].T
    if here.levied is None:
        return sold
    border = here.Kt[k, players] + here.levied[k, players]
    share = np.divide(here.levied[k, players], border, out=np.zeros_like(border), where=border > 0.0)
    worth: Array = sold + share * (room.q.T - sold)
    return worth


@dataclass(frozen=True)
class PlayerTerms:
    """Both sides of each player's first-order condition: wanted[m] = ln(1 + rate), slope[m] = dlnW/dln(1 + rate)."""

    wanted: Array
    slope: Array


def player_terms(game: Game, here: Tangent, room: Room, x: Array) -> PlayerTerms:
    """The PlayerTerms at rates x[m] = ln(1 + t), the room's multipliers being settled there."""
    players, theta, y = game.players, here.benchmark.theta[:, None], np.exp(-x)
    column = np.arange(len(players))
    q, dear = room.q[players, column], -room.u[:, players, column]
    bought, value = np.empty_like(dear), np.empty_like(dear)
    for k in range(len(theta)):
        pi = np.where(game.taxed[k, players], here.K[k, players], 0.0) * here.b[k] / here.Phi[k, players, None]
        bought[k] = pi.sum(axis=1)
        value[k] = here.X[k, players] * (pi * (q[:, None] - sellers_worth(here, room, k, players))).sum(axis=1)
    gain = y * ((theta + 1.0) * value).sum(axis=0)
    slope = gain - (bought * dear).sum(axis=0)
    rest = (bought * (dear - theta * value * y)).sum(axis=0)
    wanted_y = rest / (gain / y - (bought * theta * value).sum(axis=0))
    good = wanted_y > 0.0
    return PlayerTerms(np.where(good, -np.log(np.where(good, wanted_y, 1.0)), x + slope / np.abs(gain)), slope)
