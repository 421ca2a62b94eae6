"""Every scenario of the library runs, writes its page, and says what its question is about."""

from __future__ import annotations

from functools import cache
from html import unescape

import pytest

from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.report.brief import render_brief
from middlepower.scenario.read import library, read_scenario

OTHERS = tuple(name for name in library() if name != "beijing-2026")  # the main job has tests of its own


@cache
def document(name: str) -> Results:
    """The results of a library scenario, without ranges."""
    scenario = read_scenario(name)
    return results_document(scenario, run_scenario(scenario, Settings(ranges=False)))


def income(name: str, state: str, economy: str) -> float:
    """Change of an economy's real income in a state of a scenario, per cent."""
    return document(name).states[state].economies[economy].real_income_percent.known


@pytest.mark.parametrize("name", OTHERS)
def test_a_library_scenario_is_solved_and_every_state_changes_something(name: str) -> None:
    results = document(name)
    assert results.header.worst_residual < 1e-6
    for state in results.states.values():
        moved = [abs(one.real_income_percent.known) for one in state.economies.values()]
        assert max(moved) > 1e-6, state.code


@pytest.mark.parametrize("name", OTHERS)
def test_a_library_scenario_has_a_page_notes_and_sources(name: str) -> None:
    scenario = read_scenario(name)
    assert scenario.notes
    assert scenario.sources
    page = unescape(render_brief(document(name)))
    assert scenario.title in page
    assert all(state.title in page for state in scenario.states.values())


def test_the_relief_that_ends_costs_canada_and_the_truce_that_ends_both_powers() -> None:
    assert income("january-2027", "relief-ends", "CAN") < 0
    assert income("january-2027", "truce-ends", "USA") < 0
    assert income("january-2027", "truce-ends", "CHN") < 0
    both = income("january-2027", "both-end", "CAN")
    assert both < min(income("january-2027", state, "CAN") for state in ("relief-ends", "truce-ends"))


def test_the_law_of_11_january_2027_is_the_two_measures_more() -> None:
    state = document("january-2027").states["both-end"]
    assert set(state.measures_with) == {"CN-CA-RELIEF-ENDS-2027", "CN-US-TRUCE-ENDS-2027"}
    assert set(state.measures_without) <= {
        "CN-CA-SUSPEND-2026",
        "CN-US-TRUCE-2026",
        "CN-REE-OCT2025",
        "CA-CN-REMIT-2025",
    }
