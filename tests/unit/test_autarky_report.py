"""A country without any trade: missing shares are missing, not zero, and the brief is written all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded

SCENARIO = """
scenario: alone
title: Mexico alone
economy: MEX
baseline: {name: status quo, date: 2026-01-13}
states:
  alone:
    title: Mexico cut off from all
    cut_off:
      - {between: [MEX], and: ["*"]}
"""


def test_autarky_is_reported_with_missing_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "alone.yaml"
    file.write_text(SCENARIO)
    out = tmp_path / "out"
    assert guarded(["run", str(file), "--closure", "balanced", "--no-ranges", "--out", str(out)]) == 0
    state = json.loads((out / "results.json").read_text())["states"]["alone"]
    found, shares = state["economies"]["MEX"], state["actors"]["MEX"]["export_share_percent"]
    assert shares["USA"] == {"value": None, "reason": "nothing is exported"}
    assert found["real_income_percent"]["value"] < -5.0
    assert found["exports_percent"]["value"] == -100.0
    assert (out / "brief.html").stat().st_size > 10_000


def test_a_deficit_without_trade_is_refused_with_the_state_and_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "alone.yaml"
    file.write_text(SCENARIO)
    assert guarded(["run", str(file), "--elasticities", "U4", "--no-ranges"]) == 2
    said = capsys.readouterr().err
    assert "state `alone`" in said
    assert "use closure `balanced`" in said
