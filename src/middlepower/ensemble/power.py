"""Where questions of power start: the world under a baseline policy, for every elasticity set and horizon in a range,
and the facts that every answer carries.

Ties are made in the long run. At the medium and the short horizon the long-run baseline is recorded as a benchmark
first (`measures.situation.settled`), so that a threat meets the same trade with elasticities that are smaller.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import middlepower
from middlepower.data.elasticities import DEFAULT_HORIZON, DEFAULT_SET, HORIZONS, SETS, elasticity_set
from middlepower.data.elasticities import horizon as find_horizon
from middlepower.ensemble.cells import Tree, combine
from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.measures.situation import BENCHMARK, Situation, economy, opponents, settled, situations
from middlepower.model.closure import CLOSURES, DEFAULT_CLOSURE, NUMERAIRE, check_closure
from middlepower.policy.nest import LONG_RUN_ELASTICITY
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world
from middlepower.world.groups import find_group
from middlepower.world.world import World

Start = TypeVar("Start")
Result = TypeVar("Result")
STATUS_QUO = dt.date(2026, 1, 13)
POWERS = ("USA", "CHN", "EU")
PERCENT = "100 (1 - W_after / W_baseline): the share of real income (gross national expenditure) that is lost, per cent"


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

    def ranged(self, measure: Callable[[Situation], Tree], horizon: str | None = None) -> Tree:
        """A measure at the main set with its range over all sets, at one horizon."""
        chosen = self.here if horizon is None else self.at[horizon]
        return combine(each(measure, chosen.values()))


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


def names_of(world: World, labels: Sequence[str]) -> dict[str, str]:
    """{code or group: readable name}."""
    named = dict(zip(world.regions, world.region_names, strict=True))
    for label in labels:
        group = find_group(label) if label not in named else None
        if group is not None:
            named[label] = group.title
    return named


def header(found: Ground, kind: str) -> dict[str, Any]:
    """What every document says of itself: version, baseline, world, elasticities, closure, horizon, unit."""
    settings, world = found.settings, found.world
    return {
        "middlepower": middlepower.__version__,
        "document": kind,
        "baseline": settings.baseline,
        "baseline_date": None if settings.date is None else settings.date.isoformat(),
        "world": world.name,
        "vintage": world.vintage,
        "elasticities": settings.elasticities,
        "elasticities_source": SETS[settings.elasticities].citation,
        "horizon": settings.horizon,
        "horizon_source": HORIZONS[settings.horizon].citation,
        "nest_elasticity": LONG_RUN_ELASTICITY,
        "closure": found.main.closure,
        "closure_meaning": CLOSURES[found.main.closure],
        "numeraire": NUMERAIRE,
        "unit": f"million US dollars of {world.vintage}",
        "percent": PERCENT,
        "range": range_text(found),
        "variants": [f"{name}/{when}" for when, sets in found.at.items() for name in sets],
        "regions": dict(zip(world.regions, world.region_names, strict=True)),
        "sectors": sector_labels(world),
    }


def sector_labels(world: World) -> dict[str, dict[str, str]]:
    """{sector code: name and ISIC}."""
    rows = zip(world.sectors, world.sector_names, world.isic, strict=True)
    return {code: {"name": name, "isic": isic} for code, name, isic in rows}


def range_text(found: Ground) -> str:
    """What a range is, in one sentence."""
    count = len(found.here)
    if count == 1:
        return "none, the main elasticity set only"
    return f"low and high are the smallest and largest of {count} published elasticity sets; no confidence interval"


def footer(found: Ground, body: Mapping[str, Any]) -> dict[str, Any]:
    """The largest residual of any solve behind the document, and the sources."""
    baselines = [one.equilibrium.report.residual for sets in found.at.values() for one in sets.values()]
    return {
        "worst_residual": max([*baselines, *residuals(body)]),
        "sources": [{name: str(value) for name, value in vars(one).items()} for one in found.world.sources],
    }


def residuals(body: Any) -> Iterator[float]:
    """Every finite residual in a document."""
    if isinstance(body, Mapping):
        cell = body.get("residual")
        if isinstance(cell, Mapping) and isinstance(cell.get("high"), float) and math.isfinite(cell["high"]):
            yield cell["high"]
        for value in body.values():
            yield from residuals(value)
    elif isinstance(body, list):
        for value in body:
            yield from residuals(value)


def try_solve(measure: Callable[[], Tree]) -> Tree:
    """A measure's tree, or the reason why there is no equilibrium to take it in."""
    try:
        return measure()
    except NoEquilibriumError as error:
        return {"missing": str(error).split(":")[0]}
