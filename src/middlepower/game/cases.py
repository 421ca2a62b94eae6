"""Files of wars and of coalitions: found by name or path, read strictly, every complaint one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, TypeVar

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


class CoalitionCase(BaseModel):
    """A coalition against coercion as a file declares it; `like` names a dyad of the record, such as USA-CAN."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    game: Literal["coalition"]
    title: str
    members: list[str]
    against: str
    target: str | None = None
    outsiders: list[str] = []
    like: str | None = None
    threat: float = 0.25
    answer: float = 0.25
    level: float = 0.3


Case = TypeVar("Case", WarCase, CoalitionCase)


def read_war_case(name_or_path: str) -> WarCase:
    """The war of a library name or a file."""
    case, path = _read(name_or_path, "war", WarCase)
    return case.model_copy(update={"weights": {who: str(path.parent / file) for who, file in case.weights.items()}})


def read_coalition_case(name_or_path: str) -> CoalitionCase:
    """The coalition of a library name or a file."""
    return _read(name_or_path, "coalition", CoalitionCase)[0]


def _read(name_or_path: str, kind: str, model: type[Case]) -> tuple[Case, Path]:
    """(the case, its file); ScenarioError names file, field, value and remedy."""
    path = LIBRARY / f"{kind}.yaml" if name_or_path == kind else Path(name_or_path)
    if not os.path.lexists(path):
        raise unknown_name(kind, name_or_path, [kind], "Or give the path of a .yaml file.")
    raw = parse_yaml(read_text(path, SIZE_LIMIT, "a game", ScenarioError), str(path), ScenarioError)
    if not isinstance(raw, dict):
        raise ScenarioError(f"{path}: expected keys such as game, title; got `{shown(raw)}`.")
    try:
        return model.model_validate(raw), path
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(f"{path}: `{where}` is {shown(first['input'])}: {first['msg'].lower()}.") from None
