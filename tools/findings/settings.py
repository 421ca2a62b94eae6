"""The settings in which the findings are computed: that of the first estimates, the same with inputs, and ours.

First estimates: no inputs, balanced trade, elasticity 4 in every sector, the benchmark of 2022 as baseline. Ours:
inputs, FGO elasticities in the long run with a range over `VARIANTS`, deficits a fixed share of world value added,
and the status quo of 13 January 2026 as baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from middlepower.experiment.run import Options, all_measures, plan_of
from middlepower.experiment.situation import VARIANTS, Situation, situations
from middlepower.experiment.study import BASELINE, Plan
from middlepower.model.long_run.rebalance import balanced
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

SCENARIO = "beijing-2026"
STATES = ("deal", "deal-and-us-100", "diversify")
LONG = tuple(label for label in VARIANTS if label.endswith("/long"))
MAIN = VARIANTS[0]
FIRST_SET = "U4"  # elasticity 4 in every sector


@dataclass(frozen=True)
class Settings:
    """`without` inputs and with them (`inputs`), both as in the first estimates; `ours` by variant, main first."""

    without: Situation
    inputs: Situation
    ours: Mapping[str, Situation]

    @property
    def main(self) -> Situation:
        """FGO elasticities in the long run, at the status quo."""
        return self.ours[MAIN]


@cache
def settings() -> Settings:
    """The three settings, solved once."""
    world = load_world("icio2022", FIRST_SET, "long")
    return Settings(
        Situation.of(balanced(without_inputs(world)), None, "balanced"),
        Situation.of(balanced(world), None, "balanced"),
        situations(load_world("icio2022"), VARIANTS, plan().states[BASELINE]),
    )


@cache
def plan() -> Plan:
    """The compiled scenario: status quo, the deal, the deal punished, non-US exports doubled."""
    scenario = read_scenario(SCENARIO)
    return plan_of(scenario, Options(states=STATES), all_measures(scenario))


def plain_plan(world: World) -> Plan:
    """The same plan on another world with the same flows, trade balanced."""
    return replace(plan(), world=world, closure="balanced")


def without_inputs(world: World) -> World:
    """The world with its input-output loop dropped: every sale is final, every receipt value added."""
    return World.from_flows(
        name="icio2022 without inputs",
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        tariff_date=world.tariff_date,
        services=world.services,
        flow=world.flow,
        tariff=world.tariff,
        input_share=np.zeros_like(world.input_share),
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
        horizon=world.horizon,
        sources=world.sources,
    )
