"""Tariff tables that a scenario file names: CSV or Excel, beside it or in a folder below, never anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from middlepower.errors import ScenarioError
from middlepower.policy.checks import rate_as_text
from middlepower.reading import TableRow, inside, read_sheet, read_table
from middlepower.scenario.tariff_rows import TariffRow, table_rate

FIELD = "tariff_table"
RATE = ("rate",)
COLUMNS = ("importer", "partner", "sector", "hs", "from", "to", "source", "note")  # the last two for people
READ = ("importer", "partner", "sector", "hs")
EXCEL = (".xlsx", ".xlsm")


def with_tariff_tables(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """A scenario as its file gives it, with the rows of tariff tables in the place of their files' names."""
    states = raw.get("states")
    if not isinstance(states, Mapping):
        return raw
    return {**raw, "states": {name: _state_with_rows(state, path.parent) for name, state in states.items()}}


def _state_with_rows(state: Any, folder: Path) -> Any:
    named = state.get(FIELD) if isinstance(state, Mapping) else None
    table = {"file": named} if isinstance(named, str) else named
    if not isinstance(table, Mapping) or "rows" in table or not isinstance(table.get("file"), str):
        return state
    rows = read_rows(folder, table["file"], table.get("gross") is True)
    return {**state, FIELD: {**table, "rows": rows}}


def read_rows(folder: Path, name: str, gross: bool) -> tuple[TariffRow, ...]:
    """The checked rows of a table in a folder; ScenarioError names file, line, column and value."""
    path = inside(folder, name, f"`{FIELD}`", ScenarioError)
    read = read_sheet if path.suffix.lower() in EXCEL else read_table
    rows = read(path, RATE, COLUMNS, f"rows of a {FIELD}", ScenarioError)
    if not {"importer", "partner"} & set(rows[0].cells):
        raise ScenarioError(f"{path}: no column `partner` or `importer`: a row says who taxes whom.")
    return tuple(_row(row, f"{path}, line {row.line}", gross) for row in rows)


def _row(row: TableRow, where: str, gross: bool) -> TariffRow:
    """One row, its rate as a fraction and empty days as none."""
    text = row.cells["rate"]
    try:
        rate = table_rate(text, gross)
    except ValueError as error:
        raise ScenarioError(f"{where}: field `rate`, value `{text[:40]}`: {error}.") from None
    cells: dict[str, Any] = {column: row.cells.get(column, "") for column in READ}
    days = {column: row.cells.get(column) or None for column in ("from", "to")}
    return TariffRow.parsed({**cells, **days, "line": row.line, "rate": rate_as_text(rate)}, where)
