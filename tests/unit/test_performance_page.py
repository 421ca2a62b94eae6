"""The page on speed says what the stored runs of the benchmark say, and the history tells slower from faster."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.cluster_arithmetic import KEPT, MEMORY, ON_DASK, READ, SOLVED, arithmetic
from tools.cluster_arithmetic import MARK as ARITHMETIC
from tools.cluster_arithmetic import PAGE as CLUSTER
from tools.folders import PROJECT
from tools.performance import MARK, PAGE, TITLES, redrawn, stored

BENCHMARKS = str(PROJECT / "benchmarks")
TIME = re.compile(r"\d (?:us|ms|s|seconds|minutes)\b")
SECTION = re.compile(r'^    "([\w-]+)": \w+_rows,', re.MULTILINE)
CLAIM = re.compile(r".{0,40}\d (?:us|ms|milliseconds|(?:core-)?seconds|core-hours|scenarios per|times as fast)\b")


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


def test_the_arithmetic_of_ten_million_draws_is_that_of_the_stored_runs() -> None:
    page = CLUSTER.read_text(encoding="utf-8")
    assert ARITHMETIC in page
    assert arithmetic(page, stored()) == page, "run python -m tools.performance"


def test_the_arithmetic_is_right_and_says_the_same_units_as_the_benchmark() -> None:
    """100 ms a draw and 1.1 times that on Dask are 306 core-hours, and 1 ms of one writer 2.8 hours."""

    def run(scale: float) -> dict[str, Any]:
        values = {SOLVED: 100.0 * scale, ON_DASK: 1.1, MEMORY: 450.0, KEPT: 1.0, READ: 2.0}
        rows = [{"what": f"  {name}", "value": value, "note": ""} for name, value in values.items()]
        rows[3]["note"] = "2397 numbers a draw"
        return {"sections": {"draws": rows}}

    head = f"What it is.\n{ARITHMETIC}old"
    said = arithmetic(head, [run(1.0)])
    assert said.startswith(f"What it is.\n{ARITHMETIC}\nOne draw")
    for words in (
        "takes 100 ms of one core",
        "then 310 core-hours",
        "2.8 hours for all",
        "more than 110 cores",
        "5.6 hours in all",
        "19 kilobytes, ten million are 192 gigabytes",
    ):
        assert words in said
    assert "takes 100 to 120 ms of one core" in arithmetic(head, [run(1.0), run(1.2)])
    assert "did not measure it" in arithmetic(head, [{"sections": {"draws": []}}])


def test_the_rows_that_the_arithmetic_rests_on_are_measured_by_those_names() -> None:
    """A row that is called otherwise would leave the page without numbers, and no error."""
    code = (PROJECT / "benchmarks" / "ensemble_cost.py").read_text(encoding="utf-8")
    for name in (SOLVED, ON_DASK, MEMORY, KEPT, READ):
        assert f'{name}"' in code


def test_every_section_has_a_title_and_no_page_but_these_two_claims_a_time() -> None:
    sections = (PROJECT / "benchmarks" / "sections.py").read_text(encoding="utf-8")
    assert SECTION.findall(sections) == list(TITLES)
    claims = {
        str(page.relative_to(PROJECT)): found
        for page in [*(PROJECT / "docs").rglob("*.md"), PROJECT / "README.md"]
        if page not in (PAGE, CLUSTER) and (found := CLAIM.findall(page.read_text(encoding="utf-8")))
    }
    assert claims == {}
