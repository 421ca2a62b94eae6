"""The user's own worlds: in her data folder by name, or anywhere as a file."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from middlepower.data.embedded import embedded_names
from middlepower.data.trade.store import checked_name, user_folder
from middlepower.errors import DataError
from middlepower.names import unknown_name
from middlepower.world.world import World

SUFFIX = ".nc"


def own_folder() -> Path:
    """The folder of the user's own worlds."""
    return user_folder().parent / "worlds"


def own_names() -> tuple[str, ...]:
    """The names of the user's own worlds."""
    folder = own_folder()
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX}"))) if folder.is_dir() else ()


def world_names() -> tuple[str, ...]:
    """The names of all worlds, the embedded ones first."""
    return (*embedded_names(), *own_names())


def own_path(label: str) -> Path:
    """The file of a user's world given by name or path; DataError or UnknownNameError where there is none."""
    if label in own_names():
        return own_folder() / f"{label}{SUFFIX}"
    if os.path.lexists(label):
        return Path(label)
    if label.endswith(SUFFIX) or os.sep in label:
        raise DataError(f"there is no world file {label}. `middlepower world build` makes one.")
    raise unknown_name("world", label, world_names(), "`middlepower world build` makes one of your own.")


def open_own(label: str) -> World:
    """The user's world of that name, or in that file."""
    path = own_path(label)
    try:
        status = path.stat()
    except OSError as error:
        raise DataError(f"can't read a world from {path}: {error.strerror}. Check the path.") from None
    return _opened(path.absolute(), status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _opened(path: Path, changed: int, size: int) -> World:
    """The world in a file, read once while the file stays as it is."""
    return World.from_netcdf(str(path))


def store(world: World, name: str) -> Path:
    """Where the world was written under a name in the user's folder; a world of that name is replaced."""
    checked_name(name)
    if name in embedded_names():
        raise DataError(f"`--name` is `{name}`, a world that comes with middlepower: choose another name.")
    target = own_folder() / f"{name}{SUFFIX}"
    target.parent.mkdir(parents=True, exist_ok=True)
    world.to_netcdf(str(target))
    return target
