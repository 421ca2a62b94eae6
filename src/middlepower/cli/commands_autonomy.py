"""The commands on autonomy: frontier."""

from __future__ import annotations

from middlepower.cli.options import (
    AccessCost,
    AdmissibleSet,
    Also,
    AsJson,
    AtBenchmark,
    BaselineDate,
    Closure,
    Detail,
    DrawsOfFrontier,
    Elasticities,
    FrontierOf,
    FrontierPoints,
    FrontierPowers,
    OnWorld,
    OutDir,
    Over,
    SetsToo,
    Threatened,
)
from middlepower.cli.place import placed
from middlepower.data.embedded import DEFAULT_WORLD


def frontier(
    economy: FrontierOf,
    powers: FrontierPowers = None,
    threat: Threatened = "cutoff",
    bounds: AdmissibleSet = "free",
    detail: Detail = "groups",
    access_cost: AccessCost = None,
    points: FrontierPoints = 10,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: SetsToo = False,
    draws: DrawsOfFrontier = None,
    over: Over = None,
) -> None:
    """Say what autonomy costs: the cheapest policies for each exposure, and the belief that makes each worth it."""
    from middlepower.cli.frontier import plain_frontier
    from middlepower.cli.shown import show_answer
    from middlepower.front.frontier import frontier as ask

    show_answer(
        lambda tell: ask(
            economy, powers, threat=threat, bounds=bounds, detail=detail, access_cost=access_cost, points=points,
            elasticities=elasticities, closure=closure, date=date, benchmark=benchmark, world=world, ranges=ranges,
            draws=draws, over=over, tell=tell,
        ),
        plain_frontier, placed(out, also), json,
    )  # fmt: skip
