"""`middlepower ensemble` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.document.drawn import EnsembleDraws
from middlepower.language.catalogue import say
from middlepower.report.drawn import chance
from middlepower.report.ensemble_page import headline, places_of
from middlepower.report.profile_wording import ranged


def plain_ensemble(document: EnsembleDraws) -> str:
    """The states as a table, under one sentence."""
    rows = []
    for name, state in document.states.items():
        own = state.economies[document.economy]
        rows.append(
            {
                say("ensemble.column.state"): name,
                say("ensemble.column.income"): ranged(own.real_income_percent, places_of(own.real_income_percent)),
                say("ensemble.column.loses"): chance(own.chance_of_loss_percent),
                say("ensemble.column.moves"): state.moved_by[0].name.replace("_", " ") if state.moved_by else "-",
            }
        )
    title = say("ensemble.title", title=document.title, n=document.draws)
    return f"{headline(document)}\n\n{print_table(title, rows)}"
