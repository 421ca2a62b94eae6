"""Effective tariffs in a run's document: what is paid over what crosses the border, state by state."""

from __future__ import annotations

import pytest

from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.report.brief import render_brief
from middlepower.report.tables import tariff_rows
from middlepower.scenario.schema import Scenario


@pytest.fixture(scope="module")
def results() -> Results:
    """A state that replaces every rate of the United States on Canada by 25%, and one that ends trade with China."""
    everywhere = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25, "relation": "replaces"}
    scenario = Scenario.model_validate(
        {
            "scenario": "effective",
            "title": "Effective tariffs",
            "actors": ["CAN", "USA", "CHN", "EU", "DEU"],
            "baseline": {"name": "status quo of 13 January 2026", "date": "2026-01-13"},
            "states": {
                "flat": {"title": "25% on all goods", "tariffs": [everywhere]},
                "cut": {"title": "no trade with China", "cut_off": [{"between": ["CAN"], "and": ["CHN"]}]},
            },
        }
    )
    return results_document(scenario, run_scenario(scenario, Settings(ranges=False)))


def test_one_rate_on_all_goods_is_the_effective_rate(results: Results) -> None:
    flat = results.states["flat"].effective_tariff_percent
    assert flat["USA"]["CAN"].known == pytest.approx(25.0, rel=1e-9)
    assert flat["CAN"]["USA"].known == pytest.approx(
        results.baseline_state.effective_tariff_percent["CAN"]["USA"].known, rel=0.05
    )


def test_where_trade_ends_there_is_no_rate_and_the_reason_stands_there(results: Results) -> None:
    number = results.states["cut"].effective_tariff_percent["CAN"]["CHN"]
    assert (number.value, number.reason) == (None, "no goods are traded")


def test_a_group_and_its_member_stand_apart(results: Results) -> None:
    """Germany is no partner of the European Union; the Union is one of Germany, without Germany in it."""
    rates = results.baseline_state.effective_tariff_percent
    assert "DEU" not in rates["EU"]
    assert rates["DEU"]["EU"].known == pytest.approx(0.0, abs=0.1)
    assert rates["USA"]["EU"].known > 5.0


def test_the_brief_shows_a_row_for_each_pair(results: Results) -> None:
    rows = tariff_rows(results)
    assert ("USA", "CAN") in [row[:2] for row in rows]
    assert all(len(rates) == 3 for _, _, rates in rows)
    assert ". Effective tariffs" in render_brief(results)
