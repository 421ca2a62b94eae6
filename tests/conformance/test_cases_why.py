"""States that change nothing, groups that the world can't show, flows of another time: what is said of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from middlepower.cli.guard import guarded

Case = Callable[..., dict[str, Any]]

NOTHING_MOVES = """\
scenario: nothing-moves
title: States that equal the baseline, each for another reason
economy: CAN
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
measures:
  - {id: before, title: a measure dated before the baseline, imposer: USA, targets: [KOR], instrument: surtax,
     products: [{goods: [C29], rate: 0.25}], date_in_force: 2025-06-01, status: in force, sources: [assumed],
     confidence: low}
states:
  already-there: {title: switched on although in the baseline, with_measures: [before]}
  not-there: {title: lifted although never in force, without_measures: [US-CA-THREAT-100]}
  unquantified: {title: a measure without numbers, with_measures: [CN-REE-OCT2025]}
  own-sales: {title: a tariff on own sales, tariffs: [{importers: [CAN], exporters: [CAN], rate: 0.25}]}
  long-ago: {title: a day before any known measure, date: 1950-01-01}
"""
EMPTY_LIST = (
    "  no-sector: {title: an empty list, tariffs: [{importers: [USA], exporters: [CAN], sectors: [], rate: 1%}]}\n"
)
GROUPS = """\
scenario: group-partly-in-the-world
title: A tariff on groups of which only some members are economies of the world
economy: SAU
actors: [SAU, ARE, BRA, ARG, USA]
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
states:
  s: {title: 25% by the United States, tariffs: [{importers: [USA], exporters: [GCC, MERCOSUR], rate: 0.25}]}
"""
ON_A_GROUP = """\
scenario: measure-on-a-group
title: A measure on a group of which only some members are economies of the world
economy: SAU
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
measures:
  - {id: on-gulf, title: a measure on a group, imposer: USA, targets: [GCC], instrument: surtax,
     products: [{goods: [C29], rate: 0.25}], date_in_force: 2026-02-01, status: in force, sources: [assumed],
     confidence: low}
states:
  s: {title: switched on, with_measures: [on-gulf]}
"""


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Case:
    """A function that runs a scenario's text and returns its results, the terminal's text and the folder written."""

    def run(text: str) -> dict[str, Any]:
        file, out = tmp_path / "case.yaml", tmp_path / "out"
        file.write_text(text, encoding="utf-8")
        code = guarded(["run", str(file), "--no-ranges", "--why", "--out", str(out)])
        said = capsys.readouterr()
        results = json.loads((out / "results.json").read_text("utf-8")) if code == 0 else {}
        return {"code": code, "terminal": " ".join(said.out.split()), "error": said.err, "out": out, **results}

    return run


def remarks(state: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """{kind: the last remark of that kind}."""
    return {remark["kind"]: remark for remark in state["remarks"]}


def page(run: dict[str, Any]) -> str:
    """The words of the page."""
    text = (run["out"] / "brief.html").read_text("utf-8").replace("&#39;", "'")
    return " ".join(text.replace("<code>", "`").replace("</code>", "`").split())


def test_every_state_that_equals_its_baseline_says_why_on_terminal_document_and_page(case: Case) -> None:
    found = case(NOTHING_MOVES)
    said = {name: remarks(state) for name, state in found["states"].items()}
    why = {name: about["equals the baseline"]["about"] for name, about in said.items() if name != "long-ago"}
    assert why == {
        "already-there": ["in the baseline"],
        "not-there": ["not in force"],
        "unquantified": ["not quantified"],
        "own-sales": ["own sales"],
    }
    assert said["long-ago"]["before all measures"]["about"][0] == "1950-01-01"
    for about in said.values():
        for remark in about.values():
            assert remark["text"] in found["terminal"]
            assert remark["text"] in page(found)
    assert "`before` is in the baseline already" in found["terminal"]
    for name in why:
        assert found["states"][name]["economies"]["CAN"]["real_income_percent"]["value"] == pytest.approx(0, abs=1e-9)


def test_an_empty_list_is_an_error(case: Case) -> None:
    found = case(NOTHING_MOVES + EMPTY_LIST)
    assert found["code"] == 2
    assert "states.no-sector.tariffs.0.sectors" in found["error"]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (GROUPS, [["GCC", "BHR", "KWT", "OMN", "QAT"], ["MERCOSUR", "BOL", "PRY", "URY"]]),
        (ON_A_GROUP, [["on-gulf", "BHR", "KWT", "OMN", "QAT"]]),
    ],
    ids=["tariff", "measure"],
)
def test_members_of_a_group_inside_an_aggregate_are_named(case: Case, text: str, left_out: list[list[str]]) -> None:
    found = case(text)
    said = [one for one in found["states"]["s"]["remarks"] if one["kind"] == "left out"]
    assert [one["about"] for one in said] == left_out
    for one in said:
        assert "Rest of the world (ROW)" in one["text"]
        assert one["text"] in found["terminal"]
        assert one["text"] in page(found)
    assert "Bahrain, Kuwait, Oman and Qatar" in said[0]["text"]


def test_what_a_state_changes_is_one_table_in_document_terminal_page_and_file(case: Case) -> None:
    """Two economies of the Gulf and two of Mercosur, all goods: the same trade everywhere."""
    found = case(GROUPS)
    law = found["states"]["s"]["law"]
    assert {(row["kind"], row["name"], row["importer"]) for row in law} == {("tariff", "tariff 1", "USA")}
    assert {row["exporter"] for row in law} == {"SAU", "ARE", "BRA", "ARG"}
    with (found["out"] / "law.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in law:
        flows = [one for one in rows if one["exporter"] == row["exporter"]]
        trade = sum(float(one["trade_covered_musd"]) for one in flows)
        assert len(flows) == row["flows"]
        assert trade == pytest.approx(row["trade_covered_musd"]["value"], rel=1e-6)
        assert row["rate_after"]["value"] - row["rate_before"]["value"] == pytest.approx(0.25)
        assert f"{trade:,.0f}" in found["terminal"]
        assert f"{trade:,.0f}" in page(found)
