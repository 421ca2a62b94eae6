"""Two states side by side: differences that are those of the documents, what tells them apart, one line for a fault."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.document.compared import StatesCompared
from middlepower.document.file import parse, read
from middlepower.document.results import Results


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of the same states on two worlds."""
    folder = tmp_path_factory.mktemp("compare")
    words = ("run", "beijing-2026", "--states", "deal,truce", "--no-ranges", "--out")
    assert guarded([*words, str(folder / "one")]) == 0
    assert guarded([*words, str(folder / "other"), "--world", "icio2019"]) == 0
    return folder


@pytest.fixture(scope="module")
def document(runs: Path) -> StatesCompared:
    """The comparison of two states of one run."""
    one = str(runs / "one")
    assert guarded(["compare", f"{one}:deal", f"{one}:truce", "--out", str(runs / "compared")]) == 0
    return read(runs / "compared", StatesCompared)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> StatesCompared:
    """The document that a command prints."""
    capsys.readouterr()
    assert guarded(["compare", *words, "--json"]) == 0
    return parse(capsys.readouterr().out, StatesCompared, "standard output")


def test_differences_are_those_of_the_documents(document: StatesCompared, runs: Path) -> None:
    results = read(runs / "one", Results)
    deal, truce = results.states["deal"], results.states["truce"]
    assert set(document.actors) == {"CAN", "USA", "CHN", "MEX"}
    for code, actor in document.actors.items():
        one, other = (state.economies[code].real_income_musd.known for state in (deal, truce))
        assert actor.real_income_musd.before.known == one
        assert actor.real_income_musd.change.known == pytest.approx(other - one)
        wages = [state.actors[code].real_wage_percent.known for state in (deal, truce)]
        assert actor.real_wage_percent.change.known == pytest.approx(wages[1] - wages[0])
    sizes = [abs(row.output_change_musd.change.known) for row in document.sectors_apart]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 100


def test_what_tells_them_apart_is_named(document: StatesCompared) -> None:
    told = {law.measure: law.only_in for law in document.law}
    assert told["CA-CN-EV-2024"] == told["CA-CN-EVQUOTA-2026"] == told["CN-CA-PORK-2025"] == "first"
    assert "US-CA-IEEPA-35" not in told
    assert (document.settings, document.own) == ((), ())
    seed = next(row for row in document.products if row.product == "canola_seed")
    assert seed.value_musd.change.known > 0
    assert any(row.value_musd.before.value is None for row in document.products)


def test_files_hold_every_difference(document: StatesCompared, runs: Path) -> None:
    with (runs / "compared" / "comparison.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["economy"], row["number"]): row for row in csv.DictReader(file)}
    assert len(rows) == 4 * 8
    told = float(rows["CAN", "real_income_percent"]["difference"])
    assert told == pytest.approx(document.actors["CAN"].real_income_percent.change.known)


def test_other_worlds_are_refused_and_compared_anyway(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sides = (f"{runs / 'one'}:deal", f"{runs / 'other'}:deal")
    assert guarded(["compare", *sides]) == 2
    assert "the worlds differ (icio2022, icio2019)" in capsys.readouterr().err
    said = asked(capsys, *sides, "--anyway")
    assert {"world", "vintage"} <= {one.setting for one in said.settings}
    assert said.law == ()


def test_two_days_are_two_states_of_one_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    said = asked(capsys, "2024-09-30", "2024-10-01")
    assert {law.measure for law in said.law} == {"CA-CN-EV-2024"}
    assert said.actors["CAN"].real_income_percent.change.known < 0
    assert said.first.baseline == "status quo of 13 January 2026"


def test_other_baselines_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["compare", "2024-09-30", "january-2027:relief-ends"]) == 2
    said = capsys.readouterr().err
    assert "the baselines differ (status quo of 13 January 2026, the law of 31 December 2026" in said
    assert said.count("\n") == 1


FAULTS = {
    ("beijing-2026", "beijing-2026:deal"): "`beijing-2026` is no state: write SCENARIO:STATE",
    ("beijing-2026:", "beijing-2026:deal"): "`beijing-2026:` is no state",
    ("beijing-2026:dael", "beijing-2026:deal"): "`dael`",
    ("biejing:deal", "beijing-2026:deal"): "`biejing`",
    ("nothing/results.json:deal", "2026-01-01"): "nothing/results.json",
}


@pytest.mark.parametrize("words", FAULTS)
def test_bad_input_is_one_clear_line(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["compare", *words]) == 2
    said = capsys.readouterr()
    assert FAULTS[words] in said.err
    assert said.err.count("\n") == 1
    assert not said.out
