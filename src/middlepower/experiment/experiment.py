"""A question solved under every variant: its baseline and all its states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.machine_code import for_many
from middlepower.experiment.parallel import each
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.rebase import met_at
from middlepower.experiment.settings import Settings
from middlepower.experiment.target import SolvedFor, solve_for
from middlepower.experiment.together import FEW, equilibria
from middlepower.experiment.variant import Variant, frictions_under, known_to, nest_elasticity, variant_world
from middlepower.model.core.closure import ALL, CLOSURES, ClosureName, check_closure
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.names import unknown_name
from middlepower.scenario.schema import State
from middlepower.scenario.shock import Shock
from middlepower.world.world import World

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
SEARCH = 4  # solves from the benchmark that a search for a target is as long as


@dataclass(frozen=True)
class SolvedState:
    """A state's equilibrium, the shock that leads there, and what was solved for, if anything."""

    equilibrium: Equilibrium
    shock: Shock
    solved_for: SolvedFor | None = None


@dataclass(frozen=True)
class VariantRun:
    """Baseline and states solved under one variant; a state without equilibrium is left out."""

    variant: Variant
    baseline: Baseline
    states: Mapping[str, Equilibrium]
    shocks: Mapping[str, Shock]
    solved_for: Mapping[str, SolvedFor] = field(default_factory=dict)

    def pair(self, name: str) -> tuple[Equilibrium, Equilibrium]:
        """(baseline, state), the state as it was solved: the arrays that are derived of it go with the pair.

        Kept, they would take three times the room of what was solved.
        """
        return self.baseline.equilibrium, replace(self.states[name])


@dataclass(frozen=True)
class Experiment:
    """All runs of a question, the main variant first; `closures` holds it under every closure, if asked for.

    `beside` is the same question at the other horizon of a headline: the first year beside the long run, the long run
    beside any shorter one; `apart` are runs of the first year that no range counts.
    """

    question: Question
    settings: Settings
    runs: tuple[VariantRun, ...]
    closures: Mapping[str, VariantRun] = field(default_factory=dict)
    beside: Experiment | None = None
    apart: tuple[VariantRun, ...] = ()

    @property
    def main(self) -> VariantRun:
        """The run under the main variant."""
        return self.runs[0]

    @property
    def world(self) -> World:
        """The world under the main variant."""
        return self.main.baseline.world

    @property
    def horizons(self) -> tuple[str, ...]:
        """The horizons of the variants, the main one first."""
        return tuple(dict.fromkeys(run.variant.horizon for run in self.runs))

    @property
    def main_counts(self) -> bool:
        """Whether the main run is one of those that ranges are over; where it is alone there is no range."""
        return self.main.variant.counts

    def baselines(self, horizon: str | None = None) -> dict[Variant, Baseline]:
        """{variant: baseline} at a horizon, by default the main one; the main set first."""
        wanted = horizon or self.main.variant.horizon
        if wanted not in self.horizons:
            raise unknown_name("horizon of this experiment", wanted, self.horizons)
        found = {run.variant: run.baseline for run in self.runs if run.variant.horizon == wanted}
        if len({(variant.elasticity_set, variant.theta, variant.frictions) for variant in found}) < len(found):
            labels = ", ".join(variant.label for variant in found)
            raise ScenarioError(f"a set stands twice at horizon `{wanted}` ({labels}): go through `runs` instead.")
        return found


def solve_experiment(
    question: Question,
    settings: Settings,
    variants: Sequence[Variant],
    progress: Progress | None = None,
    strict: bool = True,
) -> Experiment:
    """The equilibria of a question's baseline and states under every variant, the first being the main one.

    NoEquilibriumError where a baseline has none or, if `strict`, a state under the main variant; elsewhere such a state
    is left out.

    >>> import middlepower as mp
    >>> tariff = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}
    >>> question = Question(mp.load_world(), states={"threat": mp.State(title="25%", tariffs=[tariff])})
    >>> variants = [Variant("FGO", "long"), Variant("FGO", "first-year")]
    >>> experiment = solve_experiment(question, Settings(), variants)
    >>> for run in experiment.runs:
    ...     lost = run.baseline.log_loss(run.states["threat"])[experiment.world.region("CAN")]
    ...     print(f"{run.variant.label}: {100 * lost:.2f} log points")
    FGO/long: 1.88 log points
    FGO/first-year: 2.97 log points
    """
    if not variants:
        raise ScenarioError("no variant is given: name one or more, such as Variant('FGO', 'long').")
    variants = known_to(question.world, variants)
    runs = solve_variants(question, settings, variants, settings.main_closure, progress, strict)
    return Experiment(question, settings, runs, closures_of(question, settings, variants[0]))


