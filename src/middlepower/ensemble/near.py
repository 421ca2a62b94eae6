"""What draws near each other share: a steering, and starting points. Neither moves an answer beyond its tolerance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.question import BASELINE
from middlepower.model.compiled.world import with_compiled_sweeps
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import DEFAULT_CLOSURE, ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.problem import Problem
from middlepower.model.long_run.iterate import Outcome, Steering, Unknowns, steering
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
DRAW_TOLERANCE = 1e-9  # equation residual; leaves an error of real income below 1e-7 percentage points


@dataclass
class NearbyDraw:
    """The last solved draw near others: its steering, where its baseline and states ended, and the cost changes that
    met their targets, by name."""

    steer: Steering
    ends: dict[str, Unknowns] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, benchmark: Benchmark) -> NearbyDraw:
        """One that has solved nothing yet, steered by a benchmark."""
        return cls(steering(benchmark))

    def first(self, name: str, baseline: Unknowns | None) -> Unknowns | None:
        """Where to begin a state: a draw's baseline, moved as the neighbour's state lies from its own baseline."""
        known, start = self.ends.get(name), self.ends.get(BASELINE)
        if known is None or start is None or baseline is None:
            return known
        return moved(baseline, start, known)


def moved(at: Unknowns, start: Unknowns, end: Unknowns) -> Unknowns:
    """The point that lies from `at` as `end` lies from `start`, in logs; premiums and transfers are those of `end`."""
    ratio = np.divide(end.Y, start.Y, out=np.ones_like(end.Y), where=start.Y > 0.0)
    return Unknowns(at.log_w + end.log_w - start.log_w, at.log_P + end.log_P - start.log_P, at.Y * ratio, end.z)


class NearSolver:
    """The long-run solver of one draw: it begins where the neighbour ended, and then at its own last solution."""

    def __init__(self, benchmark: Benchmark, near: NearbyDraw) -> None:
        """Take the neighbour's steering; sweeps are compiled."""
        self.near, self.found = near, dict[str, Unknowns]()
        self.swept = with_compiled_sweeps(Solver(benchmark, near.steer))
        self.solver = replace(self.swept, mix=self._mix)
        self.begin(BASELINE)

    @property
    def benchmark(self) -> Benchmark:
        """Where shocks start from."""
        return self.solver.benchmark

    def begin(self, name: str) -> None:
        """None; what is solved from now on is the baseline or a state of that name."""
        self.name, self.first = name, self.near.first(name, self.found.get(BASELINE))

    def solve(
        self, shock: Shock, closure: ClosureName = DEFAULT_CLOSURE, tolerance: float = DRAW_TOLERANCE
    ) -> Equilibrium:
        """The equilibrium after a shock; raises NoEquilibriumError when none is found."""
        solved = self.solver.solve(shock, closure, tolerance, self.first)
        if self.first is not None:
            self.found[self.name] = self.first
        return solved

    def hand_on(self) -> None:
        """None; the next draw near this one begins where this one ended."""
        self.near.ends = {**self.near.ends, **self.found}

    def _mix(self, problem: Problem, steer: Steering, first: Unknowns, tolerance: float, limit: int) -> Outcome:
        outcome = self.swept.mix(problem, steer, first, tolerance, limit)
        self.first = outcome.state
        return outcome
