"""middlepower: trade, tariffs, retaliation, dependence and alignment, made computable.

>>> import middlepower as mp
>>> answer = mp.run("beijing-2026", states=["deal"], ranges=False)

The names of `dir(middlepower)` are the library's front door; each is imported when first used, so that
`import middlepower` costs nothing. The command line asks the same functions.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from middlepower.front import games as game
    from middlepower.front.align import align
    from middlepower.front.coalition import coalition
    from middlepower.front.compare import compare
    from middlepower.front.ensemble import ensemble
    from middlepower.front.explain import explain
    from middlepower.front.frontier import frontier
    from middlepower.front.profile import profile
    from middlepower.front.rank import rank
    from middlepower.front.replay import replay
    from middlepower.front.run import run
    from middlepower.front.score import score
    from middlepower.front.solve import solve
    from middlepower.front.tariffs import tariffs
    from middlepower.policy.schema import Measure
    from middlepower.scenario.schema import Scenario, State
    from middlepower.world.embedded import load_world
    from middlepower.world.world import World

__version__ = "0.2.0"

_HOME = {
    "load_world": "middlepower.world.embedded",
    "World": "middlepower.world.world",
    "tariffs": "middlepower.front.tariffs",
    "run": "middlepower.front.run",
    "profile": "middlepower.front.profile",
    "rank": "middlepower.front.rank",
    "coalition": "middlepower.front.coalition",
    "explain": "middlepower.front.explain",
    "compare": "middlepower.front.compare",
    "replay": "middlepower.front.replay",
    "score": "middlepower.front.score",
    "game": "middlepower.front.games",
    "frontier": "middlepower.front.frontier",
    "align": "middlepower.front.align",
    "ensemble": "middlepower.front.ensemble",
    "solve": "middlepower.front.solve",
    "State": "middlepower.scenario.schema",
    "Scenario": "middlepower.scenario.schema",
    "Measure": "middlepower.policy.schema",
}

__all__ = [
    "Measure",
    "Scenario",
    "State",
    "World",
    "align",
    "coalition",
    "compare",
    "ensemble",
    "explain",
    "frontier",
    "game",
    "load_world",
    "profile",
    "rank",
    "replay",
    "run",
    "score",
    "solve",
    "tariffs",
]


def __getattr__(name: str) -> Any:
    """The object of that name, imported now."""
    if name not in _HOME:
        raise AttributeError(f"module 'middlepower' has no attribute {name!r}")
    room = import_module(_HOME[name])
    return room if name == "game" else getattr(room, name)


def __dir__() -> list[str]:
    """The front door, and nothing else."""
    return sorted(__all__)


class _Door(ModuleType):
    """This module: a room that is called as a function of the front door (`solve`, `game`) does not take its place."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Keep what is set, but for the room that an import of it would put before the function."""
        if name not in _HOME or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door
