"""Arrays of numbers with their ranges over variants: `Number.over` for whole tables at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.document.number import Number, Spread

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spreads:
    """Values with the smallest and largest over the variants that count, nan where missing; all of one shape.

    `known` is how many of the `counted` variants have a value.
    """

    value: Array
    low: Array
    high: Array
    known: NDArray[np.intp]
    counted: int

    @classmethod
    def over(cls, values: Array, spread: Spread, headline: bool = False) -> Spreads:
        """The first of values [run, ...], or a headline's centre, with the range of those that count."""
        values = np.where(np.isfinite(values), values, np.nan)
        counted = values if spread.main_counts or len(values) == 1 else values[1:]
        known = np.isfinite(counted).sum(axis=0)
        low, high = np.fmin.reduce(counted, axis=0), np.fmax.reduce(counted, axis=0)
        middle = _centre(counted, spread) if headline and spread.centred else values[0]
        centre = np.where(np.isfinite(values[0]) & (known > 0), middle, values[0])
        return cls(centre, low, high, known, len(counted))

    def number(self, place: int | tuple[int, ...], reason: str) -> Number:
        """One of the numbers, where one run alone is no range; where it is missing, with the reason."""
        value, known = float(self.value[place]), int(self.known[place])
        ranged = known and self.counted > 1
        low, high = (float(self.low[place]), float(self.high[place])) if ranged else (None, None)
        some = known if 0 < known < self.counted else None
        return Number(value, low, high, some) if np.isfinite(value) else Number(None, low, high, some, reason)


def _centre(values: Array, spread: Spread) -> Array:
    """The median [...] of values [run, ...], weighted where the spread has weights."""
    if not spread.weights:
        return _median(values)
    flat = np.where(np.isfinite(values), values, np.nan).reshape(len(values), -1)
    found = [spread.middle([None if np.isnan(one) else one for one in column.tolist()]) for column in _some(flat)]
    return np.array(found).reshape(values.shape[1:])


def _some(flat: Array) -> Iterator[Array]:
    """The columns of [run, place], those without any value as zeros, which nobody reads."""
    for column in flat.T:
        yield column if np.isfinite(column).any() else np.zeros_like(column)


def _median(values: Array) -> Array:
    """The median [...] of values [run, ...] that are there; nan where none is."""
    ordered = np.sort(values, axis=0)  # nan comes last
    known = np.isfinite(values).sum(axis=0)
    places = np.stack([np.maximum(known - 1, 0) // 2, known // 2]).clip(0, len(values) - 1)
    middle: Array = np.take_along_axis(ordered, places, axis=0).mean(axis=0)
    return middle
