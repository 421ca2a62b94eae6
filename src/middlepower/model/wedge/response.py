"""The best answer of a hegemon to the other's tariffs, over its whole range and not only near by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from middlepower.model.wedge.equations import (
    ECONOMY,
    FIRST,
    IN_2,
    OUT_2,
    STATES,
    Both,
    Stakes,
    mirrored,
    payoffs,
    probit,
)
from middlepower.model.wedge.plane import Plane

Array = NDArray[np.float64]
Score = Callable[[Array, Array, Array], Array]  # of (a[i, j], w in state 1 [i, 1], w in state 2 [1, j])

BETTER = 1e-7  # log points: an answer that gains less is none; 3 thousand dollars for 30 billion of income
GRID = 61  # tariffs tried a side
ZOOMS, NARROWER = 7, 4.0  # times that the best is looked at closer, and how much each time
AROUND = 4  # points on either side of the best, each time


def both_of(plane: Plane, x: Array) -> Both:
    """Levels and slopes of both states at points x[4, point]."""
    places = [(x[one], x[two]) for one, two in STATES]
    level = np.stack([plane.at(*place) for place in places])
    slope = np.stack([np.stack([plane.slope(*place, axis) for axis in (0, 1)]) for place in places])
    return Both(level, slope)


def level_of(plane: Plane, x: Array) -> Array:
    """level[state, actor, point] at points x[4, point]."""
    return np.stack([plane.at(x[one], x[two]) for one, two in STATES])


def best_of(plane: Plane, stakes: Stakes, rival: Array, score: Score, rows: Array, columns: Array) -> Array:
    """(in, out) of the first hegemon with the highest score, from grids of both, looked at closer and closer.

    rival = the second's (in, out).
    """
    best = np.array([rows[0], columns[0]])
    for _ in range(ZOOMS + 1):
        value = score_at(plane, stakes, rival, score, rows, columns)
        i, j = np.unravel_index(int(np.argmax(value)), value.shape)
        best = np.array([rows[i], columns[j]])
        rows, columns = closer(rows, int(i)), closer(columns, int(j))
    return best


def score_at(plane: Plane, stakes: Stakes, rival: Array, score: Score, rows: Array, columns: Array) -> Array:
    """The score [i, j] of every pair of the first hegemon's own tariffs."""
    one, two = plane.along(rows, rival[1]), plane.along(columns, rival[0])
    a = ndtr(probit(one[ECONOMY][:, None], two[ECONOMY][None, :], stakes))
    return score(a, one[FIRST][:, None], two[FIRST][None, :])


def closer(grid: Array, best: int) -> Array:
    """A narrower grid around the best point, inside the old one; one point stays one point."""
    if len(grid) == 1:
        return grid
    width = (grid[-1] - grid[0]) / (len(grid) - 1)
    narrow: Array = grid[best] + width * np.arange(-AROUND, AROUND + 1) / NARROWER
    return np.clip(narrow, grid[0], grid[-1])


def own_payoff(worth: float) -> Score:
    """U_1 as a score."""
    return lambda a, one, two: two + a * (worth + one - two)


def answer(plane: Plane, stakes: Stakes, rival: Array) -> Array:
    """The first hegemon's best (in, out), the second's (in, out) given."""
    grid = np.linspace(plane.lowest, plane.highest, GRID)
    return best_of(plane, stakes, rival, own_payoff(stakes.worth[0]), grid, grid)


def answers(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """Both hegemons' best answers [4] to the other's tariffs in x[4]."""
    first = answer(plane, stakes, x[[IN_2, OUT_2]])
    other = mirrored(x)
    second = answer(plane.mirrored(), stakes.mirrored, other[[IN_2, OUT_2]])
    return np.concatenate([first, second])


def rounds_of(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """x[4] after the first and then the second has answered, where an answer gains something."""
    moved = worth_it(plane, stakes, x)
    return mirrored(worth_it(plane.mirrored(), stakes.mirrored, mirrored(moved)))


def worth_it(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """x[4] with the first hegemon's best answer; x itself where that gains no more than `BETTER`, which the grid and
    tariffs off the path leave open."""
    other = np.concatenate([answer(plane, stakes, x[[IN_2, OUT_2]]), x[[IN_2, OUT_2]]])
    now, then = payoffs(level_of(plane, np.stack([x, other], axis=1)), stakes)[0]
    return other if then - now > BETTER else x
