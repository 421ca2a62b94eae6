"""What became of the quotas of a shock in equilibrium: premiums, fills, rents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.quota import LAWS, SameLines
from middlepower.scenario.shock import QuotaLine

Array = NDArray[np.float64]
Key = tuple[str, str, tuple[int, int, int]]  # what tells a quota from others, `QuotaLine.key`
SLACK = 1e-9  # a premium or an overshoot of the quota below this is none
NO_LINE = -1  # the place of what is put after the quotas


class QuotaOutcome(NamedTuple):
    """One quota in equilibrium: premium r (fraction), volume over quota volume, rent (million US dollars).

    A tuple, because a draw makes hundreds of them and a frozen dataclass takes three times as long to make.
    """

    line: QuotaLine
    premium: float
    fill: float
    rent: float

    @property
    def status(self) -> str:
        """`slack`, `binding` (a premium, and no imports beyond the quota) or `over quota` (some come beyond it)."""
        if self.premium <= SLACK:
            return "slack"
        return "over quota" if self.fill > 1.0 + SLACK else "binding"


@dataclass(frozen=True, eq=False)
class QuotaOutcomes:
    """All quotas of a shock in equilibrium, arrays [q] as in `QuotaOutcome`, which they are one by one."""

    lines: tuple[QuotaLine, ...]
    premium: Array
    fill: Array
    rent: Array

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[QuotaOutcome]:
        numbers = self.premium.tolist(), self.fill.tolist(), self.rent.tolist()
        return map(QuotaOutcome._make, zip(self.lines, *numbers, strict=True))

    def __getitem__(self, place: int) -> QuotaOutcome:
        return tuple(self)[place]

    def found(self, keys: Sequence[Key]) -> tuple[Array, Array]:
        """(premium, fill) of quotas by their keys; none and nan where trade is cut, so that there is no such quota."""
        places = line_places(SameLines(self.lines))
        q = np.array([places.get(key, NO_LINE) for key in keys], dtype=np.intp)
        return np.append(self.premium, 0.0)[q], np.append(self.fill, np.nan)[q]


NO_QUOTAS = QuotaOutcomes((), np.zeros(0), np.zeros(0), np.zeros(0))


@lru_cache(maxsize=LAWS)
def line_places(of: SameLines) -> dict[Key, int]:
    """Which of the lines has a key, for every equilibrium under one law."""
    return {line.key: q for q, line in enumerate(of.lines)}
