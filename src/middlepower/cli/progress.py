"""One line on a terminal that says how far a command is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from middlepower.cli.streams import unfiltered
from middlepower.language.catalogue import say


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """A function that replaces the text of the line; on anything but a terminal it says nothing."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.status import Status

    with Status(say("cli.reading_world"), console=Console(file=unfiltered(sys.stderr))) as status:
        yield status.update
