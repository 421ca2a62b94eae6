"""A grid in a state: every point is a state of its own, solved and shown as one."""

from __future__ import annotations

from typing import Any

import pytest

from middlepower.document.file import parse, write
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.errors import ScenarioError
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.report.brief import render_brief
from middlepower.report.run_drawings import run_drawings
from middlepower.report.sweeps import sweeps
from middlepower.scenario.schema import Scenario

TAX = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.1}


def scenario(**fields: Any) -> Scenario:
    """A scenario of one state with these fields."""
    states = {"tax": {"title": "A tax", "tariffs": [TAX], **fields}}
    baseline = {"name": "then", "date": "2026-01-13"}
    return Scenario.parsed({"scenario": "mine", "title": "Mine", "baseline": baseline, "states": states}, "a test")


def test_every_point_is_a_state_in_the_order_of_the_grid() -> None:
    found = scenario(sweep={"rates": ["10%", "25%"], "dates": ["2026-01-13", "2026-11-01"], "partners": ["CAN", "MEX"]})
    assert list(found.states)[:3] == ["tax-10-20260113-CAN", "tax-10-20260113-MEX", "tax-10-20261101-CAN"]
    assert len(found.states) == 8
    last = found.states["tax-25-20261101-MEX"]
    assert last.title == "A tax: 25%, 2026-11-01, MEX"
    assert last.sweep is None
    assert str(last.date) == "2026-11-01"
    assert (last.tariffs[0].rate, last.tariffs[0].exporters) == (0.25, ("MEX",))


def test_partners_stand_for_those_of_a_cut_off() -> None:
    cut = {"between": ["CHN"], "and": ["CAN"]}
    found = scenario(tariffs=[], cut_off=[cut], sweep={"partners": ["CAN", "AUS"]})
    assert [state.cut_off[0].and_ for state in found.states.values()] == [("CAN",), ("AUS",)]


def test_points_are_solved_like_states_written_out() -> None:
    """Three rates: the loss grows with the rate, and a point is what a state of that rate is."""
    grid = scenario(sweep={"rates": [0.1, 0.2, 0.4]})
    main = run_scenario(grid, Settings(ranges=False)).main
    n = main.baseline.world.region("CAN")
    income = [float(solved.real_income_hat[n]) for solved in main.states.values()]
    assert income == sorted(income, reverse=True)
    assert income[0] > income[2]
    alone = scenario(tariffs=[{**TAX, "rate": 0.4}])
    written = run_scenario(alone, Settings(ranges=False)).main.states["tax"]
    assert income[2] == pytest.approx(float(written.real_income_hat[n]), abs=1e-9)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sweep": {}}, "the grid is empty"),
        ({"sweep": {"rates": [0.1, 0.1]}}, "stands twice"),
        ({"sweep": {"rates": [n / 100 for n in range(61)]}}, "61 points, more than 60"),
        ({"tariffs": [], "sweep": {"rates": [0.1]}}, "give it one"),
        ({"tariffs": [], "sweep": {"partners": ["CAN"]}}, "give it one"),
    ],
)
def test_a_grid_without_sense_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        scenario(**fields)


@pytest.fixture(scope="module")
def grids() -> Results:
    """Two grids in one run: of one axis, and of two."""
    tax = {"title": "A tax", "tariffs": [TAX], "sweep": {"rates": ["10%", "50%"]}}
    pair = {"title": "A tax on one", "tariffs": [TAX], "sweep": {"rates": ["10%", "50%"], "partners": ["CAN", "MEX"]}}
    document = {"scenario": "mine", "title": "Mine", "baseline": {"name": "then", "date": "2026-01-13"}}
    asked = Scenario.parsed({**document, "states": {"tax": tax, "pair": pair, "alone": {"title": "Same"}}}, "a test")
    return results_document(asked, run_scenario(asked, Settings(ranges=False)))


def test_a_grid_is_a_chart_of_its_actors_and_a_table(grids: Results) -> None:
    one = sweeps(grids)[0]
    assert (one.title, one.axes) == ("A tax", ("rate",))
    assert [row.labels for row in one.rows] == [("10%",), ("50%",)]
    income = grids.states["tax-50"].economies["CAN"].real_income_percent
    assert one.rows[1].numbers[0] == income
    assert one.plot.lines[0].label == "Canada"
    assert [tick.label for tick in one.plot.x.ticks] == ["10%", "50%"]
    assert one.plot.lines[0].points[1].y > one.plot.lines[0].points[0].y, "a larger loss stands lower"


def test_a_grid_of_two_axes_has_a_line_for_each_partner(grids: Results) -> None:
    two = sweeps(grids)[1]
    assert two.axes == ("rate", "partner")
    assert [line.label for line in two.plot.lines] == ["Canada", "Mexico"]
    assert [row.labels for row in two.rows] == [
        ("10%", "Canada"),
        ("10%", "Mexico"),
        ("50%", "Canada"),
        ("50%", "Mexico"),
    ]
    assert two.all_drawn


def test_grids_stand_on_the_page_and_among_the_figures(grids: Results) -> None:
    page = render_brief(grids)
    for said in ("A tax: point by point", "A tax on one: point by point", "a line for each partner"):
        assert said in page
    assert {"grid-tax", "grid-pair"} <= {one.name for one in run_drawings(grids)}


def test_points_are_known_after_a_document_was_read_back(grids: Results) -> None:
    read = sweeps(parse(write(grids), Results, "a test"))
    assert [(one.code, one.axes, [row.labels for row in one.rows]) for one in read] == [
        (one.code, one.axes, [row.labels for row in one.rows]) for one in sweeps(grids)
    ]
