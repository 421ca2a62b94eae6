"""All nine findings in order."""

from __future__ import annotations

from tools.findings.frontier import finding_5, finding_6
from tools.findings.policy import finding_7, finding_8
from tools.findings.power import finding_1, finding_2, finding_3, finding_4, finding_9
from tools.findings.table import Row

FINDINGS = (
    finding_1, finding_2, finding_3, finding_4, finding_5, finding_6, finding_7, finding_8, finding_9,
)  # fmt: skip


def every_row() -> list[Row]:
    """The rows of all findings; about three minutes, nearly all of them for the frontier of finding 6."""
    return [row for finding in FINDINGS for row in finding()]
