"""Measures with the CUSMA claims of one month in the place of those of all months together."""

from __future__ import annotations

from collections.abc import Iterable

from middlepower.data.claims import claims_by_month
from middlepower.policy.lines import Line
from middlepower.policy.place import with_fields
from middlepower.policy.schema import Measure
from middlepower.policy.state import PlacedState
from middlepower.policy.tables import ClaimRow, built_in

TABLE = "lists/cusma_claims.csv"


def by_claims(measure: Measure) -> bool:
    """Whether a line of a measure taxes what customs counted as unclaimed, by the package's own table."""
    return any(_by_table(line) for line in measure.products)


def _by_table(line: Line) -> bool:
    return line.claims_table is not None and line.claims_table == built_in(TABLE, "claims_table")


def in_month(measures: Iterable[Measure], month: str) -> tuple[Measure, ...]:
    """The measures, with the unclaimed shares of one month where that table stands in them."""
    return tuple(_with_month(measure, month) if by_claims(measure) else measure for measure in measures)


def _with_month(measure: Measure, month: str) -> Measure:
    rows = claims_in(month)
    lines = (with_fields(line, claims_table=rows) if _by_table(line) else line for line in measure.products)
    return with_fields(measure, products=tuple(lines))


def claims_in(month: str) -> tuple[ClaimRow, ...]:
    """The unclaimed shares of a month; of a good that nothing was entered of then, that of all months together."""
    shares = claims_by_month().shares[month]
    average = (row for row in built_in(TABLE, "claims_table") if isinstance(row, ClaimRow))
    return tuple(with_fields(row, unclaimed=shares.get((row.exporter, row.good), row.unclaimed)) for row in average)


def pairs_by_claims(state: PlacedState) -> set[tuple[str, str]]:
    """The pairs (importer, exporter) on which a line of a law with unclaimed shares bites."""
    return {
        measure.pair(target)
        for measure in state.measures
        for line in measure.products
        if line.claims_table is not None
        for target in line.targets or measure.targets
    }
