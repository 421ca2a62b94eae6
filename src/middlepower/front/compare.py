"""`mp.compare`: two states side by side, and what tells them apart."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
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
from middlepower.front.asked import Day, Tell, name_of, say_nothing, settings_on
from middlepower.front.finding import Paper, first_of
from middlepower.language.catalogue import say
from middlepower.report.compare_files import compare_texts
from middlepower.report.compare_page import bullets, comparison_drawings
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import BaselineLaw, Scenario, State
from middlepower.world.world import World

DIGITS = re.compile(r"[\d./-]+")  # of what is meant for a day


def compare(
    first: Day,
    second: Day,
    anyway: bool = False,
    *,
    elasticities: str | None = None,
    horizon: str = "long",
    closure: str = "world_gdp_share",
    world: str | World | None = None,
    ranges: bool = False,
    tell: Tell = say_nothing,
) -> Paper[StatesCompared]:
    """How far two states, two runs or the law of two days are apart, and what tells them apart.

    Args:
        first: SCENARIO:STATE, DIR:STATE of a run's folder, or a day.
        second: The same of the other.
        anyway: Also where worlds or baselines differ.
        elasticities: Elasticity set, such as MEDIAN or FGO; those of the world if none.
        horizon: long, medium or first-year.
        closure: What happens to deficits.
        world: Another world than the scenarios': a World, a name or a file; not of a run's folder.
        ranges: Also under every published elasticity set.
        tell: Is called with a line of text at each step.
    """
    how = HowCompared(Settings(horizon=horizon, closure=closure, ranges=ranges), elasticities, name_of(world))
    document = comparison(side(str(first), how), side(str(second), how), anyway)
    headline = first_of(bullets(document))
    return Paper(document, headline, "comparison.html", "comparison", compare_texts, comparison_drawings)


@dataclass(frozen=True)
class HowCompared:
    """How both sides are solved: with which elasticities, on which world; each side's own where none is named."""

    settings: Settings
    elasticities: str | None
    world: str | None

    def solved(self, scenario: Scenario) -> Results:
        """The document of a side that is solved now."""
        asked = narrowed(scenario, world=self.world)
        return results_document(asked, run_at_both(asked, settings_on(asked, self.elasticities, self.settings)))


def side(words: str, how: HowCompared) -> Chosen:
    """The state that words ask for: a day, DIR:STATE of a run that was written, or SCENARIO:STATE."""
    day = _day(words)
    if day is not None:
        state = State(title=day_title(day), date=day)
        base = BaselineLaw(name=day_title(STATUS_QUO), date=STATUS_QUO)
        scenario = Scenario(scenario="days", title=say("compare.law_of_a_day"), baseline=base, states={words: state})
        return chosen(words, how.solved(scenario), words)
    if DIGITS.fullmatch(words):
        raise ScenarioError(f"`{words}` is no day: write one as 2026-01-13.")
    place, colon, name = words.rpartition(":")
    if not (place and colon and name):
        raise ScenarioError(f"`{words}` is no state: write SCENARIO:STATE, DIR:STATE of a run's folder, or a day.")
    if Path(place).is_dir() or place.endswith(".json"):
        if how.world is not None:
            raise ScenarioError(f"`--world` can't change `{words}`, a run that was made: leave it out.")
        return chosen(words, read(Path(place), Results), name)
    return chosen(words, how.solved(narrowed(read_scenario(place), None, (name,))), name)


def _day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None
