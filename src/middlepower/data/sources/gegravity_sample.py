"""The sample of the Python package gegravity 0.3: 30 economies, one sector, 2006, with gravity covariates.

The file is examples/sample_data_set.dlm in the package's public source repository; it isn't in the package itself.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

SOURCES = ("gegravity-sample",)
Array = NDArray[np.float64]

FILE = Path("gegravity") / "sample_data_set.dlm"
# Estimates by Poisson regression with exporter and importer effects, from the package's example; its constant drops out
COEFFICIENTS = {
    "lndist": -0.3898623,
    "contiguity": 0.891577,
    "common_language": 0.0326249,
    "pta": 0.4711383,
    "international": -3.412584,
}
AGREEMENT = COEFFICIENTS["pta"]


@dataclass(frozen=True)
class GravitySample:
    """cost_index[n, i] = exp(x'b) = trade cost^(1 - sigma); output[i] and spending[n], million US dollars."""

    regions: tuple[str, ...]
    cost_index: Array
    output: Array
    spending: Array


def read_sample(file: Path) -> GravitySample:
    """The sample from its comma-separated file; DataError when it is missing or a pair is."""
    if not file.exists():
        raise DataError(f"{file} is missing: it is examples/sample_data_set.dlm of gegravity's source repository.")
    with file.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    regions = tuple(sorted({row["importer"] for row in rows}))
    position = {code: n for n, code in enumerate(regions)}
    N = len(regions)
    index, output, spending = np.full((N, N), np.nan), np.zeros(N), np.zeros(N)
    for row in rows:
        n, i = position[row["importer"]], position[row["exporter"]]
        index[n, i] = np.exp(sum(weight * float(row[name]) for name, weight in COEFFICIENTS.items()))
        output[i], spending[n] = float(row["Y"]), float(row["E"])
    if np.isnan(index).any():
        n, i = (int(v) for v in np.argwhere(np.isnan(index))[0])
        raise DataError(f"{file}: no row for exporter {regions[i]} and importer {regions[n]}.")
    return GravitySample(regions, index, output, spending)
