"""How commands other than `run` show and write tables."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from middlepower.language.catalogue import say
from middlepower.report.csv_text import csv_text
from middlepower.report.folder import Place, json_text

Rows = Sequence[Mapping[str, Any]]

WHOLE_WORD = 28  # characters; a longer word, such as an address, is folded
UNITS = {"_musd": "million US$", "_percent": "%"}
GAP = 2  # characters between columns


def show(
    name: str, tables: Mapping[str, Rows], place: Place | None, as_json: bool, whole: Mapping[str, Rows] | None = None
) -> None:
    """Print tables (or one JSON document of them); with a folder, also write `name`.json and a CSV per table.

    `whole` are the tables that are written, where more is known than fits a terminal.
    """
    if place is not None:
        written_tables = dict(whole or tables)
        texts = {f"{name}.json": json_text(written_tables)}
        texts.update({f"{title}.csv": _csv(rows) for title, rows in written_tables.items()})
        written = place.write(texts)
        print(wrote(written, place.folder), file=sys.stderr)
    sys.stdout.write(
        json_text(dict(tables)) if as_json else "\n".join(print_table(_head(t), rows) for t, rows in tables.items())
    )


def wrote(written: Sequence[Path], out: Path, page: str = "") -> str:
    """What was written where, and the page to open where there is one."""
    if page:
        return say("cli.wrote_page", n=len(written), folder=str(out), page=str(out / page))
    return say("cli.wrote", n=len(written), folder=str(out))


def _csv(rows: Rows) -> str:
    head = list(rows[0]) if rows else []
    return csv_text(head, ([_cell(row[key]) for key in head] for row in rows))


def _column_widths(columns: list[list[str]], width: int) -> list[int]:
    """The width of each column: what it holds, the widest made narrower where the page is, but no word is cut."""
    widest = [max(1, *(len(line) for text in column for line in text.split("\n"))) for column in columns]
    least = [max(_longest_word(text) for text in column) for column in columns]
    room = width - GAP * len(columns)
    while sum(widest) > room and any(now > low for now, low in zip(widest, least, strict=True)):
        place = max(range(len(widest)), key=lambda i: widest[i] if widest[i] > least[i] else 0)
        widest[place] -= 1
    return widest


def _longest_word(text: str) -> int:
    """The length of the longest word that is kept whole."""
    return max((len(word) for word in text.split() if len(word) <= WHOLE_WORD), default=min(len(text), WHOLE_WORD))


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return "" if value is None else str(value)


def _head(key: str) -> str:
    """A column's name in words, its unit behind a comma."""
    for ending, unit in UNITS.items():
        key = f"{key.removesuffix(ending)}, {unit}" if key.endswith(ending) else key
    return key.replace("_", " ")


def _shown(value: Any) -> str:
    """A cell as a terminal shows it: a fraction to six digits, a larger number to one decimal."""
    if not isinstance(value, float):
        return _cell(value)
    return f"{value:.6g}" if abs(value) < 1e3 else str(round(value, 1))


def print_table(title: str, rows: Rows) -> str:
    """A table as text, wrapped to the terminal; wider than that where a number or a name would be cut."""
    from io import StringIO
    from shutil import get_terminal_size
    from textwrap import wrap

    from rich.console import Console
    from rich.table import Table

    page = StringIO()
    width = get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    heads = [_head(key) for key in (rows[0] if rows else [])]
    cells = [[_shown(value) for value in row.values()] for row in rows]
    widths = _column_widths([list(column) for column in zip(heads, *cells, strict=True)], width)
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    for head, room in zip(heads, widths, strict=True):
        table.add_column(head, overflow="fold", width=room)
    for row_cells in cells:
        table.add_row(*row_cells)
    needed = sum(widths) + GAP * len(widths)
    Console(file=page, width=max(width, needed), highlight=False, emoji=False, markup=False).print(table)
    lines = [*wrap(title, width), *(line.rstrip() for line in page.getvalue().splitlines())]
    return "\n".join(lines) + "\n"
