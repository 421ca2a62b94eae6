"""Benchmarks from data that do not clear: final demand may come out negative, so shares are clipped first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark

Array = NDArray[np.float64]


def benchmark_from_flows(flow: Array, tariff: Array, input_share: Array, elasticity: Array) -> Benchmark:
    """The benchmark of raw flows as Caliendo and Parro (2015) set it up.

    Consumption shares are spending less input use, negative cells set to zero, rescaled to one. The result
    clears only after a first solve (theirs: with every deficit at zero); World.from_flows refuses such data.
    """
    output = flow.sum(axis=1)
    spending = (flow * (1.0 + tariff)).sum(axis=2)
    home = np.broadcast_to(np.eye(flow.shape[1]), flow.shape)
    bought = spending[:, :, None] > 0
    pi = np.where(bought, flow * (1.0 + tariff) / np.where(bought, spending[:, :, None], 1.0), home)
    final = np.maximum(spending - np.einsum("nks,sn->kn", input_share, output), 0.0)
    beta = 1.0 - input_share.sum(axis=1).T
    return Benchmark(
        pi=pi,
        tau=tariff,
        gamma=input_share,
        beta=beta,
        alpha=final / final.sum(axis=0),
        theta=elasticity,
        wL=(beta * output).sum(axis=0),
        D=flow.sum(axis=(0, 2)) - flow.sum(axis=(0, 1)),
        X=spending,
    )
