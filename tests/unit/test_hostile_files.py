"""Files that are endless, broken or half there: one clear line each, exit code 2, and it comes at once."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Never

import pytest

from middlepower.cli.guard import guarded
from middlepower.data.sources.cp2015 import FILES
from middlepower.errors import DataError
from middlepower.reading import data_from, read_text


def refused(capsys, *arguments):
    """The one line with which a command refuses."""
    capsys.readouterr()
    assert guarded([str(one) for one in arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize(
    "arguments",
    [("explain", "/dev/zero"), ("profile", "CAN", "--weights", "/dev/zero"), ("run", "/dev/zero")],
)
def test_an_endless_file_is_not_read_on_and_on(arguments, capsys: pytest.CaptureFixture[str]) -> None:
    """A device has no size to ask for, and no end."""
    assert "it is a device. Give an ordinary file." in refused(capsys, *arguments)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"scenario_definition": {}}', "header.schema"),
        ('{"header": {"schema": 1}}', "this version reads"),
        ("[]", "no results document"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("", "not JSON"),
    ],
)
def test_explain_refuses_half_a_document(content, said, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The missing field is named."""
    file = tmp_path / "results.json"
    file.write_text(content)
    assert said in refused(capsys, "explain", file)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory):
    """A sound results document of one state."""
    out = tmp_path_factory.mktemp("run") / "out"
    assert guarded(["run", "beijing-2026", "--states", "deal", "--no-ranges", "--out", str(out)]) == 0
    return json.loads((out / "results.json").read_text())


@pytest.mark.parametrize(
    ("way", "value", "said"),
    [
        (("header", "elasticities"), 5, "`header.elasticities`"),
        (("header", "elasticities"), "FG0", "unknown elasticity set"),
        (("states", "deal"), {}, "`states.deal.code`"),
        (("states", "deal", "economies", "CAN", "real_income_percent"), {}, "CAN.real_income_percent.value`"),
        (("scenario_definition",), {"scenario": "x"}, "`scenario_definition.title`"),
    ],
)
def test_explain_refuses_a_changed_document(
    document, way, value, said, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each field that is read is checked first."""
    changed = place = copy.deepcopy(document)
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    file = tmp_path / "results.json"
    file.write_text(json.dumps(changed))
    assert said in refused(capsys, "explain", file)


def test_explain_refuses_a_state_that_the_scenario_lacks(
    document, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The nearest name is said."""
    file = tmp_path / "results.json"
    file.write_text(json.dumps({**document, "states": {"dael": document["states"]["deal"]}}))
    assert "did you mean `deal`" in refused(capsys, "explain", file)


def test_replications_refuse_broken_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text where numbers should be: the folder is named."""
    (tmp_path / "cp2015").mkdir()
    for name in FILES:
        (tmp_path / "cp2015" / name).write_text("garbage\n")
    assert str(tmp_path) in refused(capsys, "replicate", "caliendo-parro-2015", "--data", tmp_path)


def test_doctor_refuses_a_folder_in_one_short_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the library's own essay on it."""
    assert len(refused(capsys, "doctor", tmp_path)) < 400


def test_read_text_names_file_and_reason(tmp_path: Path) -> None:
    """Missing, a folder, not UTF-8, too long."""
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"caf\xe9")
    for path, said in (
        (tmp_path / "none", "No such file"),
        (tmp_path, "it is a folder"),
        (latin, "line 1 is not UTF-8"),
    ):
        with pytest.raises(DataError, match=rf"can't read a note from .*{said}"):
            read_text(path, 100, "a note")
    latin.write_bytes(b"x" * 101)
    with pytest.raises(DataError, match="too much for a note"):
        read_text(latin, 100, "a note")


def test_clear_errors_pass_through_untouched(tmp_path: Path) -> Never:
    """Only what is not yet clear is put into words."""
    with pytest.raises(DataError, match=r"^clear already$"), data_from(tmp_path):
        raise DataError("clear already")
    with pytest.raises(DataError, match=r"'column'"), data_from(tmp_path):
        raise KeyError("column")
