"""The command `middlepower game war` and its options."""

from __future__ import annotations

from typing import Annotated

import typer

from middlepower.cli import complete
from middlepower.cli.options import (
    Also,
    AsJson,
    AtBenchmark,
    BaselineDate,
    Closure,
    DrawsOfGame,
    Elasticities,
    Horizon,
    OnWorld,
    OutDir,
    Over,
    Ranges,
)
from middlepower.cli.place import placed
from middlepower.data.embedded import DEFAULT_WORLD

WarFile = Annotated[
    str, typer.Option("--game", metavar="FILE", help="A war as a YAML file; that of January 2026 if none.")
]
Players = Annotated[
    str | None,
    typer.Option(
        help="Who plays: economies and groups, separated by commas; those of the file if none.",
        autocompletion=complete.in_a_list(complete.economies),
    ),
]
InstrumentsOf = Annotated[
    str | None, typer.Option("--instruments", help="uniform, sector or partner.", autocompletion=complete.instruments)
]
TaxesOn = Annotated[str | None, typer.Option("--taxes", help="import, export or both.", autocompletion=complete.taxes)]
BoundsOf = Annotated[str | None, typer.Option("--bounds", help="none, wto or cusma.", autocompletion=complete.bounds)]
LowestRate = Annotated[float | None, typer.Option("--lowest", help="The lowest rate, a fraction; 0 forbids subsidies.")]
HighestRate = Annotated[float | None, typer.Option("--highest", help="The highest rate, a fraction.")]
PlayersWeights = Annotated[
    list[str] | None,
    typer.Option("--weights", metavar="[PLAYER=]FILE", help="CSV of political weights by sector; repeat for others."),
]


def war(
    players: Players = None,
    instruments: InstrumentsOf = None,
    taxes: TaxesOn = None,
    bounds: BoundsOf = None,
    lowest: LowestRate = None,
    highest: HighestRate = None,
    weights: PlayersWeights = None,
    game: WarFile = "war",
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = None,
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
    draws: DrawsOfGame = None,
    over: Over = None,
) -> None:
    """Say what a tariff war leaves each player, what talks reach, and at which rates."""
    from middlepower.cli.game_war_shown import plain_war
    from middlepower.cli.shown import show_answer
    from middlepower.front.war import war as ask

    show_answer(
        lambda tell: ask(
            players, instruments, taxes, bounds, lowest, highest, weights, game,
            elasticities=elasticities, horizon=horizon, closure=closure, date=date, benchmark=benchmark,
            world=world, ranges=ranges, draws=draws, over=over, tell=tell,
        ),
        plain_war, placed(out, also), json,
    )  # fmt: skip
