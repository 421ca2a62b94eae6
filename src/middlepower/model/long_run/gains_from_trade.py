"""Gains from trade in closed form: Costinot and Rodriguez-Clare (2014, Handbook of International Economics 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark

Array = NDArray[np.float64]


def gains_from_trade(benchmark: Benchmark) -> Array:
    """Real income lost by going to autarky, a fraction of today's [n]: 1 - prod_k prod_h (lambda_nn^h)^(alpha a/theta).

    a = (I - A_n)^-1 with A_n[k, h] the share of input h, from all origins, in the output of k. Exact if trade is
    balanced and there are no tariffs. It is 1 for a region that makes none of a good it needs.
    """
    own = benchmark.domestic_share
    leontief = np.eye(benchmark.sectors) - benchmark.gamma
    weight = np.linalg.solve(leontief, benchmark.alpha.T[:, :, None])[:, :, 0].T
    needed = weight > 0.0
    with np.errstate(divide="ignore"):
        log_own = np.where(needed, np.log(own), 0.0)
    loss: Array = -np.expm1((weight / benchmark.theta[:, None] * log_own).sum(axis=0))
    return loss
