"""An independent check: the equations written out literally and evaluated at a solution.

It shares no kernel with the solver: shares, price indices, spending and trade balance are computed anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Claim:
    """A claimed solution: wages [n], prices [k, n], spending [k, n] with the costs and taxes it faced.

    kappa_hat[k, n, i] landed-cost change incl. tariffs and premiums; net[k, n, i] producers' receipts per
    unit of spending; received[n] and paid[n] what treasuries owe each other (quota rents, export taxes);
    D[n] deficits. A cut flow has kappa_hat = inf.
    """

    w_hat: Array
    P_hat: Array
    X: Array
    kappa_hat: Array
    net: Array
    received: Array
    paid: Array
    D: Array


def new_shares(benchmark: Benchmark, claim: Claim) -> tuple[Array, Array]:
    """(pi'[k, n, i], ln P_hat[k, n]) from Eqs. CP (10)-(12), in logs throughout."""
    log_P = np.log(claim.P_hat)
    log_c = benchmark.beta * np.log(claim.w_hat) + np.matmul(log_P.T[:, None, :], benchmark.gamma)[:, 0, :].T
    theta = benchmark.theta[:, None]
    weight = np.log(claim.kappa_hat)  # one array, reused: at 81 x 28 each copy costs as much as half a sweep
    weight += log_c[:, None, :]
    weight *= -theta[:, :, None]
    weight += benchmark.log_pi
    top = weight.max(axis=2)
    top = np.where(np.isfinite(top), top, 0.0)
    weight -= top[:, :, None]
    np.exp(weight, out=weight)
    total = weight.sum(axis=2)
    safe = np.where(total > 0, total, 1.0)
    weight /= safe[:, :, None]
    return weight, np.where(total > 0, -(np.log(safe) + top) / theta, 0.0)


def check(benchmark: Benchmark, claim: Claim) -> Residuals:
    """Residuals of Eqs. CP (11), (13), (14), factor markets and the numeraire at a claimed solution.

    Prices in logs, the numeraire relative to world value added, the rest over own value added.
    """
    return check_at(benchmark, claim, *new_shares(benchmark, claim))


def check_at(benchmark: Benchmark, claim: Claim, pi: Array, log_price: Array) -> Residuals:
    """The residuals of a claim, given its `new_shares`."""
    size = claim.w_hat * benchmark.wL
    receipts = pi * claim.net
    receipts *= claim.X[:, :, None]
    output = receipts.sum(axis=1)
    exports, imports = output.sum(axis=0), receipts.sum(axis=2).sum(axis=0)
    treasury = claim.X.sum(axis=0) - imports
    moved = claim.received - claim.paid
    income = size + treasury + moved + claim.D
    spending = benchmark.alpha * income + np.matmul(benchmark.gamma, output.T[:, :, None])[:, :, 0].T
    payments = (benchmark.beta * output).sum(axis=0)
    used = benchmark.X > 0
    return Residuals.of(
        price=(log_price - np.log(claim.P_hat)) * used,
        goods=(spending - claim.X) / size,
        factor=(payments - size) / size,
        trade_balance=(imports - claim.D - moved - exports) / size,
        numeraire=size.sum() / benchmark.wL.sum() - 1.0,
    )
