"""The law of one state of a question: the baseline's measures on a day, plus and minus the state's own, and whom they
spare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from middlepower.errors import ScenarioError
from middlepower.policy.schema import Measure
from middlepower.policy.state import PolicyState, policy_state
from middlepower.scenario.entries import Spare
from middlepower.scenario.schema import State
from middlepower.world.groups import expand
from middlepower.world.world import World

NAMES_SHOWN = 5  # of measures, in a message


def law_of_state(world: World, measures: tuple[Measure, ...], base: State, state: State) -> PolicyState:
    """A state's law: the baseline's measures at the state's date, plus and minus its own."""
    removed = {*base.without_measures, *state.without_measures} - set(state.with_measures)
    added = {*base.with_measures, *state.with_measures}
    date = state.date or base.date or world.tariff_date
    law = policy_state(measures, date, added, removed)
    return replace(law, spared=frozenset(pair for spare in state.spare for pair in _spared(world, law, spare)))


def _spared(world: World, law: PolicyState, spare: Spare) -> Iterator[tuple[str, str]]:
    """(measure, region) for each measure of the law that leaves a region alone; an error where it is not in force."""
    for name in spare.measures:
        if name not in law.ids:
            near = [one for one in law.ids if one.split("-")[0] == name.split("-")[0]] or sorted(law.ids)
            known = ", ".join(f"`{one}`" for one in near[:NAMES_SHOWN])
            raise ScenarioError(
                f"`spare` names `{name}`, which is not in force in this state: name one that is, such as {known}."
            )
        yield from ((name, region) for region in expand(spare.targets, world))
