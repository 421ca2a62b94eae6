"""Tables of trade as people have them: BACI, Comtrade, and plain CSV, as rows of importer, exporter, line and value.

| layout | columns |
|---|---|
| BACI | `t,i,j,k,v,q`: year, exporter and importer (BACI's numbers), HS6, thousand US dollars |
| Comtrade | `refYear`, `reporterCode`, `flowCode` (M or X), `partnerCode`, `cmdCode`, `primaryValue` (US dollars) |
| plain | `importer`, `exporter`, `hs`, `value_musd` (million US dollars), perhaps `year` |

Economies may be ISO codes of two or three letters, numbers (M49, Comtrade, BACI) or names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.economies import find_economy
from middlepower.errors import DataError
from middlepower.names import nearest_name
from middlepower.reading import check_ordinary

if TYPE_CHECKING:
    import pandas as pd

LARGEST_FILE = 4_000_000_000  # bytes; a year of BACI has 0.4 GB
EU = "EU"  # the group, whose trade some tables hold as a whole
NOWHERE = "-"  # areas that statistics number and that are no country: bunkers, areas not specified
WORLD = ("0", "W00", "WLD", "0000")  # a partner that is all partners: a total, not a flow


@dataclass(frozen=True)
class Rows:
    """Trade by row: ISO3 codes, HS code as text of even length, value in million US dollars, year.

    `left_out` is the value of rows whose area is no country.
    """

    importer: NDArray[np.str_]
    exporter: NDArray[np.str_]
    hs: NDArray[np.str_]
    value: NDArray[np.float64]
    year: NDArray[np.int64]
    left_out: float


def read_trade(file: Path) -> Rows:
    """The rows of a CSV file (also zipped or gzipped) in one of the layouts; DataError where it is in none."""
    import pandas as pd

    check_ordinary(file, LARGEST_FILE, "trade by product")
    try:
        head = pd.read_csv(file, nrows=0, encoding="utf-8-sig")
        layout = layout_of([str(name) for name in head.columns], file)
        kinds = dict.fromkeys(layout.labels, str)
        raw = pd.read_csv(file, usecols=layout.columns, dtype=kinds, encoding="utf-8-sig", keep_default_na=False)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read trade from {file}: {reason}. It must be a CSV file in UTF-8.") from None
    return layout.rows(raw, file)


@dataclass(frozen=True)
class FileLayout:
    """Columns of a layout and what makes rows of them."""

    name: str
    labels: tuple[str, ...]
    numbers: tuple[str, ...]
    rows: Callable[[pd.DataFrame, Path], Rows]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the layout needs."""
        return (*self.labels, *self.numbers)


def layout_of(columns: Sequence[str], file: Path) -> FileLayout:
    """The layout that a file's header shows."""
    for layout in LAYOUTS:
        if set(layout.columns) <= set(columns):
            return layout
    near = nearest_name(columns[0] if columns else "", [name for one in LAYOUTS for name in one.columns])
    wanted = "; ".join(f"{one.name}: {', '.join(one.columns)}" for one in LAYOUTS)
    hint = f" Did you mean `{near}` by `{columns[0]}`?" if near else ""
    raise DataError(f"{file}: the header `{', '.join(columns)[:120]}` is of no known layout ({wanted}).{hint}")


def _baci(raw: pd.DataFrame, file: Path) -> Rows:
    return _rows(raw, file, ("j", "i", "k", "v", "t"), 1e-3)


def _comtrade(raw: pd.DataFrame, file: Path) -> Rows:
    """The importers' own reports; exports only where a file holds no imports. Totals over partners or lines go."""
    lines = raw["cmdCode"].astype(str).str.len() == 6
    kept = raw[~raw["partnerCode"].isin(WORLD) & lines]
    names = ("reporterCode", "partnerCode", "cmdCode", "primaryValue", "refYear")
    if (kept["flowCode"] == "M").any():
        return _rows(kept[kept["flowCode"] == "M"], file, names, 1e-6)
    turned = ("partnerCode", "reporterCode", *names[2:])
    return _rows(kept[kept["flowCode"] == "X"], file, turned, 1e-6)


def _plain(raw: pd.DataFrame, file: Path) -> Rows:
    return _rows(raw, file, ("importer", "exporter", "hs", "value_musd", "year"), 1.0)


def _rows(raw: pd.DataFrame, file: Path, names: Sequence[str], unit: float) -> Rows:
    """Rows of the named columns; rows of statistical areas that are no country are left out and counted."""
    importer, exporter, hs, value, year = names
    buyers, sellers = _economies(raw[importer], file), _economies(raw[exporter], file)
    values = _numbers(raw[value], file) * unit
    known = (buyers != NOWHERE) & (sellers != NOWHERE)
    return Rows(
        buyers[known],
        sellers[known],
        _lines(raw[hs], file)[known],
        values[known],
        _numbers(raw[year], file).astype(np.int64)[known],
        float(values[~known].sum()),
    )


def _economies(column: pd.Series[str], file: Path) -> NDArray[np.str_]:
    """ISO3 codes; a number that is no country's is NOWHERE, a word that names no economy an error with its line."""
    codes = {label: economy_of(str(label)) for label in column.unique()}
    unknown = [str(label) for label, code in codes.items() if code is None]
    if unknown:
        line = int(np.flatnonzero((column == unknown[0]).to_numpy())[0]) + 2
        raise DataError(
            f"{file}, line {line}: `{column.name}` is `{unknown[0][:40]}`, no economy known by that code. "
            "Use ISO codes of two or three letters, M49 numbers, or names that only one economy has."
        )
    return np.asarray(column.map(codes).to_numpy(dtype=str))


def economy_of(label: str) -> str | None:
    """The code of an economy given by code, number or name; NOWHERE for other numbers, None for an unknown word."""
    text = label.strip()
    if text.upper() in (EU, "REU"):
        return text.upper()
    return find_economy(text) or (NOWHERE if text.isdigit() else None)


def _lines(column: pd.Series[str], file: Path) -> NDArray[np.str_]:
    """HS codes without dots; one with an odd number of digits has lost its leading zero."""
    codes = {label: str(label).replace(".", "").strip() for label in column.unique()}
    bad = [str(label) for label, code in codes.items() if not (code.isdigit() and len(code) <= 10)]
    if bad:
        line = int(np.flatnonzero((column == bad[0]).to_numpy())[0]) + 2
        raise DataError(f"{file}, line {line}: `{column.name}` is `{bad[0][:40]}`, no HS code.")
    padded = {label: code.zfill(len(code) + len(code) % 2) for label, code in codes.items()}
    return np.asarray(column.map(padded).to_numpy(dtype=str))


def _numbers(column: pd.Series[str], file: Path) -> NDArray[np.float64]:
    """Numbers of zero or more."""
    import pandas as pd

    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        text = str(column.iloc[row])[:40]
        raise DataError(f"{file}, line {row + 2}: `{column.name}` is `{text}`, no number of zero or more.")
    return values


LAYOUTS = (
    FileLayout("BACI", ("i", "j", "k"), ("t", "v"), _baci),
    FileLayout(
        "Comtrade", ("reporterCode", "flowCode", "partnerCode", "cmdCode"), ("refYear", "primaryValue"), _comtrade
    ),
    FileLayout("plain", ("importer", "exporter", "hs"), ("value_musd", "year"), _plain),
)
