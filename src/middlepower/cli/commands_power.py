"""The commands on power: profile, rank, coalition."""

from __future__ import annotations

from middlepower.cli.options import (
    Against,
    AllPairs,
    Also,
    AsJson,
    AtBenchmark,
    BaselineDate,
    Closure,
    EconomyName,
    Elasticities,
    Horizon,
    Members,
    OnWorld,
    OutDir,
    PoliticalWeights,
    Powers,
    Ranges,
    RankedBy,
    Side,
    ToPower,
)
from middlepower.cli.place import placed
from middlepower.cli.power import question_of_power, split
from middlepower.data.embedded import DEFAULT_WORLD


def profile(
    economy: EconomyName,
    powers: Powers = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    weights: PoliticalWeights = None,
    ranges: Ranges = True,
) -> None:
    """Say who an economy depends on, what losing each power would cost it, and who would carry that."""
    from middlepower.cli.profile import profile_command
    from middlepower.document.profile import ProfileRequest
    from middlepower.experiment.settings import Settings

    request = ProfileRequest(economy, None if powers is None else split(powers, "--powers"), weights)
    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    profile_command(request, question_of_power(date, benchmark, world), settings, placed(out, also), json)


def rank(
    to: ToPower = None,
    matrix: AllPairs = False,
    by: RankedBy = "exposure",
    side: Side = "both",
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Rank all economies by their exposure to a power, or show who is exposed to whom."""
    from middlepower.cli.rank import rank_command
    from middlepower.experiment.settings import Settings

    settings = Settings(elasticities, horizon, closure, ranges=ranges and not matrix)
    rank_command(to, matrix, by, side, question_of_power(date, benchmark, world), settings, placed(out, also), json)


def coalition(
    members: Members,
    against: Against,
    side: Side = "both",
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Say what several economies can do to a target together, what it costs them, and who adds how much."""
    from middlepower.cli.coalition import coalition_command
    from middlepower.experiment.settings import Settings

    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    question = question_of_power(date, benchmark, world)
    coalition_command(split(members, "--members"), against, side, question, settings, placed(out, also), json)
