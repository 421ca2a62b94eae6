"""One draw solved exactly: its world, its baseline, and every state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.ensemble.columns import Kept, kept_for
from middlepower.ensemble.flow_errors import with_errors
from middlepower.ensemble.near import DRAW_TOLERANCE, NearbyDraw, NearSolver
from middlepower.ensemble.plan import DrawsPart, Plan
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.draw import FLOWS, SET, Draw
from middlepower.experiment.drawing import DrawnLaws, month_of, settings_under
from middlepower.experiment.experiment import solve_state
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.machine_code import compiled
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.target import solve_for
from middlepower.experiment.variant import frictions_under, main_variant, nest_elasticity, variant_world
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SolvedPart:
    """The draws of a part: number of each draw, what was drawn [draw, parameter], what came out [draw, column], the
    largest residual, and what went wrong in words, empty where nothing did."""

    part: DrawsPart
    drawn: Array
    outcomes: Array
    residual: Array
    failures: tuple[str, ...]


class Bench:
    """A plan's question, compiled once in a process, and its draws solved one after the other."""

    def __init__(self, plan: Plan) -> None:
        """Compile the laws of all states."""
        from middlepower.model.compiled.one_call import LevyBook

        self.plan = plan
        self.question = plan.question
        self.laws, self.kept = DrawnLaws(self.question), kept_for(plan.scenario, self.question)
        self._kept = dict[int, Kept]()  # by the question of a month
        self._near, self._book = dict[float, NearbyDraw](), LevyBook()
        _ = self.question.flows

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of what is drawn."""
        return tuple(one.name for one in self.plan.uncertain)

    def solve(self, part: DrawsPart) -> SolvedPart:
        """All draws of a part; those with one law and one elasticity between products stand together, as shocks do."""
        drawn = [settings_under(self.plan.settings, draw, self.plan.uncertain) for draw in self.plan.drawn(part)]
        outcomes = np.full((part.count, self.kept.width), np.nan)
        residual, failures = np.full(part.count, np.nan), [""] * part.count
        self._near = {}
        for place in sorted(range(part.count), key=lambda at: (nest_of(drawn[at]), month_of(drawn[at].draw) or "")):
            residual[place], failures[place] = self._draw(drawn[place], outcomes[place])
        table = np.array([[draw_of(one).get(name) for name in self.names] for one in drawn], dtype=float)
        return SolvedPart(part, table.reshape(part.count, len(self.names)), outcomes, residual, tuple(failures))

    def _draw(self, drawn: Settings, row: Array) -> tuple[float, str]:
        """(largest residual, what went wrong) of one draw, whose columns are written into `row`."""
        eta = nest_of(drawn)
        kept = self._kept_of(self.laws.under(draw_of(drawn), eta))
        try:
            baseline = self._baseline(kept.question, drawn, eta)
        except NoEquilibriumError as error:
            return np.nan, f"{BASELINE}: {error.reason}"
        worst, failed = baseline.equilibrium.report.residual, []
        start = kept.start(baseline.equilibrium, eta)
        for name in kept.question.states:
            try:
                found = self._state(kept.question, baseline, name, eta)
            except NoEquilibriumError as error:
                failed.append(f"{name}: {error.reason}")
                continue
            worst = max(worst, found.report.residual)
            row[self.kept.places[name]] = kept.numbers(name, start, found)
        if isinstance(baseline.solver, NearSolver):
            baseline.solver.hand_on()
        return worst, "; ".join(failed)

    def _kept_of(self, question: Question) -> Kept:
        """What is kept of draws under the law of a question."""
        if question is self.question:
            return self.kept
        if id(question) not in self._kept:
            self._kept[id(question)] = self.kept.under(question)
        return self._kept[id(question)]

    def _state(self, question: Question, baseline: Baseline, name: str, eta: float) -> Equilibrium:
        """A state's equilibrium under a draw, begun where the last draw near it found it."""
        state, shock_at, near = question.states[name], question.shock_of(name, baseline.world, eta), baseline.solver
        if not isinstance(near, NearSolver):
            return solve_state(baseline, state, shock_at).equilibrium
        near.begin(name)
        if state.solve_for is None:
            return near.solve(shock_at(None), baseline.closure)
        met = solve_for(baseline, state.solve_for, shock_at, DRAW_TOLERANCE, near.near.changes.get(name, 0.0))
        near.near.changes[name] = met.cost_change
        return met.equilibrium

    def _baseline(self, question: Question, drawn: Settings, eta: float) -> Baseline:
        """The baseline under a draw, ready for its states in machine code."""
        world = variant_world(self._recorded(question.world, draw_of(drawn)), main_variant(drawn))
        shock = None if question.baseline is None else question.shock_of(BASELINE, world, eta)(None)
        date = None if question.baseline is None else question.laws[BASELINE].date
        name, closure = question.baseline_name, drawn.main_closure
        start = no_change(world.tariff) if shock is None else shock
        if world.horizon == FIRST_YEAR:
            solver, solved = first_year_of(drawn, world, start, closure)
            return compiled(Baseline(world, solver, start, solved, name, date))
        near = NearSolver(benchmark_of(world), self._neighbour(drawn, world), closure)
        return Baseline(world, near, start, near.solve(start, closure), name, date)

    def _recorded(self, world: World, draw: Draw) -> World:
        """The world with the errors of a draw in its flows, if it has any."""
        point = draw.get(FLOWS)
        return world if point is None else with_errors(world, self.plan.settings.flow_error, point)

    def _neighbour(self, drawn: Settings, world: World) -> NearbyDraw:
        """The last draw of the part under the same elasticity set."""
        group = draw_of(drawn).get(SET) or 0.0
        if group not in self._near:
            self._near[group] = NearbyDraw.of(benchmark_of(world), self._book)
        return self._near[group]


def draw_of(drawn: Settings) -> Draw:
    """The draw of the settings of one."""
    assert drawn.draw is not None
    return drawn.draw


def nest_of(drawn: Settings) -> float:
    """The elasticity between the products of a flow under a draw."""
    return nest_elasticity(main_variant(drawn), drawn.nest_elasticity)


def first_year_of(
    drawn: Settings, world: World, start: Shock, closure: ClosureName
) -> tuple[FirstYearSolver, Equilibrium]:
    """(solver of what follows, baseline): wages are free on the way to the baseline and held at its own after."""
    frictions = frictions_under(world, main_variant(drawn))
    assert frictions is not None
    free = FirstYearSolver.of(benchmark_of(world), replace(frictions, floor=0.0))
    solved = free.solve(start, closure)
    return free.held_at(solved, frictions.floor), solved
