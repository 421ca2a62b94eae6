"""Coalitions from the command line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read
from middlepower.document.ranked import Coalition
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.indicators.coalition import all_act, coalition

NAMES = ("CAN", "AUS", "EU")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    """The folder of a coalition with ranges."""
    out = tmp_path_factory.mktemp("coalition") / "out"
    assert guarded(["coalition", "--members", ",".join(NAMES), "--against", "China", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder):
    """Its document."""
    return read(folder, Coalition)


def test_numbers_are_the_library_s(document) -> None:
    """Joint cost, contributions and own costs under the main set."""
    found = coalition(threat_experiment(Settings(ranges=False)).main.baseline, NAMES, "CHN")
    said = document.coalition
    assert said.joint_cost_log_points.value == pytest.approx(100 * float(found["joint_cost"]))
    assert said.super_additivity.value == pytest.approx(float(found["super_additivity"]))
    assert said.deterrence_per_dollar.value == pytest.approx(float(found["deterrence"]))
    for name in NAMES:
        wanted = 100 * float(found["shapley"].sel(member=name))
        assert said.members[name].shapley_log_points.value == pytest.approx(wanted)


def test_shapley_values_add_up_and_ranges_hold_the_value(document) -> None:
    """The parts are the whole; low <= value <= high."""
    said = document.coalition
    parts = sum(row.shapley_log_points.value for row in said.members.values())
    assert parts == pytest.approx(said.joint_cost_log_points.value)
    for row in said.members.values():
        assert row.alone_log_points.low <= row.alone_log_points.value <= row.alone_log_points.high
    assert (document.against, document.members) == ("CHN", NAMES)
    assert document.header.baseline == "status quo of 13 January 2026"
    assert document.header.worst_residual < 1e-9


def test_the_files_and_the_table(folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Five files; plain text for people, JSON for programs."""
    assert {file.name for file in folder.glob("[!.]*")} == {
        "coalition.json", "coalition.csv", "members.csv", "horizons.csv", "coalition.html",
    }  # fmt: skip
    assert len((folder / "members.csv").read_text().splitlines()) == 1 + len(NAMES)
    one = ("coalition", "--members", "CAN", "--against", "CHN", "--no-ranges")
    assert guarded(one) == 0
    assert "by member" in capsys.readouterr().out
    assert guarded([*one, "--json"]) == 0
    alone = parse(capsys.readouterr().out, Coalition, "standard output").coalition
    assert alone.super_additivity.value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("members", "against", "said"),
    [
        ("", "CHN", "option `--members` is empty"),
        ("CAN,", "CHN", "a name between its commas is empty"),
        ("CAN,CHN", "CHN", "leave it out"),
        ("CAN,can", "CHN", "name it once"),
        ("DEU,EU", "CHN", "name it once"),
        ("FIN", "CHN", "use REU"),
        ("CAN", "FIN", "use REU"),
        ("CAN", "EU", "is a group"),
        ("Canda", "CHN", "did you mean `Canada`"),
    ],
)
def test_bad_input_is_one_line(members, against, said, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one line that names the remedy."""
    assert guarded(["coalition", "--members", members, "--against", against, "--no-ranges"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err


def test_in_the_first_year_costs_stand_beside_those_of_free_wages_and_are_called_an_extrapolation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["coalition", "--members", "USA,MEX", "--against", "CAN", "--no-ranges", "--horizon", "first-year"]
    assert guarded([*ask, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "wages that fall freely" in said
    assert "a full cut-off is an extrapolation" in said
    found = read(tmp_path / "out", Coalition)
    joint = found.coalition
    assert joint.floor_free_percent is not None
    assert 0.0 < joint.floor_free_percent.known < joint.joint_cost_percent.known
    free = threat_experiment(Settings(ranges=False, horizon="first-year")).main.baseline.with_free_wages
    whole, own = all_act(free, ["USA", "MEX"], "CAN")
    assert joint.floor_free_percent.known == pytest.approx(-100.0 * math.expm1(-whole.exposure), rel=1e-7)
    member = joint.members["MEX"].floor_free_percent
    assert member is not None
    assert member.known == pytest.approx(-100.0 * math.expm1(-own[1].sender_cost), rel=1e-7)


def test_in_the_long_run_there_is_no_floor_to_be_free_of(document) -> None:
    assert document.coalition.floor_free_percent is None
    assert document.other_horizon.floor_free_percent is not None
    assert any("extrapolation" in note for note in document.notes)  # of the first year beside it
