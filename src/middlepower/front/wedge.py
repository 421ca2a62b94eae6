"""`mp.game.wedge`: two hegemons bid for one economy, or for many one by one."""

from __future__ import annotations

from pathlib import Path

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.game_tellings import wedge_telling
from middlepower.document.game_wedge import chosen, ranking_document, wedge_document
from middlepower.document.game_wedged import Wedge, WedgeRanking
from middlepower.document.over_draws import DrawnQuestion
from middlepower.errors import ScenarioError
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.front.asked import (
    Day,
    Names,
    Tell,
    drawn_over,
    names_in,
    names_or_none,
    question_of_power,
    say_nothing,
    set_of,
)
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper
from middlepower.game.wedge.reading import read_wedge
from middlepower.game.wedge.run import HORIZONS, bidders_of, hegemons_of
from middlepower.game.wedge.schema import WedgeGame
from middlepower.report.game_wedge import headline, wedge_drawings
from middlepower.report.game_wedge_rank import ranking_drawings, ranking_headline
from middlepower.report.wedge_files import ranking_texts, wedge_texts
from middlepower.world.world import World


def wedge(
    economy: str | None = None,
    hegemons: Names | None = None,
    rank: Names | None = None,
    game: str | Path | None = None,
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    date: Day = "2026-01-13",
    benchmark: bool = False,
    world: str | World = DEFAULT_WORLD,
    ranges: bool = True,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[Wedge | WedgeRanking]:
    """What it costs two hegemons to move an economy, what it keeps, and when it tips.

    Args:
        economy: The economy that is bid for; the game's own if none.
        hegemons: The two that bid, as in USA,CHN.
        rank: Rank these economies, or `all`, by how cheaply each is moved.
        game: A game file; the library's if none.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        ranges: Also under every published elasticity set.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.
    """
    if economy is not None and rank is not None:
        raise ScenarioError(f"`{economy}` and --rank exclude each other: name one economy, or a list to rank.")
    listed = None if rank is None else ",".join(names_in(rank, "--rank"))
    bidders, file = names_or_none(hegemons, "--hegemons"), None if game is None else str(game)
    question = question_of_power(date, benchmark, world)
    drawn, chosen = drawn_over(over, draws), set_of(elasticities, question.world)
    settings = Settings(chosen, horizon, closure, ranges=ranges and listed is None, over=drawn)
    asked = read_wedge(file, economy, bidders)
    if listed is None:
        bidders_of(question.world, asked)  # wrong names are refused before any solving

        def build(settings: Settings, question: Question) -> Wedge:
            return wedge_document(threat_experiment(settings, question, HORIZONS), asked, file)

        found = answer(DrawnQuestion(build, wedge_telling, settings, question, HORIZONS), draws, tell)
        return Paper(found, headline(found), "game_wedge.html", "wedge", wedge_texts, wedge_drawings)
    if draws is not None:
        raise ScenarioError("`--draws` and --rank exclude each other: a ranking is of one run; name one economy.")
    return wedge_ranking(question, settings, asked, listed, file)


def wedge_ranking(
    question: Question, settings: Settings, game: WedgeGame, listed: str, file: str | None
) -> Paper[WedgeRanking]:
    """The ranking of economies by how cheaply each is moved."""
    chosen(question.world, listed, hegemons_of(question.world, game))
    ranked = ranking_document(threat_experiment(settings, question, HORIZONS), game, listed, file)
    files = "game_wedge_rank.html", "wedge_rank", ranking_texts, ranking_drawings
    return Paper(ranked, ranking_headline(ranked), *files)
