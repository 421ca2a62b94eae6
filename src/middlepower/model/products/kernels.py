"""Compiled passes over the flows of a product world; everything else about products is plain NumPy.

Flows lie in rows (product g, importer n), exporters inside; row r = g N + n is row_start[r]:row_start[r + 1].
Unsigned row bounds spare the compiled code the test for negative indices. Each kernel works on the products
first:last, so that threads can share a pass, and is compiled for single- and double-precision flows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from middlepower.model.compiled.decorator import machine_code

Array = NDArray[np.float64]
Flows = NDArray[np.floating]
Index = NDArray[np.integer]


def _given(kind: Any, axes: int = 1) -> Any:
    """The type of an input: contiguous, read-only or not."""
    return types.Array(kind, axes, "C", readonly=True)


_DOUBLE, _INT, _BYTE = types.float64, types.int64, types.uint8
_OUT = types.Array(_DOUBLE, 1, "C"), types.Array(_DOUBLE, 2, "C"), types.Array(_DOUBLE, 3, "C")
_TABLE = _given(_DOUBLE, 2)
_ROWS = _given(_INT), _given(_BYTE)
_FLOWS = [_given(kind) for kind in (types.float32, types.float64)]
_PASS = [
    types.void(
        _INT, _INT, *_ROWS, flow, flow, _TABLE, _given(_INT), _given(_INT), _TABLE, _TABLE, _OUT[1], _OUT[1], _OUT[0]
    )
    for flow in _FLOWS
]
_ADD_UP = [types.void(*_ROWS, flow, _TABLE, _given(_INT), _OUT[2]) for flow in _FLOWS]


@machine_code(_PASS)
def flow_pass(
    first: int,
    last: int,
    row_start: Index,
    exporter: Index,
    K: Flows,
    Kt: Flows,
    b: Array,
    group: Index,
    sector: Index,
    omega: Array,
    X: Array,
    Phi: Array,
    sold: Array,
    bought: Array,
) -> None:
    """Write Phi[g, n] = sum_i K b; add sum_gn Kt omega X / Phi to sold[group, i] and imports net of tax to bought[n].

    b and sold have one row per group of products with the same sector and elasticity; sold lacks the factor b.
    A product that nobody sells to an importer leaves Phi = 1 there.
    """
    regions = omega.shape[1]
    start = np.uint64(row_start[first * regions])
    for g in range(first, last):
        b_g, sold_g, X_g = b[group[g]], sold[group[g]], X[sector[g]]
        for n in range(regions):
            stop = np.uint64(row_start[g * regions + n + 1])
            total, paid = 0.0, 0.0
            for f in range(start, stop):
                b_f = b_g[exporter[f]]
                total += K[f] * b_f
                paid += Kt[f] * b_f
            total = max(total, 1e-300) if stop > start else 1.0
            Phi[g, n] = total
            demand = omega[g, n] * X_g[n] / total
            bought[n] += paid * demand
            for f in range(start, stop):
                sold_g[exporter[f]] += Kt[f] * demand
            start = stop


@machine_code(_ADD_UP)
def add_up(row_start: Index, exporter: Index, value: Flows, weight: Array, sector: Index, total: Array) -> None:
    """Add weight[g, n] value[f] of every flow to total[sector, n, i]."""
    products, regions = weight.shape
    for g in range(products):
        total_k = total[sector[g]]
        for n in range(regions):
            start, stop = np.uint64(row_start[g * regions + n]), np.uint64(row_start[g * regions + n + 1])
            for f in range(start, stop):
                total_k[n, exporter[f]] += weight[g, n] * value[f]
