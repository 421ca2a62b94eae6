"""`middlepower game treaty`: which scope of an agreement pays, given what a third party would do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from middlepower.cli import complete
from middlepower.cli.options import Also, AsJson, Closure, Elasticities, Horizon, OtherWorld, OutDir, Ranges
from middlepower.cli.place import placed

if TYPE_CHECKING:
    from middlepower.document.treaty import GameTreaty
    from middlepower.report.folder import Place

TreatyFile = Annotated[
    str,
    typer.Option(
        "--game", metavar="GAME", help="A built-in treaty game, or a YAML file.", autocompletion=complete.treaty_games
    ),
]
OtherScenario = Annotated[
    str | None,
    typer.Option(
        "--scenario", help="A scenario with other states of the same names.", autocompletion=complete.scenarios
    ),
]
Punished = Annotated[
    float | None, typer.Option(help="The probability that a threat is carried out; from the record if none.")
]


def treaty(
    game: TreatyFile = "treaty",
    scenario: OtherScenario = None,
    punished: Punished = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OtherWorld = None,
    ranges: Ranges = True,
) -> None:
    """Say which scope of an agreement pays, what the third party would do, and what one must believe."""
    from middlepower.cli.progress import status_line
    from middlepower.document.file import write
    from middlepower.document.game_treaty import TreatyRequest, treaty_document
    from middlepower.experiment.settings import Settings
    from middlepower.game.treaty.read import read_treaty, with_punished

    asked, words = with_punished(read_treaty(game), punished), f"game treaty --game {game}"
    if scenario is not None:
        asked, words = asked.model_copy(update={"scenario": scenario}), f"{words} --scenario {scenario}"
    settings, place = Settings(elasticities, horizon, closure, ranges=ranges), placed(out, also)
    if place is not None:
        place.check()
    with status_line() as tell:
        document = treaty_document(TreatyRequest(asked, words, world), settings, tell)
    if place is not None:
        written(document, place)
    sys.stdout.write(write(document) if json else plain(document))


def written(document: GameTreaty, place: Place) -> None:
    """The files of the game."""
    from middlepower.cli.output import wrote
    from middlepower.report.game_treaty import treaty_drawings, treaty_texts

    files = place.write(treaty_texts(document, place.also), document, treaty_drawings(document))
    print(wrote(files, place.folder, "game_treaty.html"), file=sys.stderr)


def plain(document: GameTreaty) -> str:
    """The game as text for a terminal."""
    from middlepower.cli.output import print_table
    from middlepower.cli.profile import heading
    from middlepower.language.catalogue import say
    from middlepower.report.game_treaty import treaty_bullets
    from middlepower.report.game_treaty_tables import belief_rows, break_even_rows, lockstep_rows, scope_rows

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
