"""All equilibria of the bidding on a plane: Newton's method from a lattice of points, answers from each, and cycles.

Newton's method solves the first-order conditions of both hegemons at once, from all starts together; tariffs on their
bounds stay there while their slope points outward. A root counts as an equilibrium only if neither hegemon has a
better answer anywhere in its range. Bidding in turn, from each corner and from no bids, shows which equilibria are
reached, and where answers run in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.model.wedge.equations import Stakes, conditions, payoffs
from middlepower.model.wedge.plane import Plane
from middlepower.model.wedge.response import BETTER, answers, both_of, level_of, rounds_of

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
TOLERANCE = 1e-9  # of a slope: log points a log point, over the chance of its state
STEPS = 30  # of Newton's method; five to fifteen are usual
LONGEST = 0.15  # step of ln(1 + tariff)
SMALL = 1e-5  # for differences of the conditions
SAME = 1e-4  # of ln(1 + tariff): points nearer than this are one
ROUNDS = 40  # of bidding in turn; two to eight are usual
SETTLED, CIRCLE, MOVING = "settled", "circle", "moving"  # how bidding in turn ends


@dataclass(frozen=True)
class Resting:
    """A point x[4] from which neither hegemon gains by moving; gain[2] what its best answer would, slope[4] of U."""

    x: Array
    gain: Array
    slope: Array


@dataclass(frozen=True)
class Found:
    """All that was found: resting points, for each start of bidding the resting point nearest to where it settled (-1:
    it did not), cycles.

    A cycle is the points [round, 4] that bidding in turn goes through again and again.
    """

    resting: tuple[Resting, ...]
    reached: tuple[int, ...]
    cycles: tuple[Array, ...]
    starts: int


def search(plane: Plane, stakes: Stakes, starts: Array, lattice: Array) -> Found:
    """Everything found by bidding in turn from starts[start, 4] and by Newton's method from there and from
    lattice[start, 4]."""
    walks = [walk(plane, stakes, x) for x in starts]
    ends = np.array([path[-1] for path, end in walks if end != CIRCLE]).reshape(-1, 4)
    roots = distinct(newton(plane, stakes, np.vstack([ends, lattice]).T))
    resting = tuple(point for point in (rest_at(plane, stakes, x) for x in roots) if point is not None)
    reached = tuple(nearest(resting, path[-1]) if end == SETTLED else -1 for path, end in walks)
    circles = [path for path, end in walks if end == CIRCLE]
    return Found(resting, reached, distinct_cycles(circles), len(starts) + len(lattice))


def walk(plane: Plane, stakes: Stakes, x: Array) -> tuple[Array, str]:
    """(points of bidding in turn, whether it settled, runs in a circle or still moved after `ROUNDS`); of a circle the
    circle alone."""
    path = [x]
    for _ in range(ROUNDS):
        path.append(rounds_of(plane, stakes, path[-1]))
        back = [i for i, old in enumerate(path[:-1]) if np.abs(old - path[-1]).max() <= SAME]
        if back and back[-1] < len(path) - 2:
            return np.array(path[back[-1] + 1 :]), CIRCLE
        if back:
            return np.array(path), SETTLED
    return np.array(path), MOVING


def newton(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """Roots [4, root] of the conditions, from points x[4, point]; those that don't settle are left out."""
    settled: list[Array] = []
    for _ in range(STEPS):
        F = conditions(both_of(plane, x), stakes)
        held = pressed(plane, x, F)
        done = np.abs(np.where(held, 0.0, F)).max(axis=0) <= TOLERANCE
        settled.append(x[:, done])
        x, F, held = x[:, ~done], F[:, ~done], held[:, ~done]
        if not x.size:
            break
        x = np.clip(x + newton_step(plane, stakes, x, F, held), plane.lowest, plane.highest)
    return np.concatenate(settled, axis=1)


def pressed(plane: Plane, x: Array, F: Array) -> Mask:
    """[4, point] True where a tariff stands on its bound and its slope points outward."""
    held: Mask = ((x <= plane.lowest) & (F <= 0.0)) | ((x >= plane.highest) & (F >= 0.0))
    return held


def newton_step(plane: Plane, stakes: Stakes, x: Array, F: Array, held: Mask) -> Array:
    """The steps [4, point]: of Newton's method, shortened; uphill where the slope rises along a tariff's own axis."""
    J = jacobian(plane, stakes, x)
    J = np.where(held.T[:, :, None] | held.T[:, None, :], np.eye(4), J)
    own = np.einsum("pii->pi", J)
    right = np.where(held, 0.0, F).T
    try:
        step = np.linalg.solve(J, -right[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        step = right
    uphill = (own >= 0.0) & ~held.T
    step = np.where(uphill, np.sign(right) * LONGEST, step)
    step = np.where(np.isfinite(step), step, 0.0)
    length = np.abs(step).max(axis=1, keepdims=True)
    shortened: Array = (step * np.minimum(1.0, LONGEST / np.maximum(length, 1e-300))).T
    return shortened


def jacobian(plane: Plane, stakes: Stakes, x: Array) -> Array:
    """dF[row]/dx[column] at every point [point, row, column], by differences of exact slopes of the polynomial."""
    columns = []
    for place in range(4):
        step = np.zeros((4, 1))
        step[place] = SMALL
        above, below = (conditions(both_of(plane, x + sign * step), stakes) for sign in (1.0, -1.0))
        columns.append((above - below) / (2.0 * SMALL))
    whole: Array = np.stack(columns).transpose(2, 1, 0)
    return whole


def rest_at(plane: Plane, stakes: Stakes, x: Array) -> Resting | None:
    """The resting point at x[4]; None where a hegemon has a better answer."""
    best = answers(plane, stakes, x)
    now = payoffs(level_of(plane, x[:, None]), stakes)[:, 0]
    first = payoffs(level_of(plane, np.concatenate([best[:2], x[2:]])[:, None]), stakes)[0, 0]
    second = payoffs(level_of(plane, np.concatenate([x[:2], best[2:]])[:, None]), stakes)[1, 0]
    gain = np.array([first - now[0], second - now[1]])
    slope = conditions(both_of(plane, x[:, None]), stakes)[:, 0]
    return None if (gain > BETTER).any() else Resting(x, gain, slope)


def distinct(points: Array) -> list[Array]:
    """The different points of points[4, point]."""
    found: list[Array] = []
    for x in points.T:
        if all(np.abs(x - other).max() > SAME for other in found):
            found.append(x)
    return found


def nearest(resting: tuple[Resting, ...], x: Array) -> int:
    """The resting point nearest to x; -1 without any."""
    if not resting:
        return -1
    return int(np.argmin([np.abs(point.x - x).max() for point in resting]))


def distinct_cycles(circles: list[Array]) -> tuple[Array, ...]:
    """The different cycles: two are the same where one goes through a point of the other."""
    found: list[Array] = []
    for circle in circles:
        if not any(np.abs(other - circle[0]).max(axis=1).min() <= SAME for other in found):
            found.append(circle)
    return tuple(found)
