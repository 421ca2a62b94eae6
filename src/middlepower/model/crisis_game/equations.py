"""The crisis game with private resolve: choice probabilities, and all equilibria.

A sender A challenges or not; the target B concedes or resists; A stands firm or backs down. Payoffs:

    status quo S_A, 0;  concession V_A, C_B;  stand firm W_A + e_A, W_B + e_B;  back down a + e_a, V_B

with e independent, standard normal and private. With p the probability that B resists and f that A stands firm:

    c(p)   = (S_A - (1 - p) V_A) / p
    p_C(p) = 1 - Phi(c - W_A) Phi(c - a)
    p_F(p) = Phi2((W_A - a) / sqrt 2, W_A - c; 1 / sqrt 2) / p_C
    p_R(f) = Phi((f W_B + (1 - f) V_B - C_B) / f)
    equilibria: all p in (0, 1) with p = p_R(p_F(p))
    outcomes: status quo 1 - p_C; concession p_C (1 - p); carried out p_C p p_F; backed down p_C p (1 - p_F)

Source: Lewis, J. B. and K. A. Schultz (2003), Revealing preferences: empirical estimation of a crisis bargaining game
with incomplete information, Political Analysis 11(4), 345-367; in the form that Crisman-Cox, C. and M. Gibilisco
(2021), Political Science Research and Methods, estimate. Roots are sought in the probit of p, where the border is far
away: a root next to zero or one is still a root.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr, owens_t, roots_laguerre

Array = NDArray[np.float64]
RHO = float(np.sqrt(0.5))
TAIL = 5.0  # beyond this threshold the challenge is so rare that its probabilities are integrated on their own scale
NODES, WEIGHTS = roots_laguerre(48)
WIDEST = 37.0  # the probit of the smallest probability that a float still holds
FARTHEST = 1e150  # a threshold beyond which nothing changes any more, and squares are still numbers
GRID = 4001


@dataclass(frozen=True)
class Payoffs:
    """The means of the payoffs, one number each or arrays [dyad], in units of a private payoff's standard deviation."""

    S_A: Array
    V_A: Array
    C_B: Array
    W_A: Array
    W_B: Array
    a: Array
    V_B: Array = field(default_factory=lambda: np.zeros(()))


@dataclass(frozen=True)
class CrisisEquilibrium:
    """One equilibrium: what each side does, and how the game ends. Probabilities."""

    resists: float
    challenges: float
    stands_firm: float

    @property
    def outcomes(self) -> dict[str, float]:
        """The probabilities of the four ends; they sum to one."""
        p, c, f = self.resists, self.challenges, self.stands_firm
        return {
            "status quo": 1.0 - c,
            "concession": c * (1.0 - p),
            "carried out": c * p * f,
            "backed down": c * p * (1.0 - f),
        }


def both_below(h: Array, k: Array, rho: float) -> Array:
    """Phi2(h, k; rho), the probability that two normals with correlation rho lie below h and k, by Owen's T."""
    r = np.sqrt(1.0 - rho * rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = owens_t(h, (k - rho * h) / (h * r)) + owens_t(k, (h - rho * k) / (k * r))
    apart = (h * k < 0.0) | ((h * k == 0.0) & (h + k < 0.0))
    below: Array = 0.5 * (ndtr(h) + ndtr(k)) - t - 0.5 * apart
    return below


def threshold(u: Payoffs, p: Array, concedes: Array) -> Array:
    """c(p): what fighting or backing down must be worth for the sender to challenge; `concedes` = 1 - p, exact."""
    with np.errstate(over="ignore"):
        c: Array = (u.S_A - concedes * u.V_A) / p
    return np.clip(c, -FARTHEST, FARTHEST)


def challenges(u: Payoffs, c: Array) -> Array:
    """p_C, given the threshold."""
    probability: Array = -np.expm1(log_ndtr(c - u.W_A) + log_ndtr(c - u.a))
    return probability


def stands_firm(u: Payoffs, c: Array) -> Array:
    """p_F, given the threshold: the share of challenges in which the sender prefers to act."""
    near = both_below((u.W_A - u.a) * RHO, u.W_A - c, RHO) / np.maximum(challenges(u, c), 1e-300)
    act, leave = _rare(c - u.W_A, u.W_A - u.a), _rare(c - u.a, u.a - u.W_A)
    far = 1.0 / (1.0 + np.exp(np.minimum(leave - act, 700.0)))
    firm: Array = np.where(np.minimum(c - u.W_A, c - u.a) > TAIL, far, near)
    return np.clip(firm, 1e-300, 1.0)


def _rare(x: Array, better: Array) -> Array:
    """ln of the integral over e > x of phi(e) Phi(better + e), for x well above zero."""
    x = np.maximum(np.asarray(x, float), 1.0)[..., None]
    step = NODES / x
    inner = np.log(WEIGHTS) - 0.5 * step * step + log_ndtr(np.asarray(better)[..., None] + x + step)
    top = inner.max(axis=-1)
    total = top + np.log(np.exp(inner - top[..., None]).sum(axis=-1))
    whole: Array = total - 0.5 * x[..., 0] ** 2 - np.log(x[..., 0]) - 0.5 * np.log(2.0 * np.pi)
    return whole


def resistance(u: Payoffs, f: Array) -> Array:
    """The probit of p_R: what resisting is worth over conceding, in units of the private payoff that decides."""
    worth: Array = u.W_B + ((1.0 - f) * u.V_B - u.C_B) / f
    return worth


def answer(u: Payoffs, z: Array) -> Array:
    """The probit of the resistance that answers a sender who expects Phi(z) of it."""
    return resistance(u, stands_firm(u, threshold(u, ndtr(z), ndtr(-z))))


def equilibria(u: Payoffs) -> tuple[CrisisEquilibrium, ...]:
    """All equilibria of one dyad, by rising resistance; there is always one, and there may be three.

    The answer p_R(p_F(p)) lies inside (0, 1) at both borders, so an odd number of crossings exists. Where the
    crossing lies beyond the smallest float probability the border itself is returned.
    """
    grid = np.linspace(-WIDEST, WIDEST, GRID)
    gap = np.asarray(answer(u, grid)) - grid
    below, above = gap[:-1] >= 0.0, gap[1:] < 0.0
    turns = np.flatnonzero(below == above)
    roots = [brentq(lambda z: float(answer(u, np.asarray(z)) - z), grid[i], grid[i + 1], xtol=1e-14) for i in turns]
    if gap[0] < 0.0:
        roots.insert(0, -WIDEST)
    if gap[-1] >= 0.0:
        roots.append(WIDEST)
    return tuple(_at(u, z) for z in roots)


def _at(u: Payoffs, z: float) -> CrisisEquilibrium:
    c = threshold(u, np.asarray(ndtr(z)), np.asarray(ndtr(-z)))
    return CrisisEquilibrium(float(ndtr(z)), float(challenges(u, c)), float(stands_firm(u, c)))
