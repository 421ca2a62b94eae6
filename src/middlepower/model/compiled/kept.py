"""Which machine code lies on disk, and that it is made of the source as it is now. Loads no Numba.

Numba keeps the code of a function beside its source and builds it anew when that file changes, but not when a file
changes whose functions or constants it has taken in: code older than any of these is deleted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = (HERE, HERE.parent / "core", HERE.parent / "long_run", HERE.parent / "first_year", HERE.parents[1] / "solve")


def newest_source() -> float:
    """When the newest file was written of which machine code is made, seconds since the epoch."""
    return max(source.stat().st_mtime for folder in SOURCES for source in folder.glob("*.py"))


def built(function: str) -> bool:
    """Whether code of a function, such as `loop.mix`, lies on disk and is newer than all that it is made of."""
    newest = newest_source()
    return any(file.stat().st_mtime >= newest for file in code(f"{function}-*.nbi"))


def forget_older() -> None:
    """Delete machine code that is older than a file of which it may be made."""
    newest = newest_source()
    for file in code("*.nb[ic]"):
        if file.exists() and file.stat().st_mtime < newest:
            file.unlink(missing_ok=True)


def code(pattern: str) -> Iterator[Path]:
    """The files of machine code beside their source."""
    return (HERE / "__pycache__").glob(pattern)
