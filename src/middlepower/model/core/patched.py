"""Arrays of all flows that many equilibria share but for a few cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flow = tuple[int, int, int]


@dataclass(frozen=True)
class Patched:
    """An array [k, n, i] that is a common one but in a few cells; these alone take room of their own.

    Equilibria of one shock under many elasticities share landed costs and rates but where quotas add premiums.
    """

    common: Array
    cells: tuple[NDArray[np.intp], ...] = ()
    values: Array | None = None

    @classmethod
    def of(cls, whole: Array, common: Array, flows: Sequence[Flow]) -> Patched:
        """A whole array that is a common one but on some flows (sector, importer, exporter)."""
        if not flows:
            return cls(common)
        cells = tuple(np.array(places, dtype=np.intp) for places in zip(*flows, strict=True))
        return cls(common, cells, whole[cells])

    @property
    def whole(self) -> Array:
        """The array [k, n, i]; the common one itself where no cell differs."""
        if self.values is None:
            return self.common
        array = self.common.copy()
        array[self.cells] = self.values
        return array

    def at(self, flow: Flow) -> float:
        """The number of one flow, without an array of all."""
        return self._patches.get(flow, float(self.common[flow]))

    @cached_property
    def _patches(self) -> dict[Flow, float]:
        if self.values is None:
            return {}
        cells = zip(*(places.tolist() for places in self.cells), strict=True)
        return {(k, n, i): value for (k, n, i), value in zip(cells, self.values.tolist(), strict=True)}
