"""What stands beside numbers on a terminal and a page: codes unbroken, extrapolations called so, years right."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from report_example import example_document, example_results, results_of

from middlepower.cli.run import _closures
from middlepower.document.actor import Headlines
from middlepower.document.number import Number
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.report.brief import render_brief
from middlepower.report.state_codes import broken, widest_piece
from middlepower.report.terminal import terminal_text
from middlepower.report.wording import data_of
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

CUT = {"between": ["CAN"], "and": ["AUS"]}


def run_of(settings: Settings) -> Results:
    """Canada without Australia, whole and in one sector."""
    scenario = Scenario.model_validate(
        {
            "scenario": "cut",
            "title": "Without Australia",
            "actors": ["CAN", "AUS"],
            "baseline": {"name": "13 January 2026", "date": "2026-01-13"},
            "states": {
                "cut": {"title": "no trade at all", "cut_off": [CUT]},
                "coal": {"title": "no coal", "cut_off": [CUT | {"sectors": ["B05"]}]},
            },
        }
    )
    return results_document(scenario, run_scenario(scenario, settings))


@pytest.fixture(scope="module")
def first_year() -> Results:
    return run_of(Settings(horizon="first-year", ranges=False))


def test_a_full_cut_off_in_the_first_year_is_called_an_extrapolation_beside_its_number(first_year: Results) -> None:
    told = {code: [remark.kind for remark in state.remarks] for code, state in first_year.states.items()}
    assert told == {"cut": ["extrapolation"], "coal": []}
    lines = terminal_text(first_year).splitlines()
    row = next(place for place, line in enumerate(lines) if line.startswith("cut "))
    assert lines[row + 1].startswith("(extrapolation)")
    assert not any(line.startswith("(extrapolation)") for line in lines[:row] + lines[row + 2 :])
    rows = render_brief(first_year).split("<tr>")
    marked = [row for row in rows if row.startswith('<th scope="row">no trade at all<small>(extrapolation)</small>')]
    assert any("real income" not in row and 'data-label="Australia"' in row for row in marked)  # Table 1, by actor
    assert not any("(extrapolation)" in row for row in rows if "no coal" in row)
    assert "wages that fall freely" in terminal_text(first_year)


def test_no_cut_off_is_an_extrapolation_in_the_long_run() -> None:
    results = run_of(Settings(ranges=False))
    marked = [state.code for state in results.states.values() if state.remarks]
    beside = any(actor.first_year for state in results.states.values() for actor in state.actors.values())
    assert marked == (["cut"] if beside else [])
    above, _, below = terminal_text(results).partition("in the first year")
    assert "(extrapolation)" not in above
    assert ("(extrapolation)" in below) is beside


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("cut-off-by-the-united-states", ["cut-off-by-", "the-united-", "states"]),
        ("counterretaliation", ["counterretaliation"]),
        ("a-counterretaliation", ["a-", "counterretaliation"]),
        ("deal", ["deal"]),
    ],
)
def test_a_code_breaks_at_hyphens_and_never_within_a_word(code: str, lines: list[str]) -> None:
    width = 12 if "counter" not in code else widest_piece([code])
    assert broken(code, width).split("\n") == lines
    if code == "cut-off-by-the-united-states":
        document = json.loads(json.dumps(example_document()).replace('"allies"', f'"{code}"'))
        tables, _, _ = terminal_text(results_of(document)).partition("Bottom line")
        shown = [line.split(" ")[0] for line in tables.splitlines()]
        assert [line for line in shown if line in lines] == lines * 3  # the first year and its unemployment have tables


def test_a_world_with_input_coefficients_of_another_year_says_both_years() -> None:
    for name, year in (("icio2017", 2022), ("icio2019", 2022), ("icio2022", 2022)):
        assert load_world(name).input_year == year
    assert World.from_dataset(load_world("icio2019").to_dataset()).input_year == 2022
    results = example_results()
    assert data_of(results.header) == "input-output data of 2022"
    borrowed = replace(results, header=replace(results.header, vintage=2019))
    assert data_of(borrowed.header) == "trade flows of 2019 with input coefficients of 2022"
    assert "Trade flows of 2019 with input coefficients of 2022" in render_brief(borrowed)


def test_closures_are_shown_without_a_negative_zero() -> None:
    results = example_results()
    state = results.main
    own = results.own_actor(state)
    numbers = {"balanced": Number(-1e-12), "fixed": Number(-0.001), "gdp_share": Number(-1.25)}
    changed: Any = replace(own, by_closure=Headlines(numbers, {}, {}, {}))
    actors = {**state.actors, results.economy: changed}
    shown = _closures(replace(results, break_even=None, states={state.code: replace(state, actors=actors)}))
    assert "-0.00" not in shown.replace(">-0.005", "")
    assert {">-0.005", "-1.25", "0.00"} <= set(shown.split())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_with_wide_codes_shows_fewer_actors_and_cuts_none(width: int) -> None:
    code = "a-state-with-quite-extraordinarily-long-words"
    document = json.loads(json.dumps(example_document()).replace('"allies"', f'"{code}"'))
    text = terminal_text(results_of(document), width=width)
    head = next(line for line in text.splitlines() if ("CAN" in line and "USA" in line) or line.startswith("income, %"))
    row = next(line for line in text.splitlines() if line.startswith("(baseline)"))
    share = row.split()[-1]
    assert share.count(".") == 1  # the last column is whole
    assert max(map(len, text.splitlines())) <= width
    assert "CAN" in head
