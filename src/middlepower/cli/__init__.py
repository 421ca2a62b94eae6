"""The command line: parse, call, print; no economics here."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 when all went well, 2 after a clear error, 130 after Ctrl-C.

    The arrays are too small for threads inside a product to pay: one thread each, unless the user says otherwise.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")
    from middlepower.cli.guard import guarded

    sys.exit(guarded(sys.argv[1:] if arguments is None else arguments))
