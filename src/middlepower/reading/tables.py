"""Comma-separated tables: columns known, every row of the same length, every fault with its line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from middlepower.errors import DataError, MiddlepowerError
from middlepower.reading.files import read_text

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}  # of other tables than comma-separated ones
SIZE_LIMIT = 1_000_000  # bytes; the largest committed table of rates has a tenth of it


def separator_of(line: str) -> str:
    """What else than commas separates the cells of a line, in words; empty where nothing does."""
    return next((name for sign, name in SEPARATORS.items() if sign in line), "")


@dataclass(frozen=True)
class TableRow:
    """One row of a table: its cells by column, without blanks around them, and the line on which it ends."""

    line: int
    cells: dict[str, str]

    def number(self, column: str, path: Path, kind: type[MiddlepowerError] = DataError) -> float:
        """The finite number in a column; `kind` naming file, line, column and what stands there instead."""
        try:
            value = float(self.cells[column])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            shown = self.cells[column][:20]
            raise kind(f"{path}, line {self.line}: `{column}` is `{shown}`: write a number, with a point.")
        return value


def read_table(
    path: Path,
    needed: Sequence[str],
    allowed: Sequence[str],
    what: str,
    kind: type[MiddlepowerError] = DataError,
    limit: int = SIZE_LIMIT,
) -> list[TableRow]:
    """The rows of a CSV file of at most `limit` bytes with the columns `needed`, and none but those and `allowed`.

    Raises `kind` naming the file, the line or column, and what would be right. Empty lines are skipped.
    """
    return table_rows(path, _lines(path, read_text(path, limit, what, kind), kind), needed, allowed, what, kind)


def table_rows(
    path: Path,
    lines: Iterator[tuple[int, list[str]]],
    needed: Sequence[str],
    allowed: Sequence[str],
    what: str,
    kind: type[MiddlepowerError],
) -> list[TableRow]:
    """The rows among (line, cells), the first of which names the columns."""
    _, head = next(lines, (0, []))
    _check_head(path, head, needed, allowed, what, kind)
    rows = []
    for line, cells in lines:
        if len(cells) != len(head):
            raise kind(f"{path}, line {line}: {len(cells)} cells under {len(head)} columns. Quote cells with commas.")
        rows.append(TableRow(line, dict(zip(head, cells, strict=True))))
    if not rows:
        under = f" under {','.join(needed)}" if needed else ""
        raise kind(f"{path} holds no rows: {what} need at least one{under}.")
    return rows


def _lines(path: Path, text: str, kind: type[MiddlepowerError]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise kind(f"{path}, line {reader.line_num}: not a comma-separated table: {error}.") from None


def _check_head(
    path: Path, head: list[str], needed: Sequence[str], allowed: Sequence[str], what: str, kind: type[MiddlepowerError]
) -> None:
    """Refuse a first line that misses a column, names one twice, or one that nobody knows."""
    listed = ",".join(needed)
    missing = [name for name in needed if name not in head]
    other = separator_of(head[0]) if len(head) == 1 else ""
    if missing and other:
        raise kind(f"{path}: its cells are separated by {other}: save it with commas between cells and decimal points.")
    if missing:
        raise kind(f"{path}: no column `{missing[0]}`: {what} need the columns {listed} on the first line.")
    known = (*needed, *allowed)
    for name in head:
        if name not in known:
            raise kind(
                f"{path}: unknown column `{name[:40]}`: the first row names the columns, of which are known "
                f"{', '.join(known)}."
            )
        if head.count(name) > 1:
            raise kind(f"{path}: column `{name}` stands twice: delete one.")
