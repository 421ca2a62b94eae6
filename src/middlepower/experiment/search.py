"""The root of a function of one number that takes an equilibrium each time: secant steps inside a bracket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import Shock

LONGEST_STEP = 1.0  # of a log trade cost
FURTHEST = 4.0  # log trade costs beyond which nothing is tried: fifty-five times as dear or as cheap
MOST_STEPS = 30


@dataclass(frozen=True)
class Tried:
    """An equilibrium at a log trade-cost change, its shock, and by how much it misses the target."""

    at: float
    equilibrium: Equilibrium
    shock: Shock
    gap: float


@dataclass
class Bracket:
    """The points nearest to the root on either side of it, by the sign of their gaps."""

    below: Tried | None = None
    above: Tried | None = None

    def take(self, point: Tried) -> None:
        """None; the point becomes the end of its side."""
        if point.gap < 0.0:
            self.below = point
        else:
            self.above = point

    def inside(self, wanted: float) -> float:
        """The wanted point, or the middle where it lies outside; at most FURTHEST where there is no bracket yet."""
        if self.below is None or self.above is None:
            return float(np.clip(wanted, -FURTHEST, FURTHEST))
        low, high = sorted((self.below.at, self.above.at))
        return wanted if low < wanted < high else 0.5 * (low + high)


def search(
    point_at: Callable[[float], Tried], slope: float, tolerance: float, start: float = 0.0
) -> tuple[Tried, int, bool]:
    """(last point, equilibria on the way, whether it meets the target), from a change of costs on, by default none.

    `slope` is a first guess of the gap's derivative; its sign must be right.
    """
    bracket, point = Bracket(), point_at(start)
    for count in range(1, MOST_STEPS):
        if abs(point.gap) < tolerance:
            return point, count, True
        bracket.take(point)
        at = bracket.inside(point.at - float(np.clip(point.gap / slope, -LONGEST_STEP, LONGEST_STEP)))
        if at == point.at:
            return point, count, False  # as far as it goes
        new = point_at(at)
        slope = (new.gap - point.gap) / (at - point.at) or slope
        point = new
    return point, MOST_STEPS, abs(point.gap) < tolerance
