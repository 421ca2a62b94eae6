"""What leads from the long run to the first year, step by step, and how far that depends on the order of the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Split:
    """The difference between two corners in parts, one a step in the stated order, which add up to it.

    `low` and `high` are the smallest and largest part of a step over the orders whose corners are all known, of which
    there are `orders`.
    """

    parts: Array
    low: Array
    high: Array
    orders: int


def split(values: Mapping[frozenset[str], float], steps: Sequence[str]) -> Split | None:
    """The parts of values[all steps] - values[none]; None where a corner of the stated order is unknown.

    The part of a step is what the value changes by when it is taken after those before it in an order.
    """
    stated = _parts(values, steps, steps)
    if stated is None:
        return None
    every = [found for order in permutations(steps) if (found := _parts(values, order, steps)) is not None]
    return Split(stated, np.min(every, axis=0), np.max(every, axis=0), len(every))


def _parts(values: Mapping[frozenset[str], float], order: Sequence[str], steps: Sequence[str]) -> Array | None:
    """The part of each of `steps` when they are taken in an order; None where a corner on the way is unknown."""
    corners = [frozenset(order[:taken]) for taken in range(len(order) + 1)]
    if any(corner not in values for corner in corners):
        return None
    rise = np.diff([values[corner] for corner in corners])
    found: Array = rise[[order.index(step) for step in steps]]
    return found
