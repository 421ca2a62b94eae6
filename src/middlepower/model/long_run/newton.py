"""Newton on log wages, prices and outputs solved out at every step: slower than sweeps, and hard to defeat.

Given wages, prices are the fixed point of a contraction (input shares sum to less than one) and outputs solve
a linear system; what is left is excess factor demand as a function of N wages, with its Jacobian by batched
matrix products. Where Newton's direction does not reduce the excess, a tatonnement step is taken instead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.problem import Problem
from middlepower.model.long_run.evaluate import Evaluator
from middlepower.model.long_run.iterate import Outcome, State, renewed, residuals

Array = NDArray[np.float64]

NEWTON_STEPS = 60
INNER_SWEEPS = 400
HALVINGS = 6
LARGEST_STEP = 1.0  # of a log wage
INNER_SHARE = 1e-2  # inner residual relative to the outer one


def newton(problem: Problem, first: State, tolerance: float) -> Outcome:
    """The outcome of Newton steps on wages from a state; it may fall short, the caller looks at its gaps."""
    evaluate = Evaluator(problem)
    outcome = inner(evaluate, first, tolerance * INNER_SHARE)
    sweeps = outcome.sweeps
    for _ in range(NEWTON_STEPS):
        if outcome.gaps.worst <= tolerance:
            break
        better = _step(evaluate, outcome, tolerance)
        if better is None:
            break
        sweeps += better.sweeps
        outcome = better
    return replace(outcome, sweeps=sweeps)


def inner(evaluate: Evaluator, state: State, tolerance: float) -> Outcome:
    """Prices, outputs and quota terms at fixed wages, by plain sweeps of their contractions."""
    count = 0
    while count < INNER_SWEEPS:
        count += 1
        found, z = evaluate(state.log_w, state.log_P, state.Y, state.z)
        gaps = residuals(evaluate.problem, state, found, z)
        if max(gaps.price, gaps.goods, gaps.quota) <= max(tolerance, 1e-3 * tolerance * gaps.factor):
            break
        state = State(state.log_w, found.log_P, found.Y, z)
    return Outcome(state, found, gaps, count)


def _step(evaluate: Evaluator, outcome: Outcome, tolerance: float) -> Outcome | None:
    """The best of a Newton and a tatonnement step with halvings, or None when neither helps."""
    problem, state = evaluate.problem, outcome.state
    wL = problem.benchmark.wL
    size = np.exp(state.log_w) * wL
    excess = outcome.found.excess
    steer = renewed(problem, outcome)
    directions = [steer.wage_inverse @ -excess, excess / size]
    inner_tolerance = max(tolerance, INNER_SHARE * outcome.gaps.factor) * INNER_SHARE
    for direction in directions:
        length = min(1.0, LARGEST_STEP / max(float(np.abs(direction).max()), 1e-300))
        for _ in range(HALVINGS):
            log_w = state.log_w + length * direction
            log_w -= np.log(np.exp(log_w) @ wL / wL.sum())
            trial = inner(evaluate, State(log_w, state.log_P, state.Y, state.z), inner_tolerance)
            if np.isfinite(trial.gaps.worst) and trial.gaps.factor < (1.0 - 0.1 * length) * outcome.gaps.factor:
                return trial
            length *= 0.5
    return None
