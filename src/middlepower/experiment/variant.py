"""Variants of one question: an elasticity set, a horizon, and where the ties of the baseline were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from middlepower.data.elasticities import DEFAULT_SET, HORIZONS, SETS, at_horizon, elasticities
from middlepower.data.elasticities import horizon as find_horizon
from middlepower.errors import ScenarioError
from middlepower.experiment.settings import Settings
from middlepower.names import unknown_name
from middlepower.scenario.nest import LONG_RUN_ELASTICITY, LONG_RUN_SOURCE
from middlepower.world.world import World

Ties = Literal["same horizon", "long run"]
LONG = "long"
THEN = "long-then-"


@dataclass(frozen=True)
class Variant:
    """An elasticity set, a horizon, and where the baseline's ties were made.

    `same horizon`: benchmark to baseline and to every state at the horizon's elasticities. `long run`: benchmark to
    baseline in the long run; that baseline is recorded as a benchmark, and what follows is met at the horizon's
    elasticities. At the long horizon the two are the same and written as the first.
    """

    elasticity_set: str
    horizon: str = LONG
    ties: Ties = "same horizon"

    def __post_init__(self) -> None:
        """Refuse a horizon or ties that do not exist."""
        find_horizon(self.horizon)
        if self.ties not in get_args(Ties):
            raise unknown_name("ties", self.ties, get_args(Ties))
        if self.horizon == LONG:
            object.__setattr__(self, "ties", "same horizon")

    @property
    def rebased(self) -> bool:
        """Whether the long-run baseline is recorded as a benchmark first."""
        return self.ties == "long run"

    @property
    def label(self) -> str:
        """`FGO/short`, or `FGO/long-then-short` where ties were made in the long run."""
        return f"{self.elasticity_set}/{THEN if self.rebased else ''}{self.horizon}"

    @classmethod
    def parse(cls, label: str) -> Variant:
        """The variant of a label such as `FGO/long`, `FGO/short` or `FGO/long-then-short`."""
        name, slash, when = label.partition("/")
        if not (name and slash and when):
            raise ScenarioError(f"`{label}` is no variant: write elasticity set and horizon, such as FGO/long.")
        if when.startswith(THEN):
            return cls(name, when.removeprefix(THEN), "long run")
        return cls(name, when)


def main_variant(settings: Settings) -> Variant:
    """The variant that the settings name."""
    return Variant(settings.elasticities, settings.horizon)


def comparison_variants(settings: Settings) -> tuple[Variant, ...]:
    """Variants of a comparison of states: the main one; for a range every set in the long run, then the other
    horizons. Ties are made at the same horizon."""
    if not settings.ranges:
        return (main_variant(settings),)
    others = [Variant(name) for name in SETS] + [Variant(DEFAULT_SET, when) for when in HORIZONS]
    return tuple(dict.fromkeys([main_variant(settings), *others]))


def threat_variants(settings: Settings, horizons: Iterable[str] = ()) -> tuple[Variant, ...]:
    """Variants of a threat: at the main horizon and at those named, the main set and for a range all sets.

    Ties are made in the long run, so that a threat at a shorter horizon meets the same trade with smaller elasticities.
    """
    sets = dict.fromkeys([settings.elasticities, *(SETS if settings.ranges else ())])
    whens = dict.fromkeys([settings.horizon, *horizons])
    return tuple(Variant(name, when, "long run") for when in whens for name in sets)


def variant_world(world: World, variant: Variant) -> World:
    """The world under a variant's elasticities; another set must know the world's sectors."""
    name, when = variant.elasticity_set, variant.horizon
    if (name, when) == (world.elasticity_set, world.horizon):
        return world
    if find_horizon(when).elasticity is not None:
        return world.with_elasticity(at_horizon(world.elasticity, when), name, when)
    return world.with_elasticity(elasticities(world.sectors, name, when), name, when)


def nest_elasticity(horizon: str, long_run: float = LONG_RUN_ELASTICITY) -> float:
    """Elasticity eta between the products of a flow: sigma = theta + 1 at the shorter horizons, which were
    estimated on products (Boehm, Levchenko, Pandalai-Nayar 2023); the product-level average in the long run."""
    fixed = find_horizon(horizon).elasticity
    return long_run if fixed is None else 1.0 + fixed


def nest_elasticity_source(horizon: str) -> str:
    """Where the elasticity between the products of a flow comes from."""
    chosen = find_horizon(horizon)
    return LONG_RUN_SOURCE if chosen.elasticity is None else f"sigma = theta + 1 of {chosen.citation}"
