"""Variants of the elasticities under which every state is run, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.elasticities import HORIZONS, check_horizon, check_set, elasticity
from middlepower.policy.nest import LONG_RUN_ELASTICITY

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Variant:
    """An elasticity set and a horizon."""

    elasticity_set: str
    horizon: str

    @property
    def label(self) -> str:
        """As in results files: `FGO/long`."""
        return f"{self.elasticity_set}/{self.horizon}"


def variants(main: Variant, sets: Iterable[str]) -> tuple[Variant, ...]:
    """The main variant first, then every set at the long horizon, then the other horizons."""
    others = [Variant(name, "long") for name in sets] + [Variant("FGO", name) for name in HORIZONS if name != "long"]
    return tuple(dict.fromkeys([main, *others]))


def nest_elasticity(horizon: str, long_run: float = LONG_RUN_ELASTICITY) -> float:
    """Elasticity eta between the products of a flow: sigma = theta + 1 at the shorter horizons, which were
    estimated on products (Boehm, Levchenko, Pandalai-Nayar 2023); the product-level average in the long run."""
    check_horizon(horizon)
    fixed = HORIZONS[horizon].elasticity
    return long_run if fixed is None else 1.0 + fixed


__all__ = ["Array", "Variant", "check_set", "elasticity", "nest_elasticity", "variants"]
