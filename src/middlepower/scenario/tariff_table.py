"""A tariff table of one's own -> measures of one state: every row matched with the flows of a world, or named.

Rows of HS codes go the way of every measure: their share of a flow is that of the trade tables, and an unknown one is
an error. Rows that match nothing, and two rows on the same goods, are errors that name the lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from middlepower.errors import ScenarioError
from middlepower.language.catalogue import say, spoken
from middlepower.policy.goods import ALL_GOODS
from middlepower.policy.lines import Line
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook
from middlepower.scenario.row_matches import MatchedRow, NoMatchError, match
from middlepower.scenario.row_overlaps import refuse_overlaps
from middlepower.scenario.tariff_rows import TariffRow, TariffTable
from middlepower.world.world import World

SHOWN = 5  # of the rows that a message lists
RELATION = {"adds": "adds to MFN", "replaces": "replaces all"}


@dataclass(frozen=True)
class PlacedTable:
    """The measures that a table makes of a state, one for each importer; and what a reader must know of its rows."""

    measures: tuple[Measure, ...]
    remarks: tuple[str, ...]


def place_table(
    table: TariffTable, state: str, day: dt.date, economy: str, world: World, book: ShareBook
) -> PlacedTable:
    """The measures of a table in a state on its day; `economy` is the importer of rows that name none."""
    remarks = []
    if not table.importer and any(not row.importer for row in table.rows):
        remarks.append(say("reasons.table.no_importer", table=table.name, economy=economy))
    applying = rows_on(table, day)
    if len(applying) < len(table.rows):
        left = [row for row in table.rows if row not in applying]
        lines, told = _numbers(left), spoken().rules.long_date(day)
        remarks.append(say("reasons.table.not_in_force", table=table.name, rows=lines, day=told, n=len(left)))
    matched, unmatched = _matched(table, applying, economy, world, book)
    if unmatched:
        remarks.append(_unmatched(table, unmatched))
    refuse_overlaps(table.name, matched)
    importers = dict.fromkeys(found.importer for found in matched)
    measures = (_measure(table, state, [m for m in matched if m.importer == name]) for name in importers)
    return PlacedTable(tuple(measures), tuple(remarks))


def rows_on(table: TariffTable, day: dt.date) -> list[TariffRow]:
    """The rows that are law on a day; ScenarioError where none is."""
    applying = [row for row in table.rows if row.applies_on(day)]
    if not applying:
        days = [row.start for row in table.rows if row.start and row.start > day]
        remedy = f"give the state a `date`, such as {min(days)}" if days else "give the state an earlier `date`"
        raise ScenarioError(f"{table.name}: no line is in force on {day}: {remedy}, or empty `from` and `to`.")
    return applying


def _matched(
    table: TariffTable, rows: Iterable[TariffRow], economy: str, world: World, book: ShareBook
) -> tuple[list[MatchedRow], list[tuple[TariffRow, str]]]:
    """(what rows match, rows that match nothing with the reason)."""
    matched, unmatched = [], []
    for row in rows:
        importer, partner = row.importer or table.importer or economy, row.partner or table.partner
        if not partner:
            raise ScenarioError(f"{table.name}, line {row.line}: no partner: fill `partner`, or say one for all rows.")
        try:
            matched.append(match(row, importer, partner, world, book))
        except NoMatchError as reason:
            unmatched.append((row, str(reason)))
    return matched, unmatched


def _unmatched(table: TariffTable, unmatched: Sequence[tuple[TariffRow, str]]) -> str:
    """The rows that match nothing, in words; ScenarioError unless the table allows them."""
    reasons = [say("reasons.table.line_reason", row=row.line, reason=reason) for row, reason in unmatched[:SHOWN]]
    if len(unmatched) > SHOWN:
        reasons.append(say("reasons.table.more", number=len(unmatched) - SHOWN))
    listed, rows = "; ".join(reasons), _numbers([row for row, _ in unmatched])
    if not table.allow_unmatched:
        said = say("reasons.table.unmatched", table=table.name, rows=rows, reasons=listed, n=len(unmatched))
        raise ScenarioError(f"{said}. Correct or delete, or leave out what matches nothing by `allow_unmatched: true`.")
    return say("reasons.table.left_out", table=table.name, rows=rows, reasons=listed, n=len(unmatched))


def _numbers(rows: Sequence[TariffRow]) -> str:
    """The lines of some rows: `3`, or `3, 4`."""
    return ", ".join(str(row.line) for row in rows[:SHOWN]) + (", ..." if len(rows) > SHOWN else "")


def _measure(table: TariffTable, state: str, matched: Sequence[MatchedRow]) -> Measure:
    """The measure of one importer: a line for each row of a sector or product, one for all codes of one rate."""
    importer = matched[0].importer
    return Measure(
        id=f"{table.name}: {state}, {importer}",
        title=say("reasons.table.title", table=table.name, importer=importer),
        imposer=importer,
        targets=tuple(dict.fromkeys(found.partner for found in matched)),
        products=tuple(_measure_lines(matched)),
        instrument="tariff_increase",
        relation=RELATION[table.relation],
        date_in_force=None,
        status="never in force",
        sources=(table.name,),
        confidence="low",
        note=say("reasons.table.own"),
    )


def _measure_lines(matched: Sequence[MatchedRow]) -> Iterable[Line]:
    """The lines of a measure."""
    by_rate: dict[tuple[str, float], list[MatchedRow]] = {}
    for found in matched:
        if found.hs:
            by_rate.setdefault((found.partner, found.row.rate), []).append(found)
        else:
            yield Line(goods=(found.goods or ALL_GOODS,), targets=(found.partner,), rate=found.row.rate)
    for (partner, rate), same in by_rate.items():
        sectors = sorted({sector for found in same for sector in found.sectors})
        yield Line(goods=tuple(sectors), hs=tuple(f.hs for f in same), targets=(partner,), rate=rate)
