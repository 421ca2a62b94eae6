"""Exact derivatives of Eqs. (1)-(5): blocks [equation of n, unknown of m], and the Newton step made of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.liberation_day.equations import Letters, OneSectorPoint, largest

Array = NDArray[np.float64]


Blocks = tuple[Array, Array, Array, Array]  # derivatives with respect to ln w, ln E, ln L, ln P


def step(letters: Letters, point: OneSectorPoint, relief: bool, gap: Array) -> Array:
    """The Newton step of x: minus the inverse Jacobian times the gaps."""
    wages = wage_blocks(letters, point)
    row = largest(letters)
    for block, value in zip(wages, numeraire_rows(letters, point), strict=True):
        block[row] = value
    parts = (price_blocks(letters, point), wages, income_blocks(letters, point), work_blocks(letters, point, relief))
    jacobian = np.concatenate([np.concatenate(part, axis=1) for part in parts])
    try:
        move: Array = np.linalg.solve(jacobian, -gap)
    except np.linalg.LinAlgError:
        return np.full_like(gap, np.nan)
    return move


def through_cost(letters: Letters, slope: Array) -> Blocks:
    """Blocks of a derivative with respect to ln c."""
    on_w, on_L, on_P = letters.cost_weights
    return on_w * slope, np.zeros_like(slope), on_L * slope, on_P * slope


def add(first: Blocks, second: tuple[Array | float, Array | float, Array | float, Array | float]) -> Blocks:
    """The sum of two derivatives, block by block."""
    w, E, L, P = (a + b for a, b in zip(first, second, strict=True))
    return w, E, L, P


def price_blocks(letters: Letters, point: OneSectorPoint) -> Blocks:
    """Derivatives of Eq. (4): d ln Phi = -eps lambda' d ln c."""
    slope = np.diag(1.0 - letters.phi)
    return add(through_cost(letters, -point.share), (slope, -slope, 0.0, np.eye(len(slope))))


def sales_slopes(letters: Letters, point: OneSectorPoint) -> tuple[Array, Array]:
    """(d sold, d (E kept)) / d ln c: d ln lambda'[n, i] = -eps (d ln c_i - sum_j lambda'[n, j] d ln c_j)."""
    sold = -letters.eps * (np.diag(point.sold) - point.earned.T @ point.share)
    kept = -letters.eps * point.E[:, None] * (point.net - point.kept[:, None] * point.share)
    return sold, kept


def wage_blocks(letters: Letters, point: OneSectorPoint) -> Blocks:
    """Derivatives of Eq. (2)."""
    sold, kept = sales_slopes(letters, point)
    per = 1.0 / point.V[:, None]
    paid = letters.b * point.sold + letters.nu * point.E * point.kept
    own = -np.diag(paid / point.V)
    by_E = (letters.b * point.earned.T + np.diag(letters.nu * point.E * point.kept)) * per
    return add(through_cost(letters, (letters.b * sold + letters.nu[:, None] * kept) * per), (own, by_E, own, 0.0))


def income_blocks(letters: Letters, point: OneSectorPoint) -> Blocks:
    """Derivatives of Eq. (5)."""
    sold, kept = sales_slopes(letters, point)
    per = 1.0 / point.E[:, None]
    world = point.V.sum() / letters.Y.sum()
    spent = point.V + (1.0 - letters.b) * point.sold + point.revenue + letters.T * world
    by_V = (np.diag(point.V) + np.outer(letters.T, point.V / letters.Y.sum())) * per
    by_E = ((1.0 - letters.b) * point.earned.T + np.diag(point.revenue - spent)) * per
    return add(through_cost(letters, ((1.0 - letters.b) * sold - kept) * per), (by_V, by_E, by_V, 0.0))


def work_blocks(letters: Letters, point: OneSectorPoint, relief: bool) -> Blocks:
    """Derivatives of Eq. (3); with relief, of kappa ln(1 - R / V) too."""
    unit = np.eye(len(point.V))
    zero = np.zeros_like(unit)
    plain: Blocks = (-letters.kappa * unit, zero, unit, letters.kappa * unit)
    if not relief:
        return plain
    _, kept = sales_slopes(letters, point)
    tax = point.revenue / point.V
    weight = -letters.kappa / (1.0 - tax)
    own = np.diag(weight * tax)
    through = through_cost(letters, -kept * (weight / point.V)[:, None])
    return add(add(plain, through), (-own, own, -own, 0.0))


def numeraire_rows(letters: Letters, point: OneSectorPoint) -> Blocks:
    """Derivatives of the numeraire, one row per block."""
    zero = np.zeros_like(point.V)
    if letters.b < 1.0:
        return letters.Y * np.exp(point.log_w) / letters.Y.sum(), zero, zero, zero
    return zero, zero, zero, letters.E * np.exp(point.log_P) / letters.E.sum()
