"""Case 15: told for another economy, the page is about that economy; one state is no ranking, one run no range."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.report.brief import render_brief
from middlepower.report.figures import axis_over
from middlepower.report.questions import answered
from middlepower.report.terminal import terminal_text
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario

CASE = Path(__file__).parents[1] / "cases" / "15-other-economy.yaml"


def told(name: str | Path, economy: str | None, *states: str) -> Results:
    scenario = narrowed(read_scenario(name), economy, states)
    return results_document(scenario, run_scenario(scenario, Settings(ranges=False)))


@pytest.fixture(scope="module")
def australia() -> Results:
    return told(CASE, "AUS")


def test_title_and_question_follow_the_economy(australia: Results) -> None:
    assert australia.title.endswith("what it means for Australia")
    assert australia.header.question.endswith("sectors of Australia?")
    assert "What does it do to Canada?" not in render_brief(australia)


def test_its_own_economy_keeps_title_and_question() -> None:
    own = told(CASE, "CAN")
    assert own.title == "A question about Canada"
    assert own.header.question == "What does it do to Canada?"


def test_one_state_is_no_ranking_and_one_run_no_range(australia: Results) -> None:
    page = render_brief(australia)
    for words in ("states compared,", "Best:", "Worst:", "lowest to highest of"):
        assert words not in page
    assert "there is no range" in page


def test_the_five_questions_are_headings_with_answers() -> None:
    results = told("beijing-2026", None)
    found = answered(results)
    page = render_brief(results)
    assert len(found) == 5
    for one in found:
        assert one.sentences
        assert f"<h3>{one.asks}</h3>" in page
    worth = results.own(results.main).real_income_musd.known
    assert f"+US$ {worth:,.0f} million" in found[1].sentences[0]


def test_questions_keep_the_points_whose_states_are_run() -> None:
    scenario = narrowed(read_scenario("beijing-2026"), None, ["deal", "truce"])
    assert [point.show for question in scenario.questions for point in question.points] == ["products", "provinces"]


@pytest.mark.parametrize("values", [[0.3], [-0.9, -0.1], [1e-4], [4.9], [-7.0, 0.1], [0.019, 0.021]])
def test_an_axis_has_two_ticks_at_least(values: list[float]) -> None:
    assert len(axis_over(values, wanted=3).ticks) >= 2
    assert len({tick.label for tick in axis_over(values, wanted=3).ticks}) == len(axis_over(values, wanted=3).ticks)


@pytest.mark.parametrize(
    ("code", "name", "sign"),
    [("AUS", "Australia", "A$"), ("KOR", "Korea", "KRW"), ("MEX", "Mexico", "MX$"), ("DEU", "Germany", "EUR")],
)
def test_the_first_page_is_about_the_economy_that_is_asked_for(code: str, name: str, sign: str) -> None:
    results = told(CASE, code)
    page = unescape(render_brief(results))
    head, _, _ = page.partition("Annex</span>")
    for words in (
        f"what it means for {name}",
        f"trade and sectors of {name}?",
        f"{sign} ",
        f"Average tariffs between {name}",
    ):
        assert words in page, words
    assert f"{name}’s real income" in head
    for words in ("Canada’s real income", "Best:", "Worst:", "states compared,", "-0.00", "\N{MINUS SIGN}0.00%"):
        assert words not in head, words
    assert code in terminal_text(results)
