"""An experiment -> the document of `run`, built once; pages, tables and JSON are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import (
    Asked,
    command_line,
    header_of,
    measures_used,
    names_of,
    ranges_of,
    spread_of,
)
from middlepower.document.law import law_changes
from middlepower.document.number import ALL, Number
from middlepower.document.remarks import baseline_remarks, state_remarks
from middlepower.document.results import (
    BaselineEconomy,
    BaselineState,
    Economy,
    Headlines,
    OtherFinding,
    QuotaUse,
    Results,
    SectorChange,
    SolveNote,
    StateResults,
    TargetMet,
)
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.question import BASELINE
from middlepower.experiment.run import in_labels
from middlepower.experiment.settings import Settings
from middlepower.experiment.switches import account
from middlepower.experiment.variant import nest_elasticity, nest_elasticity_source
from middlepower.indicators import grouped
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.read import library, read_scenario
from middlepower.scenario.schema import Scenario

Array = NDArray[np.float64]
Change = Callable[[Equilibrium, Equilibrium, Array], Array]

# Headline numbers of an economy: name in the document -> array function and factor.
HEADLINES: dict[str, tuple[Change, float]] = {
    "real_income_percent": (grouped.real_income, 100.0),
    "real_income_musd": (grouped.real_income_money, 1.0),
    "exports_percent": (grouped.export_volume, 100.0),
    "imports_percent": (grouped.import_volume, 100.0),
}
NO_EXPORTS = "nothing is exported"
NOTHING = "nothing in the baseline"
NO_EQUILIBRIUM = "no equilibrium under this closure"


def results_document(scenario: Scenario, experiment: Experiment) -> Results:
    """The whole document of an experiment on a scenario."""
    world, main = experiment.world, experiment.main
    scenario = in_labels(scenario, world)
    solved = [state for run in experiment.runs for state in (run.baseline.equilibrium, *run.states.values())]
    return Results(
        header=header_of(_asked(scenario, experiment), world, [state.report.residual for state in solved]),
        **names_of(Results, world, tuple(experiment.question.names)),
        scenario=scenario.scenario,
        title=scenario.title,
        economy=scenario.economy,
        powers=scenario.powers,
        actors=scenario.actors,
        baseline_state=_baseline_state(experiment),
        states={name: _state(experiment, name) for name in main.states},
        notes=scenario.notes,
        other_estimates=tuple(OtherFinding(**finding.model_dump()) for finding in scenario.other_estimates),
        scenario_definition=scenario,
    )


def _asked(scenario: Scenario, experiment: Experiment) -> Asked:
    variant, settings, question = experiment.main.variant, experiment.settings, experiment.question
    return Asked(
        kind="run",
        question=scenario.question,
        command=_command(scenario, settings),
        baseline=scenario.baseline.name,
        baseline_date=scenario.baseline.date,
        elasticities=variant.elasticity_set,
        horizon=variant.horizon,
        closure=settings.main_closure,
        ranges=ranges_of(experiment),
        variants=tuple(run.variant.label for run in experiment.runs),
        measures=measures_used(question),
        nest_elasticity=nest_elasticity(variant, settings.nest_elasticity),
        nest_elasticity_source=nest_elasticity_source(variant.horizon),
        long_run_nest_elasticity=settings.nest_elasticity,
    )


def _command(scenario: Scenario, settings: Settings) -> str:
    """The command line that makes the document again, with the options that are not at their defaults."""
    kept = ",".join(scenario.states)
    options = {
        f" --states {kept}": scenario.scenario in library()
        and list(read_scenario(scenario.scenario).states) != kept.split(","),
        f" --nest-elasticity {settings.nest_elasticity:g}": settings.nest_elasticity != LONG_RUN_ELASTICITY,
        f" --world {scenario.world}": scenario.scenario in library()
        and read_scenario(scenario.scenario).world != scenario.world,
        " --no-ranges": not settings.ranges,
    }
    rest = "".join(option for option, wanted in options.items() if wanted)
    words = f"run {scenario.scenario}"
    return command_line(
        words, settings.elasticities, settings.horizon, settings.closure, f"--economy {scenario.economy}{rest}"
    )


# ---------------------------------------------------------------- the baseline


def _baseline_state(experiment: Experiment) -> BaselineState:
    """Levels of the baseline equilibrium."""
    base, members = experiment.main.baseline.equilibrium, experiment.question.members
    levels = {
        "income_musd": grouped.income(base, members),
        "value_added_musd": members @ base.value_added,
        "exports_musd": grouped.exports(base.flow, members).sum(axis=0),
        "imports_musd": grouped.imports(base.flow, members).sum(axis=0),
        "tariff_revenue_musd": members @ base.tariff_revenue,
    }
    share = 100.0 * grouped.export_share(base, members)
    output = base.output @ members.T
    economies = {
        code: BaselineEconomy(
            **{name: Number.of(values[e]) for name, values in levels.items()},
            export_share_percent=_labelled(experiment.question.names, share[e], NO_EXPORTS),
            output_musd=_labelled(experiment.world.sectors, output[:, e], NOTHING),
        )
        for e, code in enumerate(experiment.question.names)
    }
    residual = Number.over([run.baseline.equilibrium.report.residual for run in experiment.runs], ALL)
    return BaselineState(residual, economies, _quotas(experiment, base), baseline_remarks(experiment.question))


def _labelled(labels: Mapping[str, str] | Sequence[str], values: Array, reason: str) -> dict[str, Number]:
    return {label: Number.of(value, reason) for label, value in zip(labels, values.tolist(), strict=True)}


# ---------------------------------------------------------------- a state


def _state(experiment: Experiment, name: str) -> StateResults:
    question, main, found = experiment.question, experiment.main, account(experiment.question, name)
    state, solved = question.states[name], main.states[name]
    runs = [run for run in experiment.runs if name in run.states]
    before, after = set(question.laws[BASELINE].ids), set(question.laws[name].ids)
    return StateResults(
        code=name,
        title=state.title,
        description=state.description,
        residual=Number.over([run.states[name].report.residual for run in runs], ALL),
        economies=_economies(experiment, runs, name),
        sectors=_sectors(experiment, runs, name),
        quotas=_quotas(experiment, solved),
        solved_for=_solved_for(main, name),
        measures_with=tuple(sorted(after - before)),
        measures_without=tuple(sorted(before - after)),
        law=law_changes(experiment.world, found),
        remarks=state_remarks(experiment, name, found),
        solve=_solve(solved),
        variants_without_equilibrium=tuple(run.variant.label for run in experiment.runs if name not in run.states),
    )


def _solve(solved: Equilibrium) -> SolveNote:
    report = solved.report
    return SolveNote(
        status=report.status.value,
        method=report.method,
        sweeps=report.sweeps,
        tolerance=report.tolerance,
        residuals={name: Number.of(value) for name, value in report.residuals.parts.items()},
    )


def _economies(experiment: Experiment, runs: Sequence[VariantRun], name: str) -> dict[str, Economy]:
    """Headline numbers of every economy and group with their range over the variants."""
    codes, members, spread = experiment.question.names, experiment.question.members, spread_of(experiment)
    values = _headlines(runs, name, members)
    closures = _headlines([run for run in experiment.closures.values() if name in run.states], name, members)
    share = 100.0 * grouped.export_share(experiment.main.states[name], members)
    return {
        code: Economy(
            code=code,
            **{key: Number.over(table[:, e].tolist(), spread, NOTHING, headline=True) for key, table in values.items()},
            export_share_percent=_labelled(codes, share[e], NO_EXPORTS),
            by_variant=_by_label([run.variant.label for run in runs], values, e),
            by_closure=_by_closure(experiment, name, closures, e) if experiment.closures else None,
        )
        for e, code in enumerate(codes)
    }


def _headlines(runs: Sequence[VariantRun], name: str, members: Array) -> dict[str, Array]:
    """{headline: changes [run, e]} of a state against each run's own baseline."""
    return {
        key: np.array([factor * change(run.baseline.equilibrium, run.states[name], members) for run in runs])
        for key, (change, factor) in HEADLINES.items()
    }


