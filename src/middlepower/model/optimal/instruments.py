"""Which tariffs an importer sets: one rate, one per partner, or one per sector and partner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark

Labels = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Instruments:
    """Which tariff applies where: label[k, i] numbers the tariff on sector k from exporter i, -1 leaves it alone."""

    importer: int
    label: Labels

    @property
    def count(self) -> int:
        """The number of tariffs."""
        return int(self.label.max()) + 1


def taxable(benchmark: Benchmark, importer: int, sectors: Mask | None) -> Mask:
    """[k, i] True for flows that the importer buys abroad in the chosen sectors (all by default)."""
    bought = (benchmark.pi[:, importer, :] > 0.0) & (benchmark.X[:, importer] > 0.0)[:, None]
    bought[:, importer] = False
    if sectors is not None:
        bought &= sectors[:, None]
    if not bought.any():
        who = benchmark.labels.region(importer)
        raise DataError(f"{who} buys nothing abroad in the chosen sectors, so it has no tariff to set.")
    return bought


def numbered(groups: Labels, taxed: Mask) -> Labels:
    """Labels 0, 1, ... without gaps in the order of `groups`, -1 where nothing is taxed."""
    label = np.full(groups.shape, -1, dtype=np.intp)
    label[taxed] = np.unique(groups[taxed], return_inverse=True)[1]
    return label


def one_tariff(benchmark: Benchmark, importer: int, sectors: Mask | None = None) -> Instruments:
    """One rate on all imports of the chosen sectors."""
    taxed = taxable(benchmark, importer, sectors)
    return Instruments(importer, numbered(np.zeros(taxed.shape, dtype=np.intp), taxed))


def one_per_partner(benchmark: Benchmark, importer: int, sectors: Mask | None = None) -> Instruments:
    """One rate per exporter."""
    taxed = taxable(benchmark, importer, sectors)
    return Instruments(importer, numbered(np.broadcast_to(np.arange(taxed.shape[1]), taxed.shape), taxed))


def one_per_flow(benchmark: Benchmark, importer: int, sectors: Mask | None = None) -> Instruments:
    """One rate per sector and exporter."""
    taxed = taxable(benchmark, importer, sectors)
    return Instruments(importer, numbered(np.arange(taxed.size).reshape(taxed.shape), taxed))
