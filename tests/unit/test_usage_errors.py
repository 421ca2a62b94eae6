"""A command line that cannot be parsed is answered in one line that says where to look."""

from __future__ import annotations

import pytest

from middlepower.cli.guard import guarded


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["profile"], "error: Missing argument 'economy'. See `middlepower profile --help`.\n"),
        (["trade", "show"], "error: Missing option '--importer'. See `middlepower trade show --help`.\n"),
        (["measures"], "error: No such command 'measures'. See `middlepower list measures`.\n"),
        (["doctr"], "error: No such command 'doctr'. Did you mean 'doctor'? See `middlepower --help`.\n"),
        (["compare", "2018-99-01", "2026-01-13"], "error: `2018-99-01` is no day: write one as 2026-01-13.\n"),
    ],
)
def test_a_wrong_line_says_where_to_look(line: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(line) == 2
    assert capsys.readouterr().err == told