def _by_label(labels: Sequence[str], values: Mapping[str, Array], e: int) -> Headlines:
    return Headlines(**{key: _labelled(labels, table[:, e], NOTHING) for key, table in values.items()})


def _by_closure(experiment: Experiment, name: str, values: Mapping[str, Array], e: int) -> Headlines:
    """The headlines of economy e under every closure; missing where a closure has no equilibrium."""
    solved = [closure for closure, run in experiment.closures.items() if name in run.states]
    gone = {closure: Number.of(np.nan, NO_EQUILIBRIUM) for closure in experiment.closures if closure not in solved}
    return Headlines(**{key: {**_labelled(solved, table[:, e], NOTHING), **gone} for key, table in values.items()})


def _sectors(experiment: Experiment, runs: Sequence[VariantRun], name: str) -> dict[str, dict[str, SectorChange]]:
    """Output and export volume changes of every sector of every economy and group."""
    members, spread = experiment.question.members, spread_of(experiment)
    pairs = [(run.baseline.equilibrium, run.states[name]) for run in runs]
    output = np.array([100.0 * grouped.output_volume(*pair, members) for pair in pairs])
    exports = np.array([100.0 * grouped.sector_export_volume(*pair, members) for pair in pairs])
    return {
        code: {
            sector: SectorChange(
                Number.over(output[:, k, e].tolist(), spread, NOTHING),
                Number.over(exports[:, k, e].tolist(), spread, NOTHING),
            )
            for k, sector in enumerate(experiment.world.sectors)
        }
        for e, code in enumerate(experiment.question.names)
    }


def _quotas(experiment: Experiment, solved: Equilibrium) -> tuple[QuotaUse, ...]:
    world = experiment.world
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
    )


def _solved_for(run: VariantRun, name: str) -> TargetMet | None:
    if name not in run.solved_for:
        return None
    solved = run.solved_for[name]
    spared = f" other than to {', '.join(solved.target.except_importers)}" if solved.target.except_importers else ""
    return TargetMet(
        what=f"uniform change of trade costs on {solved.target.exporter}'s exports{spared}",
        target=f"{solved.target.times:g} times the baseline volume of these exports",
        trade_cost_change_percent=Number.of(100.0 * solved.cost_change),
        reached=Number.of(solved.reached),
        solves=solved.solves,
    )
