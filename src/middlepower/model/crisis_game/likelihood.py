"""The likelihood of observed crises, with its gradient: two-step, and with the equilibrium inside.

    ln L = sum over dyads of  n_SQ ln(1 - p_C) + n_CD ln(p_C (1 - p)) + n_SF ln(p p_C p_F) + n_BD ln(p p_C (1 - p_F))

Each mean payoff is linear in covariates of the dyad. Two-step: p_C and p_F answer a given p, p_R answers a given p_F.
With the equilibrium inside: p solves p = p_R(p_F(p)) on the branch of a given start, and its derivative is
dz = (dG + G_f df) / (1 - G_f f_p phi(z)), z the probit of p and G that of p_R.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr, ndtri

from middlepower.model.crisis_game.equations import RHO, Payoffs, both_below, challenges, resistance, threshold

Array = NDArray[np.float64]
UTILITIES = ("S_A", "V_A", "C_B", "W_A", "W_B", "a")  # the payoffs that are estimated; V_B is zero
LEAST = 1e-300
NEWTON_STEPS = 60
ROOT = 1e-12  # largest distance of a probit from what it implies


@dataclass(frozen=True)
class Counts:
    """How often each dyad's crises ended each way [dyad]."""

    status_quo: Array
    concession: Array
    carried_out: Array
    backed_down: Array


@dataclass(frozen=True)
class Crises:
    """The data: counts, and for each utility its covariates [dyad, coefficient]."""

    counts: Counts
    covariates: Mapping[str, Array]

    def payoffs(self, theta: Array) -> Payoffs:
        """The mean payoffs of all dyads under coefficients in the order of UTILITIES."""
        cuts = np.cumsum([0, *(self.covariates[key].shape[1] for key in UTILITIES)])
        parts = {key: self.covariates[key] @ theta[cuts[i] : cuts[i + 1]] for i, key in enumerate(UTILITIES)}
        return Payoffs(*(parts[key] for key in UTILITIES))

    def in_coefficients(self, slopes: Mapping[str, Array]) -> Array:
        """The gradient in coefficients of slopes in utilities [dyad]."""
        return np.concatenate([self.covariates[key].T @ slopes[key] for key in UTILITIES])


@dataclass(frozen=True)
class SenderSide:
    """p_C and b = p_C p_F, with their derivatives in c, W_A and a; all arrays [dyad]."""

    challenge: Array
    acts: Array
    dchallenge: dict[str, Array]
    dacts: dict[str, Array]

    @property
    def firm(self) -> Array:
        """p_F."""
        return self.acts / self.challenge

    def dfirm(self, key: str) -> Array:
        """The derivative of p_F in c, W_A or a."""
        return (self.dacts[key] - self.firm * self.dchallenge[key]) / self.challenge


def density(x: Array) -> Array:
    """The standard normal density."""
    shape: Array = np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    return shape


def sender_side(u: Payoffs, c: Array) -> SenderSide:
    """The sender's choices and their derivatives at a threshold."""
    x, y, h = c - u.W_A, c - u.a, (u.W_A - u.a) * RHO
    by_x, by_y = -density(x) * ndtr(y), -density(y) * ndtr(x)
    acts = np.maximum(both_below(h, -x, RHO), LEAST)
    by_h, by_k = density(h) * ndtr((-x - RHO * h) / RHO), density(x) * ndtr((h + RHO * x) / RHO)
    return SenderSide(
        np.maximum(challenges(u, c), 2.0 * LEAST),
        acts,
        {"c": by_x + by_y, "W_A": -by_x, "a": -by_y},
        {"c": -by_k, "W_A": by_k + RHO * by_h, "a": -RHO * by_h},
    )


def by_outcome(counts: Counts, side: SenderSide) -> tuple[Array, Array]:
    """(dlnL/dp_C, dlnL/db) of the sender's part."""
    quits = np.maximum(side.challenge - side.acts, LEAST)
    by_challenge = (
        -counts.status_quo / np.maximum(1.0 - side.challenge, LEAST)
        + counts.concession / side.challenge
        + counts.backed_down / quits
    )
    return by_challenge, counts.carried_out / side.acts - counts.backed_down / quits


def log_likelihood(counts: Counts, u: Payoffs, c: Array, side: SenderSide, g: Array) -> float:
    """ln L at a threshold and a probit of resistance."""
    stays = log_ndtr(c - u.W_A) + log_ndtr(c - u.a)
    quits = np.log(np.maximum(side.challenge - side.acts, LEAST))
    terms = (
        counts.status_quo * stays
        + counts.concession * (np.log(side.challenge) + log_ndtr(-g))
        + counts.carried_out * (log_ndtr(g) + np.log(side.acts))
        + counts.backed_down * (log_ndtr(g) + quits)
    )
    return float(terms.sum())


