"""What draws near each other share: a steering, and starting points. Neither moves an answer beyond its tolerance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.question import BASELINE
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import DEFAULT_CLOSURE, ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.iterate import Steering, Unknowns, steering
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock

if TYPE_CHECKING:
    from middlepower.model.compiled.one_call import LevyBook

Array = NDArray[np.float64]
DRAW_TOLERANCE = 1e-9  # equation residual; leaves an error of real income below 1e-7 percentage points


@dataclass
class NearbyDraw:
    """The last solved draw near others: its steering, what shocks levy, and, by name, where its baseline and states
    ended and the cost changes that met their targets."""

    steer: Steering
    book: LevyBook
    ends: dict[str, Unknowns] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, benchmark: Benchmark, book: LevyBook) -> NearbyDraw:
        """One that has solved nothing yet, steered by a benchmark."""
        return cls(steering(benchmark), book)

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

    def __init__(self, benchmark: Benchmark, near: NearbyDraw, closure: ClosureName) -> None:
        """Take the neighbour's steering; all is solved in machine code, under one closure: Numba is loaded here."""
        from middlepower.model.compiled.one_call import OneCall

        self.near, self.found = near, dict[str, Unknowns]()
        self.solver = Solver(benchmark, near.steer)
        self.call = OneCall(self.solver, closure, near.book)
        self.begin(BASELINE)

    @property
    def benchmark(self) -> Benchmark:
        """Where shocks start from."""
        return self.solver.benchmark

    def begin(self, name: str) -> None:
        """None; what is solved from now on is the baseline or a state of that name."""
        self.name, self.first = name, self.near.first(name, self.found.get(BASELINE))

    def solve(
        self,
        shock: Shock,
        closure: ClosureName = DEFAULT_CLOSURE,
        tolerance: float = DRAW_TOLERANCE,
        first: Unknowns | None = None,
    ) -> Equilibrium:
        """The equilibrium after a shock; raises NoEquilibriumError when none is found.

        It begins at `first`, by default where the neighbour, or the last solve of the same name, ended. Where one call
        from there doesn't reach it, all methods begin at the benchmark.
        """
        begin = self.first if first is None else first
        found = self.call.equilibrium(shock, tolerance, begin) if closure == self.call.closure else None
        if found is None:
            return self.solver.solve(shock, closure, tolerance)
        solved, self.first = found
        self.found[self.name] = self.first
        return solved

    def hand_on(self) -> None:
        """None; the next draw near this one begins where this one ended."""
        self.near.ends = {**self.near.ends, **self.found}
