"""The bidding for one economy under one variant: all equilibria on the plane of tariffs, then one of them exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from middlepower.game.wedge.trade import Exact, Triangle, both_at, levels_at
from middlepower.model.wedge.equations import Stakes, conditions
from middlepower.model.wedge.plane import ACTORS, Plane
from middlepower.model.wedge.price import Levels, without_bids
from middlepower.model.wedge.response import level_of
from middlepower.model.wedge.search import Found, newton_step, pressed, search

Array = NDArray[np.float64]
CORNERS = ((0, 0, 0, 0), (1, 1, 1, 1), (0, 1, 0, 1), (1, 0, 1, 0), (0, 1, 1, 0), (1, 0, 0, 1))
"""From where bidding in turn starts, beside no bids: in and out of each hegemon at the ends of its range."""
LATTICE = (0.05, 0.35, 0.8)  # where on each of the four ranges Newton's method starts
NAN = float("nan")
EXACT = 1e-7  # of a slope at exact equilibria, over the chance of its state
REFINEMENTS = 6  # two are usual; more only where wages meet their floor


@dataclass(frozen=True)
class Refined:
    """A point x[4] with both states; gap = the largest slope left of any tariff inside its range, NaN where slopes were
    not asked for."""

    x: Array
    exact: Exact
    gap: float


@dataclass(frozen=True)
class Bidding:
    """Tariffs without bids, everything found, and the equilibrium that is refined, see `led_to`.

    missed[3] = the most by which the plane misses ln W of an actor at the exact states; levels and aside say at which
    states prices are taken, the cheapest and those beside it: exact ones, or the plane's.
    """

    triangle: Triangle
    plane: Plane
    stakes: Stakes
    free: Refined
    found: Found
    rest: Refined | None
    missed: Array
    levels: Levels
    aside: Levels

    @property
    def residual(self) -> float:
        """The worst residual of the exact states."""
        return max(part.exact.residual for part in (self.free, self.rest) if part is not None)


def bid(triangle: Triangle, plane: Plane, stakes: Stakes) -> Bidding:
    """The Bidding on a plane, from everywhere, its equilibrium refined by exact slopes."""
    start = without_bids(plane, stakes)
    starts = np.vstack([start, spread(plane, CORNERS)])
    found = search(plane, stakes, starts, lattice_on(plane))
    free = refined(triangle, plane, Stakes(stakes.kappa, stakes.scale, (0.0, 0.0)), start)
    led = led_to(found)
    rest = None if led is None else refined(triangle, plane, stakes, led)
    exactly = partial(exact_levels, triangle)
    return Bidding(triangle, plane, stakes, free, found, rest, missed(plane, free, rest), exactly, exactly)


def bid_from_no_bids(triangle: Triangle, plane: Plane, stakes: Stakes) -> Bidding:
    """The Bidding that begins without bids; its points are the plane's, their states exact."""
    start, found = begun(plane, stakes)
    free, rest = (None if x is None else Refined(x, levels_at(triangle, x), NAN) for x in (start, led_to(found)))
    assert free is not None
    exactly, roughly = partial(exact_levels, triangle), partial(plane_levels, plane)
    return Bidding(triangle, plane, stakes, free, found, rest, missed(plane, free, rest), exactly, roughly)


def bid_on_plane(triangle: Triangle, plane: Plane, stakes: Stakes) -> Bidding:
    """The Bidding that begins without bids, on the plane alone: for beliefs beside the main ones."""
    start, found = begun(plane, stakes)
    roughly = partial(plane_levels, plane)
    free, rest = (None if x is None else Refined(x, Exact((), roughly(x), 0.0), NAN) for x in (start, led_to(found)))
    assert free is not None
    return Bidding(triangle, plane, stakes, free, found, rest, np.zeros(ACTORS), roughly, roughly)


def begun(plane: Plane, stakes: Stakes) -> tuple[Array, Found]:
    """(tariffs without bids, what bidding from there leads to); from everywhere where it runs in a circle."""
    start = without_bids(plane, stakes)
    found = search(plane, stakes, start[None], np.empty((0, 4)))
    if found.reached[0] >= 0:
        return start, found
    return start, search(plane, stakes, start[None], lattice_on(plane))


def led_to(found: Found) -> Array | None:
    """The resting point that bidding from no bids leads to, or the only one where it runs in a circle; else None."""
    if found.reached[0] >= 0:
        return found.resting[found.reached[0]].x
    return found.resting[0].x if len(found.resting) == 1 else None


def exact_levels(triangle: Triangle, x: Array) -> Array:
    """level[state, actor, 1] at a point, by exact equilibria."""
    return levels_at(triangle, x).level


def plane_levels(plane: Plane, x: Array) -> Array:
    """The same by the plane."""
    return level_of(plane, x[:, None])


def lattice_on(plane: Plane) -> Array:
    """Where Newton's method starts [point, 4], beside the ends of bidding in turn."""
    return spread(plane, product(LATTICE, repeat=4))


def spread(plane: Plane, parts: Iterable[Sequence[float]]) -> Array:
    """Points [point, 4] at these parts of the plane's range."""
    return plane.lowest + (plane.highest - plane.lowest) * np.array(list(parts), dtype=np.float64).reshape(-1, 4)


def refined(triangle: Triangle, plane: Plane, stakes: Stakes, x: Array) -> Refined:
    """The point at which the conditions hold at exact equilibria, by Newton's steps with the plane's curvature."""
    best: Refined | None = None
    for _ in range(REFINEMENTS):
        exact = levels_at(triangle, x)
        F = conditions(both_at(triangle, exact), stakes)
        held = pressed(plane, x[:, None], F)
        now = Refined(x, exact, float(np.abs(np.where(held, 0.0, F)).max()))
        if best is not None and now.gap >= best.gap:
            break
        best = now
        if now.gap <= EXACT:
            break
        step = newton_step(plane, stakes, x[:, None], F, held)[:, 0]
        x = np.clip(x + step, plane.lowest, plane.highest)
    assert best is not None
    return best


def missed(plane: Plane, *points: Refined | None) -> Array:
    """The largest difference [3] between the plane and exact states at some points."""
    known = [point for point in points if point is not None]
    gaps = [np.abs(plane_levels(plane, point.x) - point.exact.level).max(axis=(0, 2)) for point in known]
    worst: Array = np.max(gaps, axis=0)
    return worst
