"""`middlepower game coalition`: whether members that answer for one of them hold together, and whether it deters."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from middlepower.cli.output import print_table, wrote
from middlepower.cli.profile import heading
from middlepower.document.file import write
from middlepower.document.game_coalition import coalition_game_document, dyad_of
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.errors import ScenarioError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.game.alliance import Alliance, alliance
from middlepower.game.cases import read_coalition_case
from middlepower.language.catalogue import say
from middlepower.model.core.closure import ALL
from middlepower.report.folder import Place
from middlepower.report.game_coalition import (
    coalition_game_drawings,
    coalition_game_texts,
    headline,
    pays_text,
    stable_text,
    tables_at,
    together_text,
)

SHOWN_ROWS = 16


def given_or(file: str, asked: Mapping[str, object], question: Question) -> tuple[Alliance, str | None]:
    """(the game, the dyad whose utilities are borrowed): a file's, with what was asked in its place.

    With other members or another sender, the file's `target`, outsiders and dyad no longer hold.
    """
    case = read_coalition_case(file)
    if asked["members"] is not None or asked["against"] is not None:
        case = case.model_copy(update={"target": None, "outsiders": [], "like": None})
    found = case.model_copy(update={name: value for name, value in asked.items() if value is not None})
    game = alliance(
        question.world, found.members, found.against, found.target or found.members[0], found.outsiders, found.threat,
        found.answer, found.level,
    )  # fmt: skip
    return game, found.like


def game_coalition_command(
    game: Alliance, like: str | None, question: Question, settings: Settings, place: Place | None, as_json: bool
) -> None:
    """Play the game at both horizons; show it, and write its files."""
    if place is not None:
        place.check()
    dyad = dyad_of(game, like)
    if settings.closure == ALL:
        raise ScenarioError("`--closure all` compares states: name one closure for a game.")
    document = coalition_game_document(threat_experiment(settings, question, horizons=(FIRST_YEAR,)), game, dyad)
    if place is not None:
        written = place.write(coalition_game_texts(document), document, coalition_game_drawings(document))
        print(wrote(written, place.folder, "game_coalition.html"), file=sys.stderr)
    sys.stdout.write(write(document) if as_json else plain_coalition_game(document))


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
