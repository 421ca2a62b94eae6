"""How commands other than `run` show and write tables."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from middlepower.language.catalogue import say
from middlepower.report.csv_text import csv_text
from middlepower.report.files import Place, json_text

Rows = Sequence[Mapping[str, Any]]


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
        json_text(dict(tables)) if as_json else "\n".join(print_table(t, rows) for t, rows in tables.items())
    )


def wrote(written: Sequence[Path], out: Path, page: str = "") -> str:
    """What was written where, and the page to open where there is one."""
    if page:
        return say("cli.wrote_page", n=len(written), folder=str(out), page=str(out / page))
    return say("cli.wrote", n=len(written), folder=str(out))


def _csv(rows: Rows) -> str:
    head = list(rows[0]) if rows else []
    return csv_text(head, ([_cell(row[key]) for key in head] for row in rows))


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return "" if value is None else str(value)


def print_table(title: str, rows: Rows) -> str:
    """A table as text, wrapped to the terminal."""
    from io import StringIO
    from shutil import get_terminal_size

    from rich.console import Console
    from rich.table import Table

    page = StringIO()
    width = get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in rows[0] if rows else []:
        table.add_column(key.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    Console(file=page, width=width, highlight=False, emoji=False, markup=False).print(table)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"
