"""From source countries to the regions of the embedded world: flows add, rates are flow-weighted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tools.regions import Grouping

Array = NDArray[np.float64]


def membership_matrix(countries: Sequence[str], grouping: Grouping) -> Array:
    """Zeros and ones [region, country]: one where the country belongs to the region."""
    matrix = np.zeros((len(grouping.regions), len(countries)))
    for position, country in enumerate(countries):
        matrix[grouping.regions.index(grouping.region_of(country)), position] = 1.0
    return matrix


def sum_pairs(values: Array, matrix: Array) -> Array:
    """Values [sector, importer, exporter] summed over the members of both regions."""
    return np.asarray(np.einsum("an,kni,bi->kab", matrix, values, matrix, optimize=True))


def mean_rates(rates: Array, flow: Array, matrix: Array) -> Array:
    """Rates [sector, importer, exporter] weighted by pre-tariff flow; the simple mean of the cells where all
    flows are zero."""
    weight = sum_pairs(flow, matrix)
    weighted = sum_pairs(rates * flow, matrix) / np.where(weight > 0, weight, 1.0)
    cells = sum_pairs(np.ones_like(flow), matrix)
    return np.where(weight > 0, weighted, sum_pairs(rates, matrix) / cells)
