"""The commands on questions of law: run, explain, tariffs, replay, compare."""

from __future__ import annotations

from middlepower.cli.options import (
    Also,
    Anyway,
    AsJson,
    BesideRun,
    Between,
    Closure,
    ClosureOrAll,
    Design,
    Draws,
    DrawsInstead,
    Elasticities,
    FirstCompared,
    Horizon,
    Importer,
    LawOfDay,
    NestElasticity,
    OnWorld,
    OtherWorld,
    OutDir,
    Partners,
    PathFrom,
    PathTo,
    Ranges,
    RangesOrEnds,
    ReplayFrom,
    ReplayTo,
    Resume,
    RunFolder,
    ScenarioName,
    Scheduler,
    SecondCompared,
    Seed,
    SetWeights,
    SomeStates,
    TariffsBy,
    TariffWeights,
    WhoseBrief,
    WhoseChange,
    WhoseIncome,
    Why,
    WithoutAdcvd,
    Workers,
)
from middlepower.cli.place import placed
from middlepower.cli.power import split
from middlepower.data.embedded import DEFAULT_WORLD


def run(
    scenario: ScenarioName,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: ClosureOrAll = "world_gdp_share",
    economy: WhoseBrief = None,
    states: SomeStates = None,
    world: OtherWorld = None,
    nest_elasticity: NestElasticity = 5.0,
    ranges: RangesOrEnds = True,
    weights: SetWeights = "equal",
    why: Why = False,
    beside: BesideRun = None,
    draws: DrawsInstead = None,
) -> None:
    """Compare the policy states of a scenario with its baseline."""
    from middlepower.cli.run import run_command
    from middlepower.experiment.settings import Settings

    chosen = tuple(name for listed in states or [] for name in split(listed, "--states"))
    settings = Settings(elasticities, horizon, closure, nest_elasticity, ranges, weights)
    asked = tuple(name for listed in beside or [] for name in split(listed, "--beside"))
    run_command(scenario, economy, chosen, world, settings, placed(out, also), json, why, asked, draws)


def ensemble(
    scenario: ScenarioName,
    draws: Draws = 1000,
    design: Design = "sobol",
    seed: Seed = 1,
    workers: Workers = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: ClosureOrAll = "world_gdp_share",
    economy: WhoseBrief = None,
    states: SomeStates = None,
    nest_elasticity: NestElasticity = 5.0,
    weights: SetWeights = "equal",
) -> None:
    """Draw everything uncertain many times and say how sure a scenario's answers are."""
    from middlepower.cli.ensemble import HowDrawn, ensemble_command
    from middlepower.experiment.settings import Settings

    chosen = tuple(name for listed in states or [] for name in split(listed, "--states"))
    settings = Settings(elasticities, horizon, closure, nest_elasticity, weights=weights)
    how = HowDrawn(draws, design, seed, workers, scheduler, resume)
    ensemble_command(scenario, economy, chosen, settings, how, placed(out, also), json)


def explain(
    results: RunFolder,
    economy: WhoseChange = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Say who and what moved an economy's real income, in exact parts that add up."""
    from middlepower.cli.explain import explain_command

    explain_command(results, economy, placed(out, also), json)


def tariffs(
    importer: Importer,
    on: Partners = "*",
    date: LawOfDay = "2026-01-13",
    by: TariffsBy = "partner",
    first: PathFrom = None,
    last: PathTo = None,
    weights: TariffWeights = None,
    without_adcvd: WithoutAdcvd = False,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OnWorld = DEFAULT_WORLD,
) -> None:
    """Say what an importer takes from its partners on average, by sector, measure and day."""
    from middlepower.cli.tariffs import day, span_of, tariffs_command
    from middlepower.document.tariffs import TariffRequest
    from middlepower.experiment.settings import Settings

    on_day = day(date, "--date")
    span = span_of(first, last, on_day)
    request = TariffRequest(importer, split(on, "--on"), weights, without_adcvd, span)
    settings = Settings(elasticities, horizon, closure, ranges=False)
    tariffs_command(request, on_day, world, settings, by, placed(out, also), json)


def replay(
    first: ReplayFrom = "2018-01-01",
    last: ReplayTo = "2026-11-01",
    of: Between = None,
    economy: WhoseIncome = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = False,
) -> None:
    """Follow the law between economies step by step: who moved, the rates after it, and what each step did."""
    from middlepower.cli.replay import replay_command, two_parties
    from middlepower.cli.tariffs import day
    from middlepower.experiment.ladder import LadderRequest
    from middlepower.experiment.settings import Settings

    request = LadderRequest(day(first, "--from"), day(last, "--to"), two_parties(of), economy)
    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    replay_command(request, world, settings, placed(out, also), json)


def compare(
    first: FirstCompared,
    second: SecondCompared,
    anyway: Anyway = False,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    ranges: Ranges = False,
) -> None:
    """Say how far two states, two runs or the law of two days are apart, and what tells them apart."""
    from middlepower.cli.compare import compare_command
    from middlepower.experiment.settings import Settings

    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    compare_command(first, second, anyway, settings, placed(out, also), json)
