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
    DrawsOfTariffs,
    Elasticities,
    FirstCompared,
    FlowError,
    Horizon,
    Importer,
    LawOfDay,
    NestElasticity,
    OnWorld,
    OtherWorld,
    OutDir,
    Over,
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
from middlepower.data.embedded import DEFAULT_WORLD


def run(
    scenario: ScenarioName,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
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
    over: Over = None,
) -> None:
    """Compare the policy states of a scenario with its baseline."""
    from middlepower.cli.run import show_run
    from middlepower.front.run import run as ask

    show_run(
        lambda tell: ask(
            scenario, elasticities=elasticities, horizon=horizon, closure=closure, economy=economy, states=states,
            world=world, nest_elasticity=nest_elasticity, ranges=ranges, weights=weights, beside=beside, draws=draws,
            over=over, out=out, tell=tell,
        ),
        placed(out, also), json, why,
    )  # fmt: skip


def ensemble(
    scenario: ScenarioName,
    draws: Draws = None,
    over: Over = None,
    design: Design = "sobol",
    seed: Seed = 1,
    workers: Workers = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: ClosureOrAll = "world_gdp_share",
    economy: WhoseBrief = None,
    states: SomeStates = None,
    world: OtherWorld = None,
    nest_elasticity: NestElasticity = 5.0,
    weights: SetWeights = "equal",
    flow_error: FlowError = 0.0,
) -> None:
    """Draw everything uncertain many times and say how sure a scenario's answers are."""
    from middlepower.cli.ensemble import plain_ensemble
    from middlepower.cli.progress import in_lines
    from middlepower.cli.shown import show_answer
    from middlepower.front.ensemble import ensemble as ask

    show_answer(
        lambda tell: ask(
            scenario, draws=draws, over=over, design=design, seed=seed, workers=workers, scheduler=scheduler,
            resume=resume, out=out, elasticities=elasticities, horizon=horizon, closure=closure, economy=economy,
            states=states, world=world, nest_elasticity=nest_elasticity, weights=weights, flow_error=flow_error,
            tell=in_lines(tell),
        ),
        plain_ensemble, placed(out, also), json,
    )  # fmt: skip


def explain(
    results: RunFolder,
    economy: WhoseChange = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
) -> None:
    """Say who and what moved an economy's real income, in exact parts that add up."""
    from middlepower.cli.explain import plain_explained, refuse_folder_of
    from middlepower.cli.shown import show_answer
    from middlepower.front.explain import explain as ask

    if out is not None:
        refuse_folder_of(results, out)
    show_answer(lambda tell: ask(results, economy, tell=tell), plain_explained, placed(out, also), json)


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
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OnWorld = DEFAULT_WORLD,
    draws: DrawsOfTariffs = None,
    over: Over = None,
) -> None:
    """Say what an importer takes from its partners on average, by sector, measure and day."""
    from middlepower.cli.shown import show_answer
    from middlepower.cli.tariffs import plain_tariffs
    from middlepower.front.tariffs import tariffs as ask

    show_answer(
        lambda tell: ask(
            importer, on, date=date, by=by, first=first, last=last, weights=weights, without_adcvd=without_adcvd,
            elasticities=elasticities, horizon=horizon, closure=closure, world=world, draws=draws,
            over=over, tell=tell,
        ),
        lambda document: plain_tariffs(document, by), placed(out, also), json,
    )  # fmt: skip


def replay(
    first: ReplayFrom = "2018-01-01",
    last: ReplayTo = "2026-11-01",
    of: Between = None,
    economy: WhoseIncome = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = False,
) -> None:
    """Follow the law between economies step by step: who moved, the rates after it, and what each step did."""
    from middlepower.cli.replay import plain_replay
    from middlepower.cli.shown import show_answer
    from middlepower.front.replay import replay as ask

    show_answer(
        lambda tell: ask(
            first, last, of=of, economy=economy, elasticities=elasticities, horizon=horizon, closure=closure,
            world=world, ranges=ranges, tell=tell,
        ),
        plain_replay, placed(out, also), json,
    )  # fmt: skip


def compare(
    first: FirstCompared,
    second: SecondCompared,
    anyway: Anyway = False,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OtherWorld = None,
    ranges: Ranges = False,
) -> None:
    """Say how far two states, two runs or the law of two days are apart, and what tells them apart."""
    from middlepower.cli.compare import plain_compare
    from middlepower.cli.shown import show_answer
    from middlepower.front.compare import compare as ask

    show_answer(
        lambda tell: ask(
            first, second, anyway, elasticities=elasticities, horizon=horizon, closure=closure, world=world,
            ranges=ranges, tell=tell,
        ),
        plain_compare, placed(out, also), json,
    )  # fmt: skip
