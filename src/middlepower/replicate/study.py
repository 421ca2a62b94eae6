"""What a replication reports: rows of published against found, with tolerance and verdict."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from middlepower.errors import DataError
from middlepower.reading import check_ordinary, check_self_contained
from middlepower.replicate.published import TARGETS

LARGEST_FILE = 2_000_000_000  # bytes; the largest that a study reads has a tenth of it
Kind = Literal[
    "published", "independently solved", "exact beside an approximation", "found, nothing to hold it against"
]


@dataclass(frozen=True)
class Reproduction:
    """One number: what it is, where it stands in print, theirs, ours, and how far apart they may be.

    `kind` says whether `expected` was published, solved independently, or is a published approximation beside
    which the exact number is shown. A row with tolerance None, or with nothing expected, has no verdict.
    """

    quantity: str
    where: str
    expected: float | None
    ours: float
    tolerance: float | None
    kind: Kind = "published"
    note: str = ""

    @property
    def difference(self) -> float | None:
        """Ours less theirs; None where there is no theirs."""
        return None if self.expected is None else self.ours - self.expected

    @property
    def passed(self) -> bool | None:
        """Whether the difference is within tolerance; None for a row that only shows."""
        if self.tolerance is None or self.difference is None:
            return None
        return math.isfinite(self.difference) and abs(self.difference) <= self.tolerance


@dataclass(frozen=True)
class Study:
    """A replication: its name, its source, the data folder it needs below the data root, and how to run it."""

    name: str
    citation: str
    needs: tuple[str, ...]
    run: Callable[[Path], Iterable[Reproduction]]


def data_root(given: Path | None, needed: bool = True) -> Path:
    """The folder with the data that the project may not carry: `--data`, or $MIDDLEPOWER_DATA.

    Where nothing is `needed` and none is named, a folder in which nothing lies.
    """
    if not needed and given is None and not os.environ.get("MIDDLEPOWER_DATA"):
        return TARGETS
    chosen = given or (Path(os.environ["MIDDLEPOWER_DATA"]) if os.environ.get("MIDDLEPOWER_DATA") else None)
    if chosen is None:
        raise DataError(
            "replications read data that the project may not carry: give --data DIR or set MIDDLEPOWER_DATA."
        )
    if not chosen.is_dir():
        raise DataError(f"the data folder {chosen} does not exist: correct --data or MIDDLEPOWER_DATA.")
    return chosen


def check_needs(study: Study, root: Path) -> None:
    """Raise DataError naming the first file that a study needs and the data root lacks, or that can't be one."""
    for part in study.needs:
        if not os.path.lexists(root / part):
            raise DataError(
                f"study `{study.name}` needs {root / part}, which is missing: see docs/how-to/replicate.md."
            )
        for file in _files(root / part):
            check_ordinary(file, LARGEST_FILE, f"data of study `{study.name}`")
            if file.suffix in (".mat", ".h5", ".nc"):
                check_self_contained(file, f"data of study `{study.name}`")


def _files(path: Path) -> list[Path]:
    """The file itself, or what stands in the folder, folders left out."""
    return [file for file in path.iterdir() if not file.is_dir()] if path.is_dir() else [path]
