"""Residuals of the one-sector system of `liberation_day`, Eqs. (1)-(5), with their exact derivatives.

Unknowns x = (ln w, ln E, ln L, ln P), each [n]. Derivatives are blocks [equation of n, unknown of m].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Blocks = tuple[Array, Array, Array, Array]  # derivatives with respect to ln w, ln E, ln L, ln P


@dataclass(frozen=True)
class Letters:
    """The benchmark in the paper's letters: share[n, i], the rest [n] or numbers; b is the labour share."""

    share: Array
    E: Array
    Y: Array
    T: Array
    nu: Array
    phi: Array
    eps: float
    kappa: float
    psi: float
    b: float

    @property
    def cost_weights(self) -> tuple[float, float, float]:
        """d ln c / d (ln w, ln L, ln P), from Eq. (1)."""
        inputs = (1.0 - self.b) * (1.0 + self.psi)
        return 1.0 - inputs, -self.psi, inputs


@dataclass(frozen=True)
class Point:
    """Everything at one x. share[n, i] = lambda'; net = lambda' / (1 + t); earned[n, i] = (1 - nu_n) net E_n."""

    log_w: Array
    log_E: Array
    log_L: Array
    log_P: Array
    log_Phi: Array
    share: Array
    net: Array
    earned: Array
    E: Array
    V: Array

    @property
    def sold(self) -> Array:
        """Sales [i] net of destinations' overhead."""
        total: Array = self.earned.sum(axis=0)
        return total

    @property
    def kept(self) -> Array:
        """Part of spending [n] that is not tariff revenue."""
        part: Array = self.net.sum(axis=1)
        return part

    @property
    def revenue(self) -> Array:
        """R' [n]."""
        total: Array = self.E * (1.0 - self.kept)
        return total


def kernel(letters: Letters, tariff: Array) -> Array:
    """lambda (1 + t)^(-phi eps), [n, i]."""
    K: Array = letters.share * (1.0 + tariff) ** (-letters.phi[:, None] * letters.eps)
    return K


def place(letters: Letters, K: Array, tariff: Array, x: Array) -> Point:
    """The Point at unknowns x, Eq. (1)."""
    log_w, log_E, log_L, log_P = x.reshape(4, -1)
    on_w, on_L, on_P = letters.cost_weights
    log_c = on_w * log_w + on_L * log_L + on_P * log_P
    weight = K * np.exp(-letters.eps * log_c)
    Phi = weight.sum(axis=1)
    share = weight / Phi[:, None]
    net = share / (1.0 + tariff)
    E = letters.E * np.exp(log_E)
    earned = (1.0 - letters.nu)[:, None] * net * E[:, None]
    V = letters.Y * np.exp(log_w + log_L)
    return Point(log_w, log_E, log_L, log_P, np.log(Phi), share, net, earned, E, V)


def residuals(letters: Letters, point: Point, relief: bool) -> Array:
    """[4 n] gaps of Eqs. (4), (2), (5), (3); in logs, or relative to value added and spending.

    Eq. (2) of the largest economy is implied by the others (Walras) and gives way to the numeraire.
    """
    world = point.V.sum() / letters.Y.sum()
    price = point.log_P - (1.0 - letters.phi) * (point.log_E - point.log_w) + point.log_Phi / letters.eps
    wages = (letters.b * point.sold + letters.nu * point.E * point.kept) / point.V - 1.0
    income = (point.V + (1.0 - letters.b) * point.sold + point.revenue + letters.T * world) / point.E - 1.0
    wedge = np.log1p(-point.revenue / point.V) if relief else np.zeros_like(price)
    work = point.log_L - letters.kappa * (point.log_w - point.log_P - wedge)
    wages[largest(letters)] = numeraire(letters, point)
    return np.concatenate([price, wages, income, work])


def largest(letters: Letters) -> int:
    """The economy whose market is left to Walras' law."""
    return int(letters.E.argmax())


