"""What the brief and the terminal say of work and sectors in the first year."""

from __future__ import annotations

from report_example import example_document, number, results_of

from middlepower.document.results import Results
from middlepower.report.brief import render_brief
from middlepower.report.first_year import first_year_rows
from middlepower.report.first_year_tables import most_moved, sales_rows, unemployment_rows
from middlepower.report.terminal import terminal_text

SECTORS = ("A01", "A03", "C10T12", "C29", "SERV")


def example(**sizes: float) -> Results:
    """The example document, whose states' first years have sectors, jobs in proportion to a size by state."""
    document = example_document()
    for name, size in sizes.items():
        first = document["states"][name]["actors"]["CAN"]["first_year"]
        for key in ("jobs_percent", "real_wages_percent", "real_returns_percent", "sales_musd"):
            first[key] = {
                sector: number(size * place, size * place - 1.0, size * place + 1.0)
                for place, sector in enumerate(document["sectors"])
            }
    for code, label in document["sectors"].items():
        label["isic"] = {"A01": "01", "A03": "03", "C10T12": "10-12"}.get(code, code)
    return results_of(document)


def test_unemployment_is_told_by_anchor_and_never_without_its_range() -> None:
    results = example()
    rows = unemployment_rows(results)
    assert rows
    for row in rows:
        assert len(row.numbers) == 4
        assert all(found is not None and found.ends is not None for _, found in row.numbers)
    page, text = render_brief(results), terminal_text(results)
    assert "Wages held to nominal GDP" in page
    assert "Apart: a fixed exchange rate" in page
    assert "apart: fixed" in text
    assert max(map(len, text.splitlines())) <= 80


def test_below_each_number_of_the_first_year_stands_the_long_run_s() -> None:
    results = example()
    rows = first_year_rows(results)
    assert len(rows) == len(results.states)
    for row in rows:
        assert list(row.long_run) == [label for label, _ in row.numbers[:3]]
        assert row.long_run["Real income"] == results.own(row.state).real_income_percent
    assert "long run " in render_brief(results)


def test_a_state_in_which_nobody_loses_work_has_no_row() -> None:
    results = example()
    quiet = {state.code for state in results.states.values()} - {row.code for row in unemployment_rows(results)}
    for name in quiet:
        first = results.states[name].actors["CAN"].first_year
        assert first is not None
        assert first.unemployment_percent.ends is not None
        assert max(first.unemployment_percent.ends) < 0.1


def test_sectors_are_those_of_the_state_that_moves_income_most_and_farms_and_food_are_among_them() -> None:
    found = most_moved(example(deal=0.1, **{"deal-and-us-100": -1.0}))
    assert found is not None
    state, lines = found
    assert state.code == "deal-and-us-100"
    assert {"A01", "A03", "C10T12"} <= {line.code for line in lines}
    assert len(lines) == 8 + 3
    assert [title for title, _ in lines[0].numbers][-1] == "Sales, US$ million"


def test_sales_of_farms_boats_and_food_are_told_by_state() -> None:
    rows = sales_rows(example(deal=0.1))
    assert [row.code for row in rows] == ["deal"]
    assert len(rows[0].numbers) == 3


def test_without_a_first_year_there_is_nothing_to_tell() -> None:
    document = example_document()
    for state in document["states"].values():
        for actor in state["actors"].values():
            actor["first_year"] = None
    results = results_of(document)
    assert (unemployment_rows(results), most_moved(results), sales_rows(results)) == ([], None, [])
