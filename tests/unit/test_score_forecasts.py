"""Forecasts that are registered, and what happens when they are held against what was seen."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from numpy.testing import assert_allclose

from middlepower.cli.guard import guarded
from middlepower.errors import DataError
from middlepower.scenario.read import read_scenario
from middlepower.score import against as module
from middlepower.score.against import read_forecasts, read_seen, scored_against
from middlepower.score.register import as_yaml, registered

MADE = dt.date(2026, 11, 28)
HEAD = "importer,exporter,sector,change_percent\n"
QUESTION = """
scenario: mine
title: Steel
baseline: {name: status quo, date: 2026-01-13}
actors: [CAN, USA]
states:
  tax:
    title: 10% on Canadian steel
    tariffs:
      - {importers: [USA], exporters: [CAN], sectors: [C24A], rate: 0.1}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registered scenario of one's own."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "mine.yaml").write_text(QUESTION, encoding="utf-8")
    text = as_yaml(registered(read_scenario(str(folder / "mine.yaml")), 2027, MADE, "abc"))
    (folder / "forecasts.yaml").write_text(text, encoding="utf-8")
    return folder / "forecasts.yaml"


def test_forecasts_for_2027_stand_under_three_laws_with_commit_and_day() -> None:
    """What was registered is read, and is what its own question asks."""
    found = read_forecasts(None)
    assert list(found.states) == ["as-it-stands", "cusma-lapses", "relief-ends"]
    assert (found.year, found.made) == (2027, MADE)
    assert len(found.commit) == 40
    question = read_scenario(str(Path(str(module.__file__)).parent / "forecasts" / "2027-question.yaml"))
    assert list(question.states) == list(found.states)
    assert question.baseline.date == found.baseline.date
    sums = [found.states[name].flows["USA from CAN, all goods"] for name in found.states]
    assert sums[1][2] < sums[0][2] < 0.0  # CUSMA's end takes more of US imports from Canada, first year


def test_what_is_registered_is_what_a_run_says(own: Path) -> None:
    """10% on steel: the duty rises by ten points on that flow alone, and only its trade falls much."""
    state = read_forecasts(own).states["tax"]
    steel, cars = state.flows["USA from CAN, C24A"], state.flows["USA from CAN, C29"]
    assert_allclose([steel[1], cars[1]], [10.0, 0.0], atol=0.01)
    assert steel[4] < steel[3] < steel[2] < -5.0  # long, medium, first year
    assert abs(cars[2]) < 1.0


def test_a_perfect_forecast_has_no_error(own: Path) -> None:
    """Seen as the first year said: no error there, and the others' in order."""
    found = read_forecasts(own)
    flows = {key: row for key, row in found.states["tax"].flows.items() if "all goods" not in key}
    seen = {key: row[2] for key, row in flows.items()}
    fits = {one.fit.variant: one.fit for one in scored_against(found, seen, "seen.csv")}
    assert fits["MEDIAN/first-year"].error.value == pytest.approx(0.0, abs=1e-9)
    assert fits["MEDIAN/first-year"].correlation.value == pytest.approx(1.0)
    assert fits[""].error.value > 0.0
    assert fits["MEDIAN/long"].error.value > fits["MEDIAN/medium"].error.value


def test_sums_are_not_scored_beside_their_parts(own: Path) -> None:
    """All goods count only where no sector was seen."""
    found = read_forecasts(own)
    rows = found.states["tax"].flows
    both = {key: rows[key][2] for key in ("USA from CAN, all goods", "USA from CAN, C24A", "USA from CAN, C29")}
    assert {one.fit.flows for one in scored_against(found, both, "seen.csv")} == {2}
    alone = {key: value for key, value in both.items() if "all goods" in key}
    assert {one.fit.flows for one in scored_against(found, alone, "seen.csv")} == {1}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("USA,CAN,C24A,many", "write a number above -100"),
        ("USA,CAN,C24A,-100", "write a number above -100"),
        ("USA,CAN,C24A,1\nUSA,CAN,C24A,2", "stands there twice"),
        ("USA,CAN,steel,1", "no forecast of USA from CAN, steel"),
    ],
)
def test_a_wrong_row_is_refused(own: Path, tmp_path: Path, row: str, says: str) -> None:
    """One line with the file, the place, the value and the remedy."""
    file = tmp_path / "seen.csv"
    file.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=says):
        list(scored_against(read_forecasts(own), read_seen(file), str(file)))


def test_a_row_that_is_too_short_is_refused(own: Path, tmp_path: Path) -> None:
    """A damaged file of forecasts names the flow."""
    text = own.read_text(encoding="utf-8").replace("MEDIAN/long]\n    flows", "MEDIAN/long, more]\n    flows")
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="5 numbers under 6 columns"):
        read_forecasts(tmp_path / "bad.yaml")


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Register a scenario, then hold it against what was seen; options that undo each other are refused."""
    (tmp_path / "mine.yaml").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "seen.csv").write_text(f"{HEAD}USA,CAN,C24A,-12\nUSA,CAN,C29,3\n", encoding="utf-8")
    mine, seen, out = str(tmp_path / "mine.yaml"), str(tmp_path / "seen.csv"), tmp_path / "out"
    assert guarded(["score", "--register", mine, "--year", "2027", "--out", str(out)]) == 0
    capsys.readouterr()
    words = ["score", "--forecast", str(out / "forecasts.yaml"), "--against", seen]
    assert guarded([*words, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["fits"]
    assert {row["signs"] for row in rows} >= {"0 of 2"}
    assert guarded(["score", "--against", seen]) == 0
    for wrong, says in (
        (["--register", mine], "go together"),
        (["--register", mine, "--year", "2027"], "--out DIR"),
        (["--against", seen, "--test", "canada-2025"], "two questions"),
        (["--forecast", mine], "--against FILE.csv"),
        (["--forecast", seen, "--against", seen], f"{seen}: "),
        (["--register", mine, "--year", "-5", "--out", str(out)], "`--year` is `-5`"),
    ):
        assert guarded(["score", *wrong]) == 2
        assert says in capsys.readouterr().err


def test_trade_that_ends_is_registered_as_ended_and_refused_where_errors_are_taken(tmp_path: Path) -> None:
    """A cut-off is no change of zero; titles with quotes are read back."""
    text = (
        "scenario: ends\ntitle: Ends\nquestion: What if?\neconomy: CAN\nactors: [CAN, CHN]\n"
        "baseline: {name: law, date: 2026-01-13}\n"
        'states:\n  \'on\': {title: "It\'s \\"the end\\"", cut_off: [{between: [CAN], and: [CHN]}]}\n'
    )
    (tmp_path / "ends.yaml").write_text(text)
    record = registered(read_scenario(str(tmp_path / "ends.yaml")), 2027, MADE)
    rows = record.states["on"].flows
    assert rows["CAN from CHN, all goods"][2:] == [-100.0, -100.0, -100.0]
    assert rows["CAN from CHN, all goods"][1] == 0.0
    (tmp_path / "file.yaml").write_text(as_yaml(record))
    forecasts = read_forecasts(tmp_path / "file.yaml")
    assert forecasts.states["on"].title == 'It\'s "the end"'
    with pytest.raises(DataError, match="that its trade ends"):
        list(scored_against(forecasts, {"CAN from CHN, all goods": -99.0}, "seen.csv"))
