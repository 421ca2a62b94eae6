"""The first year from the command line: a state without equilibrium, and runs without ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import read
from middlepower.document.results import Results

ALONE = """
scenario: alone
title: Canada alone
economy: CAN
powers: [USA]
actors: [USA, CHN]
baseline: {name: the law of a day, date: 2026-01-13}
states:
  alone: {title: Nobody trades with Canada, cut_off: [{between: [CAN], and: ["*"]}]}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    (tmp_path / "alone.yaml").write_text(ALONE, encoding="utf-8")
    return str(tmp_path / "alone.yaml")


def test_a_state_without_equilibrium_names_the_economy_and_what_helps(
    scenario: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["run", scenario, "--horizon", "first-year", "--no-ranges"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: state `alone`: no equilibrium of the first year found under closure")
    assert "farthest off in CAN." in said
    assert "use closure `balanced`, which solves." in said
    assert "Traceback" not in said


def test_what_helps_does_and_one_run_tells_no_unemployment_without_a_range(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["run", scenario, "--horizon", "first-year", "--no-ranges", "--closure", "balanced", "--out", str(out)]
    assert guarded(asked) == 0
    assert "Unemployment" not in capsys.readouterr().out
    results = read(out, Results)
    first = results.own_actor(results.main).first_year
    assert first is not None
    assert first.unemployment_by_anchor_percent == {}
    assert first.unemployment_percent.known > 0.0
    assert first.unemployment_percent.ends is None
