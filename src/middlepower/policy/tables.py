"""The tables that measures refer to: rates by partner and date or by sector, coverage and claims by exporter and good.

A table is one of those that come with the package, by name; rows; or, in a file of one's own, a CSV file beside it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from middlepower.data.trade.editions import refuse_gone
from middlepower.errors import MeasureError
from middlepower.names import nearest_name
from middlepower.policy.checks import (
    Economy,
    Fraction,
    Rate,
    as_tuple,
    check_good,
    check_part,
    check_sector,
    check_target,
)
from middlepower.policy.goods import HERE
from middlepower.policy.hs_lists import HsList, built_in_lists, read_list
from middlepower.policy.strict import Day, MeasurePart
from middlepower.reading import inside, read_table

REMARKS = ("year", "source", "note", "value_musd", "good_value_musd")  # columns for people, read by nobody
ROUNDING = 1e-9
Shares = TypeVar("Shares", "CoverageRow", "ClaimRow")


class PartnerRow(MeasurePart):
    """What a partner pays from a day on, added to the ordinary duty."""

    partner: Economy
    date: Day
    added_rate: Rate


class SectorRow(MeasurePart):
    """A rate and the share of a sector's imports that pays it."""

    sector: Annotated[str, AfterValidator(check_sector)]
    added_rate: Annotated[Rate, Field(ge=0.0)]
    share_of_imports: Fraction


class CoverageRow(MeasurePart):
    """The share of a good's trade from an exporter (`*` for any) on which a rate bites."""

    exporter: Annotated[str, AfterValidator(check_target)]
    good: Annotated[str, AfterValidator(check_part)]
    coverage: Fraction


class ClaimRow(MeasurePart):
    """The share of a good's customs value from an exporter that no preference or remission is claimed for."""

    exporter: Economy
    good: Annotated[str, AfterValidator(check_good)]
    unclaimed: Fraction


KINDS: dict[str, type[PartnerRow] | type[SectorRow] | type[CoverageRow] | type[ClaimRow]] = {
    "partner_table": PartnerRow,
    "sector_table": SectorRow,
    "coverage_table": CoverageRow,
    "claims_table": ClaimRow,
}


def steps_by_partner(rows: Iterable[PartnerRow]) -> dict[str, tuple[tuple[dt.date, float], ...]]:
    """{partner: (date, rate) in order of time}; a date twice is an error."""
    steps: dict[str, dict[dt.date, float]] = {}
    for row in rows:
        if row.date in steps.setdefault(row.partner, {}):
            raise ValueError(f"{row.partner} has two rates from {row.date} on: delete one")
        steps[row.partner][row.date] = row.added_rate
    return {partner: tuple(sorted(dated.items())) for partner, dated in steps.items()}


def stretches_by_sector(rows: Iterable[SectorRow]) -> dict[str, tuple[tuple[float, float, float], ...]]:
    """{sector: (start, end, rate) stretches of its trade, laid out side by side from zero}; never more than all."""
    stretches: dict[str, list[tuple[float, float, float]]] = {}
    for row in rows:
        if row.added_rate > 0:
            laid = stretches.setdefault(row.sector, [])
            start = laid[-1][1] if laid else 0.0
            laid.append((start, start + row.share_of_imports, row.added_rate))
            if laid[-1][1] > 1.0 + ROUNDING:
                raise ValueError(f"shares of {row.sector} sum to {laid[-1][1]:.4f}, more than one: correct them")
    return {sector: tuple(laid) for sector, laid in stretches.items()}


def _dated_once(rows: tuple[PartnerRow, ...]) -> tuple[PartnerRow, ...]:
    steps_by_partner(rows)
    return rows


def _within_trade(rows: tuple[SectorRow, ...]) -> tuple[SectorRow, ...]:
    stretches_by_sector(rows)
    return rows


def _named_once(rows: tuple[Shares, ...]) -> tuple[Shares, ...]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.exporter, row.good) in seen:
            what = "coverages" if isinstance(row, CoverageRow) else "unclaimed shares"
            raise ValueError(f"{row.good} from {row.exporter} has two {what}: delete one")
        seen.add((row.exporter, row.good))
    return rows


