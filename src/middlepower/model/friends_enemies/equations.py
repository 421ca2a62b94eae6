"""First-order exposure without inputs: Kleinman, Liu and Redding, "International friends and enemies".

S[n, i] share of n's spending on i (rows sum to one); T[i, n] share of i's income earned in n (rows sum to one);
theta = sigma - 1. Productivity z_m changes by dlnz_m; the numeraire is world income, q'dlnw = 0 with q income shares.

one sector, trade balanced:    M = T S - I,  V = (T + theta T S)/(1 + theta) - 1 q',
                               W = -theta/(1 + theta) (I - V)^-1 M
with deficits fixed in money:  [(1 + theta) I - T diag(Y/E) - theta T S] W = -theta M
small tariffs on free trade:   [(1 + theta) I - T - theta T S] dlnw = T dR - (1 + theta)(T o dt')1 + theta T (S o dt)1
several sectors:               (I - T - M_theta) W = -M_theta

dlnw = W dlnz, dlnU = U dlnz with U = (I - S) W + S if trade is balanced. First order only: at a tariff of 25% the
truth is about half of it, and effects on oneself can have the wrong sign. For inputs, tariffs and revenue use
`linear_response`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark

Array = NDArray[np.float64]
BALANCED = 1e-8  # deficits over own income below this are rounding


@dataclass(frozen=True)
class Exposure:
    """Elasticities [n, m] of n's wage and welfare to m's productivity."""

    wage: Array
    welfare: Array


@dataclass(frozen=True)
class Shares:
    """S[n, i], T[i, n], income Y[n] and spending E[n] of one-sector flows."""

    S: Array
    T: Array
    Y: Array
    E: Array

    @property
    def q(self) -> Array:
        """Share of world income [n]."""
        share: Array = self.Y / self.Y.sum()
        return share


def shares(flow: Array) -> Shares:
    """The Shares of flow[n, i], own sales included."""
    if flow.ndim != 2 or flow.shape[0] != flow.shape[1] or flow.min() < 0.0:
        raise DataError(f"`flow` must be square [importer, exporter] and not negative; its shape is {flow.shape}.")
    E, Y = flow.sum(axis=1), flow.sum(axis=0)
    if not (E.min() > 0.0 and Y.min() > 0.0):
        raise DataError(
            f"the economy at position {int(np.argmin(np.minimum(E, Y)))} buys or sells nothing: drop or merge it."
        )
    return Shares(flow / E[:, None], (flow / Y).T, Y, E)


def exposure(flow: Array, theta: float) -> Exposure:
    """W and U with one sector and balanced trade, in closed form; DataError where trade is not balanced."""
    s = shares(flow)
    gap = np.abs(s.E / s.Y - 1.0)
    if not gap.max() <= BALANCED:
        n = int(np.argmax(gap))
        raise DataError(
            f"`flow`: the economy at position {n} has a deficit of {gap[n]:.2%}: use exposure_with_deficits."
        )
    unit = np.eye(len(s.Y))
    TS = s.T @ s.S
    V = (s.T + theta * TS) / (1.0 + theta) - s.q[None, :]
    W: Array = np.asarray(np.linalg.solve(unit - V, -theta / (1.0 + theta) * (TS - unit)), dtype=np.float64)
    return Exposure(W, (unit - s.S) @ W + s.S)


def exposure_with_deficits(flow: Array, theta: float) -> Exposure:
    """W and U with one sector and deficits fixed in units of world income; U = diag(Y/E) W - S (W - I)."""
    s = shares(flow)
    unit, earned = np.eye(len(s.Y)), s.Y / s.E
    TS = s.T @ s.S
    left = (1.0 + theta) * unit - s.T * earned - theta * TS
    W = with_numeraire(left, -theta * (TS - unit), s.q)
    return Exposure(W, earned[:, None] * W - s.S @ (W - unit))


def trade_cost_response(flow: Array, theta: float, d_log_cost: Array) -> tuple[Array, Array]:
    """(dlnw[n], dlnU[n]) to trade-cost changes dln d[n, i], one sector, trade balanced."""
    s = shares(flow)
    TS = s.T @ s.S
    left = (1.0 + theta) * np.eye(len(s.Y)) - s.T - theta * TS
    dearer = (s.S * d_log_cost).sum(axis=1)
    right = theta * s.T @ dearer - theta * (s.T * d_log_cost.T).sum(axis=1)
    d_log_w = with_numeraire(left, right[:, None], s.q)[:, 0]
    return d_log_w, d_log_w - s.S @ d_log_w - dearer


def small_tariff_response(flow: Array, theta: float, d_tariff: Array) -> tuple[Array, Array]:
    """(dlnw[n], dlnU[n]) to small tariffs dt[n, i] from free trade, revenue rebated, one sector, trade balanced."""
    s = shares(flow)
    TS = s.T @ s.S
    left = (1.0 + theta) * np.eye(len(s.Y)) - s.T - theta * TS
    revenue = (s.S * d_tariff).sum(axis=1)
    right = s.T @ revenue - (1.0 + theta) * (s.T * d_tariff.T).sum(axis=1) + theta * s.T @ revenue
    d_log_w = with_numeraire(left, right[:, None], s.q)[:, 0]
    return d_log_w, d_log_w + revenue - s.S @ d_log_w - revenue


def exposure_by_sectors(benchmark: Benchmark) -> Exposure:
    """W and U with several sectors, Cobb-Douglas tastes, no inputs and no tariffs, trade balanced.

    T[i, n] = sum_k T^k with T^k[i, n] = flow^k[n, i]/Y_i; S = sum_k alpha^k S^k;
    M_theta[i, m] = sum_k theta_k (sum_h T^k[i, h] S^k[h, m] - 1{i = m} sum_h T^k[i, h]).
    """
    if np.any(benchmark.gamma) or np.any(benchmark.tau):
        raise DataError("`gamma` or `tau` is not zero: use linear_response for inputs or tariffs.")
    flow = benchmark.pi * benchmark.X[:, :, None]
    T = flow.transpose(0, 2, 1) / benchmark.wL[:, None]
    S = np.einsum("kn,kni->ni", benchmark.alpha, benchmark.pi)
    unit = np.eye(benchmark.regions)
    weighted = benchmark.theta[:, None, None] * T
    M = np.matmul(weighted, benchmark.pi).sum(axis=0) - np.diag(weighted.sum(axis=(0, 2)))
    W = with_numeraire(unit - T.sum(axis=0) - M, -M, benchmark.wL / benchmark.wL.sum())
    return Exposure(W, (unit - S) @ W + S)


def with_numeraire(left: Array, right: Array, q: Array) -> Array:
    """The solution of left d = right, whose equations add up to nothing at weights q, with q'd = 0."""
    return np.asarray(np.linalg.solve(left + q[None, :], right), dtype=np.float64)
