"""The command line: parse, call, print; no economics here."""

from __future__ import annotations

import gc
import io
import os
import sys
import warnings
from collections.abc import Sequence

COLLECT_AFTER = 1_000_000
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 when all went well, 2 after a clear error, 130 after Ctrl-C.

    The arrays are too small for threads inside a product to pay: one thread each, unless the user says otherwise.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")
    gc.set_threshold(COLLECT_AFTER)
    _open_streams()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries below: what concerns the user, our own errors say
    from middlepower.cli.guard import guarded

    sys.exit(guarded(sys.argv[1:] if arguments is None else arguments))


def _open_streams() -> None:
    """Give a process whose output was closed a place to write, and every output a way to show any character."""
    sys.stdout = sys.stdout or io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")
    sys.stderr = sys.stderr or io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
