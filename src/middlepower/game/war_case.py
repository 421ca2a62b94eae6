"""War files: found by name or path, read strictly, every complaint one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from middlepower.errors import ScenarioError
from middlepower.game.war import HIGHEST, LOWEST
from middlepower.names import unknown_name
from middlepower.reading import parse_yaml, read_text, shown

LIBRARY = Path(__file__).parent / "library"
SIZE_LIMIT = 100_000  # bytes


class WarCase(BaseModel):
    """A tariff war as a file declares it; political weights are CSV files beside it, by player."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    game: Literal["war"]
    title: str
    players: list[str]
    instruments: str = "uniform"
    taxes: list[str] = ["import"]
    bounds: str = "none"
    lowest: float = LOWEST
    highest: float = HIGHEST
    weights: dict[str, str] = {}


def read_war_case(name_or_path: str) -> WarCase:
    """The war of a library name or a file; ScenarioError names file, field, value and remedy."""
    path = LIBRARY / f"{name_or_path}.yaml" if name_or_path == "war" else Path(name_or_path)
    if not os.path.lexists(path):
        raise unknown_name("war", name_or_path, ["war"], "Or give the path of a .yaml file.")
    raw = parse_yaml(read_text(path, SIZE_LIMIT, "a game", ScenarioError), str(path), ScenarioError)
    if not isinstance(raw, dict):
        raise ScenarioError(f"{path}: expected keys such as game, title, players; got `{shown(raw)}`.")
    try:
        case = WarCase.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(f"{path}: `{where}` is {shown(first['input'])}: {first['msg'].lower()}.") from None
    return case.model_copy(update={"weights": {who: str(path.parent / file) for who, file in case.weights.items()}})
