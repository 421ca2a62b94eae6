"""Newton on log wages, prices and outputs solved out at every step: slower than sweeps, and hard to defeat.

Given wages, prices are the fixed point of a contraction (input shares sum to less than one) and outputs solve
a linear system; what is left is excess factor demand as a function of N wages, with its Jacobian by batched
matrix products. Where Newton's direction does not reduce the excess, a tatonnement step is taken instead.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from middlepower.model.core.problem import Problem
from middlepower.model.long_run.evaluate import Evaluator
from middlepower.model.long_run.iterate import Outcome, Unknowns, renewed, residuals
from middlepower.solve.residuals import Residuals

NEWTON_STEPS = 60
INNER_SWEEPS = 400
HALVINGS = 6
LARGEST_STEP = 1.0  # of a log wage
INNER_SHARE = 1e-2  # inner residual relative to the outer one
RUNAWAY = 1e6  # of own value added: prices or outputs this far off at given wages have no fixed point
PATIENCE = 6  # steps in which the residual must halve: Newton's method squares it, a step in twenty-five halves it


def newton(problem: Problem, first: Unknowns, tolerance: float) -> Outcome:
    """The outcome of Newton steps on wages from a state; it may fall short, the caller looks at its gaps.

    It gives up where prices and outputs have no fixed point at the wages reached, and where the residual stalls.
    """
    evaluate = Evaluator(problem)
    outcome = inner(evaluate, first, tolerance * INNER_SHARE)
    sweeps, history = outcome.sweeps, [outcome.gaps["factor"]]
    for _ in range(NEWTON_STEPS):
        if outcome.gaps.within(tolerance) or ran_away(outcome.gaps) or stalled(history):
            break
        better = _step(evaluate, outcome, tolerance)
        if better is None:
            break
        sweeps += better.sweeps
        outcome = better
        history.append(outcome.gaps["factor"])
    return replace(outcome, sweeps=sweeps)


def ran_away(gaps: Residuals) -> bool:
    """Whether prices or outputs left every bound, as they do when subsidies pay for trade that goes in circles."""
    return not (gaps["price"] < RUNAWAY and gaps["goods"] < RUNAWAY)


def stalled(history: list[float]) -> bool:
    """Whether the last steps together have not halved the residual."""
    return len(history) > PATIENCE and not history[-1] < 0.5 * history[-1 - PATIENCE]


def inner(evaluate: Evaluator, state: Unknowns, tolerance: float) -> Outcome:
    """Prices, outputs and quota terms at fixed wages, by plain sweeps of their contractions."""
    for count in range(1, INNER_SWEEPS + 1):
        implied, z = evaluate(state.log_w, state.log_P, state.Y, state.z)
        outcome = Outcome(state, implied, residuals(evaluate.problem, state, implied, z), count)
        gaps = outcome.gaps
        close = max(tolerance, 1e-3 * tolerance * gaps["factor"])
        if ran_away(gaps) or all(gaps[name] <= close for name in ("price", "goods", "quota")):
            break
        state = Unknowns(state.log_w, implied.log_P, implied.Y, z)
    return outcome


def _step(evaluate: Evaluator, outcome: Outcome, tolerance: float) -> Outcome | None:
    """The best of a Newton and a tatonnement step with halvings, or None when neither helps."""
    problem, state = evaluate.problem, outcome.state
    wL = problem.benchmark.wL
    size = np.exp(state.log_w) * wL
    excess, factor_gap = outcome.implied.excess, outcome.gaps["factor"]
    steer = renewed(problem, outcome)
    directions = [steer.wage_inverse @ -excess, excess / size]
    inner_tolerance = max(tolerance, INNER_SHARE * factor_gap) * INNER_SHARE
    for direction in directions:
        length = min(1.0, LARGEST_STEP / max(float(np.abs(direction).max()), 1e-300))
        for _ in range(HALVINGS):
            log_w = state.log_w + length * direction
            log_w -= np.log(np.exp(log_w) @ wL / wL.sum())
            trial = inner(evaluate, Unknowns(log_w, state.log_P, state.Y, state.z), inner_tolerance)
            if np.isfinite(trial.gaps.worst) and trial.gaps["factor"] < (1.0 - 0.1 * length) * factor_gap:
                return trial
            length *= 0.5
    return None
