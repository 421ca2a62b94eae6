"""What every state of a library scenario must be; a new one is tested by being there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from middlepower.document.run import results_document
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.scenario.read import library, read_scenario
from middlepower.scenario.schema import Scenario

SCENARIOS = {name: read_scenario(name) for name in library()}
STATES = [(name, state) for name, scenario in SCENARIOS.items() for state in scenario.states]
LARGEST_CHANGE = 0.5  # no state of the library halves an income: a rate or a share would be in per cent

every_scenario = pytest.mark.parametrize("one", SCENARIOS.values(), ids=list(SCENARIOS))
every_state = pytest.mark.parametrize(("scenario", "state"), STATES, ids=["/".join(pair) for pair in STATES])


@cache
def solved(name: str) -> Experiment:
    """A library scenario under its main variant."""
    return run_scenario(SCENARIOS[name], Settings(ranges=False))


@every_scenario
def test_a_scenario_is_called_like_its_file_and_says_what_it_asks(one: Scenario) -> None:
    assert library()[one.scenario].stem == one.scenario
    assert len(one.title) > 10
    assert one.question.strip()
    assert one.sources


@every_scenario
def test_a_scenario_becomes_a_document(one: Scenario) -> None:
    results = results_document(one, solved(one.scenario))
    assert list(results.states) == list(one.states)


@every_state
def test_a_state_has_a_title(scenario: str, state: str) -> None:
    assert len(SCENARIOS[scenario].states[state].title) > 5


@every_state
def test_a_state_has_an_equilibrium_that_differs_from_the_baseline(scenario: str, state: str) -> None:
    run = solved(scenario).main
    found = run.states[state]
    change = found.real_income_hat / run.baseline.equilibrium.real_income_hat - 1.0
    assert found.report.residual < 1e-9
    assert np.abs(change).max() > 1e-9, "the state changes nothing: is it the baseline?"
    assert np.abs(change).max() < LARGEST_CHANGE
