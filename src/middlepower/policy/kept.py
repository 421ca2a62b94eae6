"""Files of law among the user's caches: the package's measures as they were read, and flows that were looked up.

They lie in a folder that is named by the installation and by the state of every file of the package that law is made
of, data and measures included, so that nothing outlives its source. Where nothing can be read, law is made anew; where
nothing can be written, it is made anew the next time as well.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pydantic

import middlepower
from middlepower.reading import caches

PACKAGE = Path(__file__).parents[1]
HOLDERS = ("experiment/identity.py", "experiment/kept_law.py")
ROOMS = ("errors.py", "names.py", "reading", "data", "world", "policy", *HOLDERS)
"""What law is made of, and how it is kept: code, tables and measures."""
MOST = 1 << 26  # bytes of all files of an installation
MARK = 32  # bytes of the hash that a file begins with, of where it belongs and what it holds


class KeptFile(NamedTuple):
    """A file that is kept: when it was written, its size in bytes, where it lies."""

    written: float
    size: int
    path: Path


def folder() -> Path | None:
    """The folder of the law of this installation, made of the source as it is; None where none is to be kept: where the
    folder that is chosen for all that is kept is the empty text."""
    chosen = os.environ.get(caches.CHOSEN)
    if chosen == "":
        return None
    return caches.folder_of(caches.of_user(chosen) / "law", installation(), source())


@cache
def installation() -> str:
    """What numbers are good for to the last digit: where the package lies, the processor, the versions."""
    versions = (middlepower.__version__, np.__version__, pydantic.VERSION, sys.version)
    return "\n".join([str(PACKAGE), platform.machine(), caches.processor(), *versions])


@cache
def source() -> str:
    """Name, time and size of every file that law is made of, as they were when this process first asked."""
    return caches.states(file for room in ROOMS for file in _files(PACKAGE / room))


def _files(place: Path) -> Iterator[Path]:
    """A file, or all files in a folder but those that Python leaves there."""
    if not place.is_dir():
        yield place
        return
    for where, folders, names in os.walk(place):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(where, name) for name in names)


def mark(text: bytes) -> bytes:
    """The hash of a content."""
    return blake2b(text, digest_size=MARK).digest()


def read(name: str) -> bytes | None:
    """What a file of that name holds; None where there is none, or it can't be read, or is not whole, or is another's
    that was copied there."""
    place = folder()
    if place is None:
        return None
    try:
        whole = (place / name).read_bytes()
    except OSError:
        return None
    text = whole[MARK:]
    return text if whole[:MARK] == mark(_label(place / name) + text) else None


def write(name: str, text: bytes) -> None:
    """None; a file of that name holds a text as a whole or, where it can't be written, what it held before."""
    place = folder()
    if place is None or caches.prepared(place) is None:
        return
    with suppress(OSError):  # the folder may be full, or go away: then the text is made anew
        _replace(place / name, mark(_label(place / name) + text) + text)
        _forget_oldest(place)


def _label(path: Path) -> bytes:
    """Where a file belongs: to its folder, by its name."""
    return f"{path.parent.name}/{path.name}\n".encode()


def _replace(path: Path, content: bytes) -> None:
    """None; a file holds a content as a whole, by way of a temporary file."""
    handle, new = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(new, path)
    finally:
        Path(new).unlink(missing_ok=True)


def files() -> list[KeptFile]:
    """All that is kept of this installation, the newest first."""
    place = folder()
    return [] if place is None or not place.is_dir() else _listed(place)


def _listed(place: Path) -> list[KeptFile]:
    found = []
    for path in place.iterdir():
        with suppress(FileNotFoundError):  # another process has just replaced or removed it
            state = path.stat()
            found.append(KeptFile(state.st_mtime, state.st_size, path))
    return sorted(found, reverse=True)


def _forget_oldest(place: Path) -> None:
    """None; the newest files of a folder that together aren't too large are left."""
    total = 0
    for one in _listed(place):
        total += one.size
        if total > MOST:
            one.path.unlink(missing_ok=True)
