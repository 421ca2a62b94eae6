"""One line on a terminal that says how far a command is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from middlepower.cli.streams import unfiltered
from middlepower.errors import printable
from middlepower.front.asked import Tell
from middlepower.language.catalogue import say


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """A function that replaces the text of the line; on anything but a terminal it says nothing.

    No thread redraws it: a process with one thread can share its work with others.
    """
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    import shutil

    terminal, width = unfiltered(sys.stderr), shutil.get_terminal_size().columns - 1

    def tell(text: str) -> None:
        terminal.write(f"\r{printable(text)[:width]:{width}}")
        terminal.flush()

    tell(say("cli.reading_world"))
    try:
        yield tell
    finally:
        terminal.write(f"\r{'':{width}}\r")
        terminal.flush()


def in_lines(tell: Tell) -> Tell:
    """The same on a terminal; elsewhere a function that writes each text as a line on standard error.

    What takes hours is watched in the file that a batch system writes.
    """
    return tell if sys.stderr.isatty() else lambda text: print(printable(text), file=sys.stderr, flush=True)
