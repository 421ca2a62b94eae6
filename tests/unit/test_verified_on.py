"""When the status of a measure was last checked: every measure of the package says it, and a later day is told."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import read
from middlepower.document.results import Results
from middlepower.errors import MeasureError
from middlepower.policy import library
from middlepower.policy.library import load_measures, measure
from middlepower.report.law import not_verified

QUESTION = """
scenario: later
title: A day after the last check
economy: CAN
powers: [USA, CHN]
baseline: {name: law of that day, date: DAY}
states:
  tax: {title: 10% on Canadian steel, tariffs: [{importers: [USA], exporters: [CAN], sectors: [C24A], rate: 0.1}]}
"""


def document_of(day: str, folder: Path) -> Results:
    """The results of a small question about the law of a day."""
    (folder / "later.yaml").write_text(QUESTION.replace("DAY", day), encoding="utf-8")
    assert guarded(["run", str(folder / "later.yaml"), "--no-ranges", "--out", str(folder / "out")]) == 0
    return read(folder / "out", Results)


def test_a_later_day_says_how_many_measures_were_not_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = document_of("2027-06-01", tmp_path)
    printed = " ".join(capsys.readouterr().out.split())
    counted = [used for used in results.header.measures if used.quantified]
    open_ones = [used for used in counted if not used.verified]
    assert len(open_ones) == len(counted) > 0
    oldest = min(str(used.verified_on) for used in open_ones)
    assert (
        f"Not verified to the day asked for: {len(open_ones)} of {len(open_ones)} measures with a number, the"
        in printed
    )
    assert f"last checked on {oldest}" in printed


def test_the_law_of_a_day_before_every_check_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = document_of("2025-06-01", tmp_path)
    assert all(used.verified for used in results.header.measures if used.quantified)
    assert not_verified(results.header) == ""
    assert "Not verified" not in capsys.readouterr().out


def test_a_measure_is_verified_up_to_the_day_of_its_check() -> None:
    surtax = measure("CA-CN-EV-2024")
    assert surtax.verified_on is not None
    assert surtax.verified_to(surtax.verified_on)
    assert not surtax.verified_to(surtax.verified_on + dt.timedelta(days=1))
    assert measure("US-CA-THREAT-100").verified_to(dt.date(2100, 1, 1)), "a threat is no law"


def test_every_measure_of_the_package_says_when_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(one.verified_on for one in load_measures())
    bare = measure("CN-CA-PORK-2025").model_copy(update={"verified_on": None})
    monkeypatch.setattr(library, "_of_files", lambda _path: [bare])
    with pytest.raises(MeasureError, match="`CN-CA-PORK-2025`: `verified_on` is missing: add the last day"):
        library._read_package()


def test_list_measures_writes_every_rate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["list", "measures", "--json", "--out", str(tmp_path)]) == 0
    shown = json.loads(capsys.readouterr().out)
    with (tmp_path / "rates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(shown["rates"])
    assert {row["measure"] for row in rows} == {one.id for one in load_measures()} == _ids(shown["measures"])
    surtax = next(row for row in rows if row["measure"] == "CA-CN-EV-2024")
    assert (surtax["rate"], surtax["ordinary_rate"], surtax["coverage"]) == ("1.0", "0.061", "1.0")
    assert "870380" in surtax["hs"].split("; ")
    assert surtax["sources"].startswith("https://")
    steps = [row["rate"] for row in rows if row["measure"] == "CN-US-2025-APR"]
    assert steps == ["0.84", "1.25", "0.1"]
    quota = next(row for row in rows if row["measure"] == "CA-CN-EVQUOTA-2026")
    assert (quota["rate"], quota["over_quota_rate"]) == ("0.0", "1.0")
    assert float(quota["quota_over_reference"]) == pytest.approx(49000 / 44356)


def test_list_measures_writes_the_lines_of_every_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["list", "measures", "--json", "--out", str(tmp_path)]) == 0
    shown = json.loads(capsys.readouterr().out)
    with (tmp_path / "lists.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(shown["lists"])
    named = {name for row in shown["rates"] for name in (*row["exempt_lists"], row["hs_list"]) if name}
    assert {row["list"] for row in rows} == named
    content = {row["hs"]: float(row["content"]) for row in rows if row["list"] == "us_232_copper_cable"}
    assert all(0.4 < share < 0.6 for share in content.values())
    assert {float(row["content"]) for row in rows if row["list"] == "us_232_cars"} == {1.0}


def _ids(rows: list[dict[str, str]]) -> set[str]:
    return {row["measure"] for row in rows}
