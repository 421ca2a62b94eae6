"""`mp.tariffs`: what an importer takes from its partners on average, and what makes it so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.document.over_draws import DrawnQuestion
from middlepower.document.tariff_rates import Tariffs
from middlepower.document.tariffs import Span, TariffRequest, tariff_question, tariffs_document
from middlepower.document.tellings import tariffs_telling
from middlepower.errors import ScenarioError
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.front.asked import Day, Names, Tell, day_in, drawn_over, names_in, say_nothing, set_of, world_in
from middlepower.front.drawn import answer
from middlepower.front.finding import Paper, first_of
from middlepower.report.tariff_wording import bullets
from middlepower.report.tariffs import tariff_drawings, tariffs_texts
from middlepower.world.world import World

TABLES = {"partner": "rates", "sector": "rates", "measure": "parts"}  # by what rates are shown -> main table


def tariffs(
    importer: str,
    on: Names = "*",
    *,
    date: Day = "2026-01-13",
    by: str = "partner",
    first: Day | None = None,
    last: Day | None = None,
    weights: str | None = None,
    without_adcvd: bool = False,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    world: str | World = DEFAULT_WORLD,
    draws: int | None = None,
    over: Names | None = None,
    tell: Tell = say_nothing,
) -> Paper[Tariffs]:
    """What an importer takes from its partners on average, by sector, measure and day.

    Args:
        importer: Who taxes: an economy or a group.
        on: Partners; * is everybody.
        date: The day whose law it is, or today.
        by: The main table: partner, sector or measure.
        first: The first day of a path (`--from`).
        last: The last day of the path (`--to`); that of `date` if none.
        weights: world, or a table of trade such as us-imports-2024, the default for USA.
        without_adcvd: Without anti-dumping and countervailing duties.
        elasticities: Elasticity set of the solved baseline; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        world: The world whose flows are the weights.
        draws: Medians and 10th to 90th percentiles of so many draws instead of ranges.
        over: What these draw, by name, such as elasticity_set; everything if none.
        tell: Is called with a line of text at each step.

    >>> import middlepower as mp
    >>> rates = mp.tariffs("CAN", on="CHN").to_frame()
    >>> whole = rates[(rates.sector == "*") & (rates.quantity == "applied_percent")]
    >>> whole[["partner", "value", "unit"]].round(1).to_dict("records")
    [{'partner': 'CHN', 'value': 6.8, 'unit': 'per cent'}]
    """
    if by not in TABLES:
        raise ScenarioError(f"`--by` is `{by}`: give partner, sector or measure.")
    day = day_in(date, "--date")
    request = TariffRequest(importer, names_in(on, "--on"), weights, without_adcvd, span_of(first, last, day))
    question = tariff_question(world_in(world), day, request.without)
    settings = Settings(
        set_of(elasticities, question.world), horizon, closure, ranges=draws is not None, over=drawn_over(over, draws)
    )

    def build(settings: Settings, question: Question) -> Tariffs:
        return tariffs_document(request, threat_experiment(replace(settings, ranges=False), question))

    document = answer(DrawnQuestion(build, tariffs_telling, settings, question), draws, tell)
    return Paper(document, first_of(bullets(document)), "tariffs.html", TABLES[by], tariffs_texts, tariff_drawings)


def span_of(first: Day | None, last: Day | None, date: dt.date) -> Span:
    """The first and last day of a path, if one is asked for; without an end it goes to the date of the question."""
    if first is None and last is not None:
        raise ScenarioError("`--to` ends a path: give its beginning with `--from`, such as --from 2018-01-01.")
    if first is None:
        return None
    return day_in(first, "--from"), date if last is None else day_in(last, "--to")
