"""What memory alone allows: the bytes that a sweep must read and write, over the measured speed of a triad."""

from __future__ import annotations

import numpy as np
from measure import cpu
from numpy.typing import NDArray

from middlepower.model.compiled.math import compiled
from middlepower.model.core.benchmark import Benchmark
from middlepower.solve.anderson import DEPTH

Array = NDArray[np.float64]
TRIADS = 40


@compiled
def triad(a: Array, b: Array, c: Array) -> None:
    """a = b + s c, McCalpin's measure of memory speed."""
    for j in range(a.size):
        a[j] = b[j] + 0.3 * c[j]


def bandwidth(total_bytes: int) -> float:
    """Bytes per CPU second of a triad whose three arrays take `total_bytes` together."""
    a, b, c = (np.ones(total_bytes // 24) for _ in range(3))

    def work() -> None:
        for _ in range(TRIADS):
            triad(a, b, c)

    return TRIADS * 24.0 * a.size / cpu(work)


def bytes_of_sweep(benchmark: Benchmark) -> tuple[int, int]:
    """(bytes touched, bytes held) by one compiled sweep with its step and mixing; only flows that exist count.

    Kernels: K once, Kt twice. Inputs once. Steering in single precision. Mixing reads its past twice, in differences
    of points and of steps.
    """
    K, N = benchmark.alpha.shape
    flows, unknowns = int((benchmark.pi > 0).sum()), N + 2 * K * N
    steering = 4 * (2 * N * K * K + 2 * K * N * N) + 8 * N * N
    inputs, past = 8 * N * K * K, 8 * 2 * DEPTH * unknowns
    return 8 * 3 * flows + inputs + steering + 2 * past, 8 * 2 * flows + inputs + steering + past
