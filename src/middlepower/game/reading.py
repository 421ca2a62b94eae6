"""Game files: found by name or path, read strictly, every complaint one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from middlepower.errors import GameError
from middlepower.game.schema import GameFile
from middlepower.names import unknown_name
from middlepower.reading import parse_yaml, read_text, shown
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario

LIBRARY = Path(__file__).parent / "library"
OTHERS = ("treaty", "wedge", "war", "coalition")
SIZE_LIMIT = 1_000_000  # bytes; the library's own games are below 10 kB


def game_library() -> dict[str, Path]:
    """The games that come with middlepower, by name."""
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def library_rows() -> list[dict[str, Any]]:
    """What `middlepower list games` shows of every game that comes with middlepower, of whatever kind."""
    found = {name: _parsed(path) for name, path in game_library().items()}
    return [
        {
            "game": name,
            "command": f"game {raw.get('game')}",
            "title": raw.get("title"),
            "players": list(raw.get("players") or ()),
            "scenario": raw.get("scenario"),
        }
        for name, raw in found.items()
    ]


def read_game(name_or_path: str | Path) -> GameFile:
    """The validated game of coercion of a library name or a file; GameError where it can't be read or is another."""
    path = _find(str(name_or_path))
    raw = _parsed(path)
    if raw.get("game") in OTHERS:
        raise GameError(f"{path} is a game for another command: give it to `middlepower game {raw['game']}`.")
    return GameFile.parsed(raw, str(path))


def _parsed(path: Path) -> dict[str, Any]:
    """The mapping in a game file."""
    raw = parse_yaml(read_text(path, SIZE_LIMIT, "a game", GameError), str(path), GameError)
    if not isinstance(raw, dict):
        said = "it is empty" if raw is None else f"got `{shown(raw)}`"
        raise GameError(f"{path}: {said}; expected keys such as game, name, title, players, order.")
    return raw


def _find(name_or_path: str) -> Path:
    known = game_library()
    if name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path)
    if os.path.lexists(path):
        return path
    if path.suffix in (".yaml", ".yml"):
        raise GameError(f"there is no file {path}. `middlepower list games` shows the built-in games.")
    raise unknown_name("game", name_or_path, known, "Or give the path of a .yaml file.")


def scenario_of(game: GameFile) -> Scenario | None:
    """The scenario whose states a game's actions are, or None where it names none; an error for an unknown state."""
    named = {
        f"players.{player}.actions.{name}": action.state
        for player, one in game.players.items()
        for name, action in one.actions.items()
        if action.state is not None
    }
    if game.scenario is None:
        for place in named:
            raise GameError(f"game `{game.name}`, field `{place}`: a state needs a `scenario`: name it.")
        return None
    scenario = read_scenario(game.scenario)
    for place, state in named.items():
        check_state(scenario, state, f"game `{game.name}`, field `{place}`")
    return scenario


def check_state(scenario: Scenario, state: str, where: str) -> str:
    """The state itself when a scenario has it; else an error that says where it stands and the nearest name."""
    if state not in scenario.states:
        message = unknown_name("state", state, scenario.states)
        raise GameError(f"{where}: {message}")
    return state
