"""Main aggregates of a world, beside published totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from middlepower.data.reference import ReferenceTotal, reference_totals
from middlepower.world.labels import sector_position
from middlepower.world.world import World


@dataclass(frozen=True)
class Aggregate:
    """Trade of one economy in million US dollars at basic prices, goods and services apart; shares are fractions."""

    economy: str
    value_added: float
    goods_exports: float
    services_exports: float
    goods_imports: float
    services_imports: float
    deficit: float
    tariff_revenue: float


@dataclass(frozen=True)
class Comparison:
    """A published total beside the world's own number, both in million US dollars."""

    reference: ReferenceTotal
    published: float
    world: float

    @property
    def ratio(self) -> float:
        """World over published."""
        return self.world / self.published


def main_aggregates(world: World, code: str) -> Aggregate:
    """The main aggregates of an economy."""
    n = world.region(code)
    trade = np.array(world.flow)
    every = np.arange(len(world.regions))
    trade[:, every, every] = 0.0
    services = ~world.is_goods
    sold, bought = trade[:, :, n].sum(axis=1), trade[:, n, :].sum(axis=1)
    return Aggregate(
        code,
        float(world.value_added[n]),
        float(sold[~services].sum()),
        float(sold[services].sum()),
        float(bought[~services].sum()),
        float(bought[services].sum()),
        float(world.deficit[n]),
        float(world.tariff_revenue[n]),
    )


def partner_shares(world: World, code: str, partners: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Shares of partners in an economy's exports and imports, goods and services together."""
    n = world.region(code)
    flows = world.flow.sum(axis=0)
    sold, bought = flows[:, n], flows[n, :]
    shares = {}
    for partner in partners:
        i = world.region(partner)
        shares[partner] = (float(sold[i] / world.exports[n]), float(bought[i] / world.imports[n]))
    return shares


NEAR = 2
"""Years between a world and the published totals that it is compared with, at most."""


def comparisons(world: World) -> list[Comparison]:
    """Every published total of about the world's year that it has cells for, beside those cells."""
    return [Comparison(total, total.value, _own(world, total)) for total in reference_totals() if _shown(world, total)]


def _shown(world: World, reference: ReferenceTotal) -> bool:
    """Whether a world has the economies and sectors that a published total speaks of, at about its time."""
    if abs(reference.year - world.vintage) > NEAR:
        return False
    economies = {reference.importer, reference.exporter} - {""}
    return economies <= set(world.regions) and set(reference.sectors) <= set(world.sectors)


def _own(world: World, reference: ReferenceTotal) -> float:
    if reference.concept == "services exports":
        return main_aggregates(world, reference.exporter).services_exports
    n = world.region(reference.importer)
    if reference.concept == "gdp":
        return float(world.value_added[n])
    i = world.region(reference.exporter)
    k = [sector_position(world, code) for code in reference.sectors] or list(range(len(world.sectors)))
    return float(world.flow[k, n, i].sum())