def closures_of(question: Question, settings: Settings, variant: Variant) -> dict[str, VariantRun]:
    """The main variant under every closure, when all are asked for; states without equilibrium are left out."""
    if settings.closure != ALL:
        return {}
    compared: dict[str, VariantRun] = {}
    for name in CLOSURES:
        start = {v: solve_baseline(question, settings, check_closure(name), v) for v in _direct([variant])}
        baseline = _moved(start, [variant])[variant]
        compared[name] = run_variant(question, settings, variant, baseline, strict=False)
    return compared


def solve_variants(
    question: Question,
    settings: Settings,
    variants: Sequence[Variant],
    closure: ClosureName,
    progress: Progress | None = None,
    strict: bool = True,
) -> tuple[VariantRun, ...]:
    """The runs of all variants under one closure, in their order."""
    (runs,) = solve_together(question, [VariantsAsked(settings, tuple(variants), closure, strict)], progress)
    return runs


@dataclass(frozen=True)
class VariantsAsked:
    """Variants to solve under one closure, the first of which, if `strict`, needs an equilibrium in every state.

    `needed` says whether their baselines must have one; if not, there are no runs where one lacks it.
    """

    settings: Settings
    variants: tuple[Variant, ...]
    closure: ClosureName
    strict: bool = True
    needed: bool = True


def solve_together(
    question: Question, wanted: Sequence[VariantsAsked], progress: Progress | None = None
) -> list[tuple[VariantRun, ...]]:
    """The runs of each of several wants, in their order; all are solved side by side, the last ones first.

    Runs of the first year take longest: begun first, they leave no core idle at the end.
    """
    for one in wanted:
        _compile(question, one.settings, one.variants)
    ready = _ready(question, wanted)
    tasks = [(place, count) for place in reversed(range(len(wanted))) for count in range(len(ready[place]))]

    def run(task: tuple[int, int]) -> VariantRun:
        place, count = task
        one = wanted[place]
        variant, baseline = one.variants[count], ready[place][count]
        if progress is not None:
            progress(variant.label, count, len(one.variants))
        return run_variant(question, one.settings, variant, baseline, one.strict and count == 0)

    runs = each(run, tasks, question.shocks) if question.states else map(run, tasks)  # else nothing is left to solve
    found = dict(zip(tasks, runs, strict=True))
    return [tuple(found[place, count] for count in range(len(held))) for place, held in enumerate(ready)]


def _ready(question: Question, wanted: Sequence[VariantsAsked]) -> list[list[Baseline]]:
    """The baselines of each of several wants, ready for their states; none where one lacks that may."""
    tasks = [(place, variant) for place, one in enumerate(wanted) for variant in _direct(one.variants)]

    def start(task: tuple[int, Variant]) -> Baseline | NoEquilibriumError:
        one, variant = wanted[task[0]], task[1]
        try:
            return solve_baseline(question, one.settings, one.closure, variant)
        except NoEquilibriumError as error:
            if one.needed:
                raise
            return error

    solved = dict(zip(tasks, each(start, tasks, question.shocks), strict=True))
    ready: list[list[Baseline]] = []
    for place, one in enumerate(wanted):
        starts = {v: solved[place, v] for v in _direct(one.variants)}
        known = {v: baseline for v, baseline in starts.items() if isinstance(baseline, Baseline)}
        moved = _moved(known, one.variants) if len(known) == len(starts) else {}
        solves = len(one.variants) * alone(question)
        ready.append([for_many(moved[variant], solves) for variant in one.variants if variant in moved])
    return ready


def alone(question: Question) -> int:
    """How many solves of a baseline's states are done one by one: those towards a target, and of states too few for
    lock step."""
    searched = sum(state.solve_for is not None for state in question.states.values())
    others = len(question.states) - searched
    return SEARCH * searched + (others if others < FEW else 0)


