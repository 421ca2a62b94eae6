"""The command line: parse, call, print; no economics here."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 when all went well, 2 after a clear error, 130 after Ctrl-C."""
    from middlepower.cli.guard import guarded

    sys.exit(guarded(sys.argv[1:] if arguments is None else arguments))
