"""Files of a comparison: the document, its numbers, the page."""

from __future__ import annotations

from collections.abc import Iterator

from middlepower.document.compared import ComparedActor, StatesCompared
from middlepower.document.file import write
from middlepower.document.number import Pair
from middlepower.report.compare_page import render_comparison
from middlepower.report.profile_tables import numbers_csv


def compare_texts(document: StatesCompared) -> dict[str, str]:
    """File name to content of all files."""
    page = render_comparison(document)
    return {document.file_name: write(document), "comparison.csv": _csv(document), "comparison.html": page}


def _csv(document: StatesCompared) -> str:
    rows = [
        ((code, document.name(code), name), {"first": pair.before, "second": pair.after, "difference": pair.change})
        for code, actor in document.actors.items()
        for name, pair in _pairs(actor)
    ]
    return numbers_csv(("economy", "name", "number"), rows)


def _pairs(actor: ComparedActor) -> Iterator[tuple[str, Pair]]:
    """(name, numbers in both) of one economy, those of the first year by their own names."""
    for name, pair in vars(actor).items():
        if isinstance(pair, Pair):
            yield name, pair
    for name, pair in vars(actor.first_year).items() if actor.first_year else ():
        yield f"first_year_{name}", pair
