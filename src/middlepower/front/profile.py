"""`mp.profile`: who an economy depends on, and what losing each power would cost it."""

from __future__ import annotations

from pathlib import Path

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.over_draws import DrawnQuestion
from middlepower.document.profile import ProfileRequest, horizons_of, profile_document
from middlepower.document.profiled import Profile
from middlepower.document.tellings import profile_telling
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.front.asked import (
    Day,
    Names,
    Tell,
    drawn_over,
    names_or_none,
    path_or_none,
    question_of_power,
    say_nothing,
    set_of,
)
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper, first_of
from middlepower.report.profile import profile_drawings, profile_texts
from middlepower.report.profile_sentences import bottom_line
from middlepower.world.parties import chosen_powers, economy_code
from middlepower.world.world import World


def profile(
    economy: str,
    powers: Names | None = None,
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    date: Day = "2026-01-13",
    benchmark: bool = False,
    world: str | World = DEFAULT_WORLD,
    weights: str | Path | None = None,
    ranges: bool = True,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[Profile]:
    """Who an economy depends on, what losing each power would cost it, and who would carry that.

    Args:
        economy: An economy: code or name.
        powers: Powers; USA, CHN and EU if none.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        date: The baseline: measures in force on this day.
        benchmark: The baseline is the world's own year instead.
        world: The world that is asked.
        weights: A CSV file of political weights.
        ranges: Also under every published elasticity set.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.

    >>> import middlepower as mp
    >>> answer = mp.profile("Canada", powers=["USA", "CHN"], ranges=False)
    >>> exposure = answer.to_frame().query("side == 'both' and horizon == 'long' and quantity == 'exposure_percent'")
    >>> exposure[["power", "value", "unit"]].round(1).to_dict("records")
    [{'power': 'USA', 'value': 5.4, 'unit': 'per cent'}, {'power': 'CHN', 'value': 1.1, 'unit': 'per cent'}]
    """
    request = ProfileRequest(economy, names_or_none(powers, "--powers"), path_or_none(weights))
    question = question_of_power(date, benchmark, world)
    settings = Settings(
        set_of(elasticities, question.world), horizon, closure, ranges=ranges, over=drawn_over(over, draws)
    )
    chosen_powers(question.world, economy_code(question.world, economy), request.powers)  # before any solving
    horizons = horizons_of(question.world)

    def build(settings: Settings, question: Question) -> Profile:
        return profile_document(threat_experiment(settings, question, horizons), request)

    document = answer(DrawnQuestion(build, profile_telling, settings, question, horizons), draws, tell)
    headline = first_of(bottom_line(document))
    return Paper(document, headline, "profile.html", "exposure", profile_texts, profile_drawings)
