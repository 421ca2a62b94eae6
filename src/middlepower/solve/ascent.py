"""The highest point of a function within bounds, from its values and slopes: a projected quasi-Newton climb.

Dense BFGS with bounds held where the slope pushes against them (Bertsekas 1982, SIAM J. Control 20(2)), and a line
search that brackets a point which has risen and where the slope has fallen (weak Wolfe conditions). With it BFGS also
finds ridges, where slopes jump (Lewis and Overton 2013, Mathematical Programming 141): there what is left of the
slopes is the shortest mean of those on all sides. For some hundred unknowns whose function costs much more than a
linear solve; what has been learnt of the curvature goes with the peak, so that the next one nearby needs few steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Found = TypeVar("Found")

LONGEST = 0.3  # of a step, in units of the unknowns
ARMIJO = 1e-4  # of the rise that the slope promises
WOLFE = 0.9  # of the slope at the start of a step: what may be left of it at its end
SEARCHES = 12  # evaluations along one step
STOPS = 8  # steps one after the other that found nothing higher: each shows slopes on another side of a ridge
RIDGE = 10.0  # times the tolerance: along a ridge a climb closes in slowly, and what is left gains next to nothing
NEAR = 1e-3  # of unknowns: evaluations that show the slopes on all sides of a peak
KEPT = 40  # of the last evaluations, for the slopes around a peak
POSITIVE = 1e-3  # of the curvature expected along a step: less teaches nothing
HEAVY = 1e3  # weight of the condition that weights add up to one
SLACK = 1e-11  # of values: two solves of the same point may differ by this


@dataclass(frozen=True)
class Climbed(Generic[Found]):
    """A point on a climb: unknowns, value, slopes, and what else its evaluation found."""

    x: Array
    value: float
    slope: Array
    place: Found


@dataclass(frozen=True)
class Peak(Generic[Found]):
    """Where a climb ended: the point, the curvature learnt, evaluations used, and what is left of the slopes.

    left = the largest slope along which the bounds still let one climb (the residual of the Karush-Kuhn-Tucker
    conditions), in units of value per unit of an unknown; on a ridge that of the shortest mean of the slopes around it.
    """

    at: Climbed[Found]
    curvature: Array
    evaluations: int
    left: float


Look = Callable[[Array, Found | None], Climbed[Found] | None]


def climbable(point: Climbed[Found], lower: Array, upper: Array) -> Array:
    """The slopes along which the bounds let one climb; zero elsewhere."""
    stuck = ((point.x <= lower) & (point.slope < 0.0)) | ((point.x >= upper) & (point.slope > 0.0))
    free: Array = np.where(stuck, 0.0, point.slope)
    return free


def climb(
    look: Look[Found],
    first: Climbed[Found],
    curvature: Array,
    lower: Array,
    upper: Array,
    tolerance: float,
    limit: int,
) -> Peak[Found]:
    """The Peak reached from a point: slopes within bounds at most `tolerance`, or the best after `limit` evaluations.

    On a ridge, where a step found nothing higher, RIDGE times the tolerance is enough.

    `look` evaluates at unknowns, from a place nearby, None where there is no value; `curvature` is minus the matrix of
    second derivatives as far as known, positive definite.
    """
    here, matrix, used = first, curvature, 0
    seen = [first]
    stopped, enough = 0, tolerance
    while used < limit and stopped < STOPS and steepest(here, seen, lower, upper) > enough:
        step = along_ridge(here, seen, matrix, lower, upper) if stopped else ahead(here, matrix, lower, upper)
        found, tried = rise(look, here, step, lower, upper)
        used += len(tried)
        seen = [*seen, *tried][-KEPT:]
        stopped = stopped + 1 if found is None else 0
        enough = RIDGE * tolerance if found is None else enough
        if found is not None:
            matrix = updated(matrix, found.x - here.x, here.slope - found.slope)
            here = found
    return Peak(here, matrix, used, steepest(here, seen, lower, upper))


def ahead(here: Climbed[Found], matrix: Array, lower: Array, upper: Array) -> Array:
    """The quasi-Newton step from a point."""
    return wanted(matrix, climbable(here, lower, upper))


def along_ridge(
    here: Climbed[Found], seen: Sequence[Climbed[Found]], matrix: Array, lower: Array, upper: Array
) -> Array:
    """A step along the shortest mean of the slopes around a point, which climbs on all sides of a ridge at once."""
    mean = mean_slope(here, seen, lower, upper)
    step: Array = mean * (mean @ mean) / (mean @ matrix @ mean)
    return step * min(1.0, LONGEST / float(np.abs(step).max()))


def steepest(here: Climbed[Found], seen: Sequence[Climbed[Found]], lower: Array, upper: Array) -> float:
    """What is left of the slopes at a point: of its own, or of the shortest mean of those around it."""
    own = float(np.abs(climbable(here, lower, upper)).max())
    return min(own, float(np.abs(mean_slope(here, seen, lower, upper)).max()))


def mean_slope(here: Climbed[Found], seen: Sequence[Climbed[Found]], lower: Array, upper: Array) -> Array:
    """The shortest mean of the slopes of a point and of those around it, where the bounds let one climb."""
    own = climbable(here, lower, upper)
    near = [point for point in seen if point is not here and np.abs(point.x - here.x).max() <= NEAR]
    return shortest(np.array([own, *(np.where(own != 0.0, point.slope, 0.0) for point in near)])) if near else own


def shortest(slopes: Array) -> Array:
    """The mean of some vectors, with weights of one's choice, that is shortest."""
    from scipy.optimize import nnls

    size = max(float(np.abs(slopes).max()), 1e-300)
    table = np.vstack([slopes.T / size, HEAVY * np.ones(len(slopes))])
    weights, _ = nnls(table, np.append(np.zeros(slopes.shape[1]), HEAVY))
    mean: Array = weights @ slopes / weights.sum()
    return mean


