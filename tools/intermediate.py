"""Input use by product and using sector, tariff-inclusive, grossed up, and consistent with spending and
output."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def gross_up_factor(spending: Array, spending_covered: Array) -> Array:
    """Total spending over the spending that the intermediate table covers, [k, n]; one where nothing is
    covered."""
    return np.where(spending_covered > 0, spending / np.where(spending_covered > 0, spending_covered, 1.0), 1.0)


def borrowed_input_use(use: Array, output: Array, members: list[int], borrower_output: Array) -> Array:
    """Input use [k, s] of an economy without a table: the members' output-weighted mean coefficients times
    its output.

    `use` is [k, n, s] and `output` [s, n]; the output-weighted mean of coefficients is members' input over
    output.
    """
    total_output = output[:, members].sum(axis=1)
    coefficients = use[:, members].sum(axis=1) / np.where(total_output > 0, total_output, 1.0)
    return np.asarray(coefficients * borrower_output)
