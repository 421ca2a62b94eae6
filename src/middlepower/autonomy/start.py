"""Where a frontier starts: the status quo of an economy or group, recorded, and the threats of each power."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.draw import Draw
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.machine_code import for_many
from middlepower.experiment.rebase import recorded
from middlepower.experiment.variant import LONG, Variant, frictions_under, uniform_theta
from middlepower.indicators.threat_shocks import cut_matrix, with_cut, with_tariff
from middlepower.model.core.rebase import rebased_world
from middlepower.model.sensitivity.two_stage.solve import SecondStage
from middlepower.scenario.shock import Shock, no_change
from middlepower.world.groups import title_of
from middlepower.world.parties import label_of, members
from middlepower.world.world import World

Array = NDArray[np.float64]
CUT_OFF = "cutoff"
TARIFF = "tariff:"
HIGHEST = 10.0  # a tariff threat above 1,000% is meant as 100 times less


@dataclass(frozen=True)
class Menace:
    """What a power threatens: to end all trade (rate None), or to add a tariff on the economy's goods."""

    rate: float | None

    @property
    def name(self) -> str:
        """As it is written on the command line."""
        return CUT_OFF if self.rate is None else f"{TARIFF}{self.rate:g}"


def menace(text: str) -> Menace:
    """The threat of `cutoff` or `tariff:0.25`; ScenarioError where it is neither."""
    if text == CUT_OFF:
        return Menace(None)
    number = text.removeprefix(TARIFF)
    try:
        rate = float(number) if text.startswith(TARIFF) else math.nan
    except ValueError:
        rate = math.nan
    if not 0.0 < rate <= HIGHEST:
        raise ScenarioError(
            f"`--threat` is `{text}`: write `cutoff`, or `tariff:0.25` for 25 points on all goods (a fraction above 0 "
            f"and at most {HIGHEST:g})."
        )
    return Menace(rate)


@dataclass(frozen=True)
class Beginning:
    """The long-run status quo recorded as a benchmark, the economy's position, the powers' members, the threat."""

    start: Baseline
    n: int
    powers: Mapping[str, tuple[int, ...]]
    menace: Menace
    draw: Draw | None = None

    @property
    def soon(self) -> Variant:
        """The first year after the long run, under the same draw."""
        return Variant(self.world.elasticity_set, FIRST_YEAR, "long run", draw=self.draw)

    @property
    def world(self) -> World:
        """The recorded world."""
        return self.start.world

    @property
    def economy(self) -> str:
        """The economy's code."""
        return self.world.regions[self.n]

    def stage(self, power: str, free_wages: bool = False) -> SecondStage:
        """Stage 2 under one power's threat, in the first year."""
        frictions, theta = frictions_under(self.world, self.soon), uniform_theta(self.soon)
        assert frictions is not None
        assert theta is not None
        return SecondStage(
            replace(frictions, floor=0.0) if free_wages else frictions,
            np.full_like(self.world.elasticity, theta),
            threat_shock(self.world, self.n, self.powers[power], self.menace),
        )


def threat_shock(world: World, n: int, powers: Sequence[int], threat: Menace) -> Callable[[Array], Shock]:
    """The shock of a threat carried out, given the tariffs in force before it."""
    count = len(world.regions)
    if threat.rate is None:
        both = cut_matrix(count, [n], powers, "both")
        return lambda tau: with_cut(no_change(tau), both)
    sold = cut_matrix(count, [n], powers, "export")
    rate = np.where(world.is_goods[:, None, None] & sold[None], threat.rate, 0.0)
    return lambda tau: with_tariff(no_change(tau), rate)


def beginning(
    baseline: Baseline, economy: str, powers: Sequence[str], threat: Menace, draw: Draw | None = None
) -> Beginning:
    """The Beginning of a long-run baseline; a group becomes one economy of the recorded world."""
    start = recorded(baseline, Variant(baseline.world.elasticity_set, LONG))
    name = label_of(start.world, economy)
    inside = members(start.world, name)
    if len(inside) > 1:
        start = as_one(baseline, name, inside)
    n = start.world.region(name)
    taken = {power: others(start.world, name, power) for power in dict.fromkeys(powers)}
    return Beginning(start, n, taken, threat, draw)


def as_one(baseline: Baseline, name: str, inside: Sequence[int]) -> Baseline:
    """The recorded baseline with a group merged into one economy; its members trade among themselves as at home."""
    same = rebased_world(baseline.world, baseline.equilibrium, baseline.world.name)
    codes = [same.regions[i] for i in inside]
    merged = same.aggregate(regions=dict.fromkeys(codes, name))
    names = zip(merged.regions, merged.region_names, strict=True)
    titles = tuple(title_of(name) if code == name else title for code, title in names)
    world = replace(merged, name=same.name, region_names=titles, tariff_date=baseline.tariff_date)
    return Baseline.of(world, None, baseline.closure, f"{baseline.name}, settled")


def others(world: World, economy: str, power: str) -> tuple[int, ...]:
    """The positions of a power's members; ScenarioError where the economy is among them."""
    inside = members(world, power)
    if world.region(economy) in inside:
        raise ScenarioError(f"`--powers` names {power}, which is or contains {economy} itself: name other powers.")
    return inside


def prepared(begun: Beginning, solves: int) -> Beginning:
    """The same, its long run ready for many solves."""
    return replace(begun, start=for_many(begun.start, solves))
