"""Flows one a row, as CSV or Excel: who buys from whom how much of what, and perhaps which sector uses it.

Columns `importer`, `exporter`, `sector`, `value_musd` and perhaps `using`; the words of GTAP do as well (`dst`, `src`,
`comm`, `value`, `acts`). With `using`, a sector or a kind of final demand, the table is an input-output table; without
it, inputs come from a table of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.names import plain
from middlepower.reading import check_ordinary, read_sheet, separator_of
from middlepower.world.tables.table import SourceTable, from_parts

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Index = NDArray[np.intp]
LARGEST_FILE = 1_000_000_000  # bytes; a GTAP table of 160 regions and 65 sectors by user has about that
LONGEST_LABEL = 200  # characters; names of sectors in EXIOBASE have up to 110
EXCEL = (".xlsx", ".xlsm")
COLUMNS = {
    "importer": ("importer", "destination", "dst", "d", "dest", "buyer"),
    "exporter": ("exporter", "origin", "source", "src", "s", "seller"),
    "sector": ("sector", "commodity", "comm", "product", "c"),
    "value": ("value_musd", "value", "flow"),
    "using": ("using", "user", "acts", "activity", "agent", "a"),
}
MUSD = "value_musd"  # the column that says its unit
FOR_PEOPLE = ("note", "year", "source_note")
FINAL = frozenset(
    "final finaldemand fd hh hhld household households private prv priv gov govt government pub inv investment "
    "cgds stocks consumption hfce npish ggfc gfcf invnt".split()
)
"""What `using` may say of final demand."""


@dataclass(frozen=True)
class LongRows:
    """Columns of a file as arrays of labels and numbers; `line[r]` is a row's line, `using` is None without one."""

    importer: NDArray[np.str_]
    exporter: NDArray[np.str_]
    sector: NDArray[np.str_]
    using: NDArray[np.str_] | None
    value: Array
    line: Index
    units: tuple[str, ...]  # what the name of the column of values says of them


def read_flows(path: Path) -> SourceTable:
    """The table of a file of flows; DataError names line, column and value."""
    rows = _sheet(path) if path.suffix.lower() in EXCEL else _csv(path)
    _check_rows(path, rows)
    regions = list(dict.fromkeys([*rows.exporter.tolist(), *rows.importer.tolist()]))
    sectors = list(dict.fromkeys(rows.sector.tolist()))
    k, n, i = _places(rows.sector, sectors), _places(rows.importer, regions), _places(rows.exporter, regions)
    _refuse_doubles(path, rows, k, n, i)
    _refuse_lost_homes(path, rows, k, n, i)
    K, N = len(sectors), len(regions)
    if rows.using is None:
        flow = np.zeros((K, N, N))
        flow[k, n, i] = rows.value
        table = SourceTable(tuple(regions), tuple(sectors), flow, None, str(path))
        return replace(table.noted(_absent(K * N * N, len(k))), units=rows.units)
    return replace(_by_user(path, rows, (k, n, i), regions, sectors), units=rows.units)


def _by_user(
    path: Path, rows: LongRows, places: tuple[Index, Index, Index], regions: Sequence[str], sectors: Sequence[str]
) -> SourceTable:
    """The table of rows that say who uses each flow."""
    using = np.asarray(rows.using)
    final = np.array([plain(label) in FINAL and label not in sectors for label in using.tolist()])
    for place in np.flatnonzero(~final & ~np.isin(using, sectors)):
        raise DataError(
            f"{path}, line {rows.line[place]}: `using` is `{using[place][:40]}`: it must be one of the sectors "
            f"({', '.join(sectors[:6])}, ...), or `final` for final demand."
        )
    k, n, i = places
    K, N = len(sectors), len(regions)
    Z, ends = np.zeros((K, N, K, N)), np.zeros((K, N, N))
    np.add.at(ends, (k[final], i[final], n[final]), rows.value[final])
    s = _places(using[~final], sectors)
    Z[k[~final], i[~final], s, n[~final]] = rows.value[~final]
    return from_parts(regions, sectors, Z, ends, str(path)).noted(
        _absent(K * N * N, len(set(zip(k, n, i, strict=True))))
    )


def _absent(cells: int, known: int) -> str:
    """What it means that rows are missing."""
    return "" if cells == known else f"{cells - known} of {cells} flows have no row: taken as no trade."


def columns_of(path: Path, head: Sequence[str]) -> dict[str, str]:
    """{what a column holds: its name in the file}; DataError where one is missing or unknown."""
    if len(head) == 1 and (sign := separator_of(head[0])):
        raise DataError(f"{path}: its cells are separated by {sign}: save it with commas between cells.")
    by_name = {name.strip().lower(): name for name in head}
    found = {what: by_name[name] for what, names in COLUMNS.items() for name in reversed(names) if name in by_name}
    missing = [what for what in ("importer", "exporter", "sector", "value") if what not in found]
    if missing:
        names = " or ".join(f"`{name}`" for name in COLUMNS[missing[0]][:4])
        raise DataError(f"{path}: no column {names}: flows need importer, exporter, sector and value_musd.")
    extra = [name for name in head if name not in found.values() and name.strip().lower() not in FOR_PEOPLE]
    if extra:
        raise DataError(
            f"{path}: unknown column `{extra[0][:40]}`: flows have importer, exporter, sector, value_musd and perhaps "
            "using; tariffs and elasticities go in files of their own (`--tariffs`, `--elasticities`)."
        )
    return found


