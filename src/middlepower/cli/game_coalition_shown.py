"""`middlepower game coalition` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.language.catalogue import say
from middlepower.report.game_coalition import headline, pays_text, stable_text, tables_at, together_text

SHOWN_ROWS = 16


def plain_coalition_game(document: CoalitionGame) -> str:
    """The document on a terminal: the main horizon's tables, then the other's sets."""
    title = say(
        "game_coalition.terminal_title",
        members=", ".join(document.members),
        sender=document.sender,
        on=document.target,
        threat=f"{100 * document.threat_rate:g}",
        answer=f"{100 * document.answer_rate:g}",
        dyad=document.dyad,
    )
    parts = [headline(document), "", heading(document.header, title)]
    for when in document.horizons:
        for name, _, rows in tables_at(document, when):
            parts.append(print_table(name, rows[:SHOWN_ROWS]))
            if len(rows) > SHOWN_ROWS:
                parts.append(say("game_coalition.more", n=len(rows) - SHOWN_ROWS) + "\n")
        parts += [stable_text(document, when), pays_text(document, when), together_text(document, when), ""]
    beliefs = [say("game_coalition.believe"), *(f"- {text}" for text in document.beliefs), "", *document.notes, ""]
    return "\n".join([*parts, *beliefs])
