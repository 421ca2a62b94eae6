"""The first-year equilibrium: sweeps of `loop`, renewed linearisation, then the shock in steps, then a check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.labour import LabourMarket
from middlepower.model.core.problem import prepare
from middlepower.model.first_year.check import LabourClaim, check_first_year
from middlepower.model.first_year.equations import Frictions, Pay, anchor_log, labour_weights, output_ratio_log, pay_at
from middlepower.model.first_year.loop import (
    FirstYearEvaluator,
    PricesAndOutputs,
    Reached,
    mix,
    renewed,
    solved_point,
    start,
    steering,
)
from middlepower.model.long_run.iterate import SolvedPoint, Unknowns
from middlepower.model.long_run.settle import accepted, claimed, equilibrium_at
from middlepower.model.long_run.solve import CONTINUATION_STEPS, ROUNDING, TOLERANCE, partial_shock
from middlepower.scenario.shock import Shock
from middlepower.solve.report import SolveReport, check_tolerance

Array = NDArray[np.float64]
SWEEPS = 80  # a healthy solve needs 15 to 30
Mix = Callable[[FirstYearEvaluator, Array, PricesAndOutputs, float, int], Reached]  # `loop.mix` or its compiled twin
RENEWALS = 3  # times the linearisation is renewed at the best point before the shock is taken in steps


@dataclass(frozen=True)
class FirstYearSolver:
    """A benchmark with its frictions, its steering and its main loop, ready for any number of shocks."""

    benchmark: Benchmark
    frictions: Frictions
    inverse: Array
    mix: Mix = mix

    @classmethod
    def of(cls, benchmark: Benchmark, frictions: Frictions) -> FirstYearSolver:
        """Prepare a benchmark once."""
        return cls(benchmark, frictions, steering(benchmark, frictions))

    def held_at(self, baseline: Equilibrium, floor: float) -> FirstYearSolver:
        """The solver whose wages may not fall below `floor` times those of a baseline, both over the anchor."""
        if baseline.labour is None:
            raise NoEquilibriumError("the baseline has no wages by sector: solve it with the first-year model.")
        return replace(self, frictions=replace(self.frictions, floor=floor, reference=baseline.labour.above_anchor))

    def begin(self, first: Unknowns) -> PricesAndOutputs:
        """The unknowns of the first year at prices and outputs of some equilibrium."""
        return PricesAndOutputs(first.log_P, output_ratio_log(self.benchmark, first.Y), first.z)

    def solve(
        self,
        shock: Shock,
        closure: ClosureName = "world_gdp_share",
        tolerance: float = TOLERANCE,
        first: Unknowns | None = None,
    ) -> Equilibrium:
        """The equilibrium after a shock; raises NoEquilibriumError when none is found.

        Sweeps begin at the prices and outputs of `first`, by default at the benchmark.
        """
        check_tolerance(tolerance)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a wild iterate shows in its residual
            evaluate, reached, method = find(
                self, shock, closure, tolerance, None if first is None else self.begin(first)
            )
            return settle(evaluate, shock, closure, reached, method, tolerance)


def find(
    solver: FirstYearSolver,
    shock: Shock,
    closure: ClosureName,
    tolerance: float,
    begin: PricesAndOutputs | None = None,
) -> tuple[FirstYearEvaluator, Reached, str]:
    """Anderson sweeps; then the same with the linearisation renewed; then the shock in steps; else an error."""
    evaluate, first = attempt(solver, shock, closure, tolerance, begin)
    if first.gaps.within(max(tolerance, ROUNDING)):
        return evaluate, first, "anderson"
    state: PricesAndOutputs | None = None
    for part in CONTINUATION_STEPS:
        evaluate, reached = attempt(solver, partial_shock(solver.benchmark, shock, part), closure, tolerance, state)
        if not reached.gaps.within(tolerance):
            raise unsolved(solver, shock, closure, tolerance, first)
        state = reached.state
    return evaluate, reached, "continuation"


def attempt(
    solver: FirstYearSolver, shock: Shock, closure: ClosureName, tolerance: float, first: PricesAndOutputs | None
) -> tuple[FirstYearEvaluator, Reached]:
    """Where sweeps from a state end, the linearisation renewed at the best point when they fall short."""
    problem = prepare(solver.benchmark, shock, closure)
    evaluate = FirstYearEvaluator(problem, solver.frictions)
    reached = solver.mix(evaluate, solver.inverse, first or start(problem), tolerance, SWEEPS)
    for _ in range(RENEWALS):
        if reached.gaps.within(tolerance) or not np.isfinite(reached.gaps.worst):
            break
        again = solver.mix(evaluate, renewed(evaluate, reached), reached.state, tolerance, SWEEPS)
        reached = replace(again, sweeps=again.sweeps + reached.sweeps)
    return evaluate, reached


def unsolved(
    solver: FirstYearSolver, shock: Shock, closure: ClosureName, tolerance: float, first: Reached
) -> NoEquilibriumError:
    """The error of a shock without equilibrium: the economy, and what was seen to help."""
    bench = solver.benchmark
    gap = np.abs(first.implied.Y - bench.Y * np.exp(first.state.log_VA)) / bench.wL
    where = bench.labels.region(int(np.nan_to_num(gap, nan=np.inf).max(axis=0).argmax()))
    return NoEquilibriumError(
        f"no equilibrium of the first year found under closure `{closure}`: sweeps with renewed linearisation and the "
        f"shock in {len(CONTINUATION_STEPS)} steps came no closer than a residual of {first.gaps.worst:.1e} (wanted "
        f"{tolerance:.0e}), farthest off in {where}.{advice(solver, shock, closure, tolerance)}"
    )


def advice(solver: FirstYearSolver, shock: Shock, closure: ClosureName, tolerance: float) -> str:
    """What to do instead, said only where it was seen to work."""
    if solver.frictions.floor > 0.0:
        free = replace(solver, frictions=replace(solver.frictions, floor=0.0))
        if attempt(free, shock, closure, tolerance, None)[1].gaps.within(tolerance):
            return " With wages that may fall freely (`floor` 0) it has one: lower the floor."
    if closure != "balanced" and attempt(solver, shock, "balanced", tolerance, None)[1].gaps.within(tolerance):
        return " A country that is cut off cannot keep a deficit: use closure `balanced`, which solves."
    return " Neither a floor of 0 nor closure `balanced` helps: soften the shock."


def settle(
    evaluate: FirstYearEvaluator,
    shock: Shock,
    closure: ClosureName,
    reached: Reached,
    method: str,
    tolerance: float,
) -> Equilibrium:
    """The equilibrium at the end of the loop, with residuals from the independent check."""
    bench, frictions, state = evaluate.problem.benchmark, evaluate.frictions, reached.state
    pay = pay_at(frictions, bench, evaluate.labour, state.log_VA, state.log_P)
    labour = labour_of(bench, frictions, state, pay)
    found = settled_at(bench, frictions, (shock, closure), (solved_point(pay, reached), labour), method, tolerance)
    accepted(found.report)
    return found


def settled_at(
    bench: Benchmark,
    frictions: Frictions,
    question: tuple[Shock, ClosureName],
    solved: tuple[SolvedPoint, LabourMarket],
    method: str,
    tolerance: float,
) -> Equilibrium:
    """The equilibrium at a solved point and its labour market, with residuals of the independent check, be they as
    large as they may."""
    (shock, closure), (point, labour) = question, solved
    average = (bench.beta * bench.Y * labour.r_hat).sum(axis=0) / bench.wL
    claim, quotas, (pi, log_price) = claimed(bench, shock, closure, point, average)
    residuals = check_first_year(bench, claim, claimed_labour(labour, frictions), pi, log_price)
    report = SolveReport(method, point.sweeps, tolerance, residuals.with_part("quota", point.quota_gap))
    settled = equilibrium_at(bench, shock, closure, (claim, quotas), pi, average, point.log_v, report)
    return replace(settled, labour=labour)


def labour_of(bench: Benchmark, frictions: Frictions, state: PricesAndOutputs, pay: Pay) -> LabourMarket:
    """Pay, returns and employment of an equilibrium."""
    anchor = anchor_log(frictions.anchor, bench, state.log_VA, state.log_P)
    return LabourMarket(
        benchmark=bench,
        labour_share=frictions.labour_share,
        kappa=frictions.kappa,
        weight=labour_weights(bench, frictions.labour_share),
        w_hat=np.exp(pay.log_w),
        W_hat=np.exp(pay.log_W),
        r_hat=np.exp(state.log_VA),
        above_anchor=pay.log_w - anchor,
        consumer_price_hat=np.exp(np.einsum("kn,kn->n", bench.alpha, state.log_P)),
    )


def claimed_labour(labour: LabourMarket, frictions: Frictions) -> LabourClaim:
    """What the solver claims of labour, in the terms of the independent check."""
    start_at = 0.0 if frictions.reference is None else frictions.reference
    lowest = frictions.floor * np.exp(np.log(labour.w_hat) - labour.above_anchor + start_at)
    return LabourClaim(labour.w_hat, labour.W_hat, labour.r_hat, lowest, labour.labour_share, labour.kappa)
