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
    Elasticities,
    FrontierOf,
    FrontierPoints,
    FrontierPowers,
    OnWorld,
    OutDir,
    SetsToo,
    Threatened,
)
from middlepower.cli.place import placed
from middlepower.cli.power import question_of_power, split
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
    elasticities: Elasticities = "MEDIAN",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: SetsToo = False,
) -> None:
    """Say what autonomy costs: the cheapest policies for each exposure, and the belief that makes each worth it."""
    from middlepower.autonomy.levers import check_bounds, check_detail
    from middlepower.autonomy.start import menace
    from middlepower.cli.frontier import frontier_command
    from middlepower.document.frontier import FrontierRequest
    from middlepower.experiment.settings import Settings

    named = None if powers is None else split(powers, "--powers")
    request = FrontierRequest(
        economy, named, menace(threat), check_bounds(bounds), check_detail(detail), access_cost, points
    )
    settings = Settings(elasticities, closure=closure, ranges=ranges)
    frontier_command(request, question_of_power(date, benchmark, world), settings, placed(out, also), json)
