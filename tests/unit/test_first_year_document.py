"""The first year in the document of a run: unemployment with its ranges, and what sectors pay, earn and sell."""

from __future__ import annotations

import pytest

from middlepower.document.first_year import FirstYear
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.scenario.read import parse_scenario
from middlepower.scenario.schema import Scenario

TEXT = """
scenario: threat
title: A threat
economy: CAN
powers: [USA]
actors: [USA, CHN]
baseline: {name: the law of a day, date: 2026-01-13}
states:
  threat: {title: 50%, tariffs: [{importers: [USA], exporters: [CAN], rate: 0.5}]}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.model_validate(parse_scenario(TEXT, "the text"))


@pytest.fixture(scope="module")
def experiment(scenario: Scenario) -> Experiment:
    return run_scenario(scenario, Settings())


@pytest.fixture(scope="module")
def results(scenario: Scenario, experiment: Experiment) -> Results:
    return results_document(scenario, experiment)


@pytest.fixture(scope="module")
def canada(results: Results) -> FirstYear:
    found = results.own_actor(results.main).first_year
    assert found is not None
    return found


def test_unemployment_stands_by_anchor_with_the_range_of_the_floor(canada: FirstYear) -> None:
    by_anchor = canada.unemployment_by_anchor_percent
    assert list(by_anchor) == ["consumer prices", "own value added", "world value added"]
    for number in by_anchor.values():
        assert number.ends is not None
        assert 0.0 <= number.ends[0] <= number.known <= number.ends[1]
    gdp, prices, fixed = (by_anchor[name].known for name in ("own value added", "consumer prices", "world value added"))
    assert gdp < prices < fixed  # the central bank looks through, or cannot


def test_the_range_of_unemployment_holds_both_anchors_and_not_a_fixed_exchange_rate(canada: FirstYear) -> None:
    ends, by_anchor = canada.unemployment_percent.ends, canada.unemployment_by_anchor_percent
    assert ends is not None
    assert ends[0] <= by_anchor["own value added"].known <= ends[1]
    assert canada.unemployment_percent.known == by_anchor["consumer prices"].known
    assert by_anchor["world value added"].known > ends[1]
    assert canada.unemployment_percent.known == -canada.employment_total_percent.known


def test_every_sector_has_jobs_pay_returns_and_sales_of_the_own_economy_alone(
    canada: FirstYear, results: Results
) -> None:
    for numbers in (canada.jobs_percent, canada.real_wages_percent, canada.real_returns_percent, canada.sales_musd):
        assert set(numbers) == set(results.sectors)
    assert min(number.known for number in canada.real_wages_percent.values()) == pytest.approx(-3.0)
    assert canada.sales_musd["C29"].known < -1_000.0
    power = results.states["threat"].actors["USA"].first_year
    assert power is not None
    assert power.jobs_percent == {}


def test_residuals_of_the_first_year_count_in_the_headers(experiment: Experiment, results: Results) -> None:
    assert experiment.beside is not None
    apart = [state.report.residual for run in experiment.beside.apart for state in run.states.values()]
    assert len(apart) == 5
    assert results.header.worst_residual >= max(apart)
