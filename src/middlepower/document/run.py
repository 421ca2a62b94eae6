"""An experiment -> the document of `run`, built once; pages, tables and JSON are made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from middlepower.document.arrange import Asked, command_line, header_of, measures_used, names_of, ranges_of
from middlepower.document.bottom_line import IncomeParts, break_even, income_parts, money_scale, named_states, own_money
from middlepower.document.first_year import residuals_at_once
from middlepower.document.outcomes import DrawsBehind, Outcomes, outcomes_but_products, outcomes_of
from middlepower.document.results import OtherFinding, Results, StateResults
from middlepower.document.run_baseline import baseline_state
from middlepower.document.run_economies import REAL_INCOME
from middlepower.document.run_provinces import known_provinces
from middlepower.document.run_states import state_results
from middlepower.document.timeline import LawTimeline, law_timeline, no_timeline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.experiment.run import in_labels
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import nest_elasticity, nest_elasticity_source
from middlepower.experiment.weights import EQUAL
from middlepower.language.catalogue import named
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.read import asked_as, library, read_scenario
from middlepower.scenario.schema import Scenario

Piece = IncomeParts | LawTimeline | StateResults


def results_document(scenario: Scenario, experiment: Experiment) -> Results:
    """The whole document of an experiment on a scenario."""
    return document_of(scenario, outcomes_of(scenario, experiment))


def document_of(scenario: Scenario, outcomes: Outcomes) -> Results:
    """The whole document of an experiment on a scenario, from its numbers."""
    experiment = outcomes.experiment
    asked = in_labels(scenario, experiment.world)
    named_ones, way = _named(outcomes, asked.economy), (experiment, asked.economy, asked.powers)
    whys = [partial(income_parts, experiment, name, asked.economy) for name in named_ones]
    made = _made([*whys, partial(law_timeline, *way), *_states(outcomes, asked)])
    why = dict(zip(named_ones, (one for one in made if isinstance(one, IncomeParts)), strict=True))
    told = [replace(one, why=why.get(one.code)) for one in made if isinstance(one, StateResults)]
    (timeline,) = (one for one in made if isinstance(one, LawTimeline))
    return _assembled(asked, outcomes, told, timeline)


def document_at_once(scenario: Scenario, experiment: Experiment) -> Results:
    """The document without what takes longest: products, the parts of income, the way of the law to its day."""
    asked = in_labels(scenario, experiment.world)
    outcomes = outcomes_but_products(scenario, experiment)
    told = [one for one in _made(_states(outcomes, asked)) if isinstance(one, StateResults)]
    return _assembled(asked, outcomes, told, no_timeline(experiment))


def _made(makers: Sequence[Callable[[], Piece]]) -> list[Piece]:
    """Pieces of a document, made side by side: none hangs on another."""
    return each(lambda make: make(), makers)


def _about(scenario: Scenario) -> tuple[str, ...]:
    """What a document is about: the economy first, the powers, the actors."""
    return tuple(dict.fromkeys((scenario.economy, *scenario.powers, *scenario.actors)))


def _states(outcomes: Outcomes, scenario: Scenario) -> list[Callable[[], Piece]]:
    """What makes the results of each state, without the parts of income."""
    about = _about(scenario)
    return [partial(state_results, outcomes, scenario, name, about) for name in outcomes.experiment.main.states]


def _assembled(scenario: Scenario, outcomes: Outcomes, told: Sequence[StateResults], timeline: LawTimeline) -> Results:
    """The document of a scenario in a world's labels, with the results of its states and the way of the law."""
    experiment = outcomes.experiment
    world, main = experiment.world, experiment.main
    solved = [state for run in experiment.runs for state in (run.baseline.equilibrium, *run.states.values())]
    residuals = [*(state.report.residual for state in solved), *residuals_at_once(experiment)]
    if outcomes.drawn is not None:
        residuals.append(outcomes.drawn.residual)
    scale = money_scale(world, scenario.economy)
    states = dict(zip(main.states, told, strict=True))
    return Results(
        header=header_of(_asked(scenario, outcomes), world, residuals),
        **names_of(Results, world, tuple(experiment.question.names)),
        scenario=scenario.scenario,
        title=named(scenario.title),
        economy=scenario.economy,
        powers=scenario.powers,
        actors=scenario.actors,
        baseline_state=baseline_state(experiment, _about(scenario)),
        states=states,
        provinces=known_provinces(outcomes.provinces, filter(None, (state.provinces for state in states.values()))),
        notes=tuple(map(named, scenario.notes)),
        other_estimates=tuple(OtherFinding(**finding.model_dump()) for finding in scenario.other_estimates),
        money=scale,
        own_money=own_money(scale, next(iter(states.values())).economies[scenario.economy].real_income_musd),
        break_even=break_even(outcomes, scenario.economy),
        timeline=timeline,
        scenario_definition=scenario,
    )


def _asked(scenario: Scenario, outcomes: Outcomes) -> Asked:
    experiment, drawn = outcomes.experiment, outcomes.drawn
    variant, settings, question = experiment.main.variant, experiment.settings, experiment.question
    return Asked(
        kind="run",
        question=scenario.question,
        command=_command(scenario, settings, drawn),
        baseline=named(scenario.baseline.name),
        baseline_date=scenario.baseline.date,
        elasticities=variant.elasticity_set,
        horizon=variant.horizon,
        closure=settings.main_closure,
        ranges=ranges_of(experiment) if drawn is None else drawn.ranges,
        variants=tuple(run.variant.label for run in experiment.runs),
        measures=measures_used(question),
        nest_elasticity=nest_elasticity(variant, settings.nest_elasticity),
        nest_elasticity_source=nest_elasticity_source(variant.horizon),
        long_run_nest_elasticity=settings.nest_elasticity,
    )


def _command(scenario: Scenario, settings: Settings, drawn: DrawsBehind | None) -> str:
    """The command line that makes the document again, with the options that are not at their defaults."""
    kept = ",".join(scenario.states)
    options = {
        f" --states {kept}": scenario.scenario in library()
        and list(read_scenario(scenario.scenario).states) != kept.split(","),
        f" --nest-elasticity {settings.nest_elasticity:g}": settings.nest_elasticity != LONG_RUN_ELASTICITY,
        f" --world {scenario.world}": scenario.scenario in library()
        and read_scenario(scenario.scenario).world != scenario.world,
        " --no-ranges": not settings.ranges and drawn is None,
        f" --weights {settings.weights}": settings.weights != EQUAL,
    }
    rest = "".join(option for option, wanted in options.items() if wanted)
    rest += "" if drawn is None else f" {drawn.options}"
    words = f"run {asked_as(scenario)}"
    return command_line(
        words, settings.elasticities, settings.horizon, settings.closure, f"--economy {scenario.economy}{rest}"
    )


def _named(outcomes: Outcomes, economy: str) -> tuple[str, ...]:
    """The states that the bottom line names: the first, the best and the worst for an economy."""
    e = list(outcomes.experiment.question.names).index(economy)
    incomes = {name: state.economies[REAL_INCOME].value[e] for name, state in outcomes.states.items()}
    return named_states(incomes, tuple(outcomes.experiment.main.solved_for))
