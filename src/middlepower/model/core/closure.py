"""Closures: what happens to trade deficits. The numeraire is world value added, kept at its benchmark value."""

from __future__ import annotations

from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.names import unknown_name

Array = NDArray[np.float64]
ClosureName = Literal["world_gdp_share", "balanced", "fixed_nominal", "own_gdp_share"]
CLOSURES: tuple[ClosureName, ...] = get_args(ClosureName)

ALL = "all"
DEFAULT_CLOSURE: ClosureName = "world_gdp_share"


def check_closure(name: str) -> ClosureName:
    """The closure's name, or an error that says the nearest one."""
    if name in get_args(ClosureName):
        return cast(ClosureName, name)
    raise unknown_name("closure", name, CLOSURES)


def deficits(closure: ClosureName, benchmark: Benchmark, w_hat: Array) -> Array:
    """D'[n] under a closure, given wage ratios; sums to zero over n whenever the benchmark's does."""
    if closure == "balanced":
        return np.zeros_like(benchmark.D)
    if closure == "world_gdp_share":
        return benchmark.D
    if closure == "fixed_nominal":
        anchored: Array = benchmark.D * w_hat[benchmark.wL.argmax()]
        return anchored
    size = w_hat * benchmark.wL
    wanted: Array = benchmark.D * w_hat
    shared: Array = wanted - size * (wanted.sum() / size.sum())
    return shared
