"""First-order response of the full model: inputs, positive tariffs and their revenue, from one factorisation.

The equations of `long_run` differentiated at a benchmark, tau~ = dln(1 + t) + dln d, flow = pi X / ((1 + t)(1 + e)),
with export taxes e that stay what they are:

    dlnc = beta dlnw + gamma' dlnP,   dlnP_n = sum_i pi (dlnc_i + tau~)      prices
    dlnpi = -theta (dlnc_i + tau~ - dlnP_n)                                  shares
    dflow = flow (dlnpi - dln(1 + t)) + flow/X dX                            flows
    dX = alpha dI + gamma dY,  dY_i = sum_n dflow,  dI = wL dlnw + dR + dD   spending
    dR_n = sum_k dX - sum_k,i (1 + e) dflow + sum_k,j e dflow_jn             tariffs, and export taxes received
    sum dimports - sum dexports = dD, both times (1 + e)                     one redundant; sum wL dlnw = 0 instead
    dlnW = dI/I - sum_k alpha dlnP

Use it for exposure to small changes of any tariff or trade cost; a 25% tariff is far beyond first order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark, refuse_export_taxes

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Direction:
    """A small change: d_log_duty[k, n, i] of ln(1 + t), d_log_cost[k, n, i] of trade costs, d_deficit[n] in money."""

    d_log_duty: Array
    d_log_cost: Array
    d_deficit: Array


@dataclass(frozen=True)
class Response:
    """Derivatives along a direction: log_w, income, welfare [n]; log_P, log_c, X [k, n]; flow[k, n, i]."""

    log_w: Array
    log_P: Array
    log_c: Array
    X: Array
    flow: Array
    income: Array
    welfare: Array


def duty_direction(benchmark: Benchmark, d_log_duty: Array) -> Direction:
    """A Direction in tariffs alone."""
    return Direction(d_log_duty, np.zeros_like(d_log_duty), np.zeros(benchmark.regions))


def balance(benchmark: Benchmark, flow: Array) -> Array:
    """Imports less exports [n] at the border, of flows [k, n, i] at producers' prices."""
    value = flow if benchmark.export_tax is None else flow * (1.0 + benchmark.export_tax)
    deficit: Array = value.sum(axis=(0, 2)) - value.sum(axis=(0, 1))
    return deficit


def exporters_part(benchmark: Benchmark, flow: Array) -> Array:
    """Export taxes received less paid [n] on flows [k, n, i]."""
    if benchmark.export_tax is None:
        return np.zeros(benchmark.regions)
    tax = benchmark.export_tax * flow
    moved: Array = tax.sum(axis=(0, 1)) - tax.sum(axis=(0, 2))
    return moved


def price_inverse(benchmark: Benchmark) -> Array:
    """(I - Pi gamma')^-1 on stacked [k, n]: full pass-through of costs along supply chains."""
    K, N = benchmark.alpha.shape
    spread = np.einsum("kni,iks->knsi", benchmark.pi, benchmark.gamma.transpose(0, 2, 1))
    inverse: Array = np.linalg.inv(np.eye(K * N) - spread.reshape(K * N, K * N))
    return inverse


def goods_inverse(benchmark: Benchmark) -> Array:
    """(I - F)^-1 on stacked [k, n]: spending through inputs, and through the treasury's income loop."""
    K, N = benchmark.alpha.shape
    net = benchmark.pi / benchmark.wedge
    border = net if benchmark.export_tax is None else net * (1.0 + benchmark.export_tax)
    leak = 1.0 - border.sum(axis=2)
    F = np.einsum("nks,sjn->knsj", benchmark.gamma, net)
    if benchmark.export_tax is not None:
        F += np.einsum("kn,hjn->knhj", benchmark.alpha, border - net)
    n = np.arange(N)
    F[:, n, :, n] += np.einsum("kn,hn->nkh", benchmark.alpha, leak)
    inverse: Array = np.linalg.inv(np.eye(K * N) - F.reshape(K * N, K * N))
    return inverse


def given_wages(benchmark: Benchmark, price: Array, goods: Array, d_log_w: Array, direction: Direction) -> Response:
    """Everything but labour-market clearing: the response to wage changes [n] and a direction together."""
    shape = benchmark.alpha.shape
    landed = direction.d_log_duty + direction.d_log_cost
    own = benchmark.beta * d_log_w
    moved = np.matmul(benchmark.pi, own[:, :, None])[:, :, 0] + (benchmark.pi * landed).sum(axis=2)
    log_P = (price @ moved.ravel()).reshape(shape)
    log_c = own + np.einsum("nks,kn->sn", benchmark.gamma, log_P)
    net = benchmark.pi / benchmark.wedge
    log_pi = -benchmark.theta[:, None, None] * (log_c[:, None, :] + landed - log_P[:, :, None])
    shift = net * benchmark.X[:, :, None] * (log_pi - direction.d_log_duty)
    money = benchmark.wL * d_log_w + direction.d_deficit
    earned = money - shift.sum(axis=(0, 2)) + exporters_part(benchmark, shift)
    source = benchmark.alpha * earned + np.einsum("nks,sn->kn", benchmark.gamma, shift.sum(axis=1))
    X = (goods @ source.ravel()).reshape(shape)
    flow = shift + net * X[:, :, None]
    income = money + X.sum(axis=0) - flow.sum(axis=(0, 2)) + exporters_part(benchmark, flow)
    welfare = income / benchmark.income - (benchmark.alpha * log_P).sum(axis=0)
    return Response(d_log_w, log_P, log_c, X, flow, income, welfare)


def terms_of_trade(benchmark: Benchmark, response: Response) -> Array:
    """(1/I_n) sum_k [exports dlnc_n - sum_i imports dlnc_i], [n]; own sales cancel."""
    refuse_export_taxes(benchmark.export_tax, "the first-order decomposition")
    flow = benchmark.pi / (1.0 + benchmark.tau) * benchmark.X[:, :, None]
    gain = np.einsum("kji,ki->i", flow, response.log_c) - np.einsum("kni,ki->n", flow, response.log_c)
    part: Array = gain / benchmark.income
    return part


def volume_of_trade(benchmark: Benchmark, response: Response, direction: Direction) -> Array:
    """(1/I_n) sum_k,i t M (dlnM - dlnc_i - dlnd), [n]."""
    refuse_export_taxes(benchmark.export_tax, "the first-order decomposition")
    flow = benchmark.pi / (1.0 + benchmark.tau) * benchmark.X[:, :, None]
    real = response.flow - flow * (response.log_c[:, None, :] + direction.d_log_cost)
    part: Array = (benchmark.tau * real).sum(axis=(0, 2)) / benchmark.income
    return part
