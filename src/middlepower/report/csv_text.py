"""Tables as CSV text, and as Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from middlepower.document.full_table import Column, Columns
from middlepower.document.number import Number
from middlepower.errors import OutputError, printable

FORMULA_SIGNS = tuple("=+-@＝＋－＠")  # with which a formula begins, in full width too


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a header line, quoted where needed; numbers with ten significant digits, texts that are no formulas."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(map(csv_cell, head))
    writer.writerows(map(csv_cell, row) for row in rows)
    return page.getvalue()


def csv_cell(cell: object) -> object:
    """A cell as it is written: a text that a spreadsheet would take for a formula begins with an apostrophe.

    Numbers stay numbers, written as text too (-0.5); control characters are written out.
    """
    if isinstance(cell, float):
        return f"{cell:.10g}"
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.lstrip()[:1] in FORMULA_SIGNS and not is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a text is one number and nothing else."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def number_cells(number: Number) -> list[float | str]:
    """Value, low and high as cells of a CSV table, empty where there are none."""
    return [blank(part) for part in (number.value, number.low, number.high)]


def blank(value: float | None) -> float | str:
    """The value as a cell, empty where it is missing."""
    return "" if value is None else value


def columns_csv(table: Columns) -> str:
    """A table in full as CSV, as `csv_text` writes it; cells of missing numbers are empty."""
    cells = [_cells(column) for column in table.columns.values()]
    return csv_text(list(table.columns), ()) + "".join(f"{line}\n" for line in map(",".join, zip(*cells, strict=True)))


def _cells(column: Column) -> list[str]:
    """A column's cells as they stand in a file."""
    if isinstance(column, np.ndarray):
        return ["" if value != value else f"{value:.10g}" for value in column.tolist()]
    written = {text: csv_text([text], ()).rstrip("\n") for text in set(column)}
    return [written[text] for text in column]


def parquet(table: Columns) -> bytes | None:
    """A table in full as a Parquet file; None where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    page = pa.BufferOutputStream()
    pq.write_table(pa.table({name: _arrow(column) for name, column in table.columns.items()}), page)
    content: bytes = page.getvalue().to_pybytes()
    return content


def _arrow(column: Column) -> Any:
    """A column as Arrow lays it out, from its bytes: pyarrow's own way from arrays loads pandas first."""
    import pyarrow as pa

    if isinstance(column, np.ndarray):
        there = np.packbits(np.isfinite(column), bitorder="little")
        return pa.Array.from_buffers(pa.float64(), len(column), [pa.py_buffer(there), pa.py_buffer(column.copy())])
    encoded = [text.encode() for text in column]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(encoded), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))])


def check_arrow() -> None:
    """None; OutputError with the remedy where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise OutputError(
            "`--also parquet` needs pyarrow: `pip install pyarrow`, or leave parquet out; the CSV files hold the same "
            "tables."
        )


def csv_parquet(text: str) -> bytes:
    """A CSV table as a Parquet file, columns of numbers as numbers."""
    check_arrow()
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    page = pa.BufferOutputStream()
    pq.write_table(pc.read_csv(pa.BufferReader(text.encode())), page)
    content: bytes = page.getvalue().to_pybytes()
    return content
