"""Tables in an Excel workbook: its first sheet, read as a comma-separated table is, within a size."""

from __future__ import annotations

import datetime as dt
import importlib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from middlepower.errors import DataError, MiddlepowerError
from middlepower.reading.files import check_ordinary
from middlepower.reading.tables import TableRow, table_rows

SIZE_LIMIT = 5_000_000  # bytes of a workbook; a tariff schedule of ten thousand lines has less than one million
MOST_BYTES = 100_000_000  # that its parts may claim to hold unpacked
MOST_ROWS, MOST_COLUMNS = 100_000, 100


def read_sheet(
    path: Path, needed: Sequence[str], allowed: Sequence[str], what: str, kind: type[MiddlepowerError] = DataError
) -> list[TableRow]:
    """The rows of a workbook's first sheet with the columns `needed`, and none but those and `allowed`.

    Raises `kind` naming the file, the line or column, and what would be right; and where openpyxl is missing, how to
    get it. Empty lines are skipped; of a formula its last value counts.
    """
    check_ordinary(path, SIZE_LIMIT, what, kind)
    openpyxl = _engine(path, kind)
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise kind(f"{path} unpacks to more than {MOST_BYTES // 1_000_000} MB: it is no table of {what}.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        lines = list(_lines(book.worksheets[0], path, kind))
    except MiddlepowerError:
        raise
    except Exception as error:  # a damaged workbook makes the library fail in many ways; all mean the same
        raise kind(f"can't read {what} from {path}: {type(error).__name__}. Is it an Excel workbook (.xlsx)?") from None
    return table_rows(path, iter(lines), needed, allowed, what, kind)


def _engine(path: Path, kind: type[MiddlepowerError]) -> Any:
    """The library that reads workbooks."""
    try:
        return importlib.import_module("openpyxl")
    except ImportError:
        raise kind(
            f"{path} is an Excel workbook: `pip install 'middlepower[excel]'` reads it; or save it as CSV."
        ) from None


def _lines(sheet: Any, path: Path, kind: type[MiddlepowerError]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a sheet, all as long as the first, which names the columns."""
    width = 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        if line > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise kind(f"{path} has more than {MOST_ROWS} lines or {MOST_COLUMNS} columns, too many for a table.")
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            width = width or len(cells)
            yield line, cells + [""] * (width - len(cells))


def _text(cell: Any) -> str:
    """What a cell shows, as it would stand in a CSV file: days as 2026-01-13, per cent with the sign."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        per_cent = "%" in str(cell.number_format)
        return f"{100.0 * value:.12g}%" if per_cent else f"{value:.15g}"
    return str(value).strip()
