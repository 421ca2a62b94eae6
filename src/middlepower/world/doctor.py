"""A world file examined: every violated identity with its cell, instead of the first one as an error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from middlepower.data.embedded import embedded_names
from middlepower.world.dataset import DIMS, OPTIONAL, fields_of, open_dataset
from middlepower.world.embedded import load_world
from middlepower.world.identities import violations
from middlepower.world.own import own_path
from middlepower.world.world import ARRAYS, World


@dataclass(frozen=True)
class UncheckedWorld(World):
    """A world as a file gives it, identities unchecked; only for looking at, never for solving."""

    def __post_init__(self) -> None:
        """Take the arrays as they are."""
        for name in ARRAYS:
            object.__setattr__(self, name, np.array(getattr(self, name), dtype=np.float64))


@dataclass(frozen=True)
class Diagnosis:
    """What was found: violated identities, and the world itself when there are none."""

    name: str
    problems: tuple[str, ...]
    world: World | None


def examine(name_or_path: str) -> Diagnosis:
    """The diagnosis of a world by name or of a NetCDF file; an error when it is neither."""
    if name_or_path in embedded_names():
        return Diagnosis(name_or_path, (), load_world(name_or_path))
    path = own_path(name_or_path)
    dataset = open_dataset(path)
    missing = [variable for variable in DIMS if variable not in (*dataset, *OPTIONAL)]
    if missing:
        return Diagnosis(str(path), tuple(f"`{name}` is missing: a world needs it." for name in missing), None)
    fields = fields_of(dataset)
    problems = tuple(violations(UncheckedWorld(**fields)))
    return Diagnosis(str(path), problems, None if problems else World(**fields))
