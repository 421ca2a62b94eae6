"""`mp.rank`: who is most exposed to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.rank import (
    WEDGE,
    check_indicator,
    check_question,
    check_wedge,
    matrix_document,
    rank_document,
)
from middlepower.document.ranked import Matrix, Ranking
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_at_both, threat_experiment
from middlepower.front.asked import Day, Tell, question_of_power, say_nothing, set_of
from middlepower.front.finding import Paper, first_of
from middlepower.language.catalogue import say
from middlepower.report.profile_rank import matrix_drawings, matrix_texts, rank_texts
from middlepower.report.rank_page import bullets, rank_drawings
from middlepower.world.parties import economy_code, label_of
from middlepower.world.world import World

if TYPE_CHECKING:
    from middlepower.document.game_wedged import WedgeRanking


def rank(
    to: str | None = None,
    matrix: bool = False,
    by: str = "exposure",
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
) -> Paper[Ranking | Matrix | WedgeRanking]:
    """All economies ranked by their tie to a power, or the matrix of who is exposed to whom.

    Args:
        to: The power: an economy or a group.
        matrix: All pairs instead of one power.
        by: exposure, leverage, sender-cost, export-share, import-share, tolerated-tariff, wedge or alignment.
        side: both, import (cannot buy) or export (cannot sell).
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        ranges: Also under every published elasticity set; not with `matrix`.
        tell: Is called with a line of text at each step.

    >>> import middlepower as mp
    >>> answer = mp.rank(to="CHN", by="export-share", ranges=False)
    >>> answer.document.economies[0].rank
    1
    """
    if by == WEDGE:
        power = check_wedge(to, matrix, side)
        question = question_of_power(date, benchmark, world)
        settings = Settings(set_of(elasticities, question.world), horizon, closure, ranges=False)
        return _moved(power, question, settings)
    check_indicator(by)
    check_question(to, matrix, by)
    question = question_of_power(date, benchmark, world)
    settings = Settings(set_of(elasticities, question.world), horizon, closure, ranges=ranges and not matrix)
    return _matrix(side, question, settings, tell) if to is None else _ranking(to, by, side, question, settings)


def _moved(power: str, question: Question, settings: Settings) -> Paper[WedgeRanking]:
    """Economies by what the power and its rival pay to move each: the ranking of the wedge game, which loads it."""
    from middlepower.document.game_wedge import EVERY
    from middlepower.document.tolerated import partner_of
    from middlepower.front.wedge import wedge_ranking
    from middlepower.game.wedge.reading import read_wedge

    first = economy_code(question.world, power)
    game = read_wedge(None, None, (first, partner_of(first)))
    return wedge_ranking(question, settings, game, EVERY, None)


def _ranking(to: str, by: str, side: str, question: Question, settings: Settings) -> Paper[Ranking]:
    label_of(question.world, to)  # a wrong name is refused before any solving
    document = rank_document(threat_at_both(settings, question), to, by, side)
    return Paper(document, first_of(bullets(document)), "rank.html", "rank", rank_texts, rank_drawings)


def _matrix(side: str, question: Question, settings: Settings, tell: Tell) -> Paper[Matrix]:
    baselines = threat_experiment(settings, question)
    document = matrix_document(baselines, side, lambda done, total: tell(say("cli.cutting", done=done, total=total)))
    headline = say("cli.matrix_title", n=document.solves, side=document.side_meaning)
    return Paper(document, headline, "exposure.html", "exposure_pairs", matrix_texts, matrix_drawings)
