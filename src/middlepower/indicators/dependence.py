"""Dependence and concentration (indicator M1): who trades how much with whom.

A description, not an exposure: shares ignore how easily a partner is replaced, gross flows overstate integrated
supply chains (see `lookthrough`), and an export share can fall by half while exposure hardly moves (see `exposure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.compare import traded
from middlepower.indicators.labelled import About, LabelledSheet, Texts, column, dataset, labelled, no_reasons, sheet
from middlepower.language.catalogue import say
from middlepower.world.labels import sector_position, source_of

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]
SHARE = "fraction"


def cross_border(world: World, equilibrium: Equilibrium | None = None, sectors: Sequence[str] | None = None) -> Array:
    """Flows [k, n, i] between economies at basic prices, of the benchmark or an equilibrium."""
    flow = traded(np.array(world.flow) if equilibrium is None else equilibrium.flow)
    return flow if sectors is None else flow[[sector_position(world, code) for code in sectors]]


def trade_shares(
    world: World, equilibrium: Equilibrium | None = None, sectors: Sequence[str] | None = None
) -> xr.Dataset:
    """Shares of partners and their concentration.

    `import_share`, `export_share` [economy, partner], sum to one over partners (the diagonal is missing);
    `import_concentration`, `export_concentration` [economy] = sum of squared shares, from 1/partners to 1;
    `openness` [economy] = (imports + exports) / value added. Values at basic prices, goods and services.
    """
    return trade_shares_sheet(world, equilibrium, sectors).dataset()


def trade_shares_sheet(
    world: World, equilibrium: Equilibrium | None = None, sectors: Sequence[str] | None = None
) -> LabelledSheet:
    """The columns of `trade_shares`."""
    trade = cross_border(world, equilibrium, sectors).sum(axis=0)
    imports, exports = trade.sum(axis=1), trade.sum(axis=0)
    bought, why_not_bought = shares(trade, say("indicators.no_imports"))
    sold, why_not_sold = shares(trade.T, say("indicators.no_exports"))
    openness = (imports + exports) / (world.value_added if equilibrium is None else equilibrium.value_added)
    codes, source = list(world.regions), source_of(world)
    economy, pair = {"economy": codes}, {"economy": codes, "partner": codes}
    rows = (
        ("import_share", bought, pair, "imports from partner / imports", why_not_bought),
        ("export_share", sold, pair, "exports to partner / exports", why_not_sold),
        (
            "import_concentration",
            concentration(bought),
            economy,
            "HHI of import shares",
            empty(imports, say("indicators.no_imports")),
        ),
        (
            "export_concentration",
            concentration(sold),
            economy,
            "HHI of export shares",
            empty(exports, say("indicators.no_exports")),
        ),
        ("openness", openness, economy, "(imports + exports) / value added", None),
    )
    return sheet([column(name, value, axes, About(SHARE, text, source), why) for name, value, axes, text, why in rows])


def shares(trade: Array, nothing: str) -> tuple[Array, Texts]:
    """([row, column] / row sum, why cells are missing): the diagonal, and rows without trade."""
    total = trade.sum(axis=1, keepdims=True)
    said = no_reasons(trade.shape)
    said[np.broadcast_to(total <= 0.0, trade.shape)] = nothing
    np.fill_diagonal(said, say("indicators.own_sales"))
    share: Array = np.where(said == "", trade / np.where(total > 0.0, total, 1.0), np.nan)
    return share, said


def empty(total: Array, reason: str) -> Texts:
    """The reason where a total is zero."""
    said = no_reasons(total.shape)
    said[total <= 0.0] = reason
    return said


def concentration(share: Array) -> Array:
    """Herfindahl-Hirschman index over the last axis, missing shares left out; missing where all are."""
    known = np.isfinite(share)
    index: Array = np.where(known.any(axis=-1), np.square(np.where(known, share, 0.0)).sum(axis=-1), np.nan)
    return index


def interdependence(
    world: World, equilibrium: Equilibrium | None = None, sectors: Sequence[str] | None = None
) -> xr.Dataset:
    """Barbieri's indices [economy, partner], on total trade (imports + exports) of each pair.

    `trade_share` TS_ij = trade_ij / trade_i; `salience` = sqrt(TS_ij TS_ji); `symmetry` = 1 - |TS_ij - TS_ji|;
    `interdependence` = their product. Barbieri's later work divides by GDP instead; this is the trade version.
    """
    one_way = cross_border(world, equilibrium, sectors).sum(axis=0)
    share, said = shares(one_way + one_way.T, say("document.no_trade"))
    either = np.where(said != "", said, said.T)
    salience = np.sqrt(share * share.T)
    symmetry = 1.0 - np.abs(share - share.T)
    codes, source = list(world.regions), source_of(world)
    coords = {"economy": codes, "partner": codes}
    rows = (
        ("trade_share", share, "trade of the pair / trade of the economy", said),
        ("salience", salience, "sqrt(TS_ij TS_ji)", either),
        ("symmetry", symmetry, "1 - |TS_ij - TS_ji|", either),
        ("interdependence", salience * symmetry, "salience times symmetry", either),
    )
    return dataset([labelled(name, value, coords, About(SHARE, text, source), why) for name, value, text, why in rows])
