"""One Excel workbook of all tables: a first sheet that says what they are, then a sheet each, units in the headers."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from middlepower.document.header import Document, Quantity
from middlepower.errors import OutputError
from middlepower.language.catalogue import say
from middlepower.report.csv_text import FORMULA_SIGNS, is_number

NARROW, WIDE = 14, 46  # of columns, in characters
SHEET_NAME = 31  # characters that Excel allows
MOST_ROWS = 1_048_576
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
ENDINGS = ("_low", "_high", "_before", "_after", "_change")
UNITS = {"_musd": "million", "_percent": "percent", "_points": "points"}  # entries of the catalogue
Cell = str | float | None


def workbook(texts: Mapping[str, str], about: Iterable[Sequence[str]], document: Document | None) -> bytes:
    """An Excel file of CSV tables, file name to text."""
    openpyxl = engine()
    book = openpyxl.Workbook(write_only=True)
    _fill(book, say("tables.about_sheet"), about)
    quantities = {} if document is None else document.quantities
    for name, text in texts.items():
        _fill(book, name.removesuffix(".csv")[:SHEET_NAME], table_of(text, quantities))
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def engine() -> Any:
    """The library that writes workbooks; OutputError with the remedy where it is missing."""
    try:
        return import_module("openpyxl")
    except ImportError:
        raise OutputError(
            "`--also xlsx` needs openpyxl: `pip install 'middlepower[excel]'`, or leave xlsx out; the CSV files hold "
            "the same tables."
        ) from None


def table_of(text: str, quantities: Mapping[str, Quantity]) -> Iterator[list[Cell]]:
    """The rows of a CSV table: units in the header, columns of numbers as numbers.

    Where a column names the quantity of each row, a column with its unit follows it.
    """
    head, *rows = csv.reader(io.StringIO(text))
    for place in reversed(range(len(head))):
        if rows and all(row[place] in quantities for row in rows):
            head.insert(place + 1, say("tables.unit_column"))
            rows = [[*row[: place + 1], quantities[row[place]].unit, *row[place + 1 :]] for row in rows]
    numeric = [_numeric(row[place] for row in rows) for place in range(len(head))]
    yield [with_unit(name, quantities) for name in head]
    for row in rows:
        yield [_cell(cell, number) for cell, number in zip(row, numeric, strict=True)]


def with_unit(column: str, quantities: Mapping[str, Quantity]) -> str:
    """A column's name with its unit in brackets, where it has one."""
    name = column
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    if name in quantities:
        return f"{column} [{quantities[name].unit}]"
    unit = next((say(f"tables.unit.{unit}") for ending, unit in UNITS.items() if ending in f"{name}_"), None)
    return f"{column} [{unit}]" if unit else column


def _numeric(cells: Iterable[str]) -> bool:
    """Whether a column holds numbers and nothing else; a code such as 0306 is none."""
    known = [cell for cell in cells if cell]
    return bool(known) and all(is_number(cell) and math.isfinite(float(cell)) and not _code(cell) for cell in known)


def _code(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == "0" and cell[1].isdigit()


def _cell(cell: str, number: bool) -> Cell:
    """A cell as it stands in a workbook, where a text is never a formula and needs no apostrophe before it."""
    if not cell:
        return None
    if number:
        return float(cell)
    return cell[1:] if cell[0] == "'" and cell[1:].lstrip()[:1] in FORMULA_SIGNS else cell


def _fill(book: Any, name: str, rows: Iterable[Sequence[Cell]]) -> None:
    """A sheet with its header row in bold and held in sight."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, row in enumerate(rows):
        if place >= MOST_ROWS:
            raise OutputError(f"table `{name}` has more rows than a workbook holds: use its CSV or Parquet file.")
        if place == 0:
            _widths(sheet, row)
        sheet.append([_written(sheet, cell, place == 0) for cell in row])


def _widths(sheet: Any, head: Sequence[Cell]) -> None:
    letters = import_module("openpyxl.utils").get_column_letter
    for place, name in enumerate(head):
        width = min(max(len(str(name or "")) + 2, NARROW), WIDE)
        sheet.column_dimensions[letters(place + 1)].width = width


def _written(sheet: Any, cell: Cell, head: bool) -> Any:
    """A number as it is; a text as a text, whatever it begins with."""
    if not isinstance(cell, str):
        return cell
    text = FORBIDDEN.sub("", cell)
    if not head and not text.startswith("="):
        return text
    made = import_module("openpyxl.cell").WriteOnlyCell(sheet, value=text)
    made.data_type = "s"
    made.font = import_module("openpyxl.styles").Font(bold=head)
    return made
