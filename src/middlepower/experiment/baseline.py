"""Where a change starts from: a world, the baseline policy on it, and the solved baseline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.frictions import FIRST_YEAR, frictions_of
from middlepower.experiment.question import benchmark_title
from middlepower.language.catalogue import say
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import DEFAULT_CLOSURE, ClosureName, check_closure
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.core.problem import export_tax_after
from middlepower.model.first_year.equations import Frictions
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.evaluate import z_at
from middlepower.model.long_run.iterate import Unknowns
from middlepower.model.long_run.solve import TOLERANCE, Solver
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.labels import source_of
from middlepower.world.world import World

Array = NDArray[np.float64]


class EquilibriumSolver(Protocol):
    """What solves any shock to one benchmark: `long_run` or `first_year`."""

    @property
    def benchmark(self) -> Benchmark:
        """Where shocks start from."""

    def solve(
        self, shock: Shock, closure: ClosureName = ..., tolerance: float = ..., first: Unknowns | None = ...
    ) -> Equilibrium:
        """The equilibrium after a shock, by default begun at the benchmark."""


class HasRealIncome(Protocol):
    """An equilibrium, or what is kept of one."""

    @property
    def real_income_hat(self) -> Array:
        """Real income [n] over the benchmark's."""


@dataclass(frozen=True)
class Baseline:
    """A world with a baseline shock and its equilibrium, ready for what follows; `name` says which baseline it is.

    In the first year the baseline's own wages are free, and those of what follows may not fall far below them.
    """

    world: World
    solver: EquilibriumSolver
    shock: Shock
    equilibrium: Equilibrium
    name: str = field(default_factory=benchmark_title)
    law_date: dt.date | None = None

    @classmethod
    def of(
        cls,
        world: World,
        shock: Shock | None = None,
        closure: str = DEFAULT_CLOSURE,
        name: str | None = None,
        tolerance: float = TOLERANCE,
        law_date: dt.date | None = None,
        frictions: Frictions | None = None,
    ) -> Baseline:
        """The baseline of a world after a shock; without one, at its benchmark; `frictions` of the first year."""
        start = no_change(world.tariff) if shock is None else shock
        title = name or (benchmark_title() if shock is None else say("common.own_shock"))
        if world.horizon == FIRST_YEAR:
            solver, solved = first_year(
                world, start, check_closure(closure), tolerance, frictions or frictions_of(world)
            )
            return cls(world, solver, start, solved, title, law_date)
        free = Solver.of(benchmark_of(world))
        return cls(world, free, start, free.solve(start, check_closure(closure), tolerance), title, law_date)

    @property
    def with_free_wages(self) -> Baseline:
        """The same baseline without a floor under the wages of what follows; itself where there is none."""
        if not isinstance(self.solver, FirstYearSolver):
            return self
        frictions = replace(self.solver.frictions, floor=0.0)
        return replace(self, solver=replace(self.solver, frictions=frictions))

    @property
    def tariff_date(self) -> dt.date:
        """The day whose law holds in the baseline: `law_date`, or that of the world's own tariffs."""
        return self.law_date or self.world.tariff_date

    @property
    def closure(self) -> ClosureName:
        """What happens to trade deficits."""
        return self.equilibrium.closure

    @property
    def source(self) -> str:
        """Data, elasticities, closure and baseline in one line."""
        return f"{source_of(self.world)} Closure {self.closure}; baseline: {self.name}."

    def solve(self, shock: Shock) -> Equilibrium:
        """The equilibrium after a shock, started from the baseline where nothing but wages and prices is unknown."""
        plain = not shock.quotas and shock.export_tax is None
        if plain and isinstance(self.solver, Solver):
            return self.solver.solve(shock, self.closure, first=warm_start(self.equilibrium))
        return self.solver.solve(shock, self.closure)

    def after(self, shock: Shock, tolerance: float = TOLERANCE, near: Equilibrium | None = None) -> Equilibrium:
        """The equilibrium after a shock; the baseline's own after its own shock.

        It is started from the benchmark, or from an equilibrium nearby, after a shock with the same quotas.
        """
        if shock is self.shock and self.equilibrium.report.tolerance <= tolerance:
            return self.equilibrium
        if near is None:
            return self.solver.solve(shock, self.closure, tolerance)
        z = z_at(near, export_tax_after(near.benchmark, shock) is not None)
        return self.solver.solve(shock, self.closure, tolerance, replace(warm_start(near), z=z))

    def log_loss(self, state: HasRealIncome) -> Array:
        """Loss of real income [n], -ln(W_state / W_baseline), log points."""
        loss: Array = np.log(self.equilibrium.real_income_hat) - np.log(state.real_income_hat)
        return loss

    def money_loss(self, state: HasRealIncome) -> Array:
        """Loss of real income [n], (1 - W_state / W_baseline) times baseline income, million US dollars."""
        loss: Array = (1.0 - state.real_income_hat / self.equilibrium.real_income_hat) * self.equilibrium.income
        return loss


def first_year(
    world: World, start: Shock, closure: ClosureName, tolerance: float, frictions: Frictions
) -> tuple[FirstYearSolver, Equilibrium]:
    """(solver of what follows, baseline): wages are free on the way to the baseline and held at its own after it."""
    free = FirstYearSolver.of(benchmark_of(world), replace(frictions, floor=0.0))
    solved = free.solve(start, closure, tolerance)
    return free.held_at(solved, frictions.floor), solved


def warm_start(solved: Equilibrium) -> Unknowns:
    """The unknowns of an equilibrium without quotas and export taxes."""
    return Unknowns(np.log(solved.w_hat), np.log(solved.P_hat), solved.output, np.zeros(0))
