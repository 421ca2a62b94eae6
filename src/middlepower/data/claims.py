"""US imports from Canada and Mexico that are entered without a CUSMA claim, month by month."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "cusma_claims_months.csv"


@dataclass(frozen=True)
class ClaimsByMonth:
    """The months in their order, the unclaimed shares of each by (exporter, good), and their source.

    A good that nothing was entered of in a month has no share there.
    """

    shares: Mapping[str, Mapping[tuple[str, str], float]]
    source: str

    @property
    def months(self) -> tuple[str, ...]:
        """The months, such as 2025-07."""
        return tuple(self.shares)


@cache
def claims_by_month() -> ClaimsByMonth:
    """What is known of all months."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    months = [name for name in rows[0] if name not in ("exporter", "good", "source")]
    shares = {
        month: {(row["exporter"], row["good"]): float(row[month]) for row in rows if row[month]} for month in months
    }
    return ClaimsByMonth(shares, rows[0]["source"])
