"""The command `middlepower game coalition` and its options."""

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

SomeMembers = Annotated[
    str | None,
    typer.Option(
        "--members",
        help="Economies and groups, separated by commas; those of the file if none.",
        autocompletion=complete.in_a_list(complete.economies),
    ),
]
SenderOf = Annotated[
    str | None, typer.Option("--against", help="The sender that threatens.", autocompletion=complete.economies)
]
ThreatenedMember = Annotated[
    str | None,
    typer.Option(
        "--target", help="The member that it threatens; the first if none.", autocompletion=complete.economies
    ),
]
Joining = Annotated[
    str | None,
    typer.Option(
        help="Economies and groups that might join, separated by commas.",
        autocompletion=complete.in_a_list(complete.economies),
    ),
]
LikeDyad = Annotated[
    str | None, typer.Option(help="A dyad of the record whose utilities are borrowed, such as USA-CAN.")
]
ThreatRate = Annotated[
    float | None, typer.Option(help="The tariff that is threatened, a fraction added to those in force.")
]
AnswerRate = Annotated[float | None, typer.Option(help="The tariff of every member in answer, a fraction.")]
DeterredLevel = Annotated[float | None, typer.Option(help="The yearly chance of a challenge below which a set deters.")]
CoalitionFile = Annotated[
    str, typer.Option("--game", metavar="FILE", help="A coalition as a YAML file; that of January 2026 if none.")
]


def coalition(
    members: SomeMembers = None,
    against: SenderOf = None,
    target: ThreatenedMember = None,
    outsiders: Joining = None,
    like: LikeDyad = None,
    threat: ThreatRate = None,
    answer: AnswerRate = None,
    level: DeterredLevel = None,
    game: CoalitionFile = "coalition",
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
    """Say whether a coalition that answers for one of its members holds, who should pay, and whether it deters."""
    from middlepower.cli.game_coalition_shown import plain_coalition_game
    from middlepower.cli.shown import show_answer
    from middlepower.front.game_coalition import coalition as ask

    show_answer(
        lambda tell: ask(
            members, against, target, outsiders, like, threat, answer, level, game,
            elasticities=elasticities, horizon=horizon, closure=closure, date=date, benchmark=benchmark,
            world=world, ranges=ranges, draws=draws, over=over, tell=tell,
        ),
        plain_coalition_game, placed(out, also), json,
    )  # fmt: skip
