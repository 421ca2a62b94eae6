"""Benchmarks without inputs: gross flows net of tariffs are value added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.model.core.benchmark import Benchmark, refuse_export_taxes
from middlepower.names import Labels

if TYPE_CHECKING:
    from middlepower.world.world import World


Array = NDArray[np.float64]


def benchmark_from_spending(spending: Array, tariff: Array, elasticity: Array) -> Benchmark:
    """The benchmark of tariff-inclusive spending[k, n, i]: gross flows net of tariffs are value added.

    Lashkaripour (2021) and the public programs of that paper read their flows this way. A sector that an
    importer doesn't buy gets a domestic share of one.
    """
    X = spending.sum(axis=2)
    home = np.broadcast_to(np.eye(spending.shape[1]), spending.shape)
    bought = (X > 0.0)[:, :, None]
    flow = spending / (1.0 + tariff)
    N, S = X.shape[1], X.shape[0]
    return Benchmark(
        pi=np.where(bought, spending / np.where(bought, X[:, :, None], 1.0), home),
        tau=tariff,
        gamma=np.zeros((N, S, S)),
        beta=np.ones((S, N)),
        alpha=X / X.sum(axis=0),
        theta=elasticity,
        wL=flow.sum(axis=(0, 1)),
        D=flow.sum(axis=(0, 2)) - flow.sum(axis=(0, 1)),
        X=X,
    )


def without_inputs(world: World) -> Benchmark:
    """The benchmark of a world whose input-output loop is dropped: all sales are final, all receipts value added."""
    refuse_export_taxes(world.export_tax, "the model without inputs")
    benchmark = benchmark_from_spending(world.flow * (1.0 + world.tariff), world.tariff, world.elasticity)
    return replace(benchmark, labels=Labels(world.sectors, world.regions))


def check_no_inputs(benchmark: Benchmark) -> None:
    """Refuse a benchmark that has inputs."""
    if np.any(benchmark.gamma):
        raise DataError(
            "this model has no inputs but `gamma` is not zero: build the benchmark by without_inputs(world)."
        )
