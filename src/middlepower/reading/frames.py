"""Large tables through pandas, which by itself shifts or cuts rows that are longer than their head."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from middlepower.errors import DataError
from middlepower.reading.tables import separator_of

NO_SEPARATOR = "\x01"  # stands in no table


def head_of(file: Path) -> list[str]:
    """The names of a table's columns; pandas' ParserError where the first row is longer, DataError where
    there is no head or its cells are separated by something else than commas.

    pandas would take the first cells of a longer row for its name, and shift all columns.
    """
    first = _first_line(file)
    if "," not in first and (sign := separator_of(first)):
        raise DataError(
            f"{file}: its cells are separated by {sign}: save it with commas between cells and points in numbers."
        )
    top = pd.read_csv(file, header=None, nrows=2, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    return [str(name) for name in top.iloc[0]]


def _first_line(file: Path) -> str:
    """The first line with anything in it, of a packed file too: all of it, as one cell."""
    try:
        read = pd.read_csv(
            file,
            sep=NO_SEPARATOR,
            quoting=csv.QUOTE_NONE,
            header=None,
            nrows=1,
            dtype=str,
            encoding="utf-8-sig",
            keep_default_na=False,
        )
    except pd.errors.EmptyDataError:
        raise DataError(f"{file} is empty: the first line names the columns, and the rows follow.") from None
    return str(read.iloc[0, 0])


def pieces_of(file: Path, columns: Sequence[str], kinds: Mapping[str, Any], piece: int) -> Iterator[pd.DataFrame]:
    """Some columns of a table whose head was read, so many rows at a time; ParserError where a row is longer.

    All columns are read: of a row that is too long, pandas would cut the end if only some were.
    """
    with pd.read_csv(file, dtype=dict(kinds), encoding="utf-8-sig", keep_default_na=False, chunksize=piece) as reader:
        for raw in reader:
            yield raw[list(columns)]
