"""The settings in which the findings are computed: that of the first estimates, the same with inputs, and ours.

First estimates: no inputs, balanced trade, elasticity 4 in every sector, the benchmark of 2022 as baseline. Ours:
inputs, the median elasticities in the long run with a range over the other `VARIANTS`, deficits a fixed share of world
value added, and the status quo of 13 January 2026 as baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment, solve_experiment
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant
from middlepower.model.long_run.rebalance import balanced
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.world.embedded import load_world
from middlepower.world.world import World

SCENARIO = "beijing-2026"
STATES = ("deal", "deal-and-us-100", "diversify")
SETS = ("FGO", "CP", "BSY", "GYY", "IS", "LL", "Shap", "U4")
VARIANTS = ("MEDIAN/long", *(f"{name}/long" for name in SETS), "MEDIAN/medium", "MEDIAN/first-year")
"""The main variant, every published set in the long run, the other horizons; a set that is added later changes
nothing here. All are solved from the benchmark."""
LONG = tuple(label for label in VARIANTS if Variant.parse(label).horizon == "long")
MAIN = VARIANTS[0]
FIRST_SET = "U4"  # elasticity 4 in every sector


@dataclass(frozen=True)
class Cases:
    """`without` inputs and with them (`inputs`), both as in the first estimates; `ours` by variant, main first."""

    without: Baseline
    inputs: Baseline
    ours: Mapping[str, Baseline]

    @property
    def main(self) -> Baseline:
        """The median elasticities in the long run, at the status quo."""
        return self.ours[MAIN]


@cache
def settings() -> Cases:
    """The three settings, solved once."""
    world = load_world("icio2022", FIRST_SET, "long")
    return Cases(
        Baseline.of(balanced(without_inputs(world)), None, "balanced"),
        Baseline.of(balanced(world), None, "balanced"),
        {run.variant.label: run.baseline for run in experiment().runs},
    )


@cache
def scenario() -> Scenario:
    """Status quo, the deal, the deal punished, non-US exports doubled."""
    return narrowed(read_scenario(SCENARIO), states=STATES)


@cache
def experiment() -> Experiment:
    """The scenario solved under all VARIANTS."""
    return solve_experiment(question_of(scenario()), Settings(), [Variant.parse(label) for label in VARIANTS])


def balanced_experiment(world: World) -> Experiment:
    """The scenario on another world, trade balanced, under the world's own elasticities."""
    question = replace(question_of(scenario()), world=world)
    own = Variant(world.elasticity_set, world.horizon)
    return solve_experiment(question, Settings(closure="balanced", ranges=False), [own])


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
        members=world.members,
        sources=world.sources,
    )
