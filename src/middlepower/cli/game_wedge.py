"""The command `middlepower game wedge` and its options."""

from __future__ import annotations

from pathlib import Path
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

BidFor = Annotated[
    str | None,
    typer.Argument(help="The economy that is bid for; the game's own if none.", autocompletion=complete.economies),
]
Hegemons = Annotated[
    str | None,
    typer.Option(help="The two that bid, as in USA,CHN.", autocompletion=complete.in_a_list(complete.economies)),
]
RankOf = Annotated[
    str | None,
    typer.Option("--rank", metavar="LIST", help="Rank these economies, or `all`, by how cheaply each is moved."),
]
GameFile = Annotated[Path | None, typer.Option("--game", metavar="FILE", help="A game file; the library's if none.")]


def wedge(
    economy: BidFor = None,
    hegemons: Hegemons = None,
    rank: RankOf = None,
    game: GameFile = None,
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
    """Say what it costs two hegemons to move an economy, what it keeps, and when it tips."""
    from middlepower.cli.game_wedge_text import plain_wedge_or_ranking
    from middlepower.cli.shown import show_answer
    from middlepower.front.wedge import wedge as ask

    show_answer(
        lambda tell: ask(
            economy, hegemons, rank, game,
            elasticities=elasticities, horizon=horizon, closure=closure, date=date, benchmark=benchmark,
            world=world, ranges=ranges, draws=draws, over=over, tell=tell,
        ),
        plain_wedge_or_ranking, placed(out, also), json,
    )  # fmt: skip
