"""The exact parts of a change of real income in money, of an economy or of a group as one.

The decomposition adds up in logs. With L_n = ln W_hat of member n, (W_hat - 1) / L_n turns its log points into parts of
its exact change, and baseline income into money, so that the parts of all members add up to the group's money.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.decomposition import Decomposition

Array = NDArray[np.float64]
PARTS = ("exports_fetch", "imports_cost", "trade_costs", "taxed_trade", "balance", "rents", "work")


def money_parts(parts: Decomposition, income: Array, inside: Array) -> dict[str, float]:
    """Million US dollars by part of PARTS of the members [n] at places `inside`; `income` [n] is the baseline's.

    `exports_fetch`: own export prices; `imports_cost`: import prices before duty; `taxed_trade`: tariff revenue and the
    volume of trade; `balance`: the deficit; `work`: labour at work.
    """
    by_region = {
        "exports_fetch": (parts.own_wages + parts.input_prices).sum(axis=(0, 1)),
        "imports_cost": parts.import_prices.sum(axis=(0, 2)),
        "trade_costs": parts.trade_costs.sum(axis=(0, 2)),
        "taxed_trade": parts.volume.sum(axis=(0, 2)),
        "balance": parts.deficit,
        "rents": parts.rents,
        "work": parts.employment,
    }
    worth = income * _change_per_log(parts.total)
    return {name: float((by_region[name] * worth)[inside].sum()) for name in PARTS}


def _change_per_log(log_change: Array) -> Array:
    """(exp(x) - 1) / x, one at zero."""
    safe = np.where(log_change == 0.0, 1.0, log_change)
    ratio: Array = np.where(log_change == 0.0, 1.0, np.expm1(safe) / safe)
    return ratio
