"""Every scenario of the library runs, writes its page, and says what its question is about.

One test a scenario, because each solves it once.
"""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.policy.shares import facts
from middlepower.report.brief import render_brief
from middlepower.scenario.read import library, read_scenario

Income = Callable[[str, str], float]  # of a state and an economy: change of real income, per cent


def australia(income: Income, _results: Results) -> None:
    """What China declared cost least, all that it did more, the ores that it spared would have cost most."""
    losses = [income(state, "AUS") for state in ("barley-and-wine", "all-measures", "iron-ore-too")]
    assert 0 > losses[0] > losses[1] > losses[2]
    assert losses[1] > -0.5
    assert all(income(state, "CHN") < 0 for state in ("all-measures", "iron-ore-too"))


def korea(income: Income, _results: Results) -> None:
    """Visitors were worth less than the electronics that China spared."""
    assert 0 < income("visitors-return", "KOR") < 0.4
    assert income("electronics-too", "KOR") < -income("visitors-return", "KOR")
    assert income("all-trade", "KOR") < income("electronics-too", "KOR")


def lithuania(income: Income, _results: Results) -> None:
    """The embargo costs Lithuania and not China; blocking the whole Union would have cost China."""
    assert income("embargo", "LTU") < 0
    assert abs(income("embargo", "CHN")) < 0.001
    assert income("both-ways", "LTU") < income("embargo", "LTU")
    assert income("whole-union", "CHN") < -0.1


def europe_and_china(income: Income, _results: Results) -> None:
    """China's answer hits France and Spain, and shrank in the end."""
    assert income("car-duties", "CHN") < 0
    for hit in ("FRA", "ESP"):
        assert income("deposits", hit) < income("final-duties", hit)
        assert income("deposits", hit) < income("car-duties", hit)


def cusma(income: Income, _results: Results) -> None:
    """A lapse costs Canada and Mexico."""
    assert all(income(state, code) < 0 for state in ("us-leaves", "both-ways", "all-three") for code in ("CAN", "MEX"))


def law_of_2025(income: Income, _results: Results) -> None:
    """April 2025 cost the United States and China most."""
    for power in ("USA", "CHN"):
        others = [income(state, power) for state in ("march", "winter", "after-the-ruling")]
        assert income("april", power) < min(others)


def january(income: Income, results: Results) -> None:
    """The relief that ends costs Canada, the truce that ends both powers; both are two measures more."""
    assert income("relief-ends", "CAN") < 0
    assert income("truce-ends", "USA") < 0
    assert income("truce-ends", "CHN") < 0
    assert income("both-end", "CAN") < income("relief-ends", "CAN")
    both = results.states["both-end"]
    assert set(both.measures_with) == {"CN-CA-RELIEF-ENDS-2027", "CN-US-TRUCE-ENDS-2027"}
    gone = {"CN-CA-SUSPEND-2026", "CN-US-TRUCE-2026", "CN-REE-OCT2025", "CA-CN-REMIT-2025", "RU-FOOD-EMBARGO"}
    assert set(both.measures_without) <= gone


def published(income: Income, _results: Results) -> None:
    """An answer costs the one who started, a wider tariff costs those whom it reaches."""
    assert income("us-25-answered", "CAN") < income("us-25-energy-10-answered", "CAN") < 0
    assert income("us-25-and-china-10-answered", "USA") < income("us-25-and-china-10", "USA")
    assert income("us-25-and-china-10", "CHN") < 0
    assert income("us-60-china-10-others-answered", "CAN") > 0


def treaty(income: Income, _results: Results) -> None:
    """Each agreement gains Canada income, each answer costs it some; 35% on all goods earns the United States some."""
    assert all(income(state, "CAN") > 0 for state in ("quota-deal", "truce", "free-trade"))
    assert 0 > income("sector-tariffs", "CAN") > income("thirty-five", "CAN") > income("hundred", "CAN")
    assert income("thirty-five", "USA") > 0 > income("hundred", "USA")
    assert income("mexico-follows", "MEX") < 0


def treaty_korea(income: Income, _results: Results) -> None:
    """Free trade in industrial goods gains Korea more than the tariffs that were announced would cost it."""
    assert income("industry", "KOR") > 0
    assert 0 > income("sector-tariffs", "KOR") > income("twenty-five", "KOR")
    assert income("industry", "KOR") > -income("sector-tariffs", "KOR")


FINDINGS = {
    "australia-2020": australia,
    "korea-2017": korea,
    "lithuania-2021": lithuania,
    "eu-china-2024": europe_and_china,
    "cusma-lapse-2026": cusma,
    "january-2027": january,
    "world-2025": law_of_2025,
    "published-2025": published,
    "treaty-2026": treaty,
    "treaty-korea-2026": treaty_korea,
}
LONG = ("world-2025", "published-2025")  # tariffs on all flows of many states; the slow tier runs them
MAIN = "beijing-2026"  # has tests of its own


def test_every_scenario_of_the_library_has_its_finding() -> None:
    assert {*FINDINGS, MAIN} == set(library())


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in FINDINGS]
)
def test_a_library_scenario_is_solved_and_written_and_finds_what_it_asks_for(name: str) -> None:
    scenario = read_scenario(name)
    results = results_document(scenario, run_scenario(scenario, Settings(ranges=False)))
    assert results.header.worst_residual < 1e-6
    for state in results.states.values():
        assert max(abs(one.real_income_percent.known) for one in state.economies.values()) > 1e-6, state.code
    assert scenario.notes
    assert scenario.sources
    page = unescape(render_brief(results))
    assert scenario.title in page
    assert all(state.title in page for state in scenario.states.values())
    FINDINGS[name](lambda state, code: results.states[state].economies[code].real_income_percent.known, results)


def test_a_share_before_a_measure_is_not_that_of_the_world_after_it() -> None:
    """Barley and wine had gone from the flows of 2022, and stand in those of 2019."""
    for good in ("barley", "bottled_wine"):
        assert facts(2022)["CHN", "AUS", good].share == 0.0
        assert facts(2019)["CHN", "AUS", good].share > 0.1
        assert facts(2017)["CHN", "AUS", good].year == 2019
