"""The dictionary of the project's letters and names, and what papers call the same things."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from middlepower.data.embedded import FOLDER
from middlepower.names import unknown_name

PAPERS = {
    "caliendo_parro_2015": "Caliendo and Parro (2015)",
    "lashkaripour_2021": "Lashkaripour (2021)",
    "ignatenko_2025": "Ignatenko and others (2025)",
    "kleinman_liu_redding": "Kleinman, Liu and Redding",
    "kite": "KITE (R package)",
}


@dataclass(frozen=True)
class Symbol:
    """One row: the letter inside equations, the name in Python, and the modules or classes where each stands."""

    symbol: str
    name: str
    axes: str
    unit: str
    meaning: str
    named_in: str
    written_in: str
    papers: dict[str, str]


@cache
def symbols() -> tuple[Symbol, ...]:
    """All rows of notation.csv, in its order."""
    with (FOLDER / "notation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Symbol(
            **{key: value for key, value in row.items() if key not in PAPERS},
            papers={paper: row[paper] for paper in PAPERS},
        )
        for row in rows
    )


def find_symbols(wanted: str) -> tuple[Symbol, ...]:
    """The rows with this letter or name; else those that differ in case only; else those whose meaning has the words.

    UnknownNameError, with the nearest letter or name, where there are none.
    """
    low = wanted.casefold().strip()
    for matches in (
        [row for row in symbols() if wanted in (row.symbol, row.name)],
        [row for row in symbols() if low in (row.symbol.casefold(), row.name.casefold())],
        [row for row in symbols() if len(low) > 1 and low in row.meaning.casefold()],
    ):
        if matches:
            return tuple(matches)
    raise unknown_name("symbol, name or meaning", wanted, known_words())


def known_words() -> list[str]:
    """Every letter, every name and every long word of a meaning, once."""
    named = [word for row in symbols() for word in (row.symbol, row.name)]
    meant = [word for row in symbols() for word in re.findall(r"[a-z]{4,}", row.meaning)]
    return list(dict.fromkeys(named + meant))
