"""`mp.align`: where an economy stands between two powers."""

from __future__ import annotations

from pathlib import Path

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.align import AlignRequest, align_document
from middlepower.document.standing import AlignmentStanding
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.variant import LONG
from middlepower.front.asked import Day, Names, Tell, names_in, path_or_none, question_of_power, say_nothing, set_of
from middlepower.front.finding import Paper
from middlepower.report.align_figures import align_drawings
from middlepower.report.align_page import align_texts, headline
from middlepower.world.parties import label_of
from middlepower.world.world import World


def align(
    economy: str,
    powers: Names = "USA,CHN",
    *,
    toward: str | None = None,
    closer: float = 0.5,
    data: str | Path | None = None,
    elasticities: str | None = None,
    closure: str = "world_gdp_share",
    date: Day = "2026-01-13",
    benchmark: bool = False,
    world: str | World = DEFAULT_WORLD,
    ranges: bool = True,
    tell: Tell = say_nothing,
) -> Paper[AlignmentStanding]:
    """Where an economy stands between two powers: votes, alliances, agreements, trade, exposure.

    Args:
        economy: An economy: code or name.
        powers: The two powers it stands between.
        toward: The power that the path leads to; the second if none.
        closer: Standard deviations of distance that the path leads closer.
        data: Folder with alliances and agreements, which are not carried.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        ranges: Also under every published elasticity set.
        tell: Is called with a line of text at each step.
    """
    named = names_in(powers, "--powers")
    request = AlignRequest(economy, named, toward or named[-1], closer, path_or_none(data))
    question = question_of_power(date, benchmark, world)
    settings = Settings(set_of(elasticities, question.world), "long", closure, ranges=ranges)
    for name in (economy, *named):
        label_of(question.world, name)  # a wrong name is refused before any solving
    document = align_document(threat_experiment(settings, question, (LONG, FIRST_YEAR)), request)
    return Paper(document, headline(document), "align.html", "ties", align_texts, align_drawings)
