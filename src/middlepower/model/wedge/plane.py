"""Log real incomes over the plane of two tariffs, by Chebyshev polynomials through exact equilibria.

Everything that two hegemons can do to one economy with one rate each is a point (x_1, x_2) of a plane,
x = ln(1 + tariff): exact equilibria at the products of Chebyshev's nodes give ln W of the economy and of both
hegemons everywhere, with derivatives. What a polynomial misses is measured at exact equilibria
that are none of its nodes; the equilibria of the game are refined by exact solves in any case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

Array = NDArray[np.float64]
ACTORS = 3  # the economy, the first hegemon, the second


@dataclass(frozen=True)
class Plane:
    """coefficient[a, i, j] of T_i(x_1) T_j(x_2) for ln W of actor a; x runs from lowest to highest on both axes."""

    lowest: float
    highest: float
    coefficient: Array

    @classmethod
    def through(cls, lowest: float, highest: float, values: Array) -> Plane:
        """The plane through values[a, i, j] at the `nodes` of both axes, as many as there are values along each."""
        one, two = (np.linalg.inv(chebyshev.chebvander(chebyshev.chebpts1(m), m - 1)) for m in values.shape[1:])
        return cls(lowest, highest, np.einsum("ip,apq,jq->aij", one, values, two))

    def at(self, first: Array, second: Array) -> Array:
        """ln W [a, point] at points (first, second)."""
        return self._summed(self._terms(first, 0), self._terms(second, 1))

    def slope(self, first: Array, second: Array, axis: int) -> Array:
        """d ln W / dx [a, point] along one axis at points (first, second)."""
        if axis == 0:
            return self._summed(self._slopes(first, 0), self._terms(second, 1))
        return self._summed(self._terms(first, 0), self._slopes(second, 1))

    def along(self, grid: Array, fixed: float) -> Array:
        """ln W [a, point] along the first axis, the second tariff being fixed."""
        section = self.coefficient @ self._terms(np.array([fixed]), 1)[0]
        values: Array = section @ self._terms(grid, 0).T
        return values

    def mirrored(self) -> Plane:
        """The same plane with the hegemons' places exchanged."""
        return Plane(self.lowest, self.highest, self.coefficient[[0, 2, 1]].transpose(0, 2, 1))

    def _summed(self, one: Array, two: Array) -> Array:
        values: Array = np.einsum("pi,aij,pj->ap", one, self.coefficient, two, optimize=True)
        return values

    def _scaled(self, x: Array) -> Array:
        scaled: Array = (2.0 * np.asarray(x) - self.lowest - self.highest) / (self.highest - self.lowest)
        return scaled

    def _terms(self, x: Array, axis: int) -> Array:
        terms = chebyshev.chebvander(self._scaled(x), self.coefficient.shape[1 + axis] - 1)
        return np.asarray(terms, dtype=np.float64)

    def _slopes(self, x: Array, axis: int) -> Array:
        """dT_i/dx by Chebyshev's polynomials of one degree less, times dz/dx."""
        degree = self.coefficient.shape[1 + axis] - 1
        lower = chebyshev.chebvander(self._scaled(x), degree - 1)
        slopes: Array = lower @ chebyshev.chebder(np.eye(degree + 1)) * 2.0 / (self.highest - self.lowest)
        return slopes


def nodes(lowest: float, highest: float, count: int) -> Array:
    """Chebyshev's nodes on an interval, ascending."""
    points: Array = 0.5 * (lowest + highest) + 0.5 * (highest - lowest) * chebyshev.chebpts1(count)
    return points