def wanted(matrix: Array, slope: Array) -> Array:
    """The quasi-Newton step of the unknowns that may climb, shortened to LONGEST."""
    free = slope != 0.0
    step = np.zeros_like(slope)
    step[free] = np.linalg.solve(matrix[np.ix_(free, free)], slope[free])
    return step * min(1.0, LONGEST / float(np.abs(step).max()))


def rise(
    look: Look[Found], here: Climbed[Found], step: Array, lower: Array, upper: Array
) -> tuple[Climbed[Found] | None, list[Climbed[Found]]]:
    """(a point along a step that has risen and where the slope has fallen, or the highest met; all that were met).

    None where no point has risen.
    """
    least, most, part = 0.0, np.inf, 1.0
    best: Climbed[Found] | None = None
    met: list[Climbed[Found]] = []
    for _ in range(SEARCHES):
        x = np.clip(here.x + part * step, lower, upper)
        found = look(x, here.place)
        met += [] if found is None else [found]
        moved = x - here.x
        if found is None or found.value < here.value + ARMIJO * float(here.slope @ moved) - SLACK:
            most = part
        else:
            best = found if best is None or found.value > best.value else best
            within = np.array_equal(moved, part * step)
            if not within or float(found.slope @ moved) <= WOLFE * float(here.slope @ moved):
                return found, met
            least = part
        part = 0.5 * (least + most) if np.isfinite(most) else 2.0 * part
    return best, met


def updated(matrix: Array, step: Array, change: Array) -> Array:
    """The BFGS update of a curvature after a step that changed slopes by -change; the same where it is not positive."""
    expected = matrix @ step
    size, along = float(step @ expected), float(step @ change)
    if not (size > 0.0 and along > POSITIVE * size):
        return matrix
    new: Array = matrix - np.outer(expected, expected) / size + np.outer(change, change) / along
    return new
