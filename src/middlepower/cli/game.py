"""`middlepower game`: what the other side would do. One command a game, each in a file of its own, `game_<name>.py`."""

from __future__ import annotations

import typer

from middlepower.cli.game_coalition import coalition
from middlepower.cli.game_coerce import coerce
from middlepower.cli.game_treaty import treaty
from middlepower.cli.game_war import war
from middlepower.cli.game_wedge import wedge
from middlepower.cli.spoken_in import in_a_language

game_app = typer.Typer(
    help="Games: what would the other side do, and what must one believe?", no_args_is_help=True, rich_markup_mode=None
)


@game_app.callback()
def games() -> None:
    """Games: what would the other side do, and what must one believe?"""


game_app.command()(in_a_language(war))
game_app.command()(in_a_language(treaty))
game_app.command()(in_a_language(wedge))
game_app.command()(in_a_language(coalition))
game_app.command("coerce")(in_a_language(coerce))
