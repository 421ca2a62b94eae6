"""An independent check of `liberation_day`: its equations in levels, written out once more without its kernels."""

from __future__ import annotations

import numpy as np

from middlepower.model.liberation_day.outcome import OneSectorOutcome
from middlepower.solve.residuals import Residuals


def worst_residual(outcome: OneSectorOutcome) -> float:
    """Largest relative violation of Eqs. (1)-(5) and of world market clearing at an outcome."""
    bench, p = outcome.benchmark, outcome.benchmark.parameters
    w, P, L, b = outcome.w_hat, outcome.P_hat, outcome.L_hat, p.labour_share
    duty = 1.0 + outcome.tariff
    productivity = ((w / P) ** (1.0 - b) * L) ** p.scale
    cost = w**b * P ** (1.0 - b) / productivity
    demand = bench.flow * (duty ** p.phi[:, None] * cost[None, :]) ** -p.trade_elasticity
    spending = outcome.flow * duty
    E = spending.sum(axis=1)
    index = (demand.sum(axis=1) / bench.E) ** (-1.0 / p.trade_elasticity)
    gross = (E / bench.E / w) ** (1.0 - p.phi) * index
    revenue = ((duty - 1.0) * outcome.flow).sum(axis=1)
    sold = ((1.0 - p.overhead)[:, None] * outcome.flow).sum(axis=0)
    wages = b * sold + p.overhead * outcome.flow.sum(axis=1)
    income = wages + (1.0 - b) * sold + revenue + bench.T * wages.sum() / bench.Y.sum()
    relief = 1.0 - revenue / wages if outcome.rebate == "income_tax_relief" else np.ones_like(w)
    gaps = Residuals.of(
        shares=spending / E[:, None] - demand / demand.sum(axis=1)[:, None],
        prices=gross / P - 1.0,
        wages=wages / (bench.Y * w * L) - 1.0,
        income=income / E - 1.0,
        labour=L / (w / P / relief) ** p.labour_supply - 1.0,
        world=float(E.sum() / spending.sum() - 1.0),
    )
    return gaps.worst
