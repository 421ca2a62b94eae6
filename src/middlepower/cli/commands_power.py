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
    DrawsOfProfile,
    EconomyName,
    Elasticities,
    Horizon,
    Members,
    OnWorld,
    OutDir,
    Over,
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
from middlepower.data.embedded import DEFAULT_WORLD


def profile(
    economy: EconomyName,
    powers: Powers = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    weights: PoliticalWeights = None,
    ranges: Ranges = True,
    draws: DrawsOfProfile = None,
    over: Over = None,
) -> None:
    """Say who an economy depends on, what losing each power would cost it, and who would carry that."""
    from middlepower.cli.profile import plain_profile
    from middlepower.cli.shown import show_answer
    from middlepower.front.profile import profile as ask

    show_answer(
        lambda tell: ask(
            economy, powers, elasticities=elasticities, horizon=horizon, closure=closure, date=date,
            benchmark=benchmark, world=world, weights=weights, ranges=ranges, draws=draws, over=over, tell=tell,
        ),
        plain_profile, placed(out, also), json,
    )  # fmt: skip


def rank(
    to: ToPower = None,
    matrix: AllPairs = False,
    by: RankedBy = "exposure",
    side: Side = "both",
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Rank all economies by their exposure to a power, or show who is exposed to whom."""
    from middlepower.cli.rank import plain_rank
    from middlepower.cli.shown import show_answer
    from middlepower.front.rank import rank as ask

    show_answer(
        lambda tell: ask(
            to, matrix, by, side,
            elasticities=elasticities, horizon=horizon, closure=closure, date=date, benchmark=benchmark,
            world=world, ranges=ranges, tell=tell,
        ),
        plain_rank, placed(out, also), json,
    )  # fmt: skip


def coalition(
    members: Members,
    against: Against,
    side: Side = "both",
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Say what several economies can do to a target together, what it costs them, and who adds how much."""
    from middlepower.cli.coalition import plain_coalition
    from middlepower.cli.shown import show_answer
    from middlepower.front.coalition import coalition as ask

    show_answer(
        lambda tell: ask(
            members, against, side,
            elasticities=elasticities, horizon=horizon, closure=closure, date=date, benchmark=benchmark,
            world=world, ranges=ranges, tell=tell,
        ),
        plain_coalition, placed(out, also), json,
    )  # fmt: skip


def align(
    economy: EconomyName,
    powers: TwoPowers = "USA,CHN",
    toward: Toward = None,
    closer: Closer = 0.5,
    data: TiesData = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Say where an economy stands between two powers: votes, alliances, agreements, trade, exposure."""
    from middlepower.cli.align import plain_align
    from middlepower.cli.shown import show_answer
    from middlepower.front.align import align as ask

    show_answer(
        lambda tell: ask(
            economy, powers, toward=toward, closer=closer, data=data, elasticities=elasticities, closure=closure,
            date=date, benchmark=benchmark, world=world, ranges=ranges, tell=tell,
        ),
        plain_align, placed(out, also), json,
    )  # fmt: skip
