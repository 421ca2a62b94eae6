"""Inputs that passed in silence: states that change nothing, groups that the world can't show, flows of another time,
products that no table knows, names that a terminal or a spreadsheet would obey."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from middlepower.cli.guard import guarded

CASES = Path(__file__).parents[1] / "cases"
Ran = dict[str, Any]
Case = Callable[..., Ran]
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


def text_of(name: str) -> str:
    """The text of a case."""
    return (CASES / name).read_text(encoding="utf-8")


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Case:
    """A function that runs a scenario's text and returns its results, the terminal's text and the folder written."""

    def run(text: str) -> Ran:
        file, out = tmp_path / "case.yaml", tmp_path / "out"
        file.write_text(text, encoding="utf-8")
        code = guarded(["run", str(file), "--no-ranges", "--why", "--out", str(out)])
        said = capsys.readouterr()
        results = json.loads((out / "results.json").read_text("utf-8")) if code == 0 else {}
        return {"code": code, "terminal": " ".join(said.out.split()), "error": said.err, "out": out, **results}

    return run


def remarks(state: Ran) -> dict[str, Ran]:
    """{kind: the last remark of that kind}."""
    return {remark["kind"]: remark for remark in state["remarks"]}


def page(run: Ran) -> str:
    """The words of the page."""
    text = (run["out"] / "brief.html").read_text("utf-8").replace("&#39;", "'")
    return " ".join(text.replace("<code>", "`").replace("</code>", "`").split())


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_case_07_every_state_that_equals_its_baseline_says_why_on_terminal_document_and_page(case: Case) -> None:
    whole = text_of("07-nothing-moves.yaml")
    found = case("".join(line for line in whole.splitlines(keepends=True) if "no-sector" not in line))
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
    assert "changes nothing: before is in the baseline already." in page(found)
    for name in why:
        assert found["states"][name]["economies"]["CAN"]["real_income_percent"]["value"] == pytest.approx(0, abs=1e-9)


def test_a_total_of_zero_and_a_cut_off_of_lines_without_trade_say_so(case: Case) -> None:
    text = """\
scenario: nothing
title: Two switches that change nothing
economy: CAN
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
measures:
  - {id: floor, title: a total of nothing, imposer: USA, targets: [CAN], instrument: surtax, relation: at least,
     products: [{goods: [all_goods], rate: 0.0}], date_in_force: 2026-02-01, status: in force, sources: [assumed],
     confidence: low}
states:
  floor: {title: a total of nothing, with_measures: [floor]}
  lines:
    title: no such lines
    cut_off: [{between: [CAN], and: [USA], direction: exports, products: ["8703.80.99.99"]}]
"""
    said = {name: remarks(state)["equals the baseline"] for name, state in case(text)["states"].items()}
    assert {name: one["about"] for name, one in said.items()} == {"floor": ["no rate"], "lines": ["no trade"]}


def test_what_goods_of_a_cut_off_paid_is_what_they_paid_and_not_their_sector(case: Case) -> None:
    text = """\
scenario: electric-cars
title: The same goods, by a measure and by a cut-off
economy: CAN
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
measures:
  - {id: extra, title: a tariff on lines, imposer: USA, targets: [CAN], instrument: surtax,
     products: [{hs: ["8703.80"], rate: 0.1}], date_in_force: 2026-02-01, status: in force, sources: [assumed],
     confidence: low}
states:
  taxed: {title: taxed, with_measures: [extra]}
  ended: {title: ended, cut_off: [{between: [CAN], and: [USA], direction: exports, products: ["8703.80"]}]}
