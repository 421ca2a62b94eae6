"""A scenario narrowed to what is wanted of it."""

from __future__ import annotations

from collections.abc import Sequence

from middlepower.names import unknown_name
from middlepower.scenario.schema import Scenario


def narrowed(
    scenario: Scenario, economy: str | None = None, states: Sequence[str] = (), world: str | None = None
) -> Scenario:
    """The scenario with only the named states, in its own order (all when none is named), told for an economy, on a
    world."""
    for name in states:
        if name not in scenario.states:
            raise unknown_name("state", name, scenario.states)
    kept = {name: state for name, state in scenario.states.items() if not states or name in states}
    chosen = {"economy": economy or scenario.economy, "states": kept, "world": world or scenario.world}
    return scenario.model_copy(update=chosen)
