"""Rates as people write them, and tables of them: the cases that went wrong, and what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from middlepower.cli.guard import guarded
from middlepower.errors import MiddlepowerError, ScenarioError
from middlepower.policy.schema import Line, Quota, RateStep
from middlepower.policy.tables import PartnerRow, SectorRow
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import CostShock, TariffChange

RATES = """\
scenario: rates-as-written
title: What people write for ten per cent, and what YAML makes of it
economy: CAN
baseline: {{name: status quo of 13 January 2026, date: 2026-01-13}}
states:
  ten: {{title: 10 for 10%, tariffs: [{{importers: [USA], exporters: [CAN], rate: {rate}}}]}}
"""
READERS: dict[str, Any] = {
    "a state's tariff": lambda rate: TariffChange(importers=("USA",), exporters=("CAN",), rate=rate).rate,
    "a state's trade cost": lambda rate: CostShock(importers=("USA",), exporters=("CAN",), change=rate).change,
    "a measure's line": lambda rate: Line(goods=("C29",), rate=rate).rate,
    "a measure's step": lambda rate: RateStep.model_validate({"from": "2026-01-01", "rate": rate}).rate,
    "an ordinary rate": lambda rate: Line(goods=("C29",), rate=0.1, mfn_rate=rate).mfn_rate,
    "a quota": lambda rate: quota(in_quota_rate=rate).in_quota_rate,
    "beyond a quota": lambda rate: quota(over_quota_rate=rate).over_quota_rate,
    "a table of partners": lambda rate: PartnerRow(partner="CAN", date="2026-01-01", added_rate=rate).added_rate,
    "a table of sectors": lambda rate: SectorRow(sector="C29", added_rate=rate, share_of_imports=0.1).added_rate,
}


def quota(**rates: Any) -> Quota:
    """A quota with these rates."""
    rest = {"volume": 1.0, "reference": 1.0, "unit": "t", "reference_year": 2024, "source": "a test"}
    return Quota(**{"over_quota_rate": 0.5, **rest, **rates})


def written(folder: Path, rate: str) -> Path:
    """The case's scenario with a rate as somebody wrote it."""
    path = folder / "rates.yaml"
    path.write_text(RATES.format(rate=rate), encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["0.1", "10%", "'10 %'", '"10%"', "10.0%", "+10%", "1e-1", "' 10% '"])
def test_ten_per_cent_is_a_tenth_however_it_is_written(text: str, tmp_path: Path) -> None:
    """The fraction, and the number with its sign."""
    assert read_scenario(written(tmp_path, text)).states["ten"].tariffs[0].rate == pytest.approx(0.1, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "rate"), [("12.5%", 0.125), ("1000%", 10.0), ("-5%", -0.05), (".5%", 0.005), ("3", 3.0)]
)
def test_the_sign_says_what_a_bare_number_leaves_open(text: str, rate: float, tmp_path: Path) -> None:
    """1000% is taken at its word; so is any number up to 3."""
    assert read_scenario(written(tmp_path, text)).states["ten"].tariffs[0].rate == pytest.approx(rate, rel=1e-15)


@pytest.mark.parametrize("text", ["10", "3.01", "25", "145", "1e9"])
def test_a_bare_number_above_three_asks_what_is_meant(text: str, tmp_path: Path) -> None:
    """The error names field and value, and both ways to write what may be meant."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(written(tmp_path, text))
    number = float(text)
    message = str(caught.value)
    assert "states.ten.tariffs.0.rate" in message
    assert f"write {number:g}% as " in message
    assert (f"if {100 * number:g}% is meant, write {100 * number:g}%" in message) == (number <= 100)


WRONG = {
    "yes": "a truth value is no number",
    "no": "a truth value is no number",
    "-2": "write -2% as -0.02",
    "-150%": "no rate is below -100%",
    ".nan": "write a finite number",
    ".inf": "write a finite number",
    "ten": "write a number, a fraction such as 0.25",
    "'10 per cent'": "write a number, a fraction such as 0.25",
    "'10%%'": "write a number, a fraction such as 0.25",
    "'12,5%'": "write a number, a fraction such as 0.25",
    "'%'": "write a number, a fraction such as 0.25",
    "''": "write a number, a fraction such as 0.25",
    "null": "write a number",
    "[0.1]": "write a number",
    "2026-01-13": "write a number",
    "99999999%": "use a ban or `cut_off`",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_rate_is_refused_in_one_line(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and one line that names the field and the remedy."""
    assert guarded(["run", str(written(tmp_path, text))]) == 2
    said = capsys.readouterr().err.strip()
    assert "states.ten.tariffs.0.rate" in said
    assert WRONG[text] in said
    assert "\n" not in said


@pytest.mark.parametrize("reader", READERS)
def test_rates_are_read_alike_wherever_one_stands(reader: str) -> None:
    """In states, measures, quotas and tables."""
    read = READERS[reader]
    assert read("12.5%") == pytest.approx(0.125, rel=1e-15)
    assert read(0.25) == 0.25
    for wrong in (10, "10", True, "yes", float("nan"), -2):
        with pytest.raises(MiddlepowerError):
            read(wrong)