def by_resistance(counts: Counts, g: Array) -> Array:
    """dlnL/dg of the target's part."""
    gives_in = np.exp(-0.5 * g * g - log_ndtr(-g)) / np.sqrt(2.0 * np.pi)
    resists = np.exp(-0.5 * g * g - log_ndtr(g)) / np.sqrt(2.0 * np.pi)
    slope: Array = -counts.concession * gives_in + (counts.carried_out + counts.backed_down) * resists
    return slope


def two_step(data: Crises, theta: Array, resists: Array, firm: Array) -> tuple[float, Array]:
    """(ln L, its gradient) where each side answers the given choice probabilities of the other."""
    u = data.payoffs(theta)
    c = threshold(u, resists, 1.0 - resists)
    side = sender_side(u, c)
    g = np.asarray(resistance(u, firm))
    by_challenge, by_acts = by_outcome(data.counts, side)
    by = {key: by_challenge * side.dchallenge[key] + by_acts * side.dacts[key] for key in ("c", "W_A", "a")}
    slope = by_resistance(data.counts, g)
    slopes = {
        "S_A": by["c"] / resists,
        "V_A": -by["c"] * (1.0 - resists) / resists,
        "W_A": by["W_A"],
        "a": by["a"],
        "W_B": slope,
        "C_B": -slope / firm,
    }
    return log_likelihood(data.counts, u, c, side, g), data.in_coefficients(slopes)


@dataclass(frozen=True)
class Root:
    """An equilibrium of every dyad near a start: probits z, the threshold, both sides, and what moves z."""

    z: Array
    c: Array
    side: SenderSide
    slope: Array  # d(implied probit)/dz; below one where the root is stable


def root(u: Payoffs, start: Array) -> Root:
    """The equilibrium probits that Newton's method finds from `start`; nan where it finds none."""
    z = start
    for _ in range(NEWTON_STEPS):
        here, implied = _look(u, z)
        step = (implied - z) / (1.0 - here.slope)
        if np.all(np.abs(implied - z) <= ROOT):
            return here
        z = z + np.clip(step, -0.5, 0.5)
    here, implied = _look(u, z)
    lost = np.abs(implied - z) > ROOT
    return Root(np.where(lost, np.nan, z), here.c, here.side, here.slope)


def _look(u: Payoffs, z: Array) -> tuple[Root, Array]:
    p, concedes = ndtr(z), ndtr(-z)
    c = threshold(u, p, concedes)
    side = sender_side(u, c)
    f = side.firm
    by_f = (u.C_B - u.V_B) / (f * f)
    slope = by_f * side.dfirm("c") * -(u.S_A - u.V_A) / (p * p) * density(z)
    return Root(z, c, side, slope), np.asarray(resistance(u, f))


def equilibrium_inside(data: Crises, theta: Array, start: Array) -> tuple[float, Array, Root]:
    """(ln L, its gradient, the equilibria) with those near probits `start` inside; -inf where one is lost."""
    u = data.payoffs(theta)
    at = root(u, start)
    if np.isnan(at.z).any():
        return -np.inf, np.zeros_like(theta), at
    p, concedes, side, f = ndtr(at.z), ndtr(-at.z), at.side, at.side.firm
    by_challenge, by_acts = by_outcome(data.counts, side)
    by = {key: by_challenge * side.dchallenge[key] + by_acts * side.dacts[key] for key in ("c", "W_A", "a")}
    c_p = -(u.S_A - u.V_A) / (p * p) * density(at.z)
    through_z = by_resistance(data.counts, at.z) + by["c"] * c_p
    by_f = (u.C_B - u.V_B) / (f * f)
    moved = {key: by_f * side.dfirm(key) / (1.0 - at.slope) * through_z for key in ("c", "W_A", "a")}
    whole_c = by["c"] + moved["c"]
    slopes = {
        "S_A": whole_c / p,
        "V_A": -whole_c * concedes / p,
        "W_A": by["W_A"] + moved["W_A"],
        "a": by["a"] + moved["a"],
        "W_B": through_z / (1.0 - at.slope),
        "C_B": -through_z / (1.0 - at.slope) / f,
    }
    return log_likelihood(data.counts, u, at.c, side, at.z), data.in_coefficients(slopes), at


def probit(p: Array) -> Array:
    """The standard normal quantile of p."""
    return np.asarray(ndtri(p))
