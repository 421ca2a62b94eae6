"""The output folder: what an earlier command wrote gives way, what a user put there stays, nothing is ever mixed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.errors import OutputError
from middlepower.report.folder import check_folder, write_texts
from middlepower.report.ours import MANIFEST

Refused = Callable[..., str]


def names(folder: Path) -> set[str]:
    """The files that a person sees in a folder."""
    return {name for name in os.listdir(folder) if name != MANIFEST}


def test_files_of_another_command_give_way(tmp_path: Path) -> None:
    write_texts(tmp_path, {"profile.json": "1", "shared.csv": "1"})
    write_texts(tmp_path, {"results.json": "2", "shared.csv": "2"})
    assert names(tmp_path) == {"results.json", "shared.csv"}
    assert (tmp_path / "shared.csv").read_text() == "2"


def test_two_commands_never_mix_their_files(tmp_path: Path) -> None:
    assert guarded(["list", "groups", "--out", str(tmp_path)]) == 0
    assert guarded(["world", "info", "--out", str(tmp_path)]) == 0
    assert "groups.csv" not in names(tmp_path)
    assert "world-icio2022.json" in names(tmp_path)


def test_files_of_a_user_stay_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_texts(tmp_path, {"a.csv": "1"})
    write_texts(tmp_path, {"b.csv": "2"})
    assert names(tmp_path) == {"notes.txt", "b.csv"}
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_file_of_a_user_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text("mine")
    with pytest.raises(OutputError, match="not a file that middlepower wrote there, and would be lost"):
        write_texts(tmp_path, {"a.csv": "1", "results.json": "2"})
    assert names(tmp_path) == {"results.json"}
    assert (tmp_path / "results.json").read_text() == "mine"


@pytest.mark.parametrize("next_files", [{"a.csv": "2"}, {"b.csv": "2"}])
def test_a_file_that_a_user_changed_is_never_lost(tmp_path: Path, next_files: dict[str, str]) -> None:
    write_texts(tmp_path, {"a.csv": "1"})
    (tmp_path / "a.csv").write_text("1, and a remark")
    for write in (lambda: write_texts(tmp_path, next_files), lambda: check_folder(tmp_path)):
        with pytest.raises(OutputError, match="was changed since middlepower wrote it"):
            write()
    assert (tmp_path / "a.csv").read_text() == "1, and a remark"


def test_a_file_that_a_user_deleted_is_not_missed(tmp_path: Path) -> None:
    write_texts(tmp_path, {"a.csv": "1", "b.csv": "1"})
    (tmp_path / "a.csv").unlink()
    write_texts(tmp_path, {"b.csv": "2"})
    assert names(tmp_path) == {"b.csv"}


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("1")
    out = tmp_path / "out"
    write_texts(out, {"a.csv": "1"})
    (out / "a.csv").unlink()
    (out / "a.csv").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(OutputError, match="was changed"):
        write_texts(out, {"a.csv": "2"})
    assert (tmp_path / "outside.txt").read_text() == "1"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"../outside.txt": "x"}', '{"/etc/passwd": "x"}', '{"": "x"}', '{"a": 1}', "[" * 100_000, "\x00"],
)
def test_a_list_of_files_that_we_did_not_write_removes_nothing(tmp_path: Path, content: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "outside.txt").write_text("mine")
    (out / MANIFEST).write_text(content)
    with pytest.raises(OutputError, match=r"Move it elsewhere, or name another --out"):
        write_texts(out, {"a.csv": "1"})
    assert (tmp_path / "outside.txt").read_text() == "mine"
    assert names(out) == set()


@pytest.mark.parametrize("failing", range(1, 7))
def test_a_move_that_fails_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """Whichever of the six moves is interrupted: the old files are there, complete, and no new one."""
    write_texts(tmp_path, {"a.csv": "1", "b.csv": "1"})
    before = {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)}
    real, calls = os.replace, 0

    def interrupted(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_texts(tmp_path, {"a.csv": "2", "c.csv": "2"})
    assert {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)} == before
    assert json.loads(before[MANIFEST]).keys() == {"a.csv", "b.csv"}