"""
    states = case(text)["states"]
    taxed, ended = (states[name]["law"][0] for name in ("taxed", "ended"))
    assert taxed["trade_covered_musd"]["value"] == pytest.approx(ended["trade_covered_musd"]["value"])
    assert taxed["rate_before"]["value"] == pytest.approx(ended["rate_before"]["value"]) == pytest.approx(0.125)


def test_case_07_an_empty_list_is_an_error(case: Case) -> None:
    found = case(text_of("07-nothing-moves.yaml"))
    assert found["code"] == 2
    assert "states.no-sector.tariffs.0.sectors" in found["error"]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (
            text_of("06-group-partly-in-the-world.yaml"),
            [["GCC", "BHR", "KWT", "OMN", "QAT"], ["MERCOSUR", "BOL", "PRY", "URY"]],
        ),
        (ON_A_GROUP, [["on-gulf", "BHR", "KWT", "OMN", "QAT"]]),
    ],
    ids=["tariff", "measure"],
)
def test_case_06_members_of_a_group_inside_an_aggregate_are_named(
    case: Case, text: str, left_out: list[list[str]]
) -> None:
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
    found = case(text_of("06-group-partly-in-the-world.yaml"))
    law = found["states"]["s"]["law"]
    assert {(row["kind"], row["name"], row["importer"]) for row in law} == {("tariff", "tariff 1", "USA")}
    assert {row["exporter"] for row in law} == {"SAU", "ARE", "BRA", "ARG"}
    for row in law:
        flows = [one for one in rows(found["out"] / "law.csv") if one["exporter"] == row["exporter"]]
        trade = sum(float(one["trade_covered_musd"]) for one in flows)
        assert len(flows) == row["flows"]
        assert trade == pytest.approx(row["trade_covered_musd"]["value"], rel=1e-6)
        assert row["rate_after"]["value"] - row["rate_before"]["value"] == pytest.approx(0.25)
        assert f"{trade:,.0f}" in found["terminal"]
        assert f"{trade:,.0f}" in page(found)


def test_case_14_a_past_baseline_says_what_the_flows_lack_and_which_world_has_it(case: Case) -> None:
    text = text_of("14-past-baseline.yaml")
    found = case(text)
    (past,) = [one for one in found["baseline_state"]["remarks"] if one["kind"] == "past baseline"]
    assert past["about"] == ["icio2022", "icio2019"]
    assert "`--world icio2019`" in past["text"]
    assert past["text"] in found["terminal"]
    assert past["text"] in page(found)
    (fallen,) = [one for one in found["states"]["coal"]["remarks"] if one["about"] == ["2019", "2022"]]
    assert fallen["text"] in found["terminal"]
    on_time = case(text.replace("economy: AUS", "economy: AUS\nworld: icio2019"))
    assert on_time["baseline_state"]["remarks"] == []
    trade = [one["states"]["coal"]["law"][0]["trade_covered_musd"]["value"] for one in (found, on_time)]
    assert trade[1] > 5 * trade[0], "the coal that China bought of Australia before the ban"
    assert f"US$ {trade[1]:,.0f} million in 2019 and US$ {trade[0]:,.0f} million in 2022" in fallen["text"]


def test_case_01_a_product_without_a_known_share_is_an_error_with_both_remedies(case: Case) -> None:
    found = case(text_of("01-product-any-pair.yaml"))
    assert found["code"] == 2
    for said in ("eu-ev", "CHN", "`ev`", "C29", "`share:`", "middlepower trade import FILE"):
        assert said in found["error"]


def test_case_01_a_product_with_a_stated_share_covers_that_trade(case: Case) -> None:
    scenario = yaml.safe_load(text_of("01-product-any-pair.yaml"))
    scenario["measures"], scenario["states"] = scenario["measures"][2:], {"beef": scenario["states"]["beef"]}
    scenario["measures"][0]["products"][0] |= {"share": 0.51, "share_source": "as the library's measure of 2020 has it"}
    (row,) = case(yaml.safe_dump(scenario))["states"]["beef"]["law"]
    assert (row["importer"], row["exporter"], row["largest"]) == ("CHN", "AUS", "C10T12")
    assert row["trade_covered_musd"]["value"] > 0.0
    assert row["rate_after"]["value"] - row["rate_before"]["value"] == pytest.approx(0.55)


def test_case_08_a_typing_error_beside_a_star_is_an_error_as_anywhere(case: Case) -> None:
    found = case(text_of("08-typo-beside-star.yaml"))
    assert found["code"] == 2
    assert "`C2O`" in found["error"]
    assert "`XXX`" in case(text_of("08-typo-beside-star.yaml").replace("C2O", "C20"))["error"]


def test_case_11_shares_of_ones_own_are_read_beside_the_file_and_never_outside_it(case: Case, tmp_path: Path) -> None:
    (tmp_path / "11-own-coverage.csv").write_text(text_of("11-own-coverage.csv"), encoding="utf-8")
    found = case(text_of("11-own-coverage.yaml"))
    (mine,) = [row for row in found["states"]["s"]["law"] if row["name"] == "mine"]
    covered = {"C29": 0.12, "C28": 0.10, "C10T12": 0.04}
    law = [row for row in rows(found["out"] / "law.csv") if row["name"] == "mine"]
    assert {row["sector"] for row in law} == set(covered)
    assert mine["flows"] == len(covered)
    outside = case(text_of("11-own-coverage.yaml").replace("11-own-coverage.csv", "../11-own-coverage.csv"))
    assert outside["code"] == 2
    assert "../11-own-coverage.csv" in outside["error"]
    wrong = tmp_path / "11-own-coverage.csv"
    wrong.write_text(text_of("11-own-coverage.csv").replace("0.12", "12"), encoding="utf-8")
    refused = case(text_of("11-own-coverage.yaml"))
    assert refused["code"] == 2
    assert "11-own-coverage.csv" in refused["error"]
    assert "12" in refused["error"]


def test_case_17_nothing_that_a_terminal_or_a_spreadsheet_obeys_comes_out(case: Case) -> None:
    found = case(text_of("17-escape.yaml"))
    assert "\x1b" not in found["terminal"]
    for file in found["out"].glob("*.csv"):
        text = file.read_text("utf-8")
        assert "\x1b" not in text
        for line in csv.reader(text.splitlines()):
            assert not [cell for cell in line if cell.startswith(("=", "@"))], file.name
    assert {row["state"] for row in rows(found["out"] / "law.csv")} == {"'=a,b"}
    assert "\x1b" not in page(found)


@pytest.mark.parametrize("command", [["profile", "CAN", "--powers", "USA"], ["rank", "--to", "USA"]])
def test_a_past_baseline_of_a_question_of_power_is_told_as_well(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, more in {"past": ["--date", "2019-12-31"], "now": []}.items():
        assert guarded([*command, *more, "--no-ranges", "--out", str(tmp_path / name)]) == 0
        said = capsys.readouterr().out
        assert ("the flows are those of 2022" in said) is (name == "past")
        for file in (tmp_path / name).glob("*.html"):
            assert ("the flows are those of 2022" in file.read_text("utf-8")) is (name == "past")
