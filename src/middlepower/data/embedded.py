"""Where the embedded files are, and the registry of sources they were derived from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from middlepower.names import unknown_name

FOLDER = Path(__file__).parent
DEFAULT_WORLD = "icio2022"
"""The world that is meant where none is named."""
DEMO_WORLD = "demo3"
"""The small world for tutorials and tests; it stands for no year."""


@dataclass(frozen=True)
class Source:
    """One data source: what it is, who publishes it under which terms, how to cite it and what it is used
    for."""

    id: str
    title: str
    publisher: str
    edition: str
    licence: str
    citation: str
    address: str
    used_for: str
    transformation: str
    retrieved: str
    sha256: str


def embedded_names() -> tuple[str, ...]:
    """The names of the embedded worlds, the one for tutorials last."""
    names = (path.stem for path in (FOLDER / "embedded").glob("*.nc"))
    return tuple(sorted(names, key=lambda name: (name == DEMO_WORLD, name)))


def embedded_path(name: str) -> Path:
    """The NetCDF file of an embedded world, such as `icio2022`."""
    if name not in embedded_names():
        raise unknown_name("world", name, embedded_names(), "Embedded worlds are read by name.")
    return FOLDER / "embedded" / f"{name}.nc"


def registry(world: str | None = None) -> list[Source]:
    """All sources of the embedded data, in the order of `registry.toml`; with a world's name, of that world alone."""
    return _entries("source", world)


def all_sources() -> list[Source]:
    """The sources of the embedded data, what forecasts are compared with, then those that only replications read."""
    return [*registry(), *observed_sources(), *_entries("study")]


def observed_sources() -> list[Source]:
    """The sources of what forecasts are compared with, by `middlepower score`."""
    return _entries("observed")


def _entries(kind: str, world: str | None = None) -> list[Source]:
    """The entries of a kind; one that names `worlds` belongs to these, any other to all."""
    with (FOLDER / "registry.toml").open("rb") as file:
        entries = tomllib.load(file)[kind]
    worlds = [entry.pop("worlds", None) for entry in entries]
    pairs = zip(entries, worlds, strict=True)
    return [Source(**entry) for entry, known in pairs if world is None or known is None or world in known]
