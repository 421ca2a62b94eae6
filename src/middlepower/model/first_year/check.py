"""An independent check of the first-year model: its equations written out literally at a claimed solution.

Prices, shares and spending are those of `long_run.check`, computed anew; the labour equations stand here in levels and
share no line with the solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.long_run.check import Claim
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LabourClaim:
    """Claimed wages, expected pay, returns to specific factors and lowest wages allowed, each [s, n]."""

    w_hat: Array
    W_hat: Array
    r_hat: Array
    lowest: Array
    labour_share: Array
    kappa: float


def check_first_year(benchmark: Benchmark, claim: Claim, labour: LabourClaim, pi: Array, log_price: Array) -> Residuals:
    """Residuals of a claim whose w_hat[s, n] is the price of value added.

    `factor`: payments to labour and to specific factors against what is made; `labour`: the supply of workers;
    `floor`: the complementarity of wages and employment. pi and log_price are the claim's `new_shares`.
    """
    receipts = pi * claim.net * claim.X[:, :, None]
    output = receipts.sum(axis=1)
    made = benchmark.Y > 0
    value = benchmark.beta * output
    size = value.sum(axis=0)
    exports, imports = output.sum(axis=0), receipts.sum(axis=2).sum(axis=0)
    moved = claim.received - claim.paid
    income = size + claim.X.sum(axis=0) - imports + moved + claim.D
    spending = benchmark.alpha * income + np.einsum("nks,sn->kn", benchmark.gamma, output)
    before = benchmark.beta * benchmark.Y
    capital = labour.r_hat * (1.0 - labour.labour_share) * before - (1.0 - labour.labour_share) * value
    cost = labour.w_hat**labour.labour_share * labour.r_hat ** (1.0 - labour.labour_share) / claim.w_hat - 1.0
    employed = labour.W_hat / labour.w_hat
    return Residuals.of(
        price=(log_price - np.log(claim.P_hat)) * (benchmark.X > 0),
        goods=(spending - claim.X) / size,
        factor=np.concatenate([capital / size, cost * made]),
        labour=supply_gap(before, labour, value) / size,
        floor=floor_gap(labour, employed) * made,
        trade_balance=(imports - claim.D - moved - exports) / size,
        numeraire=size.sum() / benchmark.wL.sum() - 1.0,
    )


def supply_gap(before: Array, labour: LabourClaim, value: Array) -> Array:
    """What sectors pay for labour less what workers who choose on expected pay earn there, at value added `value`[s, n]
    where it was `before`; further axes are further claims.

    With kappa infinite workers are alike, and go wherever they are paid best: pay must be one, and their income its
    share of what all sectors pay.
    """
    if np.isinf(labour.kappa):
        return free_supply_gap(before, labour, value)
    paid_before = labour.labour_share * before
    total = paid_before.sum(axis=0)
    share = paid_before / total
    best = labour.W_hat.max(axis=0)
    average = best * (share * (labour.W_hat / best) ** labour.kappa).sum(axis=0) ** (1.0 / labour.kappa)
    earned = share * (labour.W_hat / average) ** labour.kappa * average * total
    gap: Array = labour.labour_share * value - earned
    return gap


def free_supply_gap(before: Array, labour: LabourClaim, value: Array) -> Array:
    """The gap of workers who are all alike [s, n]: pay below the best, and what all earn against what is paid.

    The second is shared out by benchmark pay, as no equation says who works where.
    """
    paid_before = labour.labour_share * before
    best = labour.W_hat.max(axis=0)
    paid, earned = (labour.labour_share * value).sum(axis=0), best * paid_before.sum(axis=0)
    gap: Array = paid_before * (1.0 - labour.W_hat / best) + paid_before / paid_before.sum(axis=0) * (paid - earned)
    return gap


def floor_gap(labour: LabourClaim, employed: Array) -> Array:
    """The violation of 0 <= w / lowest - 1 perp 1 - e >= 0 [s, n]; of e <= 1 alone where there is no floor."""
    above = np.divide(labour.w_hat, labour.lowest, out=np.full_like(employed, np.inf), where=labour.lowest > 0) - 1.0
    idle = 1.0 - employed
    gap: Array = np.abs(np.minimum(above, idle))
    return gap
