"""Newton's method on the log wages of `multi_sector`; long_run/check.py, which shares no line with it, checks the end.

`Solver.of(without_inputs(world))` of `long_run` solves the same equations, and takes over where this method fails.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark, refuse_export_taxes
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.patched import Patched
from middlepower.model.core.problem import receipts
from middlepower.model.core.quota_outcomes import NO_QUOTAS
from middlepower.model.long_run.check import Claim, check, new_shares
from middlepower.model.long_run.settle import accepted
from middlepower.model.multi_sector.benchmark import check_no_inputs
from middlepower.model.multi_sector.equations import Kernels, WagePoint, evaluate, income_slope, kernels, wage_jacobian
from middlepower.scenario.shock import Shock, no_change
from middlepower.solve.report import SolveReport
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
Closure = Literal["balanced", "world_gdp_share"]

TOLERANCE = 1e-12  # excess labour demand over own value added; double precision leaves about 1e-15
CHECKED = 1e-10  # what the independent check must find: it adds rounding of its own to Newton's
NEWTON_STEPS = 40  # four or five from the benchmark; more only for extreme shocks
WAGE_STEP = 0.5  # largest change of a log wage in one step


def balanced(benchmark: Benchmark) -> Benchmark:
    """The benchmark after every deficit has gone to zero, all else unchanged (Dekle, Eaton and Kortum 2008)."""
    return rebased(benchmark, solve(benchmark, no_change(benchmark.tau), "balanced"))


def rebased(benchmark: Benchmark, equilibrium: Equilibrium) -> Benchmark:
    """The benchmark that starts from an equilibrium without export taxes: later changes are relative to it."""
    refuse_export_taxes(
        equilibrium.foreign_share if equilibrium.foreign_share.any() else None, "the model without inputs"
    )
    tau = 1.0 / equilibrium.net - 1.0
    return replace(benchmark, pi=equilibrium.pi, tau=tau, wL=equilibrium.value_added, D=equilibrium.D, X=equilibrium.X)


def gauged(benchmark: Benchmark, point: WagePoint, jacobian: Array) -> tuple[Array, Array]:
    """(J - wL u', right-hand side) of a Newton step on wages with world value added pinned.

    Excess demands sum to zero (Walras), so J alone is singular. u = value added / world value added; the step d
    then obeys u'd = -(relative defect of the numeraire).
    """
    world = benchmark.wL.sum()
    defect = point.value_added.sum() / world - 1.0
    return jacobian - np.outer(benchmark.wL, point.value_added / world), benchmark.wL * defect - point.excess


def solve_wages(benchmark: Benchmark, kernel: Kernels, D: Array, first: Array | None = None) -> tuple[WagePoint, int]:
    """(the WagePoint where every labour market clears, Newton steps taken); NoEquilibriumError when none is reached."""
    log_w = np.zeros(benchmark.regions) if first is None else first
    for steps in range(NEWTON_STEPS):
        point = evaluate(benchmark, kernel, D, log_w)
        gaps = Residuals.of(
            labour=point.excess / point.value_added, numeraire=point.value_added.sum() / benchmark.wL.sum() - 1.0
        )
        if gaps.within(TOLERANCE):
            return point, steps
        jacobian = wage_jacobian(benchmark, point, income_slope(benchmark, point))
        step = np.linalg.solve(*gauged(benchmark, point, jacobian))
        log_w = log_w + np.clip(step, -WAGE_STEP, WAGE_STEP)
    raise NoEquilibriumError(
        f"{NEWTON_STEPS} Newton steps on wages leave a residual of {gaps.worst:.1e}: "
        "use Solver.of(without_inputs(world)), which has further methods."
    )


def solve(benchmark: Benchmark, shock: Shock, closure: Closure = "balanced", first: Array | None = None) -> Equilibrium:
    """The equilibrium after a shock, Eqs. (6)-(7); `first` = log wages to start from.

    Where Newton's method fails, the sweeps and continuation of the input-output solver take over.
    """
    check_no_inputs(benchmark)
    D = np.zeros(benchmark.regions) if closure == "balanced" else benchmark.D
    try:
        point, steps = solve_wages(benchmark, kernels(benchmark, shock), D, first)
    except (NoEquilibriumError, np.linalg.LinAlgError):
        from middlepower.model.long_run.solve import Solver

        return Solver.of(benchmark).solve(shock, closure)
    return settle(benchmark, shock, closure, point, steps)


def settle(benchmark: Benchmark, shock: Shock, closure: Closure, point: WagePoint, steps: int) -> Equilibrium:
    """The Equilibrium at a solved WagePoint, with residuals from the independent check."""
    none = np.zeros(benchmark.regions)
    kappa = shock.landed_cost
    D = none if closure == "balanced" else benchmark.D
    w_hat, P_hat = np.exp(point.log_w), np.exp(point.log_P)
    claim = Claim(w_hat, P_hat, benchmark.alpha * point.income, kappa, receipts(benchmark, shock), none, none, D)
    pi, _ = new_shares(benchmark, claim)
    report = SolveReport("newton on wages", steps, CHECKED, check(benchmark, claim))
    accepted(report)
    return Equilibrium(
        benchmark=benchmark,
        closure=closure,
        w_hat=w_hat,
        P_hat=P_hat,
        c_hat=np.broadcast_to(w_hat, P_hat.shape),
        pi=pi,
        X=claim.X,
        receipts=Patched(claim.net),
        landed=Patched(kappa),
        to_exporters=Patched(np.broadcast_to(0.0, pi.shape)),
        D=D,
        received=none,
        paid=none,
        quotas=NO_QUOTAS,
        report=report,
    )
