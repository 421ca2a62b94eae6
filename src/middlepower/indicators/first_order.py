"""The first-order welfare formula of Caliendo and Parro (2015), under its own name.

It evaluates changes x_hat - 1 of a large reform at benchmark weights, so it is an approximation: for NAFTA it
gives Mexico +1.31% where the exact change of real income in the same equilibria is +0.007%.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.compare import traded
from middlepower.model.core.equilibrium import Equilibrium

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FirstOrderWelfare:
    """Fractions of benchmark income [n]: terms of trade and volume of trade; `welfare` is their sum."""

    terms_of_trade: Array
    volume_of_trade: Array

    @property
    def welfare(self) -> Array:
        """First-order welfare [n]."""
        total: Array = self.terms_of_trade + self.volume_of_trade
        return total


def first_order_welfare(baseline: Equilibrium, state: Equilibrium) -> FirstOrderWelfare:
    """The welfare formula of Caliendo and Parro (2015) with changes written as x_hat - 1.

    (1/I_n) sum_k,i [E (c_n - 1) - M (c_i - 1)] + (1/I_n) sum_k,i t M (M_hat - c_i), all at `baseline` weights.
    Quota rents and export taxes of the baseline count as tariffs of the importer: the formula has no place for them.
    """
    imports = traded(baseline.flow)
    c_change = state.c_hat / baseline.c_hat - 1.0
    earned = np.einsum("kni,ki->i", imports, c_change)
    paid = np.einsum("kni,ki->n", imports, c_change)
    safe = np.where(imports > 0, imports, 1.0)
    growth = np.where(imports > 0, traded(state.flow) / safe - 1.0, 0.0)
    tariff = 1.0 / baseline.net - 1.0
    volume = np.einsum("kni,kni->n", tariff * imports, growth - c_change[:, None, :])
    return FirstOrderWelfare((earned - paid) / baseline.income, volume / baseline.income)
