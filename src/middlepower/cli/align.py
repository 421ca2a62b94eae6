"""`middlepower align` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.document.standing import AlignmentStanding
from middlepower.language.catalogue import say
from middlepower.report.align_figures import path_sentence
from middlepower.report.align_page import domain_rows, headline, names_of


def plain_align(document: AlignmentStanding) -> str:
    """One sentence, and the domains as a table."""
    heads = [document.name(power) for power in document.powers]
    rows = [
        {say("align.domain"): row.label, **dict(zip(heads, row.cells, strict=True))} for row in domain_rows(document)
    ]
    names = names_of(document)
    title = say("align.title", economy=names.economy, first=names.first, second=names.second)
    notes = "\n".join([*document.notes, ""])
    return f"{headline(document)}\n\n{print_table(title, rows)}\n{path_sentence(document)}\n\n{notes}"
