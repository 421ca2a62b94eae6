"""A folder held by one process at a time, on every system; a process that dies lets go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from middlepower.errors import OutputError

NAME = "lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder held while the block runs; OutputError where another process holds it."""
    with (folder / NAME).open("a+b") as file:
        if not _taken(file):
            raise OutputError(
                f"another process is writing into {folder}: wait until it ends, or name another folder with --out."
            )
        yield  # the lock ends with the open file, and so with the process


def _taken(file: IO[bytes]) -> bool:
    """Whether this process holds the file now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def settled(path: Path, temporary: Path) -> None:
    """None; the temporary file on disk in full and then in the place of `path`, at once."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
