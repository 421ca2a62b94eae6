"""Own sales and overhead shares from trade and GDP, as the public code of Ignatenko et al. (2025) sets them.

Transfers are T_i = (1 - nu_i) [imports_i - sum_n (1 - nu_n) X[n, i]]; the paper's Eq. (8) has no (1 - nu_i) on its
export term. Own sales are GDP + T less imports, never negative, divided by the labour share with inputs.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.liberation_day.benchmark import OneSectorBenchmark, Parameters

Array = NDArray[np.float64]

OVERHEAD_IN_SALES_HOME = 0.26  # selling and administrative cost over sales, US firms: target of the public code
OVERHEAD_IN_SALES_ABROAD = 0.12  # the same, all other firms; the paper's text prints 0.24 and 0.13
OVERHEAD_TOLERANCE = 1e-13
OVERHEAD_ROUNDS = 60


def own_sales(trade: Array, gdp: Array, overhead: Array) -> Array:
    """GDP + T - imports [n], million US dollars; negative where recorded trade exceeds GDP."""
    bought = trade.sum(axis=1)
    transfer = (1.0 - overhead) * (bought - (1.0 - overhead) @ trade)
    sales: Array = gdp + transfer - bought
    return sales


def overhead_shares(
    trade: Array,
    gdp: Array,
    economy: int,
    home: float = OVERHEAD_IN_SALES_HOME,
    abroad: float = OVERHEAD_IN_SALES_ABROAD,
) -> Array:
    """nu [n]: one value for `economy`, one for all others, so that overhead over sales meets both targets.

    A firm of `economy` sells the part s at home: s nu_home + (1 - s) nu_abroad = home, and so for the others.
    """
    here = np.arange(len(gdp)) == economy
    nu: Array = np.where(here, home, abroad)
    for _ in range(OVERHEAD_ROUNDS):
        flow = trade + np.diag(own_sales(trade, gdp, nu))
        into = flow[economy]
        kept = into[economy] / flow[:, economy].sum()
        reached = into[~here].sum() / flow[:, ~here].sum()
        pair = np.linalg.solve(np.array([[kept, 1.0 - kept], [reached, 1.0 - reached]]), np.array([home, abroad]))
        last, nu = nu, np.where(here, pair[0], pair[1])
        if np.abs(nu - last).max() < OVERHEAD_TOLERANCE:
            return nu
    raise DataError(f"no overhead shares meet {home:.3g} and {abroad:.3g} of sales: choose targets nearer to zero.")


def calibrate(trade: Array, gdp: Array, parameters: Parameters) -> OneSectorBenchmark:
    """The benchmark of trade[n, i] (own sales left out) and gdp[n], million US dollars."""
    own = np.maximum(own_sales(trade, gdp, parameters.overhead), 0.0) / parameters.labour_share
    return OneSectorBenchmark(trade + np.diag(own), parameters)


def without_overhead(benchmark: OneSectorBenchmark) -> OneSectorBenchmark:
    """The same flows read as Eaton-Kortum or Krugman: no overhead at the destination, transfers anew."""
    p = benchmark.parameters
    return OneSectorBenchmark(benchmark.flow, replace(p, overhead=np.zeros_like(p.overhead)))
