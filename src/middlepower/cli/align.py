"""`middlepower align`: where an economy stands between two powers."""

from __future__ import annotations

import sys

from middlepower.cli.output import print_table, wrote
from middlepower.document.align import AlignRequest, align_document
from middlepower.document.file import write
from middlepower.document.standing import AlignmentStanding
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.variant import LONG
from middlepower.language.catalogue import say
from middlepower.report.align_figures import align_drawings, path_sentence
from middlepower.report.align_page import align_texts, domain_rows, headline, names_of
from middlepower.report.folder import Place
from middlepower.world.parties import label_of


def align_command(
    request: AlignRequest, question: Question, settings: Settings, place: Place | None, as_json: bool
) -> None:
    """Show where the economy stands, domain by domain."""
    if place is not None:
        place.check()
    for name in (request.economy, *request.powers):
        label_of(question.world, name)  # a wrong name is refused before any solving
    experiment = threat_experiment(settings, question, (LONG, FIRST_YEAR))
    document = align_document(experiment, request)
    if place is not None:
        written = place.write(align_texts(document), document, align_drawings(document))
        print(wrote(written, place.folder, "align.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else _plain(document))


def _plain(document: AlignmentStanding) -> str:
    """One sentence, and the domains as a table."""
    heads = [document.name(power) for power in document.powers]
    rows = [
        {say("align.domain"): row.label, **dict(zip(heads, row.cells, strict=True))} for row in domain_rows(document)
    ]
    names = names_of(document)
    title = say("align.title", economy=names.economy, first=names.first, second=names.second)
    notes = "\n".join([*document.notes, ""])
    return f"{headline(document)}\n\n{print_table(title, rows)}\n{path_sentence(document)}\n\n{notes}"
