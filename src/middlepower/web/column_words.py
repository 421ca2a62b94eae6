"""What the columns and tables of files are called on a page: units and bounds in words, names from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Container

from middlepower.language.catalogue import say, spoken

UNITS = ("percent", "musd", "log_points")
BOUNDS = ("low", "high")


def quantity_of(column: str, known: Container[str]) -> str:
    """The quantity that a column of a file holds; empty where it is none that is known."""
    for bound in BOUNDS:
        column = column.removesuffix(f"_{bound}")
    return column if column in known else _stem(column)[0] if _stem(column)[0] in known else ""


def column_words(column: str) -> str:
    """A column's name in words: real_income_percent_low is the low end of real income, %."""
    bound = next((one for one in BOUNDS if column.endswith(f"_{one}")), "")
    base = column.removesuffix(f"_{bound}") if bound else column
    base, code = _stem(base)
    unit = next((one for one in UNITS if base.endswith(f"_{one}")), "")
    words = _word(base.removesuffix(f"_{unit}") if unit else base)
    parts = [words + (f" {code}" if code else "")]
    parts += [say(f"web.unit.{unit}")] if unit else []
    parts += [say(f"web.bound.{bound}")] if bound else []
    return ", ".join(parts)


def _stem(column: str) -> tuple[str, str]:
    """(a column's name, the code of the economy at its end)."""
    base, _, code = column.rpartition("_")
    return (base, code) if base and code.isupper() else (column, "")


def _word(base: str) -> str:
    key = re.sub("[^A-Za-z0-9]", "_", base)
    if f"web.column.{key}" in spoken().entries:
        return say(f"web.column.{key}")
    text = base.replace("_", " ")
    return text[:1].upper() + text[1:]


def table_words(name: str) -> str:
    """What a table of a file is called."""
    key = re.sub("[^A-Za-z0-9]", "_", name)
    return say(f"web.file.{key}") if f"web.file.{key}" in spoken().entries else _word(name)
