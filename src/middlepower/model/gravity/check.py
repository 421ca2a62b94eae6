"""An independent check of `gravity`: market clearing written out in levels, none of the solver's functions used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.gravity.equations import GravityOutcome
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]


def worst_market_gap(outcome: GravityOutcome, cost_hat: Array, reference: int) -> float:
    """Largest relative violation of the Armington model at an outcome of `full_endowment`.

    Demand pi' = pi (p_hat t_hat / P_hat)^(1-s), P_hat^(1-s) = sum_i pi (p_hat t_hat)^(1-s); sales are p_hat times
    benchmark output; P_hat of the reference economy is one.
    """
    before, s = outcome.benchmark.flow, outcome.benchmark.substitution
    landed = outcome.price[None, :] * cost_hat
    pi = before / before.sum(axis=1, keepdims=True)
    index = (pi * landed ** (1.0 - s)).sum(axis=1) ** (1.0 / (1.0 - s))
    demand = pi * (landed / index[:, None]) ** (1.0 - s) * outcome.flow.sum(axis=1, keepdims=True)
    gaps = Residuals.of(
        prices=index / outcome.price_index - 1.0,
        sales=(demand - outcome.flow).sum(axis=0) / outcome.flow.sum(axis=0),
        markets=demand.sum(axis=0) / (outcome.price * before.sum(axis=0)) - 1.0,
        numeraire=float(outcome.price_index[reference] - 1.0),
    )
    return gaps.worst
