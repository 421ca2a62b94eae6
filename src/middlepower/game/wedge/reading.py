"""The wedge game of a file or of the library, with the economy and the hegemons that a command names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from middlepower.errors import ScenarioError
from middlepower.game.wedge.schema import WedgeGame
from middlepower.reading import parse_yaml, read_text

LIBRARY = Path(__file__).parents[1] / "library" / "wedge.yaml"
SIZE_LIMIT = 1_000_000  # bytes


def read_wedge(path: str | None, economy: str | None, hegemons: tuple[str, ...] | None) -> WedgeGame:
    """The game of a file, by default the library's, for another economy and other hegemons where they are named."""
    if hegemons is not None and len(hegemons) != 2:
        raise ScenarioError(f"`--hegemons` names {len(hegemons)}: give two, such as USA,CHN.")
    file = LIBRARY if path is None else Path(path)
    raw: Any = parse_yaml(read_text(file, SIZE_LIMIT, "a game", ScenarioError), str(file), ScenarioError)
    if not isinstance(raw, dict):
        raise ScenarioError(f"{file}: a game is written as keys with values, such as game, economy, hegemons, beliefs.")
    named = {"economy": economy, "hegemons": None if hegemons is None else list(hegemons)}
    given = {key: value for key, value in named.items() if value is not None}
    beliefs = raw.get("beliefs")
    if {**raw, **given} != raw and isinstance(beliefs, dict) and "taste" in beliefs:
        raise ScenarioError(
            f"{file}: `beliefs.taste` is that of {raw.get('economy')} between {raw.get('hegemons')}: leave it out, or "
            "write a game file for the other economy and hegemons."
        )
    return WedgeGame.parsed({**raw, **given}, str(file))
