"""Who and what moved one economy's real income: a decomposition summed by partner and by sector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.decomposition import Decomposition

Array = NDArray[np.float64]
PARTS = ("own_wages", "input_prices", "import_prices", "trade_costs", "volume")


@dataclass(frozen=True)
class Explanation:
    """Parts of one economy's ln W_hat: totals, by partner [n] and by sector [k]; `order` names the columns.

    Columns: own wages and prices of inputs in own export prices, import prices, trade costs, tariff revenue and
    volume. `deficit`, `rents` and `employment` belong to no partner; `gap` is what the sum misses of `total`.
    """

    total: float
    parts: dict[str, float]
    by_partner: Array
    by_sector: Array
    deficit: float
    rents: float
    employment: float
    gap: float

    order: tuple[str, ...] = PARTS

    @property
    def terms_of_trade(self) -> float:
        """Own export prices and import prices together."""
        return self.parts["own_wages"] + self.parts["input_prices"] + self.parts["import_prices"]


def explain(parts: Decomposition, n: int) -> Explanation:
    """The explanation of region n: what it sells counts by buyer, what it buys by seller."""
    sold = [parts.own_wages[:, :, n], parts.input_prices[:, :, n]]
    bought = [parts.import_prices[:, n, :], parts.trade_costs[:, n, :], parts.volume[:, n, :]]
    by_flow = np.array([*sold, *bought])
    return Explanation(
        float(parts.total[n]),
        dict(zip(PARTS, by_flow.sum(axis=(1, 2)).tolist(), strict=True)),
        by_flow.sum(axis=1).T,
        by_flow.sum(axis=2).T,
        float(parts.deficit[n]),
        float(parts.rents[n]),
        float(parts.employment[n]),
        float(parts.gap[n]),
    )
