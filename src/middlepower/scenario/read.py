"""Scenario files: found by name or path, read strictly, every complaint one line."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from middlepower.errors import ScenarioError
from middlepower.names import unknown_name
from middlepower.policy.library import measures_of
from middlepower.reading import inside, parse_yaml, read_text, shown
from middlepower.scenario.read_tables import with_tariff_tables
from middlepower.scenario.schema import Scenario

LIBRARY = Path(__file__).parent / "library"
WORLD_FILE = ".nc"
SIZE_LIMIT = 1_000_000  # bytes; the library's own scenarios are below 10 kB


def library() -> dict[str, Path]:
    """The scenarios that come with middlepower, by name."""
    return {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}


def find_scenario(name_or_path: str) -> Path:
    """The file of a library scenario, or a user's own file."""
    known = library()
    if name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path)
    if os.path.lexists(path):
        return path
    if path.suffix in (".yaml", ".yml"):
        raise ScenarioError(f"there is no file {path}. `middlepower list scenarios` shows the built-in ones.")
    raise unknown_name("scenario", name_or_path, known, "Or give the path of a .yaml file.")


def asked_as(scenario: Scenario) -> str:
    """What a command line calls a scenario: a name of the library, or the user's own file under the scenario's name."""
    return scenario.scenario if scenario.scenario in library() else f"{scenario.scenario}.yaml"


def read_scenario(name_or_path: str | Path) -> Scenario:
    """The validated scenario of a library name or a file; ScenarioError names file, field, value and remedy.

    Tables that its measures and states name, and a world's file, are read beside the file, never outside its folder.
    """
    path = find_scenario(str(name_or_path))
    return _of_library(path) if path.parent == LIBRARY else _read(path)


@cache
def _of_library(path: Path) -> Scenario:
    """A scenario that comes with middlepower, read once: nothing changes it."""
    return _read(path)


def _read(path: Path) -> Scenario:
    raw = parse_scenario(read_text(path, SIZE_LIMIT, "a scenario", ScenarioError), str(path))
    if isinstance(raw.get("world"), str) and raw["world"].endswith(WORLD_FILE):
        raw = {**raw, "world": str(inside(path.parent, raw["world"], "`world`", ScenarioError))}
    measures = raw.get("measures")
    if isinstance(measures, list):
        raw = {**raw, "measures": tuple(measures_of(measures, path))}
    return Scenario.parsed(with_tariff_tables(raw, path), str(path))


def parse_scenario(text: str, where: str) -> dict[str, Any]:
    """The mapping in a YAML text."""
    raw = parse_yaml(text, where, ScenarioError)
    if raw is None:
        raise ScenarioError(f"{where} is empty: it needs at least scenario, title, baseline and states.")
    if not isinstance(raw, dict):
        raise ScenarioError(f"{where}: expected keys such as scenario, baseline, states; got `{shown(raw)}`.")
    return raw
