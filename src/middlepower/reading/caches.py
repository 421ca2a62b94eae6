"""Folders among the user's caches, for what is slow to make and quick to read: each named by what it is good for.

A name holds the installation and the state of every file that the content is made of, so that no content outlives its
source. Folders of the same installation's older source are removed. Where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

CHOSEN = "MIDDLEPOWER_CACHE"  # names another folder than the user's for all that is kept
CPU = Path("/proc/cpuinfo")


def of_user(chosen: str | None) -> Path:
    """The folder of all that is kept: the chosen one, else the program's folder among the user's caches."""
    import platformdirs

    if chosen:
        return Path(os.path.expanduser(chosen))  # as it is where nobody has that name
    return Path(platformdirs.user_cache_dir("middlepower", appauthor=False))


def folder_of(root: Path, installation: str, source: str) -> Path:
    """The folder for what an installation makes of its source as it is now."""
    return root / f"{short_hash(installation)}-{short_hash(source)}"


def prepared(place: Path) -> Path | None:
    """Such a folder, ready to be written, and those of its installation's older source gone; None where it can't be."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError:
        return None
    for other in place.parent.glob(f"{place.name.split('-')[0]}-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    return place


def states(files: Iterable[Path]) -> str:
    """Name, time and size of every file."""
    found = [(file, file.stat()) for file in sorted(files)]
    return "\n".join(f"{file} {state.st_mtime_ns} {state.st_size}" for file, state in found)


def short_hash(text: str) -> str:
    """A text's hash, short enough for a name."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def processor() -> str:
    """The first processor by name and abilities, where the system tells; else by name."""
    if not CPU.is_file():
        return platform.processor()
    told = ("model name", "flags", "CPU part", "Features")
    first = CPU.read_text(encoding="utf-8", errors="replace").split("\n\n")[0]
    return "\n".join(line for line in first.splitlines() if line.startswith(told))
