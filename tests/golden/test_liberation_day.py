"""Ignatenko, Lashkaripour, Macedoni and Simonovska (2025): every row of the replication, 194 economies."""

from __future__ import annotations

from pathlib import Path

import pytest

from middlepower.replicate.liberation_day_2025 import STUDY
from middlepower.replicate.study import check_needs


@pytest.fixture(scope="module")
def rows(shared_data: Path):
    """All rows of the study."""
    check_needs(STUDY, shared_data)
    return list(STUDY.run(shared_data))


def test_every_row_with_a_tolerance_passes(rows) -> None:
    """Case 1 to 1e-6 percentage points, formulas and optima to the digits printed."""
    failed = [(row.quantity, row.where, row.expected, row.ours) for row in rows if row.passed is False]
    assert failed == []


def test_all_economies_and_all_cases_are_there(rows) -> None:
    """Seven columns for 194 economies, and the other cases."""
    assert sum(row.where == "2 April 2025 tariffs, income-tax relief" for row in rows) == 7 * 194 + 1
    assert {"lump sum", "Eaton-Kortum, lump sum", "income-tax relief"} <= {
        row.where.removeprefix("true optimum, ") for row in rows
    }


def test_equations_in_levels_hold(rows) -> None:
    """Residuals from a check that shares no code with the solver."""
    residuals = [row.ours for row in rows if row.quantity == "largest residual of the equations"]
    assert len(residuals) == 10
    assert max(residuals) < 1e-12
