"""`middlepower game treaty` on a terminal."""

from __future__ import annotations

from middlepower.cli.output import print_table
from middlepower.cli.profile import heading
from middlepower.document.treaty import GameTreaty
from middlepower.language.catalogue import say
from middlepower.report.game_treaty import treaty_bullets
from middlepower.report.game_treaty_tables import belief_rows, break_even_rows, lockstep_rows, scope_rows


def plain_treaty(document: GameTreaty) -> str:
    """The game as text for a terminal."""
    tables = [
        (say("game_treaty.scopes"), scope_rows(document)),
        (say("game_treaty.break_even"), break_even_rows(document)),
        (say("game_treaty.beliefs"), belief_rows(document)),
        (say("game_treaty.lockstep", what=document.lockstep_title), lockstep_rows(document)),
    ]
    parts = [
        heading(document.header, document.title),
        *(f"{bullet.lead} {bullet.text}\n" for bullet in treaty_bullets(document)),
        *(print_table(title, rows) for title, rows in tables if rows),
        say("game_treaty.believed_from", source=document.punished.source) + "\n",
    ]
    return "\n".join(parts)
