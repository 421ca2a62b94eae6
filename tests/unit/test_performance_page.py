"""The page on speed says what the stored runs of the benchmark say, and the history tells slower from faster."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tools.folders import PROJECT
from tools.performance import MARK, PAGE, redrawn, stored

BENCHMARKS = str(PROJECT / "benchmarks")
TIME = re.compile(r"\d (?:us|ms|s|seconds|minutes)\b")


@pytest.fixture(autouse=True)
def benchmarks_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark's files import each other by their own names."""
    monkeypatch.setattr(sys, "path", [*sys.path, BENCHMARKS])


def test_the_tables_are_those_of_the_stored_runs() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert MARK in page
    assert redrawn(page, stored()) == page, "run python -m tools.performance"


def test_no_time_is_claimed_but_in_the_tables() -> None:
    """Prose cites no milliseconds that no run bears out."""
    assert TIME.findall(PAGE.read_text(encoding="utf-8").partition(MARK)[0]) == []


def test_a_claim_rests_on_two_runs_of_the_same_code() -> None:
    """Or on one, and then the page says so."""
    runs = stored()
    assert len({run["commit"] for run in runs}) == 1
    assert f"Measured {'once' if len(runs) == 1 else 'twice'}" in PAGE.read_text(encoding="utf-8")


def test_a_number_over_two_runs_is_a_range() -> None:
    one, other = ({"value": value, "ratio": None} for value in (3.91, 4.26))
    from tools.performance import spread

    assert spread([one, other], "value") == "3.9 to 4.3"
    assert spread([one, one], "value") == "3.9"


def test_ratios_grow_when_we_slow_down_and_only_then(tmp_path: Path) -> None:
    """Ours are over the yardstick, peers under ours; a machine of another speed changes nothing."""
    from history import YARDSTICK, Ratios, appended, compared, last, ratios
    from measure import Row

    def run(ours: float, machine: float) -> dict[str, float]:
        rows = [
            Row("solve", 4.0 * ours * machine, "ms CPU"),
            Row(f"  {YARDSTICK}", 80.0 * machine, "ms CPU", ratio=20.0 / ours, peer=True),
            Row("many", 500.0 / ours / machine, "per core-second"),
            Row("memory", 1.0, "GiB"),
        ]
        return ratios(rows)

    path = tmp_path / "history.csv"
    assert last(path) is None
    assert set(run(1.0, 1.0)) == {"solve", YARDSTICK, "many"}
    appended(Ratios("2026-11-28", "a", run(1.0, 1.0)), path)
    appended(Ratios("2026-11-28", "a", run(1.0, 1.0)), path)
    before = last(path)
    assert before is not None
    assert before.by_row == pytest.approx({"solve": 0.05, YARDSTICK: 0.05, "many": 0.025})
    assert compared(run(1.0, 3.0), before) == ["beside the run of 2026-11-28 at a: 3 rows compared, 0 slower"]
    assert [line.split(":")[0] for line in compared(run(1.5, 1.0), before)[1:]] == ["SLOWER 1.50 times"] * 3
    assert [line.split(":")[0] for line in compared(run(0.5, 1.0), before)[1:]] == ["faster 2.00 times"] * 3
    assert compared({}, before)[1] == "no longer measured: solve"
