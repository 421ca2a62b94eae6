"""Tables of trade as people have them: BACI, Comtrade, and plain CSV, as rows of importer, exporter, line and value.

| layout | columns |
|---|---|
| BACI | `t,i,j,k,v,q`: year, exporter and importer (BACI's numbers), HS6, thousand US dollars |
| Comtrade | `refYear`, `reporterCode`, `flowCode` (M or X), `partnerCode`, `cmdCode`, `primaryValue` (US dollars) |
| plain | `importer`, `exporter`, `hs`, `value_musd` (million US dollars), `year` |

Economies may be ISO codes of two or three letters, numbers (M49, Comtrade, BACI) or names. A file of Comtrade says in
`classificationCode` of which HS edition its codes are, one of BACI in its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.economies import find_economy
from middlepower.errors import DataError
from middlepower.names import nearest_name
from middlepower.reading import check_ordinary, separator_of

if TYPE_CHECKING:
    import pandas as pd

PIECE = 500_000  # rows at a time, a hundred megabytes while they are texts
LARGEST_FILE = 4_000_000_000  # bytes; a year of BACI has 0.4 GB
EU = "EU"  # the group, whose trade some tables hold as a whole
NOWHERE = "-"  # areas that statistics number and that are no country: bunkers, areas not specified
WORLD = ("0", "W00", "WLD", "0000")  # a partner that is all partners: a total, not a flow
PARTS = {"partner2Code": WORLD, "customsCode": ("C00",), "motCode": ("0",)}  # what splits rows again; codes of totals
EDITION_OF = {"H0": 1992, "H1": 1996, "H2": 2002, "H3": 2007, "H4": 2012, "H5": 2017, "H6": 2022}
HS6 = 6  # digits of a subheading, the finest that all nations share
BACI_NAME = re.compile(r"HS(\d\d)(?!\d)")


@dataclass(frozen=True)
class Rows:
    """Trade by row: ISO3 codes, HS code as text of even length, value in million US dollars, year.

    `left_out` is the value of rows whose area is no country, `edition` the HS edition where the file says it.
    """

    importer: NDArray[np.str_]
    exporter: NDArray[np.str_]
    hs: NDArray[np.str_]
    value: NDArray[np.float64]
    year: NDArray[np.int64]
    left_out: float
    edition: int | None = None


def read_trade(file: Path) -> Rows:
    """The rows of a CSV file (also zipped or gzipped) in one of the layouts; DataError where it is in none."""
    import pandas as pd

    check_ordinary(file, LARGEST_FILE, "trade by product")
    try:
        layouts, pieces = zip(*raw_pieces(file, PIECE), strict=True)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:160]
        raise DataError(f"can't read trade from {file}: {reason}. It must be a CSV file in UTF-8.") from None
    layout: FileLayout = layouts[0]
    return layout.rows(pd.concat(pieces, ignore_index=True), file)


def raw_pieces(file: Path, piece: int) -> Iterator[tuple[FileLayout, pd.DataFrame]]:
    """(layout, rows as they stand there), some at a time and once at least; the columns that the layout knows."""
    from middlepower.reading.frames import head_of, pieces_of

    head = head_of(file)
    layout = layout_of(head, file)
    kinds = dict.fromkeys((*layout.labels, *layout.perhaps), str)
    there = [name for name in head if name in (*layout.columns, *layout.perhaps)]
    for raw in pieces_of(file, there, kinds, piece):
        yield layout, raw


@dataclass(frozen=True)
class FileLayout:
    """Columns of a layout and what makes rows of them."""

    name: str
    labels: tuple[str, ...]
    numbers: tuple[str, ...]
    rows: Callable[[pd.DataFrame, Path], Rows]
    perhaps: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the layout needs."""
        return (*self.labels, *self.numbers)


def layout_of(columns: Sequence[str], file: Path) -> FileLayout:
    """The layout that a file's header shows."""
    for layout in LAYOUTS:
        if set(layout.columns) <= set(columns):
            return layout
    if len(columns) == 1 and (sign := separator_of(columns[0])):
        raise DataError(f"{file}: its cells are separated by {sign}: save it with commas between cells.")
    known = [name for one in LAYOUTS for name in one.columns]
    near = None if not columns or columns[0] in known else nearest_name(columns[0], known)
    wanted = "; ".join(f"{one.name}: {', '.join(one.columns)}" for one in LAYOUTS)
    hint = f" Did you mean `{near}` by `{columns[0]}`?" if near else ""
    raise DataError(f"{file}: the header `{', '.join(columns)[:120]}` is of no known layout ({wanted}).{hint}")


def _baci(raw: pd.DataFrame, file: Path) -> Rows:
    # All of BACI's lines have six digits, and files of numbers keep no zero in front.
    raw = raw.assign(k=raw["k"].where(raw["k"].str.len() != HS6 - 1, "0" + raw["k"]))
    named = BACI_NAME.search(file.name.upper())
    short = int(named[1]) if named else None
    edition = None if short is None else short + (1900 if short > 90 else 2000)
    return replace(_rows(raw, file, ("j", "i", "k", "v", "t"), 1e-3), edition=edition)


