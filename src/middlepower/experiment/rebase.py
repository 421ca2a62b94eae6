"""An equilibrium recorded as a new benchmark: ties made in the long run, threats met at another horizon."""

from __future__ import annotations

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.variant import LONG, Variant, variant_world
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.world.world import World


def rebased(world: World, found: Equilibrium, name: str) -> World:
    """The world that a statistician would record in an equilibrium: a new benchmark, for instance for a short horizon.

    Quota premiums and export taxes become part of the recorded tariff, their transfers part of the deficit.
    """
    return World.from_flows(
        name=name,
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        tariff_date=world.tariff_date,
        services=world.services,
        flow=found.flow,
        tariff=1.0 / found.net - 1.0,
        input_share=world.input_share,
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
        horizon=world.horizon,
        region_names=world.region_names,
        sector_names=world.sector_names,
        isic=world.isic,
        members=world.members,
        sources=world.sources,
    )


def recorded(baseline: Baseline, horizon: str) -> Baseline:
    """The baseline with its equilibrium recorded as a benchmark, and the elasticities of a horizon for what follows."""
    world = rebased(baseline.world, baseline.equilibrium, baseline.world.name)
    chosen = variant_world(world, Variant(world.elasticity_set, horizon))
    return Baseline.of(chosen, None, baseline.closure, f"{baseline.name}, settled")


def met_at(baseline: Baseline, horizon: str) -> Baseline:
    """A long-run baseline as threats at a horizon meet it."""
    return baseline if horizon == LONG else recorded(baseline, horizon)
