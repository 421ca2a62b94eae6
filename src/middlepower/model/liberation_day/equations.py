"""Ignatenko, Lashkaripour, Macedoni and Simonovska (2025, Journal of International Economics 157, 104138).

One sector, many economies, with elastic labour supply, scale economies, overhead labour at the destination and,
as a variant, roundabout production. The benchmark has no tariffs. Letters as in the paper, stored [n, i] =
[importer, exporter]; t is net. With nu = 0 it is Eaton-Kortum or Krugman; kappa = 0 fixes employment.

(1) lambda'[n,i] ~ lambda[n,i] c_hat_i^-eps (1 + t[n,i])^(-phi_n eps),   c_hat = (w_hat^b P_hat^(1-b)) / Z^psi,
    Z = (w_hat / P_hat)^(1-b) L_hat, b the labour share (1 without roundabout production)
(2) w L_i = b sum_n (1 - nu_n) X'[n,i] + nu_i sum_j X'[i,j],   X'[n,i] = lambda' E'_n / (1 + t[n,i])
(3) L_hat_i = [a_i w_hat_i / P_hat_i]^kappa,   a_i = 1 / (1 - R_i / (w L)_i) if revenue relieves income tax, else 1
(4) P_hat_i = (E_hat_i / w_hat_i)^(1 - phi_i) [sum_j lambda[i,j] c_hat_j^-eps (1 + t)^(-phi_i eps)]^(-1/eps)
(5) E'_i = w L_i + (1 - b) sum_n (1 - nu_n) X'[n,i] + R_i + T_i (sum w L)'/(sum w L),   R_i = E'_i - sum_j X'[i,j]

The paper prints Eq. (22) with exponent -psi eps and Eq. (24) with exponent phi - 1 and no -1/eps; the signs above
follow from its Eqs. (1)-(5) and are those of its public code. Numeraire: mean over economies of (P_hat - 1) E is 0
(of (w_hat - 1) w L with roundabout production); only prices depend on it.

Unknowns x = (ln w, ln E, ln L, ln P), each [n].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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
class OneSectorPoint:
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


def place(letters: Letters, K: Array, tariff: Array, x: Array) -> OneSectorPoint:
    """The point at unknowns x, Eq. (1)."""
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
    return OneSectorPoint(log_w, log_E, log_L, log_P, np.log(Phi), share, net, earned, E, V)


def residuals(letters: Letters, point: OneSectorPoint, relief: bool) -> Array:
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


def numeraire(letters: Letters, point: OneSectorPoint) -> float:
    """Mean of (P_hat - 1) at benchmark spending; of (w_hat - 1) at value added with roundabout production."""
    if letters.b < 1.0:
        return float(letters.Y @ np.expm1(point.log_w) / letters.Y.sum())
    return float(letters.E @ np.expm1(point.log_P) / letters.E.sum())
