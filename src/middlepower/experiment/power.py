"""Where questions of power start: the world under a baseline policy, for every elasticity set and horizon in a range,
and the facts that every answer carries.

Ties are made in the long run. At the medium and the short horizon the long-run baseline is recorded as a benchmark
first (`measures.situation.settled`), so that a threat meets the same trade with elasticities that are smaller.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from middlepower.data.elasticities import DEFAULT_HORIZON, DEFAULT_SET, SETS, elasticity_set
from middlepower.data.elasticities import horizon as find_horizon
from middlepower.errors import ScenarioError
from middlepower.experiment.situation import BENCHMARK, Situation, economy, opponents, settled, situations
from middlepower.model.core.closure import DEFAULT_CLOSURE, check_closure
from middlepower.policy.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
from middlepower.world.groups import find_group
from middlepower.world.world import World

Start = TypeVar("Start")
Result = TypeVar("Result")
STATUS_QUO = dt.date(2026, 1, 13)
POWERS = ("USA", "CHN", "EU")


@dataclass(frozen=True)
class Settings:
    """How questions of power are asked; a `date` of None means the world's benchmark without later measures."""

    elasticities: str = DEFAULT_SET
    horizon: str = DEFAULT_HORIZON
    closure: str = DEFAULT_CLOSURE
    date: dt.date | None = STATUS_QUO
    ranges: bool = True
    world: str = "icio2022"

    @property
    def baseline(self) -> str:
        """The baseline by name."""
        return BENCHMARK if self.date is None else f"status quo of {self.date.day} {self.date:%B} {self.date.year}"

    @property
    def variant(self) -> str:
        """The main elasticity set and horizon, as in results files: `FGO/long`."""
        return f"{self.elasticities}/{self.horizon}"


@dataclass(frozen=True)
class Ground:
    """Baselines by horizon and elasticity set, the main set first."""

    settings: Settings
    at: Mapping[str, Mapping[str, Situation]]

    @property
    def main(self) -> Situation:
        """The baseline under the main set and horizon."""
        return self.at[self.settings.horizon][self.settings.elasticities]

    @property
    def world(self) -> World:
        """The world under the main set and horizon."""
        return self.main.world

    @property
    def here(self) -> Mapping[str, Situation]:
        """The baselines of all sets at the main horizon."""
        return self.at[self.settings.horizon]


def each(measure: Callable[[Start], Result], starts: Iterable[Start]) -> list[Result]:
    """The measure of every start, in their order, one thread per core; each start needs a solver of its own."""
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        return list(pool.map(measure, starts))
    finally:
        pool.shutdown(cancel_futures=True)


def ground(settings: Settings, horizons: Sequence[str] = ()) -> Ground:
    """The baselines that the settings ask for, at the main horizon and at those named."""
    elasticity_set(settings.elasticities)
    find_horizon(settings.horizon)
    others = SETS if settings.ranges else ()
    sets = list(dict.fromkeys([settings.elasticities, *others]))
    policy = None if settings.date is None else State(title=settings.baseline, date=settings.date)
    world = load_world(settings.world, settings.elasticities)
    closure = check_closure(settings.closure)
    found = situations(world, [f"{name}/long" for name in sets], policy, closure, LONG_RUN_ELASTICITY)
    starts = {name: found[f"{name}/long"] for name in sets}
    wanted = dict.fromkeys([settings.horizon, *horizons])
    return Ground(settings, {when: _moved(starts, when) for when in wanted})


def _moved(starts: Mapping[str, Situation], when: str) -> dict[str, Situation]:
    """The long-run baselines of all sets, as threats at another horizon meet them."""
    return dict(zip(starts, each(lambda item: at_horizon(item[1], item[0], when), starts.items()), strict=True))


def at_horizon(start: Situation, name: str, when: str) -> Situation:
    """A long-run baseline as threats at another horizon meet it."""
    return start if when == "long" else settled(start, f"{name}/{when}")


def chosen_powers(world: World, code: str, names: Sequence[str] | None) -> list[str]:
    """The powers by code or group name; by default those of POWERS that neither are nor contain the economy."""
    if names is None:
        return [name for name in POWERS if _is_other(world, code, name)]
    if not names:
        raise ScenarioError("no power is named: give --powers one or more economies or groups, such as USA,CHN,EU.")
    return list(dict.fromkeys(power_label(world, code, name) for name in names))


def _is_other(world: World, code: str, name: str) -> bool:
    try:
        opponents(world, code, name)
    except ScenarioError:
        return False
    return True


def power_label(world: World, code: str, name: str) -> str:
    """The code of an economy or the name of a group, which must be another than the economy."""
    _, found = opponents(world, code, name)
    group = find_group(name) if name not in world.regions else None
    return group.name if group is not None else world.regions[found[0]]


def economy_code(world: World, name: str) -> str:
    """The code of an economy given by code or readable name."""
    return world.regions[economy(world, name)]
