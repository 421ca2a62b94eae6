"""World -> Benchmark: where labels end, but for messages."""

from __future__ import annotations

from middlepower.model.core.benchmark import Benchmark
from middlepower.names import Labels
from middlepower.world.world import World


def benchmark_of(world: World) -> Benchmark:
    """The model's arrays of a world, in the paper's letters."""
    return Benchmark(
        pi=world.trade_share,
        tau=world.tariff,
        gamma=world.input_share,
        beta=world.value_added_share,
        alpha=world.consumption_share,
        theta=world.elasticity,
        wL=world.value_added,
        D=world.deficit,
        X=world.spending,
        export_tax=world.export_tax,
        labels=Labels(world.sectors, world.regions),
    )
