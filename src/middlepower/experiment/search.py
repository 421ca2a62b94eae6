"""The root of a function of one number that takes an equilibrium each time: interpolation inside a bracket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.scenario.shock import Shock

LONGEST_STEP = 1.0  # of a log trade cost
FURTHEST = 4.0  # log trade costs beyond which nothing is tried: fifty-five times as dear or as cheap
MOST_STEPS = 30
MOST_POINTS = 4  # that a step is taken from


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
    point_at: Callable[[float, Equilibrium | None], Tried], slope: float, tolerance: float, start: float = 0.0
) -> tuple[Tried, int, bool]:
    """(last point, equilibria on the way, whether it meets the target), from a change of costs on, by default none.

    Every equilibrium is begun at the last one. `slope` is a first guess of the gap's derivative; its sign must be
    right.
    """
    bracket, points = Bracket(), [point_at(start, None)]
    while len(points) < MOST_STEPS:
        last = points[-1]
        if abs(last.gap) < tolerance:
            return last, len(points), True
        bracket.take(last)
        step, plain = _to_zero(points[-MOST_POINTS:]) - last.at, -last.gap / slope
        step = step if step * plain > 0.0 else plain  # the slope's sign is right
        at = bracket.inside(last.at + float(np.clip(step, -LONGEST_STEP, LONGEST_STEP)))
        if at == last.at:
            return last, len(points), False  # as far as it goes
        points.append(point_at(at, last.equilibrium))
    return points[-1], MOST_STEPS, abs(points[-1].gap) < tolerance


def _to_zero(points: Sequence[Tried]) -> float:
    """Where the gap would be nought by the polynomial in the gap through some points, by Neville's scheme; the last
    point itself where that says nothing: of one point, or of two that miss alike."""
    at, gap = [point.at for point in points], [point.gap for point in points]
    if len(set(gap)) < len(gap):
        return at[-1]
    for width in range(1, len(points)):
        at = [
            (gap[place + width] * at[place] - gap[place] * at[place + 1]) / (gap[place + width] - gap[place])
            for place in range(len(points) - width)
        ]
    return at[0]
