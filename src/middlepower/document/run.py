"""An experiment -> the document of `run`, built once; pages, tables and JSON are made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from middlepower.document.actor import BaselineActor, ProductChange
from middlepower.document.arrange import Asked, command_line, header_of, measures_used, names_of, ranges_of
from middlepower.document.bottom_line import IncomeParts, break_even, income_parts, money_scale, named_states, own_money
from middlepower.document.effective import effective_tariffs
from middlepower.document.first_year import residuals_at_once
from middlepower.document.law import law_told
from middlepower.document.number import ALL, Number
from middlepower.document.outcomes import DrawsBehind, Outcomes, outcomes_but_products, outcomes_of
from middlepower.document.published_beside import published_beside
from middlepower.document.remarks import baseline_remarks, state_remarks
from middlepower.document.results import (
    BaselineEconomy,
    BaselineState,
    OtherFinding,
    QuotaUse,
    Results,
    SolveNote,
    StateResults,
    TargetMet,
)
from middlepower.document.run_economies import (
    REAL_INCOME,
    actors_of,
    economies_of,
    labelled,
    sectors_of,
)
from middlepower.document.run_products import kept
from middlepower.document.run_provinces import known_provinces, state_provinces
from middlepower.document.timeline import LawTimeline, law_timeline, no_timeline
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.parallel import each
from middlepower.experiment.question import BASELINE
from middlepower.experiment.run import in_labels
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import nest_elasticity, nest_elasticity_source
from middlepower.experiment.weights import EQUAL
from middlepower.indicators import accounts, grouped
from middlepower.language.catalogue import named, say
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.entries import ALL as EVERYBODY
from middlepower.scenario.entries import SolveFor
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.read import library, read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.groups import expand

Array = NDArray[np.float64]
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
    return [partial(_state, outcomes, scenario, name, about) for name in outcomes.experiment.main.states]


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
        baseline_state=_baseline_state(experiment, _about(scenario)),
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
    words = f"run {scenario.scenario}"
    return command_line(
        words, settings.elasticities, settings.horizon, settings.closure, f"--economy {scenario.economy}{rest}"
    )


# ---------------------------------------------------------------- the baseline


def _baseline_state(experiment: Experiment, about: Sequence[str]) -> BaselineState:
    """Levels of the baseline equilibrium."""
    base, members = experiment.main.baseline.equilibrium, experiment.question.members
    levels = {
        "income_musd": grouped.income(base, members),
        "value_added_musd": members @ base.value_added,
        "gdp_musd": accounts.gdp(base, members),
        "exports_musd": accounts.exports_value(base, members),
        "imports_musd": accounts.imports_value(base, members),
        "tariff_revenue_musd": accounts.tariff_revenue(base, members),
    }
    economies = {
        code: BaselineEconomy(**{name: Number.of(values[e]) for name, values in levels.items()})
        for e, code in enumerate(experiment.question.names)
    }
    residual = Number.over([run.baseline.equilibrium.report.residual for run in experiment.runs], ALL)
    quotas, remarks = _quotas(experiment, base, about), baseline_remarks(experiment.question)
    tariffs = effective_tariffs(experiment.question, base, about)
    return BaselineState(residual, economies, _baseline_actors(experiment, about), tariffs, quotas, remarks)


def _baseline_actors(experiment: Experiment, about: Sequence[str]) -> dict[str, BaselineActor]:
    base, names = experiment.main.baseline.equilibrium, list(experiment.question.names)
    members = experiment.question.members
    share, output = 100.0 * grouped.export_share(base, members), base.output @ members.T
    return {
        code: BaselineActor(
            export_share_percent=labelled(
                about, share[names.index(code), [names.index(p) for p in about]], say("document.no_exports")
            ),
            output_musd=labelled(
                experiment.world.sectors, output[:, names.index(code)], say("document.nothing_before")
            ),
        )
        for code in about
    }


# ---------------------------------------------------------------- a state


def _state(outcomes: Outcomes, scenario: Scenario, name: str, about: Sequence[str]) -> StateResults:
    experiment, runs = outcomes.experiment, outcomes.states[name].runs
    question, main, found = experiment.question, experiment.main, outcomes.accounts[name]
    state, solved = question.states[name], main.states[name]
    before, after = set(question.laws[BASELINE].ids), set(question.laws[name].ids)
    economies, actors = economies_of(outcomes, name, about), actors_of(outcomes, name, about)
    told = law_told(experiment.world, found)
    return StateResults(
        code=name,
        title=named(state.title),
        description=named(state.description.strip()),
        residual=Number.over([run.states[name].report.residual for run in runs], ALL),
        economies=economies,
        actors=actors,
        sectors=sectors_of(outcomes, name, about[:1]),
        products=_products(outcomes, name, about),
        provinces=state_provinces(outcomes.provinces, name, _sector_names(experiment)),
        effective_tariff_percent=effective_tariffs(question, solved, about),
        quotas=_quotas(experiment, solved, about),
        solved_for=_solved_for(main, name),
        measures_with=tuple(sorted(after - before)),
        measures_without=tuple(sorted(before - after)),
        law=told.rows,
        law_rest=told.rest,
        remarks=state_remarks(experiment, name, found),
        published=published_beside(scenario, main.variant.horizon, name, economies, actors),
        why=None,
        solve=_solve(solved),
        variants_without_equilibrium=tuple(run.variant.label for run in experiment.runs if name not in run.states),
    )


def _sector_names(experiment: Experiment) -> dict[str, str]:
    world = experiment.world
    return dict(zip(world.sectors, map(named, world.sector_names), strict=True))


def _named(outcomes: Outcomes, economy: str) -> tuple[str, ...]:
    """The states that the bottom line names: the first, the best and the worst for an economy."""
    e = list(outcomes.experiment.question.names).index(economy)
    incomes = {name: state.economies[REAL_INCOME].value[e] for name, state in outcomes.states.items()}
    return named_states(incomes, tuple(outcomes.experiment.main.solved_for))


def _solve(solved: Equilibrium) -> SolveNote:
    report = solved.report
    return SolveNote(
        status=report.status.value,
        method=report.method,
        sweeps=report.sweeps,
        tolerance=report.tolerance,
        residuals={name: Number.of(value) for name, value in report.residuals.parts.items()},
    )


def _products(outcomes: Outcomes, name: str, about: Sequence[str]) -> tuple[ProductChange, ...]:
    """The products of the economy, first of `about`, and of the others that the document is about."""
    world = outcomes.experiment.world
    return kept(outcomes.products[name], expand(about[:1], world), expand(about, world))


def _quotas(experiment: Experiment, solved: Equilibrium, about: Sequence[str]) -> tuple[QuotaUse, ...]:
    """The quotas on what the economy, first of `about`, buys or sells."""
    world = experiment.world
    inside = {world.region(code) for code in expand(about[:1], world)}
    return tuple(
        QuotaUse(
            measure=quota.line.measure,
            product=quota.line.product,
            importer=world.regions[quota.line.importer],
            exporter=world.regions[quota.line.exporter],
            sector=world.sectors[quota.line.sector],
            status=quota.status,
            rent_to=quota.line.rent_to,
            premium=Number.of(quota.premium),
            fill=Number.of(quota.fill),
            volume_ratio=Number.of(quota.fill * quota.line.volume),
            quota_ratio=Number.of(quota.line.volume),
            rent_musd=Number.of(quota.rent),
        )
        for quota in solved.quotas
        if inside & {quota.line.importer, quota.line.exporter}
    )


def _solved_for(run: VariantRun, name: str) -> TargetMet | None:
    if name not in run.solved_for:
        return None
    solved = run.solved_for[name]
    target = solved.target
    trade = "exports" if target.exporter else "imports"
    goal, own = target.goal, target.exporter or target.importer
    return TargetMet(
        what=" ".join([say(f"document.solved_{trade}", own=str(own)), *_flows_in_words(target)]),
        target=say(f"document.target_{trade}", times=f"{target.times:g}")
        if goal is None
        else say("document.goal", number=goal.number, economy=goal.economy, value=f"{goal.value:g}"),
        trade_cost_change_percent=Number.of(100.0 * solved.cost_change),
        reached=Number.of(solved.reached),
        missed=Number.of(solved.missed),
        solves=solved.solves,
    )


def _flows_in_words(target: SolveFor) -> list[str]:
    """Which of an economy's exports or imports a target is about, as phrases."""
    way, others, spared = (
        ("to", target.importers, target.except_importers)
        if target.exporter
        else ("from", target.exporters, target.except_exporters)
    )
    of = [say("document.of_sectors", list=", ".join(target.sectors))] if target.sectors else []
    named = [] if others == EVERYBODY else [say(f"document.flows.{way}", list=", ".join(others))]
    without = [say(f"document.flows_spared.{way}", list=", ".join(spared))] if spared else []
    return [*of, *named, *without]
