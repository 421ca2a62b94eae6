"""The record of cases as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from middlepower.data.cases import ThreatCase, cases_of

Row = dict[str, Any]


def case_rows() -> list[Row]:
    """One row a case, in the order of the threats."""
    return [case_row(case) for case in cases_of()]


def case_row(case: ThreatCase) -> Row:
    """A case as a row; lists stay lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(case).items()}
