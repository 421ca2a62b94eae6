"""`mp.game`: what the other side would do; one function a game, as in `middlepower game war`.

Each says which of its names is an option of the command, and returns an answer as all of the front door do.
"""

from __future__ import annotations

from middlepower.front.coerce import coerce
from middlepower.front.game_coalition import coalition
from middlepower.front.treaty import treaty
from middlepower.front.war import war
from middlepower.front.wedge import wedge

__all__ = ["coalition", "coerce", "treaty", "war", "wedge"]


def __dir__() -> list[str]:
    """The games."""
    return __all__
