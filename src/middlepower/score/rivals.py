"""What others would have said: nothing changes; a demand curve; one-sector structural gravity, sector by sector.

All give the log change of the value at the border, which is spending less the tariff: -ln(1 + t) beside the rule's own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from middlepower.model.gravity.equations import GravityBenchmark
from middlepower.model.gravity.solve import fixed_shares
from middlepower.world.world import World

Array = NDArray[np.float64]
LEAST_OWN = 1e-6  # of an economy's purchases or sales in a sector
NO_CHANGE, DEMAND, GRAVITY = "no change", "partial equilibrium", "one-sector gravity"


def demand_curve(theta: Array, log_tax: Array) -> Array:
    """-(1 + theta) dln(1 + t) [k, n, i]: the rule dln X = -theta dln(1 + t) of spending, at the border."""
    change: Array = -(1.0 + theta[:, None, None]) * log_tax
    return change


def gravity(world: World, log_tax: Array, reference: int) -> Array:
    """Log change at the border [k, n, i] by the counterfactual of gegravity, each goods sector a world of its own.

    `model/gravity` is that package's short cut to 1e-6 (`middlepower replicate gegravity`); NaN in services and
    where there is no trade. The price of one economy's purchases is one.
    """
    change = np.full_like(log_tax, np.nan)
    for k in np.flatnonzero(world.is_goods).tolist():
        flow = world.flow[k] * world.wedge[k]
        kept = np.flatnonzero((flow.sum(axis=0) > 0.0) | (flow.sum(axis=1) > 0.0))
        box = np.ix_(kept, kept)
        tax = np.nan_to_num(log_tax[k][box])
        here = GravityBenchmark(with_own_sales(flow[box]), 1.0 + float(world.elasticity[k]))
        after = fixed_shares(here, np.exp(tax), int(np.searchsorted(kept, reference))).flow
        change[k][box] = np.where(flow[box] > 0.0, np.log(after / np.where(here.flow > 0.0, here.flow, np.nan)), np.nan)
        change[k][box] -= tax
    return change


def with_own_sales(flow: Array) -> Array:
    """The flows [n, i], an economy that sells nothing or buys nothing given a trace of own sales, without which the
    gravity model has no resistance for it."""
    trace = LEAST_OWN * np.maximum(flow.sum(axis=0), flow.sum(axis=1))
    lacks = (flow.sum(axis=0) <= 0.0) | (flow.sum(axis=1) <= 0.0)
    mended: Array = flow + np.diag(np.where(lacks, trace, 0.0))
    return mended
