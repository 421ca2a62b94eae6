"""A state of a run in its document."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.document.actor import ProductChange
from middlepower.document.effective import effective_tariffs
from middlepower.document.law import law_told
from middlepower.document.number import ALL, Number
from middlepower.document.outcomes import Outcomes
from middlepower.document.published_beside import published_beside
from middlepower.document.remarks import state_remarks
from middlepower.document.results import SolveNote, StateResults, TargetMet
from middlepower.document.run_baseline import quotas_of
from middlepower.document.run_economies import actors_of, economies_of, sectors_of
from middlepower.document.run_products import kept
from middlepower.document.run_provinces import state_provinces
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.question import BASELINE
from middlepower.language.catalogue import named, say
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.entries import ALL as EVERYBODY
from middlepower.scenario.entries import SolveFor
from middlepower.scenario.schema import Scenario
from middlepower.world.groups import expand


def state_results(outcomes: Outcomes, scenario: Scenario, name: str, about: Sequence[str]) -> StateResults:
    """What a state does, beside the baseline."""
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
        quotas=quotas_of(experiment, solved, about),
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
