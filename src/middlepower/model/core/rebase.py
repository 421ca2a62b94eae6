"""An equilibrium recorded as a benchmark: what a statistician would write down there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.equilibrium import Equilibrium
from middlepower.world.world import World

Array = NDArray[np.float64]


def rebased_world(world: World, equilibrium: Equilibrium, name: str) -> World:
    """The world that a statistician would record in an equilibrium: a new benchmark, for instance for a short horizon.

    What the exporter's side receives before the border stays its own: export taxes and the quota rents of exporters
    are recorded as `export_tax`, tariffs and the quota rents of importers as `tariff`. Both end with the trade.
    One simplification: a quota is recorded as its premium, an ad valorem wedge paid to the same holder. Its volume is
    no limit any more, so that the premium neither rises nor falls with what happens next.
    """
    border = equilibrium.net + equilibrium.foreign_share  # value at the border per unit of spending
    taxed = bool(equilibrium.foreign_share.any())
    export_tax = equilibrium.foreign_share / equilibrium.net if taxed else None
    return with_flows(world, name, equilibrium.flow, 1.0 / border - 1.0, export_tax)


def with_flows(
    world: World, name: str, flow: Array, tariff: Array, export_tax: Array | None, input_share: Array | None = None
) -> World:
    """The world of other flows [k, n, i] and taxes, with the same labels, input shares and elasticities."""
    return World.from_flows(
        name=name,
        vintage=world.vintage,
        regions=world.regions,
        sectors=world.sectors,
        tariff_date=world.tariff_date,
        services=world.services,
        flow=flow,
        tariff=tariff,
        input_share=world.input_share if input_share is None else input_share,
        elasticity=world.elasticity,
        elasticity_set=world.elasticity_set,
        export_tax=export_tax,
        horizon=world.horizon,
        region_names=world.region_names,
        sector_names=world.sector_names,
        isic=world.isic,
        members=world.members,
        sources=world.sources,
    )
