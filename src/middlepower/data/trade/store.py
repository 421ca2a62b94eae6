"""The trade tables that are known here: the user's own first, then those that come with the package."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.editions import ASKED_EDITION, in_edition
from middlepower.data.trade.files import Rows, read_trade
from middlepower.data.trade.table import EDITIONS, Covers, TableNote, TradeTable, open_table, write_table
from middlepower.errors import DataError

EMBEDDED = Path(__file__).parent
HOME = "MIDDLEPOWER_HOME"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")


@dataclass(frozen=True)
class Imported:
    """A table that was made of files; `left_out` is the value of rows whose area is no country, `unknown` that of
    lines in no edition of the HS, which count in no sector; million US dollars."""

    table: TradeTable
    left_out: float
    unknown: dict[str, float]


def user_folder() -> Path:
    """The folder of the user's own trade tables: below `MIDDLEPOWER_HOME`, else where the system keeps such data."""
    import platformdirs

    home = os.environ.get(HOME)
    return Path(home or platformdirs.user_data_dir("middlepower", appauthor=False)) / "trade"


def tables() -> list[TradeTable]:
    """All known tables: the user's, then the embedded ones."""
    return [*user_tables(), *embedded_tables()]


def user_tables() -> list[TradeTable]:
    """The user's own tables, the newest year first."""
    folder = user_folder()
    own = [open_table(file) for file in sorted(folder.glob("*.h5"))] if folder.is_dir() else []
    return sorted(own, key=lambda table: -table.about.year)


@cache
def embedded_tables() -> tuple[TradeTable, ...]:
    """The tables that come with the package."""
    return tuple(open_table(file) for file in sorted(EMBEDDED.glob("*.h5")))


def import_files(files: Sequence[Path], name: str | None, source: str, edition: int, covers: Covers) -> Imported:
    """The rows of all files as one table of the user's folder; DataError where no line is of the edition.

    The name is that of the first file unless given; a table of that name is replaced.
    """
    if edition not in EDITIONS:
        raise DataError(f"`--edition` is {edition}: give one of {', '.join(map(str, EDITIONS))}.")
    for place, file in enumerate(files):
        if file.resolve() in [other.resolve() for other in files[:place]]:
            raise DataError(f"{file} is named twice, which would double its trade: name it once.")
    parts = [read_trade(file) for file in files]
    label = checked_name(name or files[0].name.split(".")[0].lower().replace(" ", "-"))
    for file, part in zip(files, parts, strict=True):
        if part.edition not in (None, edition):
            raise DataError(f"{file} says that its codes are of HS {part.edition}: give `--edition {part.edition}`.")
    rows = joined(parts)
    digits = common_digits(rows, edition)
    year = int(rows.year.max())
    about = TableNote(label, f"{label}, {year}", source, "the user's own", year, edition, digits, covers)
    target = user_folder() / f"{label}.h5"
    target.parent.mkdir(parents=True, exist_ok=True)
    code = np.array([int(text.ljust(digits, "0")) for text in rows.hs.tolist()], dtype=np.int64)
    unknown = unknown_lines(code, rows.value, about)
    write_table(target, about, rows.importer, rows.exporter, code, rows.value)
    return Imported(open_table(target), rows.left_out, unknown)


def unknown_lines(code: NDArray[np.int64], value: NDArray[np.float64], about: TableNote) -> dict[str, float]:
    """{line: value} of lines that are in no edition of the HS; DataError where all are."""
    lines, place = np.unique(code, return_inverse=True)
    there = np.any([in_edition(lines, about.digits, edition) for edition in EDITIONS], axis=0)
    if not there.any():
        raise DataError(f"none of the HS codes, such as {lines[0]:0{about.digits}d}, is in any edition: correct them.")
    total = np.bincount(place, value)
    return {f"{lines[row]:0{about.digits}d}": float(total[row]) for row in np.flatnonzero(~there).tolist()}


def checked_name(name: str) -> str:
    """A name that is also a file's: small letters, digits, dots, dashes."""
    if not NAME.fullmatch(name):
        raise DataError(f"`--name` is `{name[:60]}`: use small letters, digits, dots and dashes, such as baci-2023.")
    return name


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of several files as one; they must be of one year."""
    years = sorted({int(year) for part in parts for year in np.unique(part.year)})
    if not years:
        raise DataError("the files hold no trade between two economies: nothing to import.")
    if len(years) > 1:
        raise DataError(f"the files hold the years {', '.join(map(str, years))}: import one year at a time.")
    columns = ("importer", "exporter", "hs", "value", "year")
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in columns}
    left_out = sum(part.left_out for part in parts)
    return Rows(arrays["importer"], arrays["exporter"], arrays["hs"], arrays["value"], arrays["year"], left_out)


def common_digits(rows: Rows, edition: int) -> int:
    """The number of digits of the lines, which must be one; only the edition of today may be finer than six."""
    counts = Counter(np.char.str_len(rows.hs).tolist())
    if len(counts) > 1:
        raise DataError(
            f"HS codes have {', '.join(map(str, sorted(counts)))} digits: a table has lines of one length, "
            "or a line would be counted twice."
        )
    digits = int(next(iter(counts)))
    if digits < 4 or (digits != 6 and edition != ASKED_EDITION):
        raise DataError(f"HS codes have {digits} digits: give six (four to ten in the edition of {ASKED_EDITION}).")
    return digits
