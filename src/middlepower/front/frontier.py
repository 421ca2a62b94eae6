"""`mp.frontier`: what autonomy costs, and what a threat leaves of freedom of action."""

from __future__ import annotations

from middlepower.autonomy.levers import check_bounds, check_detail
from middlepower.autonomy.start import menace
from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.frontier import FrontierRequest, frontier_document
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.document.over_draws import DrawnQuestion
from middlepower.document.tellings import frontier_telling
from middlepower.errors import ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.front.asked import Day, Names, Tell, drawn_over, names_or_none, question_of_power, say_nothing, set_of
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper
from middlepower.language.catalogue import say
from middlepower.report.frontier_figures import frontier_drawings
from middlepower.report.frontier_files import frontier_texts
from middlepower.report.frontier_sentences import headline
from middlepower.world.world import World


def frontier(
    economy: str,
    powers: Names | None = None,
    *,
    threat: str = "cutoff",
    bounds: str = "free",
    detail: str = "groups",
    access_cost: float | None = None,
    points: int = 10,
    elasticities: str | None = None,
    closure: str = "world_gdp_share",
    date: Day = "2026-01-13",
    benchmark: bool = False,
    world: str | World = DEFAULT_WORLD,
    ranges: bool = False,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[AutonomyFrontier]:
    """What autonomy costs: the cheapest policies for each exposure, and the belief that makes each worth it.

    Args:
        economy: An economy or a group, such as EU.
        powers: Powers that threaten; USA and CHN if none.
        threat: cutoff, or tariff:0.25 for 25 points on all goods.
        bounds: Which policy is open: cusma-wto (bound), security (exceptions against the powers) or free.
        detail: Tariffs by groups of goods, or by sectors.
        access_cost: Yearly cost, as a part of sales, of making them 10% cheaper to deliver; none: no instrument.
        points: Beliefs between 0 and 1 at which policy is sought.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        ranges: Also under every published elasticity set: some minutes.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.
    """
    named = names_or_none(powers, "--powers")
    menaced, open_policy = menace(threat), check_bounds(bounds)
    request = FrontierRequest(economy, named, menaced, open_policy, check_detail(detail), access_cost, points)
    if draws is not None and ranges:
        raise ScenarioError("`--draws` and `--ranges` exclude each other: ranges are over draws, or over sets.")
    question = question_of_power(date, benchmark, world)
    theta = set_of(elasticities, question.world)
    settings = Settings(theta, closure=closure, ranges=ranges or draws is not None, over=drawn_over(over, draws))

    def build(settings: Settings, question: Question) -> AutonomyFrontier:
        told = tell if settings.draw is None else say_nothing
        return frontier_document(request, question, settings, lambda label: told(say("frontier.solving", label=label)))

    document = answer(DrawnQuestion(build, frontier_telling, settings, question, (FIRST_YEAR,)), draws, tell)
    return Paper(document, headline(document), "frontier.html", "caps", frontier_texts, frontier_drawings)
