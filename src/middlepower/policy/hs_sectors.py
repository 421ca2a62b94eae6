"""The sectors in which HS codes lie: of a code, and of the lines of a trade table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.table import Lines
from middlepower.policy.goods import HERE, read_rows


@cache
def _headings() -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Four-digit headings in order, and the sector of each."""
    rows = sorted((int(row["hs4"]), row["sector"]) for row in read_rows(HERE / "hs4_sector.csv"))
    return np.array([heading for heading, _ in rows], dtype=np.int64), tuple(sector for _, sector in rows)


@cache
def sectors_of(code: str) -> frozenset[str]:
    """The sectors in which an HS code of two digits or more has goods; none for a heading that does not exist."""
    known, names = _headings()
    digits = min(len(code), 4)
    asked, width = int(code[:digits]), 10 ** (4 - digits)
    first, last = np.searchsorted(known, [asked * width, (asked + 1) * width])
    return frozenset(names[first:last])


def sector_places(lines: Lines, sectors: Sequence[str]) -> NDArray[np.intp]:
    """The position of each line's sector among `sectors`; -1 where its heading lies in none of them.

    A heading of an older edition that today's HS has no more lies where the first line is that its goods became.
    """
    known, names = _headings()
    position = {sector: k for k, sector in enumerate(sectors)}
    of_heading = np.array([position.get(name, -1) for name in names], dtype=np.intp)
    own, today = (_place(known, of_heading, headings) for headings in (lines.headings(), lines.headings_of_today()))
    return np.where(own >= 0, own, today)


def _place(known: NDArray[np.int64], position: NDArray[np.intp], headings: NDArray[np.int64]) -> NDArray[np.intp]:
    """The position of each heading's sector; -1 where the heading isn't known."""
    at = np.searchsorted(known, headings).clip(0, len(known) - 1)
    return np.where(known[at] == headings, position[at], -1)
