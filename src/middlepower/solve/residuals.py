"""How far equations are from holding: one number per equation, of which none may hide behind another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Gap = Array | float


@dataclass(frozen=True)
class Residuals:
    """The largest violation of each equation, by the equation's name; see `of`.

    A NaN is never small: with one in any part, `worst` is NaN and `within` is false for every tolerance.
    """

    parts: Mapping[str, float]

    @classmethod
    def of(cls, **gaps: Gap) -> Residuals:
        """The largest absolute gap of each named equation; NaN where any of its gaps is."""
        return cls({name: largest(gap) for name, gap in gaps.items()})

    @cached_property
    def worst(self) -> float:
        """The largest part; NaN when any part is NaN, or when there is none."""
        values = self.parts.values()
        return math.nan if not values or any(math.isnan(value) for value in values) else max(values)

    @property
    def worst_name(self) -> str:
        """The equation that holds least: one with a NaN before all others."""
        return max(self.parts, key=lambda name: math.inf if math.isnan(self.parts[name]) else self.parts[name])

    def __getitem__(self, name: str) -> float:
        """The residual of one equation."""
        return self.parts[name]

    def within(self, tolerance: float) -> bool:
        """Whether every equation holds up to a tolerance; never with a NaN."""
        return self.worst <= tolerance

    def better_than(self, other: Residuals) -> bool:
        """Whether the worst equation is nearer to holding than another's; a NaN is worse than any number."""
        return self.worst < other.worst or (math.isnan(other.worst) and not math.isnan(self.worst))

    def with_part(self, name: str, value: float) -> Residuals:
        """The residuals with one more equation."""
        return Residuals({**self.parts, name: value})


def largest(gap: Gap) -> float:
    """The largest absolute value of a gap, NaN with a NaN anywhere in it; zero for an empty one."""
    values = np.abs(gap)
    return float(values.max()) if np.size(values) else 0.0
