"""One change of the source, as bytes between two places, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 70  # characters of a change that are printed


@dataclass(frozen=True, order=True)
class Mutant:
    """A replacement of the bytes from `start` to `end` of a file of the package, and the function it stands in."""

    file: str
    start: int
    end: int
    instead: str
    kind: str
    line: int
    function: str
    text: str

    @property
    def folder(self) -> str:
        """The first folder of the file inside the package, or the file itself where it lies in none."""
        return self.file.split("/", 1)[0]

    @property
    def change(self) -> str:
        """The file, the line, and the text before and after, each on one line."""
        return f"{self.file}:{self.line}: {shortened(self.text)}  ->  {shortened(self.instead)}   [{self.kind}]"

    def applied(self, source: bytes) -> bytes:
        """The source with the change in it."""
        return source[: self.start] + self.instead.encode() + source[self.end :]


def shortened(text: str) -> str:
    """The text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 3]}..."
