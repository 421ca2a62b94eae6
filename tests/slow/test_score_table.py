"""The table of scores that comes with the package is the one that its tool would write."""

from __future__ import annotations

import csv

import pytest

from middlepower.data.track_record import FILE
from middlepower.experiment.settings import Settings
from middlepower.score.plan import plan
from middlepower.score.run import run_tests
from tools.score_table import rows

pytestmark = pytest.mark.slow
WITHIN = 2e-4  # four decimals are written


def test_the_table_of_scores_is_current() -> None:
    """Whatever moves the model's numbers moves the record: `python -m tools.score_table` writes it anew."""
    with FILE.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    made = [{name: str(value) for name, value in row.items()} for row in rows(run_tests(plan(), Settings()))]
    assert [(row["test"], row["sample"], row["variant"]) for row in written] == [
        (row["test"], row["sample"], row["variant"]) for row in made
    ]
    for old, new in zip(written, made, strict=True):
        for name in ("sign_hits", "flows", "correlation", "slope", "error_percent", "no_change_percent"):
            assert float(old[name]) == pytest.approx(float(new[name]), abs=WITHIN), (old, name)
