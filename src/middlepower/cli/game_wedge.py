"""`middlepower game wedge`: two hegemons bid for one economy, or for many one by one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from middlepower.cli import complete
from middlepower.cli.options import (
    Also,
    AsJson,
    AtBenchmark,
    BaselineDate,
    Closure,
    Elasticities,
    Horizon,
    OnWorld,
    OutDir,
    Ranges,
)
from middlepower.data.embedded import DEFAULT_WORLD

if TYPE_CHECKING:
    from middlepower.document.game_wedged import Wedge, WedgeRanking
    from middlepower.experiment.question import Question
    from middlepower.experiment.settings import Settings
    from middlepower.report.folder import Place

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


@dataclass(frozen=True)
class WedgeAsked:
    """What is asked of the command: an economy or a list to rank, the hegemons, a game file."""

    economy: str | None
    hegemons: tuple[str, ...] | None
    rank: str | None
    game: Path | None


def wedge(
    economy: BidFor = None,
    hegemons: Hegemons = None,
    rank: RankOf = None,
    game: GameFile = None,
    out: OutDir = None,
    also: Also = None,
    json: AsJson = False,
    elasticities: Elasticities = "MEDIAN",
    horizon: Horizon = "long",
    closure: Closure = "world_gdp_share",
    date: BaselineDate = "2026-01-13",
    benchmark: AtBenchmark = False,
    world: OnWorld = DEFAULT_WORLD,
    ranges: Ranges = True,
) -> None:
    """Say what it costs two hegemons to move an economy, what it keeps, and when it tips."""
    from middlepower.cli.place import placed
    from middlepower.cli.power import question_of_power, split
    from middlepower.errors import ScenarioError
    from middlepower.experiment.settings import Settings

    if economy is not None and rank is not None:
        raise ScenarioError(f"`{economy}` and --rank exclude each other: name one economy, or a list to rank.")
    asked = WedgeAsked(economy, None if hegemons is None else split(hegemons, "--hegemons"), rank, game)
    settings = Settings(elasticities, horizon, closure, ranges=ranges and rank is None)
    wedge_command(asked, question_of_power(date, benchmark, world), settings, placed(out, also), json)


def wedge_command(
    asked: WedgeAsked, question: Question, settings: Settings, place: Place | None, as_json: bool
) -> None:
    """Solve the game and show it, or its ranking."""
    from middlepower.cli.output import wrote
    from middlepower.document.file import write
    from middlepower.document.game_wedged import WedgeRanking

    if place is not None:
        place.check()
    document = solved(asked, question, settings)
    if place is not None:
        page = "game_wedge_rank.html" if isinstance(document, WedgeRanking) else "game_wedge.html"
        print(wrote(_written(document, place), place.folder, page), file=sys.stderr)
    if as_json:
        sys.stdout.write(write(document))
        return
    from middlepower.cli.game_wedge_text import plain_ranking, plain_wedge

    sys.stdout.write(plain_ranking(document) if isinstance(document, WedgeRanking) else plain_wedge(document))


def solved(asked: WedgeAsked, question: Question, settings: Settings) -> Wedge | WedgeRanking:
    """The document; a wrong name is refused before any solving."""
    from middlepower.document.game_wedge import chosen, ranking_document, wedge_document
    from middlepower.experiment.status_quo import threat_experiment
    from middlepower.game.wedge.reading import read_wedge
    from middlepower.game.wedge.run import HORIZONS, bidders_of, hegemons_of

    file = None if asked.game is None else str(asked.game)
    game = read_wedge(file, asked.economy, asked.hegemons)
    if asked.rank is None:
        bidders_of(question.world, game)
        return wedge_document(threat_experiment(settings, question, HORIZONS), game, file)
    chosen(question.world, asked.rank, hegemons_of(question.world, game))
    return ranking_document(threat_experiment(settings, question, HORIZONS), game, asked.rank, file)


def _written(document: Wedge | WedgeRanking, place: Place) -> list[Path]:
    """The files of a wedge game or of its ranking."""
    from middlepower.document.game_wedged import WedgeRanking
    from middlepower.report.game_wedge import wedge_drawings
    from middlepower.report.game_wedge_rank import ranking_drawings
    from middlepower.report.wedge_files import ranking_texts, wedge_texts

    if isinstance(document, WedgeRanking):
        return place.write(ranking_texts(document), document, ranking_drawings(document))
    return place.write(wedge_texts(document), document, wedge_drawings(document))
