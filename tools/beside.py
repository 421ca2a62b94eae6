"""Tables of published numbers beside ours: written as CSV, read again, and set below the mark of a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, TypeVar

Row = TypeVar("Row")


def written(kind: type[Any], rows: Iterable[Any]) -> str:
    """Rows of a dataclass, an `id` and numbers, as CSV with five decimals."""
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\n")
    table.writerow(field.name for field in fields(kind))
    table.writerows([row.id, *(f"{value:.5f}" for value in astuple(row)[1:])] for row in rows)
    return page.getvalue()


def read(kind: Callable[..., Row], path: Path) -> list[Row]:
    """The rows of such a table as it stands in the repository."""
    with path.open(encoding="utf-8", newline="") as file:
        return [kind(row.pop("id"), *map(float, row.values())) for row in csv.DictReader(file)]


def below(mark: str, page: str, lines: Sequence[str]) -> str:
    """A page with these lines below its mark, in the place of what stood there."""
    head, found, _ = page.partition(mark)
    if not found:
        raise SystemExit(f"the page has lost its line {mark}")
    return head + found + "\n" + "\n".join(lines) + "\n"
