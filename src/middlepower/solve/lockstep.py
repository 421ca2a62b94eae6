"""Many fixed-point iterations at once, each mixed with its own past: columns of one array, solved in lock step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from middlepower.solve.anderson import REGULARISATION
from middlepower.solve.mixing import BLOW_UP

Array = NDArray[np.float64]
Index = NDArray[np.intp]
CROWDED = 0.8  # of the columns still at work: with fewer, the rest is moved together


class LockstepMixer:
    """`anderson.AndersonMixer` for columns [size, m] that began together: the same iterates, column by column."""

    def __init__(self, size: int, columns: int, depth: int) -> None:
        """Allocate the rings of differences once; of steps, and of points and steps together."""
        self._d_both, self._d_f = np.zeros((depth, size, columns)), np.zeros((depth, size, columns))
        self._gram = np.zeros((columns, depth, depth))
        self._last_both, self._last_f = np.empty((size, columns)), np.empty((size, columns))
        self._both, self._less = np.empty((size, columns)), np.empty((size, columns))
        self._count = 0

    def advance(self, x: Array, f: Array) -> None:
        """Move points x with steps f to the mixed iterates, in place."""
        np.add(x, f, out=self._both)
        if self._count:
            self._remember(f)
        self._count += 1
        used = min(self._count - 1, len(self._d_f))
        self._last_f[...] = f
        x[...] = self._both
        if used:
            right = np.einsum("dxm,xm->dm", self._d_f[:used], f)
            weights = _least_squares(self._gram[:, :used, :used], right)
            np.einsum("dm,dxm->xm", weights, self._d_both[:used], out=self._less)
            x -= self._less
        self._last_both, self._both = self._both, self._last_both

    def keep(self, columns: Index) -> None:
        """Go on with some columns only."""
        self._d_both, self._d_f = self._d_both.take(columns, axis=2), self._d_f.take(columns, axis=2)
        self._last_both, self._last_f = self._last_both.take(columns, axis=1), self._last_f.take(columns, axis=1)
        self._both, self._less = np.empty_like(self._last_f), np.empty_like(self._last_f)
        self._gram = self._gram[columns]

    def _remember(self, f: Array) -> None:
        """Write the newest differences over the oldest, and refresh their row of the Gram matrices."""
        slot = (self._count - 1) % len(self._d_f)
        np.subtract(self._both, self._last_both, out=self._d_both[slot])
        np.subtract(f, self._last_f, out=self._d_f[slot])
        row = np.einsum("dxm,xm->md", self._d_f, self._d_f[slot])
        self._gram[:, slot, :] = row
        self._gram[:, :, slot] = row


def _least_squares(gram: Array, right: Array) -> Array:
    """g[d, m] that solve gram[m] g = right[d, m], each with a ridge relative to its own size."""
    depth = gram.shape[1]
    ridge = REGULARISATION * np.diagonal(gram, axis1=1, axis2=2).max(axis=1) + np.finfo(float).tiny
    regular = gram + ridge[:, None, None] * np.eye(depth)
    return np.ascontiguousarray(np.linalg.solve(regular, right.T[:, :, None])[:, :, 0].T)


End = TypeVar("End")
Found = TypeVar("Found", covariant=True)


class Sweeping(Protocol[Found]):
    """Sweeps of many columns at once, in room of their own: every sweep writes over what the last one found."""

    def look(self, x: Array) -> Array:
        """Sweep at points [size, m], which may be put right in place; how far each is off [m]."""

    def steps(self) -> Array:
        """The steps [size, m] that the last sweep asks for."""

    def ends(self, places: Index) -> Found:
        """What the last sweep found in some columns, copied."""

    def keep(self, going: Index) -> None:
        """Go on with some columns only."""


@dataclass(frozen=True)
class Landed(Generic[End]):
    """Columns that ended in the same sweep: their numbers, and what that sweep found there."""

    numbers: Index
    ends: End
    sweeps: int


def lockstep(first: Array, sweeping: Sweeping[End], tolerance: float, limit: int, depth: int) -> list[Landed[End]]:
    """Where the mixed sweeps of all columns end, in groups; a column that goes astray or takes too long is in none."""
    x, mixer = first, LockstepMixer(len(first), first.shape[1], depth)
    numbers, best = np.arange(first.shape[1]), np.full(first.shape[1], np.inf)
    working = np.ones(first.shape[1], dtype=bool)
    landed: list[Landed[End]] = []
    for count in range(1, limit + 1):
        worst = sweeping.look(x)
        there = working & (worst <= tolerance)
        if there.any():
            places = np.flatnonzero(there)
            landed.append(Landed(numbers[places], sweeping.ends(places), count))
        working &= ~there & (worst < BLOW_UP * best)  # a NaN is below nothing
        if not working.any():
            break
        best = np.fmin(best, worst)
        mixer.advance(x, sweeping.steps())
        if working.mean() < CROWDED:
            going = np.flatnonzero(working)
            x, numbers, best, working = x.take(going, axis=1), numbers[going], best[going], working[going]
            mixer.keep(going)
            sweeping.keep(going)
    return landed
