"""`mp.coalition`: what several economies can do to a target together, and what it costs them."""

from __future__ import annotations

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.coalition import coalition_document
from middlepower.document.ranked import Coalition
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_at_both
from middlepower.front.asked import Day, Names, Tell, names_in, question_of_power, say_nothing, set_of
from middlepower.front.finding import Paper, first_of
from middlepower.report.coalition_page import bullets, coalition_drawings
from middlepower.report.profile_rank import coalition_texts
from middlepower.world.parties import label_of
from middlepower.world.world import World


def coalition(
    members: Names,
    against: str,
    side: str = "both",
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    date: Day = "2026-01-13",
    benchmark: bool = False,
    world: str | World = DEFAULT_WORLD,
    ranges: bool = True,
    tell: Tell = say_nothing,
) -> Paper[Coalition]:
    """What several economies can do to a target together, what it costs them, and who adds how much.

    Args:
        members: Economies and groups.
        against: The economy that they stop trading with.
        side: both, import (it cannot buy) or export (it cannot sell).
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        ranges: Also under every published elasticity set.
        tell: Is called with a line of text at each step.

    >>> import middlepower as mp
    >>> answer = mp.coalition(["CAN", "MEX"], against="USA", ranges=False)
    >>> answer.document.coalition.joint_cost_percent.known > 0
    True
    """
    question = question_of_power(date, benchmark, world)
    named = names_in(members, "--members")
    for name in (*named, against):
        label_of(question.world, name)  # a wrong name is refused before any solving
    settings = Settings(set_of(elasticities, question.world), horizon, closure, ranges=ranges)
    document = coalition_document(threat_at_both(settings, question), named, against, side)
    headline = first_of(bullets(document))
    return Paper(document, headline, "coalition.html", "coalition", coalition_texts, coalition_drawings)
