"""`draws` of `mp.run`: medians and quantiles of draws in the place of ranges over sets."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from middlepower.document.outcomes import Outcomes, outcomes_of
from middlepower.document.run_draws import with_draws
from middlepower.errors import ScenarioError
from middlepower.experiment.run import run_scenario, with_first_year
from middlepower.experiment.settings import Settings
from middlepower.experiment.weights import EQUAL
from middlepower.front.asked import Tell
from middlepower.front.beside import StudyFound
from middlepower.front.ensemble import HowDrawn, draw
from middlepower.report.ensemble_page import ensemble_drawings, ensemble_texts, headline
from middlepower.scenario.schema import Scenario

STUDY, PAGE = "ensemble", "ensemble.html"


def drawn_run(
    scenario: Scenario, settings: Settings, draws: int, kept_in: Path | None, tell: Tell
) -> tuple[Outcomes, list[tuple[str, StudyFound]]]:
    """(the main run of a scenario with medians and quantiles of draws, what the draws say beside it).

    Draws of the same run that lie in the folder are not solved again.
    """
    if not settings.ranges:
        raise ScenarioError("`--draws` asks for ranges and `--no-ranges` for none: leave one of them out.")
    found = draw(scenario, settings, HowDrawn(draws, resume=True), kept_in, tell)
    experiment = with_first_year(run_scenario(scenario, replace(settings, ranges=False, weights=EQUAL)), settings)
    outcomes = with_draws(outcomes_of(scenario, experiment), found.read, found.plan)
    document = found.document
    study = StudyFound(
        document, partial(ensemble_texts, document), headline(document), PAGE, tuple(ensemble_drawings(document))
    )
    return outcomes, [(STUDY, study)]
