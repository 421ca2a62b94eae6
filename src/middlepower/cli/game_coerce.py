"""The options of `middlepower game coerce`."""

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

Senders = Annotated[
    str | None,
    typer.Option(
        "--sender",
        help="Who threatens: an economy or group; several act together.",
        autocompletion=complete.in_a_list(complete.economies),
    ),
]
ThreatTarget = Annotated[str | None, typer.Option("--target", help="Whom.", autocompletion=complete.economies)]
ThreatOf = Annotated[
    str | None,
    typer.Option(help="With what: tariff:1.0, cutoff, or a state of the scenario.", autocompletion=complete.threats),
]
Demand = Annotated[
    str | None,
    typer.Option(help="The policy to be given up: a state of the scenario.", autocompletion=complete.states_of_option),
]
Reference = Annotated[
    str,
    typer.Option(help="The threat at which the estimate is taken to hold.", autocompletion=complete.threats),
]
FromScenario = Annotated[
    str | None,
    typer.Option(help="Scenario of baseline and states; beijing-2026 if none.", autocompletion=complete.scenarios),
]
GameOption = Annotated[
    str | None,
    typer.Option(
        "--game", metavar="FILE", help="A game: of the library, or a YAML file.", autocompletion=complete.games
    ),
]


def coerce(
    sender: Senders = None,
    target: ThreatTarget = None,
    threat: ThreatOf = None,
    demand: Demand = None,
    reference: Reference = "tariff:1.0",
    scenario: FromScenario = None,
    game: GameOption = None,
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
    """Say how a threat ends: conceded, carried out or dropped, by the record of threats and exact losses."""
    from middlepower.cli.game_coerce_shown import plain_coerce
    from middlepower.cli.shown import show_answer
    from middlepower.front import coerce as door

    show_answer(
        lambda tell: door.coerce(
            sender, target, threat, demand, reference, scenario, game,
            elasticities=elasticities, horizon=horizon, closure=closure, world=world, ranges=ranges, draws=draws,
            over=over, tell=tell,
        ),
        plain_coerce, placed(out, also), json,
    )  # fmt: skip
