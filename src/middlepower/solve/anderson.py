"""Anderson mixing of a fixed-point step (Anderson 1965; Walker and Ni 2011), on plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DEPTH = 5  # steps remembered: eight to twenty save one to three sweeps and cost as much
REGULARISATION = 1e-14  # relative to the largest diagonal of the Gram matrix: keeps it solvable at rounding level


@dataclass
class AndersonMixer:
    """The next iterate of x <- x + f(x), mixed with the last `depth` steps (type II).

    Minimises |f - dF g| over g; the next iterate is x + f - (dX + dF) g. `reset` forgets the past.
    """

    size: int
    depth: int = DEPTH
    _count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Allocate the ring of differences once."""
        self._d_x = np.zeros((self.depth, self.size))
        self._d_f = np.zeros((self.depth, self.size))
        self._gram = np.zeros((self.depth, self.depth))
        self._last_x = np.zeros(self.size)
        self._last_f = np.zeros(self.size)

    def reset(self) -> None:
        """Forget all past steps."""
        self._count = 0

    def next(self, x: Array, f: Array) -> Array:
        """The mixed iterate after the point `x` with step `f`."""
        if self._count:
            self._remember(x, f)
        self._last_x[:] = x
        self._last_f[:] = f
        self._count += 1
        used = min(self._count - 1, self.depth)
        if not used:
            return x + f
        weights = _least_squares(self._gram[:used, :used], self._d_f[:used] @ f)
        mixed: Array = x + f - weights @ (self._d_x[:used] + self._d_f[:used])
        return mixed

    def _remember(self, x: Array, f: Array) -> None:
        """Write the newest differences over the oldest, and refresh their row of the Gram matrix."""
        slot = (self._count - 1) % self.depth
        np.subtract(x, self._last_x, out=self._d_x[slot])
        np.subtract(f, self._last_f, out=self._d_f[slot])
        row = self._d_f @ self._d_f[slot]
        self._gram[slot, :] = row
        self._gram[:, slot] = row


def _least_squares(gram: Array, right: Array) -> Array:
    """Solve gram @ g = right with a relative ridge."""
    ridge = REGULARISATION * float(np.max(np.diag(gram))) + np.finfo(float).tiny
    return np.asarray(np.linalg.solve(gram + ridge * np.eye(len(gram)), right), dtype=np.float64)
