"""Analytic tests: every row of the study against theory, independent computations and finite differences."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from middlepower.replicate.analytic import STUDY
from middlepower.replicate.published import read_table
from middlepower.replicate.study import check_needs


@pytest.fixture(scope="module")
def rows(shared_data: Path):
    """All rows of the study."""
    check_needs(STUDY, shared_data)
    return list(STUDY.run(shared_data))


def test_every_row_with_a_tolerance_passes(rows) -> None:
    """Closed forms to 1e-6, derivatives to 1e-7, printed numbers to their digits."""
    failed = [(row.quantity, row.expected, row.ours) for row in rows if row.passed is False]
    assert failed == []


def test_every_line_of_the_table_is_a_row(rows) -> None:
    """Nothing in targets/analytic.csv is left out."""
    wanted = {name.replace("_", " "): line["expected"] for name, line in read_table("analytic", "test").items()}
    expected = {row.quantity: row.expected for row in rows}
    assert {name: expected.get(name) for name in wanted} == wanted


def test_what_cannot_be_run_says_why(rows) -> None:
    """A number without data is missing, has no verdict and a reason."""
    missing = [row for row in rows if math.isnan(row.ours)]
    assert missing
    assert all(row.tolerance is None and "not at hand" in row.note for row in missing)


@pytest.mark.parametrize("part", ["wages", "welfare"])
def test_exposure_is_far_inside_the_tolerance(rows, part) -> None:
    """Matrices agree with five-point differences to 1e-10; a sign or a transposed share would show."""
    gaps = [row.ours for row in rows if row.quantity.endswith(f"{part} gap")]
    assert len(gaps) == 5
    assert max(gaps) < 1e-10
