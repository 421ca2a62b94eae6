"""Numbers of a document with their ranges: one tree of numbers per variant in, one tree of cells out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import xarray as xr

Tree = Any  # dicts and lists whose leaves are Number, text or None


@dataclass(frozen=True)
class Number:
    """A value, or why it is missing (NaN)."""

    value: float
    reason: str = ""


def combine(trees: Sequence[Tree]) -> Tree:
    """The first tree with every Number as a cell {value, low, high}: its own value, and the range over all trees.

    Trees without a value at a place are left out of its range; a missing value is null and carries its `reason`.
    """
    first = trees[0]
    if isinstance(first, Number):
        return cell([tree if isinstance(tree, Number) else Number(math.nan, "missing") for tree in trees])
    if isinstance(first, dict):
        return {key: combine([_below(tree, key) for tree in trees]) for key in first}
    if isinstance(first, list):
        return [combine([_at(tree, place) for tree in trees]) for place in range(len(first))]
    return first


def _below(tree: Tree, key: str) -> Tree:
    return tree.get(key) if isinstance(tree, dict) else None


def _at(tree: Tree, place: int) -> Tree:
    return tree[place] if isinstance(tree, list) and place < len(tree) else None


def cell(numbers: Sequence[Number]) -> dict[str, Any]:
    """{value, low, high} of the first number and the range of all; null with a reason where it is missing.

    `defined_in` counts the variants with a value where some have none.
    """
    known = [one.value for one in numbers if math.isfinite(one.value)]
    main = numbers[0]
    found: dict[str, Any] = {
        "value": main.value if math.isfinite(main.value) else None,
        "low": min(known) if known else None,
        "high": max(known) if known else None,
    }
    if 0 < len(known) < len(numbers):
        found["defined_in"] = len(known)
    if found["value"] is None:
        found["reason"] = main.reason or "no finite value"
    return found


@dataclass(frozen=True)
class Table:
    """A dataset as plain arrays, for many look-ups by label."""

    arrays: Mapping[str, tuple[tuple[str, ...], NDArray[Any]]]  # name: dimensions, values
    places: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, found: xr.Dataset) -> Table:
        """The table of a labelled dataset."""
        arrays = {str(name): (tuple(map(str, one.dims)), one.values) for name, one in found.variables.items()}
        places = {dim: {str(label): at for at, label in enumerate(arrays[dim][1])} for dim in map(str, found.dims)}
        return cls(arrays, places)

    def labels(self, dim: str) -> list[str]:
        """The labels of a dimension."""
        return list(self.places[dim])

    def at(self, name: str, **where: str) -> Any:
        """One value by its labels."""
        dims, values = self.arrays[name]
        return values[tuple(self.places[dim][where[dim]] for dim in dims)]

    def number(self, name: str, **where: str) -> Number:
        """One value by its labels, with the reason where it is missing."""
        beside = f"{name}_reason"
        why = str(self.at(beside, **where)) if beside in self.arrays else ""
        return Number(float(self.at(name, **where)), why)

    def percent(self, name: str, **where: str) -> Number:
        """A fraction by its labels, in per cent."""
        found = self.number(name, **where)
        return Number(100.0 * found.value, found.reason)


def lost(log_loss: Number) -> Number:
    """A loss in log points as the share of real income that is lost, per cent: 100 (1 - exp(-loss))."""
    return Number(-100.0 * float(np.expm1(-log_loss.value)), log_loss.reason)