def _csv(path: Path) -> LongRows:
    import pandas as pd

    from middlepower.reading.frames import head_of

    check_ordinary(path, LARGEST_FILE, "flows")
    try:
        names = columns_of(path, head_of(path))
        raw = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, index_col=False)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read flows from {path}: {reason}. It must be a CSV file in UTF-8.") from None
    columns = {what: raw[name].str.strip() for what, name in names.items()}
    return _rows(path, columns, np.arange(2, len(raw) + 2), _units(names))


def _rows(path: Path, columns: dict[str, pd.Series[str]], line: Index, units: tuple[str, ...]) -> LongRows:
    import pandas as pd

    value = pd.to_numeric(columns["value"], errors="coerce").to_numpy(dtype=np.float64)
    labels = {what: column.to_numpy(dtype=str) for what, column in columns.items() if what != "value"}
    for place in np.flatnonzero(~np.isfinite(value)):
        text = str(columns["value"].iloc[place])[:20]
        raise DataError(f"{path}, line {line[place]}: the value is `{text}`: write a number, with a point.")
    importer, exporter, sector = (labels[what] for what in ("importer", "exporter", "sector"))
    return LongRows(importer, exporter, sector, labels.get("using"), value, line, units)


def _sheet(path: Path) -> LongRows:
    import pandas as pd

    every = [name for names in COLUMNS.values() for name in names]
    rows = read_sheet(path, (), (*every, *FOR_PEOPLE), "flows")
    names = columns_of(path, list(rows[0].cells))
    columns = {what: pd.Series([row.cells[name] for row in rows], dtype=str) for what, name in names.items()}
    return _rows(path, columns, np.array([row.line for row in rows]), _units(names))


def _units(names: dict[str, str]) -> tuple[str, ...]:
    return ("million US dollars",) if names["value"].strip().lower() == MUSD else ()


def _check_rows(path: Path, rows: LongRows) -> None:
    """Refuse empty labels, values below zero, and a file without rows."""
    if not len(rows.value):
        raise DataError(f"{path} holds no rows: flows need at least one.")
    for what in ("importer", "exporter", "sector"):
        for place in np.flatnonzero(getattr(rows, what) == ""):
            raise DataError(f"{path}, line {rows.line[place]}: `{what}` is empty: give a code or a name.")
        for place in np.flatnonzero(np.char.str_len(getattr(rows, what)) > LONGEST_LABEL):
            raise DataError(f"{path}, line {rows.line[place]}: `{what}` is longer than {LONGEST_LABEL} characters.")
    for place in np.flatnonzero(rows.value < 0):
        final = rows.using is not None and plain(str(rows.using[place])) in FINAL
        if not final:
            raise DataError(f"{path}, line {rows.line[place]}: the value is {rows.value[place]:g}: flows are positive.")


def _refuse_doubles(path: Path, rows: LongRows, k: Index, n: Index, i: Index) -> None:
    """Refuse two rows of one flow, or of one use of it."""
    users = np.zeros(len(k), dtype=np.intp) if rows.using is None else np.unique(rows.using, return_inverse=True)[1]
    cells = np.stack([k, n, i, users])
    _, first, count = np.unique(cells, axis=1, return_index=True, return_counts=True)
    if (count > 1).any():
        place = int(first[count > 1].min())
        same = np.flatnonzero((cells == cells[:, [place]]).all(axis=0))
        raise DataError(
            f"{path}, lines {rows.line[same[0]]} and {rows.line[same[1]]}: the flow of {rows.sector[place]} from "
            f"{rows.exporter[place]} to {rows.importer[place]} stands there twice: add them up, or delete one."
        )


def _refuse_lost_homes(path: Path, rows: LongRows, k: Index, n: Index, i: Index) -> None:
    """Refuse exports of a sector by an economy that has rows of its own sales, but not of this one, as others do."""
    home = set(zip(k[n == i].tolist(), i[n == i].tolist(), strict=True))
    told, at_home = {seller for _, seller in home}, {sector for sector, _ in home}
    sold = dict.fromkeys(zip(k[rows.value > 0].tolist(), i[rows.value > 0].tolist(), strict=True))
    lost = [cell for cell in sold if cell not in home and cell[0] in at_home and cell[1] in told]
    if lost:
        place = int(np.flatnonzero((k == lost[0][0]) & (i == lost[0][1]))[0])
        seller, sector = rows.exporter[place], rows.sector[place]
        others = f" ({len(lost)} sectors of economies lack theirs)" if len(lost) > 1 else ""
        raise DataError(
            f"{path}: {seller} sells {sector} abroad, and no row says how much of it at home{others}: add a row with "
            f"{seller} as importer and exporter, of value 0 if it is nothing."
        )


def _places(labels: NDArray[np.str_], known: Sequence[str]) -> Index:
    position = {label: place for place, label in enumerate(known)}
    return np.array([position[label] for label in labels.tolist()], dtype=np.intp)
