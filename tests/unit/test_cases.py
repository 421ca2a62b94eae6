"""The record of cases: it is built from the raw record, says what it rests on, and is found by sender and target."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.data import cases
from middlepower.data.cases import CASES, SELECTION, cases_of, load_cases
from middlepower.data.codes import economy_names
from middlepower.errors import DataError
from middlepower.policy.library import load_measures
from middlepower.world.groups import find_group
from tools.build_cases import rows


def test_the_committed_table_is_built_from_the_record(shared_data: Path) -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == list(rows(shared_data))


def test_every_case_has_parties_a_demand_and_sources() -> None:
    names = [case.case for case in load_cases()]
    assert len(names) == len(set(names)) > 30
    for case in load_cases():
        assert case.demand, case.case
        assert case.sources, case.case
        assert case.targets, case.case
        for party in (case.sender, *case.targets):
            assert party in economy_names() or find_group(party), case.case


def test_measures_of_a_case_stand_in_the_library() -> None:
    known = {measure.id for measure in load_measures()}
    for case in load_cases():
        assert set(case.measures) <= known, case.case


def test_nothing_from_memory_stands_in_the_record() -> None:
    assert "memory" not in CASES.read_text(encoding="utf-8")


def test_cases_are_found_by_sender_and_target() -> None:
    found = cases_of("USA", "CAN")
    assert {case.case for case in found} >= {"US-CA-2026-CHINA-DEAL", "US-CA-2025-FENTANYL"}
    assert all(case.sender == "USA" and "CAN" in case.targets for case in found)
    threat = next(case for case in found if case.case == "US-CA-2026-CHINA-DEAL")
    assert (threat.carried_out, threat.conceded) == ("no", "no")
    assert len(cases_of()) == len(load_cases())


def test_the_list_takes_names_and_warns_of_its_selection(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ["list", "cases", "--sender", "China", "--target", "Australia", "--json", "--out", str(tmp_path)]
    assert guarded(words) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["selection"] == [{"warning": SELECTION}]
    shown = document["cases"]
    assert "AU-2020" in [row["case"] for row in shown]
    assert {row["sender"] for row in shown} == {"CHN"}
    assert (tmp_path / "cases.csv").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("list", "measures", "--sender", "USA"), "find cases, not measures"),
        (("list", "cases", "--sender", "Norway"), "no case of NOR on anybody"),
        (("list", "cases", "--target", "Narnia"), "unknown economy or group `Narnia`"),
    ],
)
def test_a_wrong_filter_is_one_line(words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(list(words)) == 2
    assert message in capsys.readouterr().err


def test_an_answer_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CASES.read_text(encoding="utf-8").replace(",yes,", ",maybe,", 1)
    (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(cases, "CASES", tmp_path / "cases.csv")
    with pytest.raises(DataError, match="`carried_out` is `maybe`"):
        load_cases.__wrapped__()