def _comtrade(raw: pd.DataFrame, file: Path) -> Rows:
    """The importers' own reports; exports only where a file holds no imports. Totals over partners or lines go, and
    so do rows that split others again, by means of transport and the like."""
    every = raw["cmdCode"].astype(str)
    _lines(every[every.str.isdigit()], file)
    lines = every.str.len() == HS6
    kept = raw[~raw["partnerCode"].isin(WORLD) & lines]
    for column, totals in PARTS.items():
        if column in kept and kept[column].isin(totals).any():
            kept = kept[kept[column].isin(totals)]
    edition = _edition(kept, file)
    names = ("reporterCode", "partnerCode", "cmdCode", "primaryValue", "refYear")
    if (kept["flowCode"] == "M").any():
        return replace(_rows(kept[kept["flowCode"] == "M"], file, names, 1e-6), edition=edition)
    turned = ("partnerCode", "reporterCode", *names[2:])
    return replace(_rows(kept[kept["flowCode"] == "X"], file, turned, 1e-6), edition=edition)


def _edition(rows: pd.DataFrame, file: Path) -> int | None:
    """The HS edition that rows of Comtrade state; None where they state none."""
    stated = rows["classificationCode"].unique() if "classificationCode" in rows else ()
    editions = sorted({EDITION_OF[code] for code in stated if code in EDITION_OF})
    if len(editions) > 1:
        listed = ", ".join(map(str, editions))
        raise DataError(f"{file}: `classificationCode` has several HS editions ({listed}): import each on its own.")
    return editions[0] if editions else None


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
        _years(raw[year], file)[known],
        float(values[~known].sum()),
    )


def _economies(column: pd.Series[str], file: Path) -> NDArray[np.str_]:
    """ISO3 codes; a number that is no country's is NOWHERE, a word that names no economy an error with its line."""
    codes = {label: economy_of(str(label)) for label in column.unique()}
    unknown = [str(label) for label, code in codes.items() if code is None]
    if unknown:
        line = _line_of(column, column == unknown[0])
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
    """HS codes without dots; DataError for one that is none, or has an odd number of digits."""
    codes = {label: str(label).replace(".", "").strip() for label in column.unique()}
    bad = [str(label) for label, code in codes.items() if not is_code(code)]
    if bad:
        line = _line_of(column, column == bad[0])
        raise DataError(f"{file}, line {line}: `{column.name}` is `{bad[0][:40]}`, no HS code{_remedy(codes[bad[0]])}.")
    return np.asarray(column.map(codes).to_numpy(dtype=str))


def is_code(digits: str) -> bool:
    """Whether a text is digits of an HS code: 2, 4, 6, 8 or 10 of them."""
    return digits.isascii() and digits.isdigit() and len(digits) in (2, 4, 6, 8, 10)


def _remedy(digits: str) -> str:
    """What to write in the place of digits that are no HS code."""
    if digits.isascii() and digits.isdigit() and len(digits) % 2 and len(digits) < 10:
        return (
            f", which has 2, 4, 6, 8 or 10 digits: write {digits.zfill(len(digits) + 1)} where a spreadsheet dropped "
            "the zero in front (format the column as text), else the digit that is missing"
        )
    return ": write 2, 4, 6, 8 or 10 digits, such as 870380"


def _numbers(column: pd.Series[str], file: Path) -> NDArray[np.float64]:
    """Numbers of zero or more."""
    import pandas as pd

    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        text, line = str(column[bad].iloc[0])[:40], _line_of(column, bad)
        raise DataError(f"{file}, line {line}: `{column.name}` is `{text}`, no number of zero or more.")
    return values


def _years(column: pd.Series[str], file: Path) -> NDArray[np.int64]:
    """Whole years."""
    values = _numbers(column, file)
    bad = values != np.floor(values)
    if bad.any():
        text, line = str(column[bad].iloc[0])[:40], _line_of(column, bad)
        raise DataError(f"{file}, line {line}: `{column.name}` is `{text}`, no year: write a whole one, as 2023.")
    return values.astype(np.int64)


def _line_of(column: pd.Series[str], which: pd.Series[bool] | NDArray[np.bool_]) -> int:
    """The line of the file of the first row of some, rows left out before counted."""
    return int(column.index[np.asarray(which)][0]) + 2


LAYOUTS = (
    FileLayout("BACI", ("i", "j", "k"), ("t", "v"), _baci),
    FileLayout(
        "Comtrade",
        ("reporterCode", "flowCode", "partnerCode", "cmdCode"),
        ("refYear", "primaryValue"),
        _comtrade,
        ("classificationCode", *PARTS),
    ),
    FileLayout("plain", ("importer", "exporter", "hs"), ("value_musd", "year"), _plain),
)
