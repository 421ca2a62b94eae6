"""Solving the long-run model of `equations`: sweeps, then Newton's method, then the shock in steps, then a check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import Problem, prepare
from middlepower.model.long_run.iterate import Outcome, Steering, Unknowns, fitting, mix, start, steering
from middlepower.model.long_run.newton import newton
from middlepower.model.long_run.settle import accepted, settle
from middlepower.model.long_run.unsolved import Attempts, unsolved
from middlepower.scenario.shock import Shock
from middlepower.solve.report import check_tolerance

TOLERANCE = 1e-10  # equation residual; leaves a real-income error below 1e-8 percentage points
ROUNDING = 1e-12  # what double precision leaves at worst: a tolerance below it is met as far as numbers go
FIRST_SWEEPS = 60  # a healthy solve needs 20 to 45
REFINEMENTS = 2  # times the sweeps go on where the independent check asks for more than they did
REFINING_SWEEPS = 20  # each time; two to six are enough unless rounding leaves nothing to gain
CONTINUATION_STEPS = (0.25, 0.5, 0.75, 1.0)
Mix = Callable[[Problem, Steering, Unknowns, float, int], Outcome]  # `iterate.mix` or a compiled twin


@dataclass(frozen=True)
class Solver:
    """A benchmark with its steering and its main loop, ready for any number of shocks."""

    benchmark: Benchmark
    steer: Steering
    mix: Mix = mix

    @classmethod
    def of(cls, benchmark: Benchmark) -> Solver:
        """Prepare a benchmark once."""
        return cls(benchmark, steering(benchmark))

    def solve(
        self,
        shock: Shock,
        closure: ClosureName = "world_gdp_share",
        tolerance: float = TOLERANCE,
        first: Unknowns | None = None,
    ) -> Equilibrium:
        """The equilibrium after a shock; raises NoEquilibriumError when none is found.

        Every equation holds up to `tolerance` by an independent check, or the report's status says `ROUGH`.
        """
        check_tolerance(tolerance)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a wild iterate shows in its residual
            outcome, method = find(self, shock, closure, tolerance, first)
            return refined(self, shock, closure, tolerance, outcome, method)


def find(
    solver: Solver, shock: Shock, closure: ClosureName, tolerance: float, first: Unknowns | None
) -> tuple[Outcome, str]:
    """Anderson sweeps; then Newton steering renewed at the best point; then the shock in steps; else an error."""
    attempts = attempt(solver, shock, closure, tolerance, first)
    if attempts.best.gaps.within(max(tolerance, ROUNDING)):
        return attempts.best, attempts.method
    outcome, solved = continuation(solver, shock, closure, tolerance)
    if outcome.gaps.within(tolerance):
        return outcome, "continuation"
    balanced = closure != "balanced" and solves(solver, shock, "balanced", tolerance)
    raise unsolved(
        solver.benchmark, shock, closure, tolerance, replace(attempts, solved_part=solved, balanced=balanced)
    )


def attempt(
    solver: Solver, shock: Shock, closure: ClosureName, tolerance: float, first: Unknowns | None = None
) -> Attempts:
    """The better outcome of Anderson sweeps and, where they fall short, of Newton steps from the benchmark."""
    problem = prepare(solver.benchmark, shock, closure)
    begin = start(problem) if first is None else fitting(problem, first)
    swept = solver.mix(problem, solver.steer, begin, tolerance, FIRST_SWEEPS)
    if swept.gaps.within(tolerance):
        return Attempts(swept, "anderson")
    stepped = newton(problem, start(problem), tolerance)
    return Attempts(stepped, "newton") if stepped.gaps.better_than(swept.gaps) else Attempts(swept, "anderson")


def solves(solver: Solver, shock: Shock, closure: ClosureName, tolerance: float) -> bool:
    """Whether a closure has an equilibrium that sweeps or Newton steps find."""
    return attempt(solver, shock, closure, tolerance).best.gaps.within(tolerance)


def continuation(solver: Solver, shock: Shock, closure: ClosureName, tolerance: float) -> tuple[Outcome, float]:
    """(outcome, largest part of the shock that was solved): the shock in steps of its logarithm, each from the last.

    It ends at the first step that can't be solved.
    """
    state: Unknowns | None = None
    solved = 0.0
    for step in CONTINUATION_STEPS:
        problem = prepare(solver.benchmark, partial_shock(solver.benchmark, shock, step), closure)
        first = state or start(problem)
        outcome = solver.mix(problem, solver.steer, first, tolerance, FIRST_SWEEPS)
        if not outcome.gaps.within(tolerance):
            outcome = newton(problem, first, tolerance)
        if not outcome.gaps.within(tolerance):
            break
        state, solved = outcome.state, step
    return outcome, solved


def partial_shock(benchmark: Benchmark, shock: Shock, step: float) -> Shock:
    """The shock with costs and tariff factors raised to the power `step`; cut pairs stay cut."""
    before = 1.0 + benchmark.tau
    tariff = before * ((1.0 + shock.tariff) / before) ** step - 1.0
    tax = shock.export_tax
    if tax is not None:
        was = 1.0 if benchmark.export_tax is None else 1.0 + benchmark.export_tax
        tax = was * ((1.0 + tax) / was) ** step - 1.0
    return replace(shock, trade_cost=shock.trade_cost**step, tariff=tariff, export_tax=tax)


def refined(
    solver: Solver, shock: Shock, closure: ClosureName, tolerance: float, outcome: Outcome, method: str
) -> Equilibrium:
    """The Equilibrium at an outcome, or at a closer one where the independent check misses the tolerance."""
    equilibrium = settle(solver.benchmark, shock, closure, outcome.point, method, tolerance)
    for _ in range(REFINEMENTS):
        residual = equilibrium.report.residual
        if not residual > tolerance:
            break
        aim = 0.5 * tolerance * min(1.0, outcome.gaps.worst / residual)
        problem = prepare(solver.benchmark, shock, closure)
        closer = solver.mix(problem, solver.steer, outcome.state, aim, REFINING_SWEEPS)
        outcome = replace(closer, sweeps=outcome.sweeps + closer.sweeps)
        again = settle(solver.benchmark, shock, closure, outcome.point, method, tolerance)
        if not again.report.residuals.better_than(equilibrium.report.residuals):
            break
        equilibrium = again
    accepted(equilibrium.report)
    return equilibrium