def numeraire(letters: Letters, point: Point) -> float:
    """Mean of (P_hat - 1) at benchmark spending; of (w_hat - 1) at value added with roundabout production."""
    if letters.b < 1.0:
        return float(letters.Y @ np.expm1(point.log_w) / letters.Y.sum())
    return float(letters.E @ np.expm1(point.log_P) / letters.E.sum())


def step(letters: Letters, point: Point, relief: bool, gap: Array) -> Array:
    """The Newton step of x: minus the inverse Jacobian times the gaps."""
    wages = wage_blocks(letters, point)
    row = largest(letters)
    for block, value in zip(wages, numeraire_rows(letters, point), strict=True):
        block[row] = value
    parts = (price_blocks(letters, point), wages, income_blocks(letters, point), work_blocks(letters, point, relief))
    jacobian = np.concatenate([np.concatenate(part, axis=1) for part in parts])
    try:
        found: Array = np.linalg.solve(jacobian, -gap)
    except np.linalg.LinAlgError:
        return np.full_like(gap, np.nan)
    return found


def through_cost(letters: Letters, slope: Array) -> Blocks:
    """Blocks of a derivative with respect to ln c."""
    on_w, on_L, on_P = letters.cost_weights
    return on_w * slope, np.zeros_like(slope), on_L * slope, on_P * slope


def add(first: Blocks, second: tuple[Array | float, Array | float, Array | float, Array | float]) -> Blocks:
    """The sum of two derivatives, block by block."""
    w, E, L, P = (a + b for a, b in zip(first, second, strict=True))
    return w, E, L, P


def price_blocks(letters: Letters, point: Point) -> Blocks:
    """Derivatives of Eq. (4): d ln Phi = -eps lambda' d ln c."""
    slope = np.diag(1.0 - letters.phi)
    return add(through_cost(letters, -point.share), (slope, -slope, 0.0, np.eye(len(slope))))


def sales_slopes(letters: Letters, point: Point) -> tuple[Array, Array]:
    """(d sold, d (E kept)) / d ln c: d ln lambda'[n, i] = -eps (d ln c_i - sum_j lambda'[n, j] d ln c_j)."""
    sold = -letters.eps * (np.diag(point.sold) - point.earned.T @ point.share)
    kept = -letters.eps * point.E[:, None] * (point.net - point.kept[:, None] * point.share)
    return sold, kept


def wage_blocks(letters: Letters, point: Point) -> Blocks:
    """Derivatives of Eq. (2)."""
    sold, kept = sales_slopes(letters, point)
    per = 1.0 / point.V[:, None]
    paid = letters.b * point.sold + letters.nu * point.E * point.kept
    own = -np.diag(paid / point.V)
    by_E = (letters.b * point.earned.T + np.diag(letters.nu * point.E * point.kept)) * per
    return add(through_cost(letters, (letters.b * sold + letters.nu[:, None] * kept) * per), (own, by_E, own, 0.0))


def income_blocks(letters: Letters, point: Point) -> Blocks:
    """Derivatives of Eq. (5)."""
    sold, kept = sales_slopes(letters, point)
    per = 1.0 / point.E[:, None]
    world = point.V.sum() / letters.Y.sum()
    spent = point.V + (1.0 - letters.b) * point.sold + point.revenue + letters.T * world
    by_V = (np.diag(point.V) + np.outer(letters.T, point.V / letters.Y.sum())) * per
    by_E = ((1.0 - letters.b) * point.earned.T + np.diag(point.revenue - spent)) * per
    return add(through_cost(letters, ((1.0 - letters.b) * sold - kept) * per), (by_V, by_E, by_V, 0.0))


def work_blocks(letters: Letters, point: Point, relief: bool) -> Blocks:
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


def numeraire_rows(letters: Letters, point: Point) -> Blocks:
    """Derivatives of the numeraire, one row per block."""
    zero = np.zeros_like(point.V)
    if letters.b < 1.0:
        return letters.Y * np.exp(point.log_w) / letters.Y.sum(), zero, zero, zero
    return zero, zero, zero, letters.E * np.exp(point.log_P) / letters.E.sum()
