"""`middlepower game treaty`: which scope of an agreement pays, given what a third party would do."""

from __future__ import annotations

from typing import Annotated

import typer

from middlepower.cli import complete
from middlepower.cli.options import (
    Also,
    AsJson,
    Closure,
    DrawsOfGame,
    Elasticities,
    Horizon,
    OtherWorld,
    OutDir,
    Over,
    Ranges,
)
from middlepower.cli.place import placed

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
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    world: OtherWorld = None,
    ranges: Ranges = True,
    draws: DrawsOfGame = None,
    over: Over = None,
) -> None:
    """Say which scope of an agreement pays, what the third party would do, and what one must believe."""
    from middlepower.cli.game_treaty_text import plain_treaty
    from middlepower.cli.shown import show_answer
    from middlepower.front.treaty import treaty as ask

    show_answer(
        lambda tell: ask(
            game, scenario, punished, elasticities=elasticities, horizon=horizon, closure=closure, world=world,
            ranges=ranges, draws=draws, over=over, tell=tell,
        ),
        plain_treaty, placed(out, also), json,
    )  # fmt: skip
