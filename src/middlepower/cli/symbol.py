"""`middlepower symbol`: what a letter or a name stands for, where it is used, and what papers call it."""

from __future__ import annotations

from middlepower.cli.output import show
from middlepower.data.notation import PAPERS, Symbol, find_symbols
from middlepower.report.folder import Place

Row = dict[str, str]


def symbol_command(name: str, place: Place | None, as_json: bool) -> None:
    """Show the rows of the notation that have this letter, name or meaning."""
    rows = find_symbols(name)
    tables = {
        "symbols": [_row(row) for row in rows],
        "in_the_code": [_places(row) for row in rows],
        "in_the_literature": [letter for row in rows for letter in _letters(row)],
    }
    show("symbol", {title: table for title, table in tables.items() if table}, place, as_json)


def _row(symbol: Symbol) -> Row:
    """What it is."""
    return {
        "symbol": symbol.symbol,
        "name": symbol.name,
        "meaning": symbol.meaning,
        "axes": symbol.axes,
        "unit": symbol.unit,
    }


def _places(symbol: Symbol) -> Row:
    """The modules or classes in which the name and the letter stand."""
    return {"symbol": symbol.symbol, "name_stands_in": symbol.named_in, "letter_stands_in": symbol.written_in}


def _letters(symbol: Symbol) -> list[Row]:
    """What each paper calls it, where it has a letter for it."""
    return [
        {"symbol": symbol.symbol, "paper": title, "letter": symbol.papers[paper]}
        for paper, title in PAPERS.items()
        if symbol.papers[paper]
    ]
