"""Where machine code is kept, and whether it is made of the source as it is now. Loads no Numba.

Each installation, processor and version of Numba has a folder of its own among the user's caches. Its name holds the
state of every file of which code is made: Numba would build anew when the file of a function changes, but not when one
changes whose functions or constants it has taken in. Where nothing can be written, code lasts as long as the process.
"""

from __future__ import annotations

import os
import platform
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from middlepower.reading import caches

HERE = Path(__file__).parent
MODEL = HERE.parent
SOURCES = (HERE, *(MODEL / room for room in ("core", "long_run", "first_year", "products")), HERE.parents[1] / "solve")
CHOSEN = "NUMBA_CACHE_DIR"  # where Numba itself would keep code


def built(function: str) -> bool:
    """Whether code of a function, such as `loop.mix`, made of the source as it is, lies on disk."""
    return any(folder().glob(f"*/{function}-*.nbi"))


def root() -> Path:
    """The folder with the code of all installations."""
    return caches.of_user(os.environ.get(CHOSEN)) / "machine_code"


def folder() -> Path:
    """The folder of the code of this installation on this machine, made of the source as it is now."""
    return caches.folder_of(root(), installation(), source())


@cache
def installation() -> str:
    """What code is good for: where the package lies, the processor, the versions of Python and Numba."""
    versions = (version("numba"), version("llvmlite"), sys.version)
    return "\n".join([str(HERE), platform.machine(), caches.processor(), *versions])


def source() -> str:
    """Name, time and size of every file of which machine code is made."""
    return caches.states(file for place in SOURCES for file in place.glob("*.py"))


def prepared() -> Path | None:
    """The folder, ready to be written, and those of this installation's older source gone; None where it can't be."""
    return caches.prepared(folder())
