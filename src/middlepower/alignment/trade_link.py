"""How trade follows alignment, by published elasticities: nothing here is estimated on our own data.

Fan, Wo and Xiang (2025) find that two countries that are one standard deviation closer trade 22% more in the long run;
Kleinman, Liu and Redding (2024) find that positions follow exposure: a sign, no size that could be read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

PER_DEVIATION = math.log(1.22)  # ln of trade for one standard deviation of distance closer
SOURCE = (
    "Fan, Wo and Xiang (2025): one standard deviation closer in alignment goes with 22% more trade in the long run "
    "(as their abstract says)"
)
SIGN_SOURCE = (
    "Kleinman, Liu and Redding (2024), International friends and enemies, AEJ: Macroeconomics 16(4): countries whose "
    "exposure to a partner's growth rises move closer to it; the sign alone is used"
)


def trade_factor(closer: float) -> float:
    """Trade over what it was, in the long run, for a pair that comes so many standard deviations closer."""
    return math.exp(PER_DEVIATION * closer)


@dataclass(frozen=True)
class PathStep:
    """One session of a path: how far the position has moved, and trade with both powers over what it was, once it has
    followed."""

    session: int
    moved: float
    trade_first: float
    trade_second: float


def path(moves: tuple[float, float], inertia: float, sessions: int, begin: int) -> tuple[PathStep, ...]:
    """A path to a position that is so many standard deviations closer to either power, with inertia.

    After t sessions 1 - inertia^t of the way is gone. Trade is that of the long run at each position.
    """
    steps = []
    for session in range(sessions + 1):
        gone = 1.0 - inertia**session
        steps.append(PathStep(begin + session, gone, *(trade_factor(gone * move) for move in moves)))
    return tuple(steps)
