"""The command line: which commands there are, in the order of its help."""

from __future__ import annotations

from typing import Annotated

import typer

from middlepower.cli.commands_autonomy import frontier
from middlepower.cli.commands_known import (
    data_fetch,
    doctor,
    list_all,
    replicate,
    score,
    symbol,
    trade_import,
    trade_show,
    world_info,
)
from middlepower.cli.commands_law import compare, ensemble, explain, replay, run, tariffs
from middlepower.cli.commands_power import align, coalition, profile, rank
from middlepower.cli.commands_world import world_build, world_list, world_show
from middlepower.cli.estimate import estimate_app
from middlepower.cli.game import game_app
from middlepower.cli.serve import serve
from middlepower.cli.spoken_in import in_a_language

app = typer.Typer(
    name="middlepower",
    help="Trade, tariffs, retaliation, dependence and alignment, made computable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
world_app = typer.Typer(
    help="Worlds: those that come with middlepower, and your own.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(world_app, name="world")
trade_app = typer.Typer(
    help="Trade by product: what is known, and tables of one's own.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(trade_app, name="trade")
data_app = typer.Typer(help="Official data from their publishers.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(data_app, name="data")
app.add_typer(game_app, name="game")
app.add_typer(estimate_app, name="estimate")


def _version(wanted: bool) -> None:
    if wanted:
        import middlepower

        print(f"middlepower {middlepower.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Trade, tariffs, retaliation, dependence and alignment, made computable."""


app.command()(in_a_language(run))
app.command("list")(in_a_language(list_all))
for command in (
    symbol,
    explain,
    doctor,
    replicate,
    profile,
    rank,
    coalition,
    align,
    frontier,
    tariffs,
    replay,
    score,
    compare,
    ensemble,
    serve,
):
    app.command()(in_a_language(command))
world_app.command("info")(in_a_language(world_info))
world_app.command("build")(in_a_language(world_build))
world_app.command("list")(in_a_language(world_list))
world_app.command("show")(in_a_language(world_show))
trade_app.command("import")(in_a_language(trade_import))
trade_app.command("show")(in_a_language(trade_show))
data_app.command("fetch")(in_a_language(data_fetch))
