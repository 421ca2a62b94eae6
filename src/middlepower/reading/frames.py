"""Large tables through pandas, which by itself shifts or cuts rows that are longer than their head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd


def head_of(file: Path) -> list[str]:
    """The names of a table's columns; pandas' ParserError where the first row is longer.

    pandas would take the first cells of such a row for its name, and shift all columns.
    """
    top = pd.read_csv(file, header=None, nrows=2, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    return [str(name) for name in top.iloc[0]]


def pieces_of(file: Path, columns: Sequence[str], kinds: Mapping[str, Any], piece: int) -> Iterator[pd.DataFrame]:
    """Some columns of a table whose head was read, so many rows at a time; ParserError where a row is longer.

    All columns are read: of a row that is too long, pandas would cut the end if only some were.
    """
    with pd.read_csv(file, dtype=dict(kinds), encoding="utf-8-sig", keep_default_na=False, chunksize=piece) as reader:
        for raw in reader:
            yield raw[list(columns)]
