"""Large tables through pandas, which by itself shifts or cuts rows that are longer than their head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from middlepower.errors import DataError
from middlepower.reading.tables import separator_of


def head_of(file: Path) -> list[str]:
    """The names of a table's columns; pandas' ParserError where the first row is longer, DataError where
    there is no head or its cells are separated by something else than commas.

    pandas would take the first cells of a longer row for its name, and shift all columns.
    """
    with file.open(encoding="utf-8-sig") as lines:
        first = next((line for line in lines if line.strip()), "")
    if not first:
        raise DataError(f"{file} is empty: the first line names the columns, and the rows follow.")
    if "," not in first and (sign := separator_of(first)):
        raise DataError(
            f"{file}: its cells are separated by {sign}: save it with commas between cells and points in numbers."
        )
    top = pd.read_csv(file, header=None, nrows=2, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    return [str(name) for name in top.iloc[0]]


def pieces_of(file: Path, columns: Sequence[str], kinds: Mapping[str, Any], piece: int) -> Iterator[pd.DataFrame]:
    """Some columns of a table whose head was read, so many rows at a time; ParserError where a row is longer.

    All columns are read: of a row that is too long, pandas would cut the end if only some were.
    """
    with pd.read_csv(file, dtype=dict(kinds), encoding="utf-8-sig", keep_default_na=False, chunksize=piece) as reader:
        for raw in reader:
            yield raw[list(columns)]
