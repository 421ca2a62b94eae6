"""Variants of the elasticities under which every state is run, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from middlepower.data.elasticities import HORIZONS
from middlepower.data.elasticities import horizon as find_horizon
from middlepower.policy.nest import LONG_RUN_ELASTICITY, LONG_RUN_SOURCE


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
    fixed = find_horizon(horizon).elasticity
    return long_run if fixed is None else 1.0 + fixed


def nest_elasticity_source(horizon: str) -> str:
    """Where the elasticity between the products of a flow comes from."""
    chosen = find_horizon(horizon)
    return LONG_RUN_SOURCE if chosen.elasticity is None else f"sigma = theta + 1 of {chosen.citation}"
