"""Standard output and error that write out what a terminal would obey, whatever names and titles hold it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from middlepower.errors import printable


class PrintableStream:
    """A text stream that writes out control characters and marks that nobody sees; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        """A filter before a stream."""
        self.unfiltered = stream

    def write(self, text: str) -> int:
        """Write the text, as what a person sees."""
        return self.unfiltered.write(printable(text, keep="\n\t"))

    def __getattr__(self, name: str) -> Any:
        """What the stream itself has."""
        return getattr(self.unfiltered, name)


@contextmanager
def printable_streams() -> Iterator[None]:
    """A block in which all that is printed passes the filter."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (PrintableStream(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def unfiltered(stream: TextIO) -> TextIO:
    """The stream behind the filter, for what this program itself colours or draws."""
    return stream.unfiltered if isinstance(stream, PrintableStream) else stream
