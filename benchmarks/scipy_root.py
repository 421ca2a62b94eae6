"""The full system of equations handed to SciPy: unknowns log wages, log prices and outputs, no preconditioning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.problem import Problem
from middlepower.model.long_run.equations import sweep
from middlepower.model.long_run.iterate import pack, residuals, start, unpack

Array = NDArray[np.float64]


def equations(problem: Problem, x: Array) -> Array:
    """Gaps of wages (with the numeraire), prices and outputs at a vector of unknowns, each over own value added."""
    bench = problem.benchmark
    state = unpack(x, bench)
    found = sweep(problem, state.log_w, state.log_P, state.Y)
    numeraire = np.exp(state.log_w) @ bench.wL / bench.wL.sum() - 1.0
    wages = found.excess / (np.exp(state.log_w) * bench.wL) - numeraire
    prices = np.where(bench.X > 0, found.log_P - state.log_P, -state.log_P)
    return np.concatenate([wages, prices.ravel(), ((found.Y - state.Y) / bench.wL).ravel()])


def solve(problem: Problem, method: str, tolerance: float) -> tuple[float, int]:
    """(largest residual, evaluations) of `scipy.optimize.root` with a method, from the benchmark."""
    from scipy.optimize import root

    count = 0

    def counted(x: Array) -> Array:
        nonlocal count
        count += 1
        return equations(problem, x)

    first = pack(start(problem), problem.benchmark.wL)
    if method == "krylov":  # the default, lgmres, breaks down
        found = root(
            counted,
            first,
            method="krylov",
            options={"fatol": tolerance, "maxiter": 500, "jac_options": {"method": "gmres"}},
        )
    else:
        found = root(counted, first, method="hybr", options={"xtol": tolerance})
    state = unpack(np.asarray(found.x), problem.benchmark)
    gaps = residuals(problem, state, sweep(problem, state.log_w, state.log_P, state.Y), state.z)
    return gaps.worst, count
