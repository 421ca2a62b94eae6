"""The record of cases as a table, and the warning that goes with it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

from middlepower.data.cases import SELECTION, ThreatCase, cases_of

Row = dict[str, Any]


def case_rows() -> list[Row]:
    """One row a case, in the order of the threats."""
    return [case_row(case) for case in cases_of()]


def case_row(case: ThreatCase) -> Row:
    """A case as a row; lists stay lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(case).items()}


def warn_of_selection() -> None:
    """None; says on standard error what the table can't be used for."""
    print(SELECTION, file=sys.stderr)