def _compile(question: Question, settings: Settings, variants: Sequence[Variant]) -> None:
    """None; the law of a question is compiled, and its shocks under all variants, for tasks that share them."""
    for variant in _direct(variants):
        world, eta = variant_world(question.world, variant), nest_elasticity(variant, settings.nest_elasticity)
        question.compile_shocks(world, eta)


def _direct(variants: Sequence[Variant]) -> dict[Variant, None]:
    """The variants whose baselines are solved at the benchmark's own ties."""
    return dict.fromkeys(v.in_long_run if v.rebased else v for v in variants)


def _moved(starts: Mapping[Variant, Baseline], variants: Sequence[Variant]) -> dict[Variant, Baseline]:
    """The baseline of every variant; where ties were made in the long run, that of the long run is recorded first."""
    rebased = [v for v in variants if v.rebased]
    moved = each(lambda v: met_at(starts[v.in_long_run], v), rebased)
    return {**starts, **dict(zip(rebased, moved, strict=True))}


def solve_baseline(question: Question, settings: Settings, closure: ClosureName, variant: Variant) -> Baseline:
    """The question's baseline under a variant with ties at the same horizon."""
    world = variant_world(question.world, variant)
    shock, date = None, None
    if question.baseline is not None:
        eta = nest_elasticity(variant, settings.nest_elasticity)
        shock, date = question.shock_of(BASELINE, world, eta)(None), question.laws[BASELINE].date
    try:
        name, frictions = question.baseline_name, frictions_under(world, variant)
        return Baseline.of(world, shock, closure, name, law_date=date, frictions=frictions)
    except NoEquilibriumError as error:
        raise error.placed(f"baseline `{question.baseline_name}` under {variant.label}") from error


def run_variant(
    question: Question, settings: Settings, variant: Variant, baseline: Baseline, strict: bool = True
) -> VariantRun:
    """Every state of a question under one variant; unless `strict`, a state without equilibrium is left out."""
    if variant.rebased and question.states:
        raise ScenarioError(f"variant `{variant.label}` has a new benchmark: states need ties at the same horizon.")
    eta = nest_elasticity(variant, settings.nest_elasticity)
    at = {name: question.shock_of(name, baseline.world, eta) for name in question.states}
    together = _together(baseline, [at[name](None) for name, state in question.states.items() if not state.solve_for])
    solved: dict[str, SolvedState] = {}
    alike: dict[tuple[int, str], SolvedState] = {}  # by what a state does and wants
    for name, state in question.states.items():
        key = id(at[name](None)), repr(state.solve_for)
        known = alike.get(key) or (together.get(key[0]) if state.solve_for is None else None)
        try:
            solved[name] = alike[key] = known or solve_state(baseline, state, at[name])
        except NoEquilibriumError as error:
            if strict:
                raise error.placed(f"state `{name}`") from error
    return VariantRun(
        variant,
        baseline,
        {name: reached.equilibrium for name, reached in solved.items()},
        {name: reached.shock for name, reached in solved.items()},
        {name: reached.solved_for for name, reached in solved.items() if reached.solved_for is not None},
    )


def _together(baseline: Baseline, shocks: Sequence[Shock]) -> dict[int, SolvedState]:
    """{identity of a shock: what lock step solved of it}; the baseline's own shock needs no solving."""
    distinct = list({id(shock): shock for shock in shocks if shock is not baseline.shock}.values())
    found = zip(distinct, equilibria(baseline, distinct), strict=True)
    return {id(shock): SolvedState(solved, shock) for shock, solved in found if solved is not None}


def solve_state(baseline: Baseline, state: State, shock_at: Callable[[Array | None], Shock]) -> SolvedState:
    """A state solved from the benchmark; where it has a target, the equilibrium that meets it.

    A state that does what the baseline does has the baseline's equilibrium.
    """
    if state.solve_for is not None:
        met = solve_for(baseline, state.solve_for, shock_at)
        return SolvedState(met.equilibrium, met.shock, met)
    shock = shock_at(None)
    return SolvedState(baseline.after(shock), shock)
