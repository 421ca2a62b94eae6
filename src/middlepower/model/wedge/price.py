"""What bids cost and bring: tariffs without bids, the cheapest way to move an economy, one hegemon alone, indifference.

Costs are in expected log points of the hegemon's own real income, over both states, without what alignment is worth to
it: so they do not depend on b.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.wedge.equations import (
    FIRST,
    IN_1,
    IN_2,
    OUT_1,
    OUT_2,
    Stakes,
    chance,
    expected,
    mirrored,
    payoffs,
)
from middlepower.model.wedge.plane import Plane
from middlepower.model.wedge.response import GRID, Score, answer, best_of, level_of
from middlepower.model.wedge.search import newton

Array = NDArray[np.float64]
Levels = Callable[[Array], Array]  # of a point x[4]: level[state, actor, 1]
AIMS = 6  # two are usual
ON_TARGET = 1e-4  # of a chance: a hundredth of a point
FINE = 401  # tariffs tried for a range of indifference
ROUNDS = 12  # of the hegemons' own optima: they hardly depend on each other's


def without_bids(plane: Plane, stakes: Stakes) -> Array:
    """x[4] at which each hegemon's tariff is best for its own real income, whatever the economy does: in = out."""
    x = np.full(4, plane.lowest)
    grid = np.linspace(plane.lowest, plane.highest, GRID)
    none = Stakes(stakes.kappa, stakes.scale, (0.0, 0.0))
    for _ in range(ROUNDS):
        first = best_of(plane, none, x[[OUT_2, OUT_2]], _own, grid, grid[:1])[0]
        second = best_of(plane.mirrored(), none.mirrored, np.array([first, first]), _own, grid, grid[:1])[0]
        last, x = x, np.array([first, first, second, second])
        if np.abs(x - last).max() == 0.0:
            break
    exact = newton(plane, none, x[:, None])
    return exact[:, 0] if exact.size else x


def _own(a: Array, one: Array, two: Array) -> Array:
    """ln W of the hegemon in state 1, for every chance a."""
    return one + 0.0 * a


def cheapest_point(
    plane: Plane, stakes: Stakes, x: Array, wanted: float, carrot: bool = True, stick: bool = True
) -> Array | None:
    """The point at which the first hegemon raises a from that of x[4] to `wanted` at the least cost, the second's
    tariffs as they are; None where its range does not go so far. Without `carrot` its tariff `in` stays, without
    `stick` its tariff `out`."""
    grid = np.linspace(plane.lowest, plane.highest, GRID)
    rows = grid if carrot else x[[IN_1]]
    columns = grid if stick else x[[OUT_1]]
    best = best_of(plane, stakes, x[[IN_2, OUT_2]], _reaching(wanted), rows, columns)
    there = np.concatenate([best, x[2:]])
    return there if chance(level_of(plane, there[:, None]), stakes)[0] >= wanted else None


@dataclass(frozen=True)
class Move:
    """What a move costs, log points of the hegemon's expected real income, and the chance that it reaches."""

    cost: float
    reached: float


def cheapest(levels: Levels, plane: Plane, stakes: Stakes, x: Array, points: float, ways: tuple[bool, bool]) -> Move:
    """The cheapest Move of the first hegemon that raises a from x[4] by at least `points`; its cost is infinite where
    it cannot. ways = (carrot, stick), see `cheapest_point`.

    A threat that is hardly ever carried out costs next to nothing, so the cheapest way may go farther than asked.
    Costs and chances are those of `levels`, such as exact equilibria; by what the plane misses there its aim is moved.
    """
    now = levels(x)
    a = float(chance(now, stakes)[0])
    offset = 0.0
    for _ in range(AIMS):
        point = cheapest_point(plane, stakes, x, a + points + offset, *ways)
        if point is None:
            return Move(float("inf"), float("nan"))
        there = levels(point)
        reached = float(chance(there, stakes)[0])
        last, offset = offset, float(chance(level_of(plane, point[:, None]), stakes)[0]) - reached
        if abs(offset - last) <= ON_TARGET:
            break
    cost = expected(now[:, FIRST, 0], np.asarray(a)) - expected(there[:, FIRST, 0], np.asarray(reached))
    return Move(float(cost), reached)


def _reaching(wanted: float) -> Score:
    """Expected real income of the hegemon where the chance is reached; elsewhere as bad as it is far away."""

    def score(a: Array, one: Array, two: Array) -> Array:
        return np.where(a >= wanted, two + a * (one - two), a - 10.0)

    return score


def alone(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """x[4] where the first hegemon bids against tariffs of the second that stay as in x."""
    return np.concatenate([answer(plane, stakes, x[[IN_2, OUT_2]]), x[2:]])


def second_alone(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """x[4] where the second hegemon bids against tariffs of the first that stay as in x."""
    return mirrored(alone(plane.mirrored(), stakes.mirrored, mirrored(x)))


def indifferent(plane: Plane, stakes: Stakes, x: Array, place: int, slack: float) -> tuple[float, float]:
    """The tariffs around x[place], in ln(1 + tariff), that cost their hegemon at most `slack` log points of U."""
    grid = np.linspace(plane.lowest, plane.highest, FINE)
    points = np.repeat(x[:, None], FINE, axis=1)
    points[place] = grid
    hegemon = 0 if place in (IN_1, OUT_1) else 1
    best = payoffs(level_of(plane, x[:, None]), stakes)[hegemon, 0]
    near = payoffs(level_of(plane, points), stakes)[hegemon] >= best - slack
    below, above = grid[grid <= x[place]], grid[grid >= x[place]]
    low = _last(below[::-1], near[grid <= x[place]][::-1], x[place])
    return low, _last(above, near[grid >= x[place]], x[place])


def _last(tariffs: Array, near: NDArray[np.bool_], start: float) -> float:
    """The last tariff up to which all are near; `start` where not even the first is."""
    count = len(near) if near.all() else int(np.argmin(near))
    return float(tariffs[count - 1]) if count else float(start)
