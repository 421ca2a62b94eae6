"""What a process of the desk kept from one question changes nothing of the answer to the next."""

from __future__ import annotations

import json
from typing import Any

import pytest

from middlepower.document.file import write
from middlepower.document.run import document_at_once
from middlepower.experiment.experiment import solve_experiment
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import comparison_variants
from middlepower.scenario.read import read_scenario
from middlepower.web.page_state import PageState
from middlepower.web.tasks import at_once, scenario_of

TARIFF = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}
BAN = {"between": ["CHN"], "and": ["CAN"], "direction": "imports", "products": ["canola_seed"]}
OFF = {"title": "off", "without_measures": ["CN-CA-CANOLASEED-AD-PRELIM"]}
EDITS: list[dict[str, Any]] = [
    {"a": {"title": "a", "tariffs": [TARIFF]}, "b": OFF},
    {"a": {"title": "a", "tariffs": [{**TARIFF, "rate": 0.1}], "cut_off": [BAN]}, "b": OFF},
    {"a": {"title": "a", "date": "2025-06-01"}, "c": {"title": "c"}},
]


def page_with(states: dict[str, Any], day: str, horizon: str = "long") -> PageState:
    baseline = {"name": f"status quo of {day}", "date": day}
    return PageState({"scenario": "x", "title": "x", "baseline": baseline, "states": states}, horizon=horizon)


def afresh(page: PageState) -> str:
    """The document of a page by a process that kept nothing."""
    scenario, settings = scenario_of(page), Settings(horizon=page.horizon, ranges=False)
    return write(
        document_at_once(scenario, solve_experiment(question_of(scenario), settings, comparison_variants(settings)))
    )


@pytest.mark.parametrize(("horizon", "last"), [("long", 1), ("first-year", 2)])
def test_an_edit_has_the_same_answer_after_others(horizon: str, last: int) -> None:
    pages = [page_with(states, "2026-01-13", horizon) for states in EDITS[: last + 1]]
    answers = [write(at_once(json.dumps(page.plain()))) for page in pages]
    assert answers[-1] == afresh(pages[-1])


def test_a_scenario_of_the_library_is_read_once() -> None:
    """The page asks for it at every edit; a user's own file is read anew."""
    assert read_scenario("beijing-2026") is read_scenario("beijing-2026")
