"""Where machine code is kept, and whether it is made of the source as it is now. Loads no Numba.

Each installation, processor and version of Numba has a folder of its own among the user's caches. Its name holds the
state of every file of which code is made: Numba would build anew when the file of a function changes, but not when one
changes whose functions or constants it has taken in. Where nothing can be written, code lasts as long as the process.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
MODEL = HERE.parent
SOURCES = (HERE, *(MODEL / room for room in ("core", "long_run", "first_year", "products")), HERE.parents[1] / "solve")
CHOSEN = "NUMBA_CACHE_DIR"  # where Numba itself would keep code
CPU = Path("/proc/cpuinfo")


def built(function: str) -> bool:
    """Whether code of a function, such as `loop.mix`, made of the source as it is, lies on disk."""
    return any(folder().glob(f"*/{function}-*.nbi"))


def root() -> Path:
    """The folder with the code of all installations."""
    import platformdirs

    chosen = os.environ.get(CHOSEN)
    caches = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("middlepower", appauthor=False))
    return caches / "machine_code"


def folder() -> Path:
    """The folder of the code of this installation on this machine, made of the source as it is now."""
    return root() / f"{_digest(installation())}-{_digest(source())}"


@cache
def installation() -> str:
    """What code is good for: where the package lies, the processor, the versions of Python and Numba."""
    versions = (version("numba"), version("llvmlite"), sys.version)
    return "\n".join([str(HERE), platform.machine(), _processor(), *versions])


def _processor() -> str:
    """The first processor by name and abilities, where the system tells; else by name."""
    if not CPU.is_file():
        return platform.processor()
    told = ("model name", "flags", "CPU part", "Features")
    first = CPU.read_text(encoding="utf-8", errors="replace").split("\n\n")[0]
    return "\n".join(line for line in first.splitlines() if line.startswith(told))


def source() -> str:
    """Name, time and size of every file of which machine code is made."""
    files = sorted(file for place in SOURCES for file in place.glob("*.py"))
    states = [(file, file.stat()) for file in files]
    return "\n".join(f"{file} {state.st_mtime_ns} {state.st_size}" for file, state in states)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def prepared() -> Path | None:
    """The folder, ready to be written, and those of this installation's older source gone; None where it can't be."""
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError:
        return None
    for other in place.parent.glob(f"{_digest(installation())}-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    return place
