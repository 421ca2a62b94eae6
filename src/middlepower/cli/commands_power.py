"""The commands on power: profile, rank, coalition."""

from __future__ import annotations

from middlepower.cli.options import (
    Against,
    AllPairs,
    Also,
    AsJson,
    AtBenchmark,
    BaselineDate,
    Closer,
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
    TiesData,
    ToPower,
    Toward,
    TwoPowers,
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


def align(
    economy: EconomyName,
    powers: TwoPowers = "USA,CHN",
    toward: Toward = None,
    closer: Closer = 0.5,
    data: TiesData = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Say where an economy stands between two powers: votes, alliances, agreements, trade, exposure."""
    from middlepower.cli.align import align_command
    from middlepower.document.align import AlignRequest
    from middlepower.experiment.settings import Settings

    named = split(powers, "--powers")
    request = AlignRequest(economy, named, toward or named[-1], closer, data)
    settings = Settings(elasticities, "long", closure, ranges=ranges)
    align_command(request, question_of_power(date, benchmark, world), settings, placed(out, also), json)
