"""Estimates of the crisis game: nested pseudo-likelihood, and maximum likelihood with the equilibrium inside.

Nested pseudo-likelihood: maximise the two-step likelihood at given choice probabilities, replace them by what the
estimate implies, and repeat until the estimate stands still. Its first maximum is the two-step estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr

from middlepower.errors import NoEquilibriumError
from middlepower.model.crisis_game.equations import resistance, threshold
from middlepower.model.crisis_game.likelihood import (
    UTILITIES,
    Crises,
    equilibrium_inside,
    probit,
    sender_side,
    two_step,
)

Array = NDArray[np.float64]
KEPT_FROM_BORDER = 1e-4  # choice probabilities stay this far from zero and one between rounds, as in the authors' code
STILL = 1e-8  # largest change of a coefficient between rounds at the end
ROUNDS = 100
POLISH = 8
FIRST_CONSTANT = -1.0  # of W_A, W_B and a: fighting and backing down start out dear
STEP = 1e-5  # of the differences of the gradient that make the Hessian

Gradient = Callable[[Array], tuple[float, Array]]


@dataclass(frozen=True)
class CrisisEstimate:
    """Coefficients in the order of UTILITIES, ln L, the rounds it took, and the dyads' choice probabilities."""

    theta: Array
    log_likelihood: float
    first_log_likelihood: float
    rounds: int
    resists: Array
    stands_firm: Array


@dataclass(frozen=True)
class CrisisMaximum:
    """A maximum of the full likelihood: coefficients, their standard errors, correlations, and the equilibrium."""

    theta: Array
    log_likelihood: float
    covariance: Array
    gradient: float  # largest entry at the maximum
    resists: Array

    @property
    def standard_errors(self) -> Array:
        """Of all coefficients, from the inverse of the Hessian."""
        error: Array = np.sqrt(np.diag(self.covariance))
        return error

    def correlation(self, i: int, j: int) -> float:
        """Of two coefficients' estimates."""
        error = self.standard_errors
        return float(self.covariance[i, j] / (error[i] * error[j]))


def nested_pseudo_likelihood(data: Crises, resists: Array, firm: Array) -> CrisisEstimate:
    """The estimate from first-step choice probabilities [dyad]; NoEquilibriumError where it does not settle."""
    theta, first = start(data), np.nan
    for count in range(1, ROUNDS + 1):
        new = maximise(lambda x, p=resists, f=firm: two_step(data, x, p, f), theta)  # type: ignore[misc]
        value = two_step(data, new, resists, firm)[0]
        first = value if count == 1 else first
        moved = float(np.abs(new - theta).max())
        theta = new
        resists, firm = implied(data, theta, resists, firm)
        if moved < STILL:
            return CrisisEstimate(theta, value, first, count, resists, firm)
    raise NoEquilibriumError(
        f"the nested pseudo-likelihood still moved by {moved:.1e} after {ROUNDS} rounds: give other first-step "
        "probabilities."
    )


def start(data: Crises) -> Array:
    """Zeros, with dear fighting and backing down, so that few challenge."""
    parts = [np.zeros(data.covariates[key].shape[1]) for key in UTILITIES]
    for key, part in zip(UTILITIES, parts, strict=True):
        part[0] = FIRST_CONSTANT if key in ("W_A", "W_B", "a") else 0.0
    return np.concatenate(parts)


def implied(data: Crises, theta: Array, resists: Array, firm: Array) -> tuple[Array, Array]:
    """(p_R, p_F) that answer the other side's given probabilities, kept from the border."""
    u = data.payoffs(theta)
    answer = ndtr(resistance(u, firm))
    sender = sender_side(u, threshold(u, resists, 1.0 - resists)).firm
    low, high = KEPT_FROM_BORDER, 1.0 - KEPT_FROM_BORDER
    return np.clip(answer, low, high), np.clip(sender, low, high)


def maximise(value: Gradient, theta: Array) -> Array:
    """Where a likelihood is largest: quasi-Newton, then Newton's own steps."""

    def negative(x: Array) -> tuple[float, Array]:
        height, slope = value(x)
        return -height, -slope

    theta = minimize(negative, theta, jac=True, method="BFGS", options={"gtol": 1e-5, "maxiter": 2000}).x
    for _ in range(POLISH):
        step = np.linalg.solve(hessian(value, theta), value(theta)[1])
        theta = theta - step
        if np.abs(step).max() < 0.01 * STILL:
            break
    return np.asarray(theta)


def hessian(value: Gradient, theta: Array) -> Array:
    """The second derivatives of a likelihood, from differences of its gradient."""
    rows = [(value(theta + STEP * e)[1] - value(theta - STEP * e)[1]) / (2.0 * STEP) for e in np.eye(len(theta))]
    both = np.array(rows)
    return 0.5 * (both + both.T)


def maximum_likelihood(data: Crises, near: CrisisEstimate) -> CrisisMaximum:
    """The maximum with the equilibrium inside, on the branch of equilibria that starts at `near`."""
    branch = [probit(near.resists)]

    def value(theta: Array) -> tuple[float, Array]:
        height, slope, at = equilibrium_inside(data, theta, branch[0])
        if np.isfinite(height):
            branch[0] = at.z
            return height, slope
        return -1e10, slope

    theta = maximise(value, near.theta)
    height, slope = value(theta)
    covariance = np.asarray(np.linalg.inv(-hessian(value, theta)), float)
    return CrisisMaximum(theta, height, covariance, float(np.abs(slope).max()), np.asarray(ndtr(branch[0])))
