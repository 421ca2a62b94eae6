"""Input use by product and using sector: tariff-inclusive, and consistent with spending and output."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

VALUE_ADDED_FLOOR = 0.02
"""Smallest share of value added in output: the redistributed table caps input columns at 0.98."""


def cap_at_total_flow(intermediate: Array, flow: Array) -> Array:
    """Intermediate flows [sold, exporter, using, importer], none larger in sum over users than the total
    flow.

    Total flow is [sector, importer, exporter]. The source's final demand is total less intermediate, and
    negative in a few cells; it is clipped to zero by scaling the intermediate flows of the cell down.
    """
    total = flow.transpose(0, 2, 1)
    used = intermediate.sum(axis=2)
    factor = np.where(used > total, total / np.where(used > 0, used, 1.0), 1.0)
    return np.asarray(intermediate * factor[:, :, None, :])


def input_use(intermediate: Array, tau: Array) -> Array:
    """Input use U[k, n, s], tariff-inclusive: sum over exporters i of Z[k, i, s, n] (1 + tau[k, n, i])."""
    return np.asarray(np.einsum("kisn,kni->kns", intermediate, 1.0 + tau, optimize=True))


FINAL_DEMAND_FLOOR = 1e-9
"""Smallest share of final demand in spending: it keeps rounding from making a consumption share negative."""


@dataclass(frozen=True)
class Rebalanced:
    """Input use after re-balancing, and how many columns and rows had to be scaled."""

    use: Array
    columns_scaled: int
    rows_scaled: int


def rebalance(use: Array, output: Array, spending: Array, floor: float = VALUE_ADDED_FLOOR) -> Rebalanced:
    """Input use [k, n, s] that leaves value added at least `floor` of output and final demand non-negative.

    Columns (n, s) are scaled down to (1 - floor) of output, then rows (k, n) down to spending (less a trace).
    The second step only lowers columns, so both conditions hold at the end; flows, output [s, n] and spending
    [k, n] are never changed.
    """
    column = use.sum(axis=0)
    ceiling = (1.0 - floor) * output.T
    too_big = column > ceiling
    scaled = use * np.where(too_big, ceiling / np.where(column > 0, column, 1.0), 1.0)
    row = scaled.sum(axis=2)
    most = (1.0 - FINAL_DEMAND_FLOOR) * spending
    over = row > most
    scaled = scaled * np.where(over, most / np.where(row > 0, row, 1.0), 1.0)[:, :, None]
    return Rebalanced(np.asarray(scaled), int(too_big.sum()), int(over.sum()))
