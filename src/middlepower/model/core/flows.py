"""Sums over a matrix of flows [importer, exporter]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def imports(flow: Array) -> Array:
    """Imports [n] of a matrix [importer, exporter]."""
    total: Array = flow.sum(axis=1) - np.diag(flow)
    return total


def exports(flow: Array) -> Array:
    """Exports [i] of a matrix [importer, exporter]."""
    total: Array = flow.sum(axis=0) - np.diag(flow)
    return total
