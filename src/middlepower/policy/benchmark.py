"""The law that a world's own tariffs contain."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.policy.library import load_measures
from middlepower.policy.schema import Measure
from middlepower.policy.state import PolicyState, policy_state
from middlepower.world.world import World


def benchmark_law(world: World, measures: Sequence[Measure] | None = None) -> PolicyState:
    """The measures (by default the library's) in force on the day whose law the world's tariffs stand for."""
    return policy_state(load_measures() if measures is None else measures, world.tariff_date)
