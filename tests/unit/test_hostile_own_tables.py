"""Faults in a user's own tables that earlier fuzzing let through: each is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_data import FLOWS, INPUTS, icio_text, panel_text, write_own_data

from middlepower.cli.guard import guarded

BUILD = "world build {} --year 2022 --inputs {} --tariffs {} --name mine"
RATES = "importer,exporter,sector,rate\n"
AMBIGUOUS = f"{RATES}*,*,goods,0.1\nCAN,*,goods,0.05\n*,USA,goods,0.03\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sound tables, as the working folder."""
    write_own_data(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("flows.csv", FLOWS.replace("900000", "1e200"), "more than the world makes: is the unit right"),
        ("flows.csv", FLOWS.replace("value_musd", "value"), "does not say what its values are in"),
        ("flows.csv", FLOWS.replace("goods,300000", "goods,300000,9,9"), "can't read flows"),
        ("flows.csv", FLOWS.replace("goods", "g" * 999), "`sector` is longer than 200 characters"),
        ("tariffs.csv", f"{RATES}*,*,goods,0.1\n*,*,goods,0.2\n", "lines 2 and 3: they tell different rates"),
        ("tariffs.csv", AMBIGUOUS, "lines 3 and 4: they tell different rates"),
        ("inputs.csv", f"{INPUTS}goods,goods,0.1\n", "lines 2 and 6: the same input stands twice"),
        ("flows.csv", icio_text().partition("\n")[0] + "\n", "has a header and no rows"),
    ],
)
def test_a_fault_in_a_table_is_one_line(
    name: str, text: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert guarded(BUILD.format("flows.csv", "inputs.csv", "tariffs.csv").split()) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert len(error) < 400


def test_a_row_that_names_more_settles_what_two_others_leave_open(folder: Path) -> None:
    (folder / "tariffs.csv").write_text(f"{AMBIGUOUS}CAN,USA,goods,0.04\n", encoding="utf-8")
    assert guarded(BUILD.format("flows.csv", "inputs.csv", "tariffs.csv").split()) == 0


def test_a_panel_without_rows_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "panel.csv").write_text(panel_text().partition("\n")[0] + "\n", encoding="utf-8")
    assert guarded(["estimate", "gravity", "panel.csv"]) == 2
    assert "holds no rows" in capsys.readouterr().err
