"""Restart-free GMRES (Saad and Schultz 1986) for small iteration counts, on plain arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def gmres(product: Callable[[Array], Array], right: Array, tolerance: float, limit: int) -> tuple[Array, float, int]:
    """(x, its residual norm, products used) with product(x) = right; the residual is at most `tolerance` or the best.

    Modified Gram-Schmidt, and Givens rotations that give the residual norm without forming x.
    """
    basis = np.empty((limit + 1, right.size))
    triangle = np.zeros((limit, limit))
    rotation = np.zeros((limit, 2))
    reduced = np.zeros(limit + 1)
    reduced[0] = np.linalg.norm(right)
    if reduced[0] <= tolerance:
        return np.zeros_like(right), float(reduced[0]), 0
    basis[0] = right / reduced[0]
    for used in range(limit):
        new = product(basis[used])
        column = _orthogonalise(basis[: used + 1], new)
        size = float(np.linalg.norm(new))
        _rotate(column, rotation[:used])
        length = float(np.hypot(column[used], size))
        if length == 0.0:  # the operator sends this direction to zero: nothing more to gain
            return _combine(basis, triangle, reduced, used), abs(float(reduced[used])), used
        rotation[used] = column[used] / length, size / length
        column[used] = length
        triangle[: used + 1, used] = column
        reduced[used + 1] = -rotation[used, 1] * reduced[used]
        reduced[used] *= rotation[used, 0]
        if abs(reduced[used + 1]) <= tolerance or size == 0.0:
            break
        basis[used + 1] = new / size
    return _combine(basis, triangle, reduced, used + 1), abs(float(reduced[used + 1])), used + 1


def _orthogonalise(basis: Array, new: Array) -> Array:
    """The coefficients of `new` on an orthonormal basis, which are taken out of it in place, twice for rounding."""
    column: Array = basis @ new
    new -= column @ basis
    again = basis @ new
    new -= again @ basis
    return column + again


def _rotate(column: Array, rotation: Array) -> None:
    """Apply the earlier Givens rotations to a new column, in place."""
    for j, (cosine, sine) in enumerate(rotation):
        upper = cosine * column[j] + sine * column[j + 1]
        column[j + 1] = cosine * column[j + 1] - sine * column[j]
        column[j] = upper


def _combine(basis: Array, triangle: Array, reduced: Array, used: int) -> Array:
    """The solution in the span of the first `used` basis vectors."""
    weights = np.linalg.solve(triangle[:used, :used], reduced[:used])
    solution: Array = weights @ basis[:used]
    return solution
