"""An independent check of the Roy-Frechet variant: its equations written out literally at a claimed solution.

Prices, shares and spending are those of `check`, computed anew; the labour equations are written here in levels and
share no line with the solver.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.long_run.check import Claim
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]


def check_roy_frechet(
    benchmark: Benchmark, kappa: float, claim: Claim, average: Array, pi: Array, log_price: Array
) -> Residuals:
    """Residuals of a claim whose w_hat is [s, n] and whose income per worker is average[n].

    `factor` is the largest violation of beta Y' = share (w_hat / average)^kappa average wL in any sector, and of
    average^kappa = sum_s share w_hat^kappa, over own factor income. pi and log_price are the claim's `new_shares`.
    """
    size = average * benchmark.wL
    receipts = pi * claim.net * claim.X[:, :, None]
    output = receipts.sum(axis=1)
    exports, imports = output.sum(axis=0), receipts.sum(axis=2).sum(axis=0)
    moved = claim.received - claim.paid
    income = size + claim.X.sum(axis=0) - imports + moved + claim.D
    spending = benchmark.alpha * income + np.einsum("nks,sn->kn", benchmark.gamma, output)
    share = benchmark.beta * benchmark.Y / benchmark.wL
    demand = benchmark.beta * output / size
    supply = share * (claim.w_hat / average) ** kappa
    used = benchmark.X > 0
    return Residuals.of(
        price=(log_price - np.log(claim.P_hat)) * used,
        goods=(spending - claim.X) / size,
        factor=np.append(demand - supply, supply.sum(axis=0) - 1.0),
        trade_balance=(imports - claim.D - moved - exports) / size,
        numeraire=size.sum() / benchmark.wL.sum() - 1.0,
    )
