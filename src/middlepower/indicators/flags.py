"""Dependency flags by sector (indicator M2), for supply and, mirrored, for markets.

The criteria are CEPII's GeoDep (the European Commission's method made operational), meant for HS6 products: imports
concentrated on few origins (C1, HHI > 0.4), world exports concentrated (C2, HHI > 0.4), imports larger than exports
(C3, ratio > 1). Here they are applied to whole sectors, so they are proxies: concentrated products hide in sectors.
No sector of the embedded world meets C2, the world's exports of a whole sector are never that concentrated: look at
`criteria_met` and use product data for chokepoints. One year of data leaves out the criterion that two of three years
agree (C4); CEPII reports that one in five dependent products drops out a year later. Published counts (EC 2021: 137
products) are of products and of the EU as one buyer, and can't be compared. A flag is no loss: it has no elasticity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.dependence import SHARE, concentration, cross_border
from middlepower.indicators.labelled import About, LabelledSheet, Texts, column, labelled, no_reasons, sheet
from middlepower.language.catalogue import say
from middlepower.world.labels import source_of
from middlepower.world.parties import opponents

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]
CONCENTRATED = 0.4  # CEPII GeoDep C1 and C2
RATIO = 1.0  # CEPII GeoDep C3
MONEY = "million US dollars at basic prices"


def supply_flags(world: World, equilibrium: Equilibrium | None = None) -> xr.Dataset:
    """Sector-level proxies of import dependency, [economy, sector] unless said.

    `import_concentration` C1, `world_export_concentration` [sector] C2, `import_export_ratio` C3 (infinite
    without exports), `criteria_met` of the three, `flag` 1 where all are, `value` of imports;
    coordinate `largest_supplier` with `largest_share`. Missing where an economy imports nothing of a sector.
    """
    return supply_sheet(world, equilibrium).dataset()


def supply_sheet(world: World, equilibrium: Equilibrium | None = None) -> LabelledSheet:
    """The columns of `supply_flags`."""
    trade = cross_border(world, equilibrium)
    imports, exports = trade.sum(axis=2).T, trade.sum(axis=1).T
    world_share = over_total(trade.sum(axis=1))
    return _flags(world, trade.transpose(1, 0, 2), imports, ratio(imports, exports), world_share, SUPPLY)


def market_flags(world: World, equilibrium: Equilibrium | None = None) -> xr.Dataset:
    """The mirror for exports, our proposal, [economy, sector] unless said.

    `export_concentration` HHI of destinations, `world_import_concentration` [sector], `export_absorption_ratio`
    exports over what the economy itself buys of the sector, `criteria_met`, `flag`, `value` of exports;
    `largest_buyer` with `largest_share`; `rerouting` = imports of all but the economy and its largest buyer, over
    exports to that buyer (below one: they cannot be sold elsewhere even if everybody else bought only from here).
    """
    return market_sheet(world, equilibrium).dataset()


def market_sheet(world: World, equilibrium: Equilibrium | None = None) -> LabelledSheet:
    """The columns of `market_flags`."""
    trade = cross_border(world, equilibrium)
    flow = world.flow if equilibrium is None else equilibrium.flow
    imports, exports = trade.sum(axis=2).T, trade.sum(axis=1).T
    world_share = over_total(trade.sum(axis=2))
    absorption = flow.sum(axis=2).T
    partners = trade.transpose(2, 0, 1)
    flags = _flags(world, partners, exports, ratio(exports, absorption), world_share, MARKET)
    buyer = partners.argmax(axis=2)
    at_buyer = np.take_along_axis(partners, buyer[:, :, None], axis=2)[:, :, 0]
    others = imports.sum(axis=0) - imports - np.take_along_axis(imports, buyer, axis=0)
    coords = {"economy": list(world.regions), "sector": list(world.sectors)}
    about = About("ratio", "imports by all others / exports to the largest buyer", source_of(world))
    capacity = np.where(exports > 0.0, others / np.where(at_buyer > 0.0, at_buyer, 1.0), np.nan)
    why = nothing(exports, MARKET.missing())
    more = column("rerouting", capacity, coords, about, why)
    return replace(flags, columns={**flags.columns, more.name: more})


def rerouting(world: World, name: str, power: str, equilibrium: Equilibrium | None = None) -> xr.DataArray:
    """Re-routing capacity RC [sector] = sum of imports by all but the economy and the power / exports to the power.

    Missing where the economy sells the power nothing. The published definition counts the economy's own imports
    too; they are no market for its exports.
    """
    n, m = opponents(world, name, power)
    trade = cross_border(world, equilibrium)
    inside = [n, *m]
    others = trade.sum(axis=(1, 2)) - trade[:, inside, :].sum(axis=(1, 2))
    sold = trade[:, list(m), n].sum(axis=1)
    capacity = np.where(sold > 0.0, others / np.where(sold > 0.0, sold, 1.0), np.nan)
    about = About("ratio", "imports by third economies / exports to the power", source_of(world))
    why = nothing(sold, say("indicators.nothing_sold", power=power))
    return labelled("rerouting", capacity, {"sector": list(world.sectors)}, about, why)


@dataclass(frozen=True)
class Kind:
    """Names of the columns of one side, supply or market, and the side of trade that a value needs."""

    own: str
    world: str
    ratio: str
    partner: str
    side: Literal["import", "export"]

    def missing(self) -> str:
        """The reason for a missing value."""
        return say(f"indicators.no_sector_{self.side}")


SUPPLY = Kind(
    "import_concentration",
    "world_export_concentration",
    "import_export_ratio",
    "largest_supplier",
    "import",
)
MARKET = Kind(
    "export_concentration",
    "world_import_concentration",
    "export_absorption_ratio",
    "largest_buyer",
    "export",
)


def _flags(world: World, partners: Array, value: Array, third: Array, world_share: Array, kind: Kind) -> LabelledSheet:
    """The columns of one side; partners[economy, sector, partner], value and third criterion [economy, sector]."""
    share = over_total(partners)
    own, everyone = concentration(share), concentration(world_share)
    why = nothing(value, kind.missing())
    known = why == ""
    third = np.where(known, third, np.nan)
    met = np.stack([own > CONCENTRATED, np.broadcast_to(everyone > CONCENTRATED, own.shape), third > RATIO]).sum(axis=0)
    largest = np.where(known, np.where(np.isfinite(share), share, 0.0).max(axis=2), np.nan)
    cells = {"economy": list(world.regions), "sector": list(world.sectors)}
    source = source_of(world)
    nobody = nothing(value.sum(axis=0), say("indicators.no_sector_trade"))
    proxy = "sector-level proxy of CEPII GeoDep"
    columns = [
        column(kind.own, own, cells, About(SHARE, f"HHI over partners; {proxy}", source), why),
        column(kind.world, everyone, {"sector": cells["sector"]}, About(SHARE, f"HHI; {proxy}", source), nobody),
        column(kind.ratio, third, cells, About("ratio", proxy, source), why),
        column("criteria_met", np.where(known, met, np.nan), cells, About("0 to 3", proxy, source), why),
        column("flag", np.where(known, met == 3, np.nan), cells, About("1 or 0", f"all three; {proxy}", source), why),
        column("largest_share", largest, cells, About(SHARE, "share of the largest partner", source), why),
        column("value", value, cells, About(MONEY, "cross-border trade of the sector", source)),
    ]
    names = np.where(known, np.array(world.regions)[partners.argmax(axis=2)], "")
    return sheet(columns).saying(kind.partner, ["economy", "sector"], names)


def over_total(value: Array) -> Array:
    """Shares along the last axis; missing where the total is zero."""
    total = value.sum(axis=-1, keepdims=True)
    share: Array = np.where(total > 0.0, value / np.where(total > 0.0, total, 1.0), np.nan)
    return share


def ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, infinite where only the bottom is zero, zero where both are."""
    safe = np.where(bottom > 0.0, bottom, 1.0)
    value: Array = np.where(bottom > 0.0, top / safe, np.where(top > 0.0, np.inf, 0.0))
    return value


def nothing(value: Array, reason: str) -> Texts:
    """The reason where a value is zero."""
    said = no_reasons(value.shape)
    said[value <= 0.0] = reason
    return said
