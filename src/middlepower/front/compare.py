"""`mp.compare`: two states side by side, and what tells them apart."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from middlepower.document.compare import Chosen, chosen, comparison
from middlepower.document.compared import StatesCompared
from middlepower.document.file import read
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.errors import ScenarioError
from middlepower.experiment.run import run_at_both
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import STATUS_QUO, day_title
from middlepower.front.asked import Day, Tell, say_nothing
from middlepower.front.finding import Paper, first_of
from middlepower.language.catalogue import say
from middlepower.report.compare_files import compare_texts
from middlepower.report.compare_page import bullets, comparison_drawings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import BaselineLaw, Scenario, State

DIGITS = re.compile(r"[\d./-]+")  # of what is meant for a day


def compare(
    first: Day,
    second: Day,
    anyway: bool = False,
    *,
    elasticities: str = "MEDIAN",
    horizon: str = "long",
    closure: str = "world_gdp_share",
    ranges: bool = False,
    tell: Tell = say_nothing,
) -> Paper[StatesCompared]:
    """How far two states, two runs or the law of two days are apart, and what tells them apart.

    Args:
        first: SCENARIO:STATE, DIR:STATE of a run's folder, or a day.
        second: The same of the other.
        anyway: Also where worlds or baselines differ.
        elasticities: Elasticity set, such as MEDIAN or FGO.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        ranges: Also under every published elasticity set.
        tell: Is called with a line of text at each step.
    """
    settings = Settings(elasticities, horizon, closure, ranges=ranges)
    document = comparison(side(str(first), settings), side(str(second), settings), anyway)
    headline = first_of(bullets(document))
    return Paper(document, headline, "comparison.html", "comparison", compare_texts, comparison_drawings)


def side(words: str, settings: Settings) -> Chosen:
    """The state that words ask for: a day, DIR:STATE of a run that was written, or SCENARIO:STATE."""
    day = _day(words)
    if day is not None:
        state = State(title=day_title(day), date=day)
        base = BaselineLaw(name=day_title(STATUS_QUO), date=STATUS_QUO)
        scenario = Scenario(scenario="days", title=say("compare.law_of_a_day"), baseline=base, states={words: state})
        return chosen(words, _solved(scenario, settings), words)
    if DIGITS.fullmatch(words):
        raise ScenarioError(f"`{words}` is no day: write one as 2026-01-13.")
    place, colon, name = words.rpartition(":")
    if not (place and colon and name):
        raise ScenarioError(f"`{words}` is no state: write SCENARIO:STATE, DIR:STATE of a run's folder, or a day.")
    if Path(place).is_dir() or place.endswith(".json"):
        return chosen(words, read(Path(place), Results), name)
    return chosen(words, _solved(narrowed(read_scenario(place), None, (name,)), settings), name)


def _day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None


def _solved(scenario: Scenario, settings: Settings) -> Results:
    return results_document(scenario, run_at_both(scenario, settings))
