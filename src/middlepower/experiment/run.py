"""Run a scenario from beginning to end: scenario and settings in, experiment out."""

from __future__ import annotations

from dataclasses import replace

from middlepower.data.first_year import knows_labour
from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.experiment.experiment import (
    Experiment,
    Progress,
    VariantsAsked,
    closures_of,
    solve_experiment,
    solve_together,
    solve_variants,
)
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, apart_variants, comparison_variants, known_to
from middlepower.experiment.weights import EQUAL
from middlepower.policy.library import consistent, load_measures
from middlepower.policy.place import check_own
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook
from middlepower.scenario.schema import Scenario, State
from middlepower.scenario.tariff_table import place_table
from middlepower.world.embedded import load_world
from middlepower.world.parties import label_of
from middlepower.world.world import World


def run_scenario(scenario: Scenario, settings: Settings | None = None, progress: Progress | None = None) -> Experiment:
    """The scenario's baseline and all its states, solved under the main variant and those of the range.

    Beside an answer of the long run stands that of the first year, where labour's share is known in every sector.
    """
    settings = settings or Settings()
    question = question_of(scenario)
    if settings.ranges and settings.horizon == LONG and knows_labour(question.world.sectors):
        return _with_first_year(question, settings, progress)
    found = solve_experiment(question, settings, comparison_variants(settings), progress)
    return with_other_anchors(found, progress) if settings.ranges and settings.horizon == FIRST_YEAR else found


def _with_first_year(question: Question, settings: Settings, progress: Progress | None) -> Experiment:
    """The experiment of the long run, and beside it that of the first year, all runs solved side by side."""
    at_once = _at_once(settings)
    long, short = (known_to(question.world, comparison_variants(one)) for one in (settings, at_once))
    apart, closure = apart_variants(at_once), settings.main_closure
    wanted = (
        VariantsAsked(settings, long, closure),
        VariantsAsked(at_once, (*short, *apart), closure, strict=False, needed=False),
    )
    runs, others = solve_together(question, wanted, progress)
    found = Experiment(question, settings, runs, closures_of(question, settings, long[0]))
    if not others:
        return found
    first, rest = others[: len(short)], others[len(short) :]
    return replace(found, beside=Experiment(question, at_once, first, apart=rest))


def _at_once(settings: Settings) -> Settings:
    """The settings of the first year that stands beside an answer."""
    return replace(settings, horizon=FIRST_YEAR, closure=settings.main_closure, weights=EQUAL)


def run_at_both(scenario: Scenario, settings: Settings) -> Experiment:
    """The same, and beside an answer of the long run that of the first year also where no range is asked for."""
    found = run_scenario(scenario, settings)
    return found if settings.ranges else with_first_year(found, settings)


def with_first_year(found: Experiment, settings: Settings) -> Experiment:
    """An answer of the long run and beside it that of the first year, with a range where `settings` ask for ranges; the
    answer alone where labour's share is not known, or at another horizon."""
    if settings.horizon != LONG or not knows_labour(found.world.sectors):
        return found
    return replace(found, beside=first_year(found.question, settings))


def first_year(question: Question, settings: Settings) -> Experiment | None:
    """The same question in the first year; None where its baseline has no equilibrium there."""
    at_once = _at_once(settings)
    try:
        found = solve_experiment(question, at_once, comparison_variants(at_once), strict=False)
    except NoEquilibriumError:
        return None
    return with_other_anchors(found) if at_once.ranges else found


def with_other_anchors(found: Experiment, progress: Progress | None = None) -> Experiment:
    """An experiment of the first year with the runs that hold wages relative to something else, beside its range."""
    question, settings = found.question, found.settings
    runs = solve_variants(question, settings, apart_variants(settings), settings.main_closure, progress, strict=False)
    return replace(found, apart=runs)


def question_of(scenario: Scenario) -> Question:
    """The question that a scenario asks of its world."""
    return question_in(scenario, load_world(scenario.world))


def question_in(scenario: Scenario, world: World) -> Question:
    """The question that a scenario asks of a world that was read before."""
    scenario = in_labels(scenario, world)
    check_own(scenario.measures, world)
    base = scenario.baseline
    baseline = State(
        title=base.name, date=base.date, with_measures=base.with_measures, without_measures=base.without_measures
    )
    reported = (scenario.economy, *scenario.powers, *scenario.actors)
    states, tabled, remarks = with_tables_placed(scenario, world)
    return Question(world, baseline, states, (*all_measures(scenario), *tabled), reported, remarks)


def with_tables_placed(
    scenario: Scenario, world: World
) -> tuple[dict[str, State], tuple[Measure, ...], dict[str, tuple[str, ...]]]:
    """(the states with the measures that their tariff tables make, these measures, remarks on rows by state)."""
    states, book = dict(scenario.states), ShareBook(world)
    measures: list[Measure] = []
    remarks: dict[str, tuple[str, ...]] = {}
    for name, state in scenario.states.items():
        if state.tariff_table is not None:
            day = state.date or scenario.baseline.date
            placed = place_table(state.tariff_table, name, day, scenario.economy, world, book)
            ids = (*state.with_measures, *(measure.id for measure in placed.measures))
            states[name] = state.model_copy(update={"with_measures": ids, "tariff_table": None})
            measures += placed.measures
            remarks[name] = placed.remarks
    return states, tuple(measures), remarks


def all_measures(scenario: Scenario) -> tuple[Measure, ...]:
    """The library's measures and the scenario's own; a double id is an error."""
    known = load_measures()
    ids = {measure.id for measure in known}
    for measure in scenario.measures:
        if measure.id in ids:
            raise ScenarioError(f"measure id `{measure.id}` is taken by the library: give yours another id.")
    return consistent([*known, *scenario.measures])


def in_labels(scenario: Scenario, world: World) -> Scenario:
    """The scenario with its economy, powers and actors by the codes and group names of a world, however written."""
    named = {field: tuple(label_of(world, name) for name in getattr(scenario, field)) for field in ("powers", "actors")}
    kept = {field: tuple(dict.fromkeys(labels)) for field, labels in named.items()}
    return scenario.model_copy(update={"economy": label_of(world, scenario.economy), **kept})
