"""Linearised equilibrium: preconditioning blocks and the wage Jacobian, by batched matrix products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.solve.residuals import largest

Array = NDArray[np.float64]

INNER_TOLERANCE = 1e-9  # of the linear solves, where a Jacobian is to be exact
STEERING_TOLERANCE = 1e-4  # where it only steers: the sweeps themselves come a fifth nearer each time, no more
INNER_SWEEPS = 200
DIVERGED = 1e3  # times the smallest gap: at this point the sums do not converge, and what they give steers nowhere


@dataclass(frozen=True)
class Point:
    """An equilibrium around which the equations are linearised.

    pi[k, n, i] shares; net[k, n, i] = 1/(1 + tau); X[k, n] spending; wL[n] value added;
    alpha, beta, gamma, theta as in the benchmark.
    """

    pi: Array
    net: Array
    X: Array
    wL: Array
    alpha: Array
    beta: Array
    gamma: Array
    theta: Array


@dataclass(frozen=True)
class Blocks:
    """Per-economy inverses [n, k, h] of the domestic loops of prices and of goods."""

    price: Array
    goods: Array


def blocks(point: Point) -> Blocks:
    """(I - diag(pi_nn) gamma')^-1 and its goods-side analogue with the economy's own income loop."""
    n = np.arange(point.pi.shape[1])
    k = point.pi.shape[0]
    domestic = point.pi[:, n, n].T
    keep = np.einsum("kni,kni->kn", point.pi, point.net)
    price = np.eye(k) - domestic[:, :, None] * point.gamma.transpose(0, 2, 1)
    spend = point.gamma + _income_loop(point, keep)
    goods = np.eye(k) - (domestic * point.net[:, n, n].T)[:, :, None] * spend
    return Blocks(np.asarray(np.linalg.inv(price), np.float64), np.asarray(np.linalg.inv(goods), np.float64))


def _income_loop(point: Point, keep: Array) -> Array:
    """alpha (x) d I / d Y: how spending reacts to own output through tariff revenue, [n, k, s]."""
    revenue_rate = 1.0 - keep
    slope = np.einsum("kn,nks->ns", revenue_rate, point.gamma)
    slope /= (1.0 - np.einsum("kn,kn->n", point.alpha, revenue_rate))[:, None]
    loop: Array = point.alpha.T[:, :, None] * slope[:, None, :]
    return loop


def price_response(
    point: Point, inverse: Blocks, direct: Array, tolerance: float = INNER_TOLERANCE
) -> tuple[Array, Array]:
    """(dlnP[k, n, m], dlnc[s, n, m]) to m directions with direct cost change `direct`[s, n, m]."""
    dP = np.zeros_like(direct)
    bound = np.inf
    for _ in range(INNER_SWEEPS):
        dc = direct + through_inputs(point, dP)
        gap = np.matmul(point.pi, dc) - dP
        dP += np.matmul(inverse.price, gap.transpose(1, 0, 2)).transpose(1, 0, 2)
        left = largest(gap)
        if left < tolerance or not left < bound:
            break
        bound = min(bound, DIVERGED * left)
    return dP, direct + through_inputs(point, dP)


def through_inputs(point: Point, dP: Array) -> Array:
    """What price changes dP[k, n, m] of inputs do to unit costs, [s, n, m]."""
    passed: Array = np.matmul(point.gamma.transpose(0, 2, 1), dP.transpose(1, 0, 2)).transpose(1, 0, 2)
    return passed


def output_response(
    point: Point, inverse: Blocks, dP: Array, dc: Array, dtransfer: Array, tolerance: float = INNER_TOLERANCE
) -> Array:
    """dY[k, i, m]: output's response to price changes and to income `dtransfer`[n, m] not from sales."""
    pi_net = point.pi * point.net
    keep = pi_net.sum(axis=2)
    theta = point.theta[:, None, None]
    flow = pi_net * point.X[:, :, None]
    flow_t = flow.transpose(0, 2, 1)
    substitution = theta * (np.matmul(flow_t, dP) - flow.sum(axis=1)[:, :, None] * dc)
    dkeep = theta * (keep[:, :, None] * dP - np.matmul(pi_net, dc))
    lost = np.einsum("kn,knm->nm", point.X, dkeep)
    slack = 1.0 - np.einsum("kn,kn->n", point.alpha, 1.0 - keep)
    dY = np.zeros_like(dP)
    size = np.abs(substitution).max() + np.finfo(float).tiny
    bound = np.inf
    for _ in range(INNER_SWEEPS):
        inputs = np.matmul(point.gamma, dY.transpose(1, 0, 2)).transpose(1, 0, 2)
        income = (dtransfer + np.einsum("kn,knm->nm", 1.0 - keep, inputs) - lost) / slack[:, None]
        dX = point.alpha[:, :, None] * income + inputs
        gap = substitution + np.matmul(pi_net.transpose(0, 2, 1), dX) - dY
        dY += np.matmul(inverse.goods, gap.transpose(1, 0, 2)).transpose(1, 0, 2)
        left = largest(gap)
        if left < tolerance * size or not left < bound:
            break
        bound = min(bound, DIVERGED * left)
    return dY


def wage_responses(
    point: Point, inverse: Blocks, deficit_slope: Array | None = None, tolerance: float = INNER_TOLERANCE
) -> tuple[Array, Array]:
    """(d ln P[k, n, m], d Y[k, n, m]) to each log wage m, the other wages held."""
    N = len(point.wL)
    direct = point.beta[:, :, None] * np.eye(N)[None]
    dP, dc = price_response(point, inverse, direct, tolerance)
    own = np.diag(point.wL)
    dtransfer = own if deficit_slope is None else own + deficit_slope
    return dP, output_response(point, inverse, dP, dc, dtransfer, tolerance)


def excess_slope(point: Point, dY: Array) -> Array:
    """d excess[n] / d ln w[m] when outputs react by dY[k, n, m]."""
    slope: Array = np.einsum("sn,snm->nm", point.beta, dY) - np.diag(point.wL)
    return slope


def gauged_inverse(jacobian: Array, wL: Array) -> Array:
    """The inverse of the wage Jacobian with its gauge pinned: J - wL u', u = wL / sum wL.

    Excess demands sum to zero (Walras), so J alone is singular. Solving (J - wL u') d = -z + wL e makes
    u'd = -e, with e the defect of the numeraire. Where an economy trades with nobody, its wage has no market
    that pins it: then the pseudo-inverse, which leaves that wage alone.
    """
    pinned = jacobian - np.outer(wL, wL / wL.sum())
    try:
        inverse = np.linalg.inv(pinned)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(pinned)
    return np.asarray(inverse, np.float64)