CHECKS: dict[str, Callable[[Any], Any]] = {
    "partner_table": _dated_once,
    "sector_table": _within_trade,
    "coverage_table": _named_once,
    "claims_table": _named_once,
}


@cache
def built_in_tables() -> tuple[str, ...]:
    """The names of the tables that come with the package."""
    return tuple(
        sorted(path.relative_to(HERE).as_posix() for path in (*HERE.glob("us_*.csv"), *HERE.glob("lists/*.csv")))
    )


def _rows(field: str) -> Callable[[Any], Any]:
    """A validator that puts the rows in the place of a built-in table's name."""

    def rows(value: Any) -> Any:
        return built_in(value, field) if isinstance(value, str) else as_tuple(value)

    return rows


@cache
def built_in(name: str, field: str) -> tuple[MeasurePart, ...]:
    """The rows of a table that comes with the package."""
    if name not in built_in_tables():
        near = nearest_name(name, built_in_tables())
        remedy = f"did you mean `{near}`?" if near else "give its rows."
        raise ValueError(f"no such table; {remedy} A CSV file of your own is read only beside the file that names it")
    return read_rows_of(HERE / name, field)


def read_rows_of(path: Path, field: str) -> tuple[MeasurePart, ...]:
    """The checked rows of a table in a CSV file; MeasureError names file, line, column and value."""
    kind = KINDS[field]
    needed = tuple(kind.model_fields)
    rows = []
    for row in read_table(path, needed, REMARKS, f"rows of a {field}", MeasureError):
        rows.append(kind.parsed({name: row.cells[name] for name in needed}, f"{path}, line {row.line}"))
    try:
        CHECKS[field](tuple(rows))
    except ValueError as error:
        raise MeasureError(f"{path}: {error}.") from None
    return tuple(rows)


PartnerTable = Annotated[
    tuple[PartnerRow, ...], Field(fail_fast=True), BeforeValidator(_rows("partner_table")), AfterValidator(_dated_once)
]
SectorTable = Annotated[
    tuple[SectorRow, ...], Field(fail_fast=True), BeforeValidator(_rows("sector_table")), AfterValidator(_within_trade)
]
CoverageTable = Annotated[
    tuple[CoverageRow, ...],
    Field(fail_fast=True),
    BeforeValidator(_rows("coverage_table")),
    AfterValidator(_named_once),
]


ClaimsTable = Annotated[
    tuple[ClaimRow, ...],
    Field(fail_fast=True),
    BeforeValidator(_rows("claims_table")),
    AfterValidator(_named_once),
]


def with_tables(raw: Any, folder: Path) -> Any:
    """A measure as a file gives it, with the rows of the tables in the file's folder in the place of their names.

    A name without a file beside it is left for the package's own tables.
    """
    lines = raw.get("products") if isinstance(raw, Mapping) else None
    if not isinstance(lines, list):
        return raw
    return {**raw, "products": [_line_with_tables(line, folder) for line in lines]}


def _line_with_tables(line: Any, folder: Path) -> Any:
    if not isinstance(line, Mapping):
        return line
    read = dict(line)
    for field in KINDS:
        name = line.get(field)
        if isinstance(name, str):
            path = inside(folder, name, f"`{field}`", MeasureError)
            if os.path.lexists(path) or name not in built_in_tables():
                read[field] = read_rows_of(path, field)
    if isinstance(line.get("hs_list"), str):
        read["hs_list"] = _list_beside(folder, line["hs_list"], "hs_list")
    if isinstance(line.get("exempt_list"), list):
        names = line["exempt_list"]
        read["exempt_list"] = [_list_beside(folder, x, "exempt_list") if isinstance(x, str) else x for x in names]
    return read


def _list_beside(folder: Path, name: str, field: str) -> str | HsList:
    """The list of HS lines in the file's folder, or the name itself where the package's own list is meant."""
    path = inside(folder, name, f"`{field}`", MeasureError)
    if not os.path.lexists(path) and name in built_in_lists():
        return name
    read = read_list(path)
    for code in read.codes:  # the package's own lists keep what the law prints, its errors included
        try:
            refuse_gone(code)
        except ValueError as error:
            raise MeasureError(f"{path}: {error}.") from None
    return read
