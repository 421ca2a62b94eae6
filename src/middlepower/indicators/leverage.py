"""Sender cost, leverage and asymmetry (indicator M5), and a power index after Liu and Yang.

Leverage is E_{n,m} / c_{m->n} for the same action. It explodes as the sender's cost goes to zero and has no meaning
when the sender gains, so the point (c, E) comes first and the ratio is missing there. In money the two losses are
nearly equal, in per cent they are not: both ratios are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.indicators.labelled import About, LabelledSheet, Texts, column, labelled, sheet
from middlepower.language.catalogue import say
from middlepower.world.labels import source_of

if TYPE_CHECKING:
    import xarray as xr

    from middlepower.model.core.equilibrium import Equilibrium
    from middlepower.world.world import World

Array = NDArray[np.float64]
SMALLEST_COST = 1e-8  # log points: a hundred times the real-income error of a solve at 1e-10


def leverage(threats: xr.Dataset) -> xr.Dataset:
    """Leverage of powers, from the columns of `exposures`, `exposures_to`, `exposure_matrix` or `threat_curve`.

    `exposure` and `sender_cost` (the point to plot), `leverage` = E / c of log points, `leverage_money` = loss over
    the sender's loss, `asymmetry` = E - c in log points. Missing where the sender gains or loses nothing.
    """
    return leverage_sheet(LabelledSheet.of(threats)).dataset()


def leverage_sheet(threats: LabelledSheet) -> LabelledSheet:
    """The columns of `leverage`."""
    E, c, loss, theirs = (threats.columns[name] for name in ("exposure", "sender_cost", "loss", "sender_loss"))
    said, ratio = E.reasons, undefined(c.values, E.reasons)
    log, money, gap = (About(u, d, E.about.source) for u, d in COLUMNS)
    return sheet(
        [
            E,
            c,
            column("leverage", _over(E.values, c.values, ratio), E.coords, log, ratio),
            column("leverage_money", _over(loss.values, theirs.values, ratio), E.coords, money, ratio),
            column("asymmetry", E.values - c.values, E.coords, gap, said),
        ]
    )


COLUMNS = (
    ("ratio of log points", "exposure E_{n,m} over sender cost c_{m->n}"),
    ("ratio of million US dollars", "loss of the economy over loss of the power"),
    ("log points of real income", "E_{n,m} - c_{m->n}"),
)


def undefined(cost: Array, said: Texts) -> Texts:
    """Why a ratio to `cost` is missing, cell by cell; empty where it is defined."""
    known = np.where(np.isnan(cost), 0.0, cost)
    gains, no_cost = say("indicators.power_gains"), say("indicators.power_loses_nothing")
    reason = np.where(known < -SMALLEST_COST, gains, np.where(known < SMALLEST_COST, no_cost, ""))
    chosen: Texts = np.where(said != "", said, reason)
    return chosen


def _over(top: Array, bottom: Array, said: Texts) -> Array:
    """top / bottom, missing where a reason is given."""
    good = said == ""
    ratio: Array = np.where(good, top / np.where(good, bottom, 1.0), np.nan)
    return ratio


def power_index(world: World, equilibrium: Equilibrium | None = None) -> xr.DataArray:
    """Power of m over n, [economy n, power m]: sum_k (X_knm / I_n) / theta_k - sum_k (X_kmn / I_m) / theta_k.

    After Liu and Yang (NBER working paper 34006): asymmetric import dependence weighted by inverse sectoral trade
    elasticity. We know that paper from its abstract: this normalisation (spending at purchaser prices over
    gross national expenditure, theta = sigma - 1) is ours and not checked against theirs. Antisymmetric; zero on
    the diagonal by construction.
    """
    bought = world.flow * world.wedge if equilibrium is None else equilibrium.pi * equilibrium.X[:, :, None]
    income = world.income if equilibrium is None else equilibrium.income
    need = np.einsum("kni,k->ni", bought, 1.0 / world.elasticity) / income[:, None]
    definition = "sum_k (X_knm/I_n)/theta_k - sum_k (X_kmn/I_m)/theta_k; our normalisation, after Liu and Yang"
    codes = list(world.regions)
    about = About("fraction of gross national expenditure over elasticity", definition, source_of(world))
    return labelled("power_index", need - need.T, {"economy": codes, "power": codes}, about)
