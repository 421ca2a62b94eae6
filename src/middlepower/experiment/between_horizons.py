"""From the long run to the first year in steps: the same states with each subset of what sets the two apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Literal, get_args

import numpy as np

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import VariantRun, run_variant
from middlepower.experiment.frictions import FIRST_YEAR, frictions_of
from middlepower.experiment.parallel import each
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, Variant, nest_elasticity, variant_world
from middlepower.model.core.from_world import benchmark_of
from middlepower.model.first_year.equations import Frictions
from middlepower.model.first_year.solve import FirstYearSolver

Step = Literal["elasticity", "specific factors", "workers", "floor"]
Corner = frozenset[Step]
STEPS: tuple[Step, ...] = get_args(Step)
"""The stated order, from the long run: trade reacts little; capital, land and resources stay; workers move only in
part; wages do not fall far. The floor comes last, for without the others it leaves some shocks no equilibrium."""


@dataclass(frozen=True)
class Corners:
    """The question's states with each subset of the steps taken; where its baseline has no equilibrium it is left out.

    A state is missing from the run of a corner where it has no equilibrium.
    """

    runs: Mapping[Corner, VariantRun]

    def log_changes(self, name: str, n: int) -> dict[Corner, float]:
        """{corner: ln W_state / W_baseline of economy n} of those in which a state has an equilibrium."""
        return {
            corner: -float(run.baseline.log_loss(run.states[name])[n])
            for corner, run in self.runs.items()
            if name in run.states
        }


def corners_of(question: Question, settings: Settings) -> Corners:
    """All sixteen corners of a question under the settings' elasticity set, in parallel."""
    _ = question.flows  # compiled once, before threads share it
    free: list[Corner] = [_corner(chosen) for size in range(4) for chosen in combinations(STEPS[:-1], size)]
    starts = each(partial(_free_baseline, question, settings), free)
    found = {corner: start for corner, start in zip(free, starts, strict=True) if start is not None}
    floor = frictions_of(question.world).floor
    for corner, start in list(found.items()):
        found[corner | {"floor"}] = replace(start, solver=_held(start, floor))
    runs = each(lambda corner: _run(question, settings, corner, found[corner]), found)
    return Corners(dict(zip(found, runs, strict=True)))


def _corner(steps: tuple[Step, ...]) -> Corner:
    return frozenset(steps)


def _variant(settings: Settings, corner: Corner) -> Variant:
    """The variant whose elasticities hold in a corner."""
    return Variant(settings.elasticities, FIRST_YEAR if "elasticity" in corner else LONG)


def _free_baseline(question: Question, settings: Settings, corner: Corner) -> Baseline | None:
    """The baseline of a corner, its wages free before and after; None where it has no equilibrium."""
    variant = _variant(settings, corner)
    world = variant_world(question.world, variant)
    eta = nest_elasticity(variant, settings.nest_elasticity)
    shock = question.shock_of(BASELINE, world, eta)(None)
    solver = FirstYearSolver.of(benchmark_of(world), _frictions(question, corner))
    try:
        solved = solver.solve(shock, settings.main_closure)
    except NoEquilibriumError:
        return None
    return Baseline(world, solver.held_at(solved, 0.0), shock, solved, question.baseline_name)


def _frictions(question: Question, corner: Corner) -> Frictions:
    """The frictions of a corner without its floor: where factors are not specific labour earns all value added, where
    workers move freely kappa is infinite."""
    whole = frictions_of(question.world)
    share = whole.labour_share if "specific factors" in corner else np.ones_like(whole.labour_share)
    return replace(whole, labour_share=share, kappa=whole.kappa if "workers" in corner else np.inf, floor=0.0)


def _held(start: Baseline, floor: float) -> FirstYearSolver:
    """The solver of a baseline whose wages may not fall below a floor from here on."""
    if not isinstance(start.solver, FirstYearSolver):
        raise TypeError("a corner is solved by the first-year model")
    return start.solver.held_at(start.equilibrium, floor)


def _run(question: Question, settings: Settings, corner: Corner, baseline: Baseline) -> VariantRun:
    return run_variant(question, settings, _variant(settings, corner), baseline, strict=False)
