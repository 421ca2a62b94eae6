"""The OECD's Inter-Country Input-Output table as published: one wide CSV file a year.

The first column holds the rows' labels, `CAN_A01` and so on, then TLS, VA and OUT; the other columns the same
industries, final demand by country (`CAN_HFCE`, `CAN_GFCF`, ...) and OUT. Million US dollars at basic prices. In the
extended tables China and Mexico stand in two parts (CN1, CN2, MX1, MX2), which are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.reading import check_ordinary
from middlepower.world.tables.table import SourceTable, from_parts

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
LARGEST_FILE = 4_000_000_000  # bytes; a year of the official file has 0.3 GB
FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "NONRES", "DIRP", "DISC", "CONS_NONRES", "FD")
TOTALS = ("OUT", "TOTAL")
BELOW = ("TLS", "VA", "TAXSUB", "VALU", *TOTALS)  # rows under the industries
PARTS = {"CN1": "CHN", "CN2": "CHN", "MX1": "MEX", "MX2": "MEX"}
SUM_TOLERANCE = 1e-3  # of output: the file has three decimals, and its own discrepancies are far smaller
UNIT = "million US dollars"  # of every official file
SMALL = 1.0  # million US dollars: output below it is rounding


def looks_like_icio(columns: Sequence[str]) -> bool:
    """Whether a header is that of an official file: columns of industries, final demand and output."""
    names = [str(name) for name in columns[1:]]
    return any(name.endswith("_HFCE") for name in names) and any(name in TOTALS for name in names)


def read_icio(path: Path) -> SourceTable:
    """The table of an official file; DataError that names the row or column where it is not in that layout."""
    wide = _wide(path)
    labels = [name for name in wide.columns if _is_industry(name)]
    if not labels:
        raise DataError(f"{path}: no column such as `CAN_A01`: it is not the wide table of the OECD.")
    rows = [name for name in wide.index if name not in BELOW]
    odd = sorted(set(rows) ^ set(labels))
    if odd:
        raise DataError(f"{path}: `{odd[0]}` stands among the rows or the columns alone: the file is cut or altered.")
    wide = wide.loc[[*labels, *(name for name in wide.index if name in BELOW)]]
    _check_output(path, wide, labels)
    regions = list(dict.fromkeys(country_of(name) for name in labels))
    sectors = list(dict.fromkeys(name.partition("_")[2] for name in labels))
    places = _places(labels, regions, sectors)
    Z = wide.loc[labels, labels].to_numpy(dtype=np.float64)
    final = _final(path, wide, labels, regions)
    table = from_parts(regions, sectors, *_blocks(Z, final, places, len(sectors), len(regions)), str(path))
    note = "value added is output less inputs, so it includes taxes less subsidies on inputs (TLS)."
    return replace(table.noted(note), units=(UNIT,))


def country_of(label: str) -> str:
    """The country of a label such as `CAN_A01`; parts of China and Mexico are these."""
    code = label.partition("_")[0]
    return PARTS.get(code, code)


def _wide(path: Path) -> pd.DataFrame:
    """The file's numbers with labels of rows and columns."""
    import pandas as pd

    check_ordinary(path, LARGEST_FILE, "an input-output table")
    try:
        wide = pd.read_csv(path, index_col=0, encoding="utf-8-sig")
        wide.index, wide.columns = wide.index.map(str).str.strip(), wide.columns.map(str).str.strip()
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read an input-output table from {path}: {reason}.") from None
    if not len(wide):
        raise DataError(f"{path} has a header and no rows: the file is cut. Get it anew.")
    for axis, what in ((wide.index, "row"), (wide.columns, "column")):
        if axis.has_duplicates:
            raise DataError(f"{path}: the {what} `{axis[axis.duplicated()][0]}` stands twice: delete one.")
    for name in wide.columns:
        if wide[name].dtype.kind not in "fiu":
            bad = pd.to_numeric(wide[name], errors="coerce").isna()
            raise DataError(f"{path}: column `{name}`, row `{wide.index[bad][0]}`: no number: write one with a point.")
    if not np.isfinite(wide.to_numpy(dtype=np.float64)).all():
        n, m = np.argwhere(~np.isfinite(wide.to_numpy(dtype=np.float64)))[0]
        raise DataError(f"{path}: column `{wide.columns[m]}`, row `{wide.index[n]}` is empty: fill it in.")
    return wide


def _is_industry(name: str) -> bool:
    country, mark, rest = name.partition("_")
    return bool(country and mark and rest) and rest not in FINAL


def _check_output(path: Path, wide: pd.DataFrame, labels: Sequence[str]) -> None:
    """Refuse rows that do not add up to the file's own output."""
    total = next((name for name in wide.columns if name in TOTALS), None)
    if total is None:
        raise DataError(f"{path}: no column `OUT`: the official file ends with each industry's output.")
    output = wide.loc[list(labels), total].to_numpy(dtype=np.float64)
    found = (
        wide.loc[list(labels)].drop(columns=[name for name in wide.columns if name in TOTALS]).to_numpy().sum(axis=1)
    )
    off = np.abs(found - output) > SUM_TOLERANCE * np.maximum(np.abs(output), SMALL / SUM_TOLERANCE)
    for place in np.flatnonzero(off).tolist():
        raise DataError(
            f"{path}: row `{labels[place]}` adds up to {found[place]:,.3f}, but its output is {output[place]:,.3f}: "
            "the file is cut or altered. Get it anew."
        )


def _places(labels: Sequence[str], regions: Sequence[str], sectors: Sequence[str]) -> tuple[Array, Array]:
    """(sector, region) of each label."""
    k = np.array([sectors.index(name.partition("_")[2]) for name in labels])
    n = np.array([regions.index(country_of(name)) for name in labels])
    return k, n


def _final(path: Path, wide: pd.DataFrame, labels: Sequence[str], regions: Sequence[str]) -> Array:
    """Final demand [label, region]."""
    final = np.zeros((len(labels), len(regions)))
    for name in wide.columns:
        if name in labels or name in TOTALS:
            continue
        country = country_of(name)
        if country not in regions:
            raise DataError(f"{path}: column `{name}` is of no economy of the table: it has {', '.join(regions[:9])}.")
        final[:, regions.index(country)] += wide.loc[list(labels), name].to_numpy(dtype=np.float64)
    return final


def _blocks(Z: Array, final: Array, places: tuple[Array, Array], K: int, N: int) -> tuple[Array, Array]:
    """(intermediate[k, i, s, n], final[k, i, n]) of a matrix over labels, parts of an economy added up."""
    k, i = places
    row = (k * N + i).astype(np.int64)
    block, ends = np.zeros((K * N, K * N)), np.zeros((K * N, N))
    if len(np.unique(row)) == len(row):
        block[np.ix_(row, row)], ends[row] = Z, final
    else:
        np.add.at(block, (row[:, None], row[None, :]), Z)
        np.add.at(ends, row, final)
    return block.reshape(K, N, K, N), ends.reshape(K, N, N)
