"""The product nest: a tariff on one product inside a sector flow, without naive averaging.

A flow (k, n, i) is a CES bundle, elasticity eta, of product lines p with benchmark spending shares s_p
(tariff-inclusive) and rates t_p -> t_p'. With r_p = (1 + t_p')/(1 + t_p):
landed-cost change = (sum_p s_p r_p^(1-eta))^(1/(1-eta)); new shares s_p' proportional to s_p r_p^(1-eta);
effective rate 1/(1 + tau_eff) = sum_p s_p'/(1 + t_p'). Where exporters tax parts of a flow, at factors x_p = 1 + e_p',
r_p has x_p beside 1 + t_p', and 1/(1 + e_eff) = sum_p s_p'/((1 + t_p') x_p) / sum_p s_p'/(1 + t_p').
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import MeasureError

Array = NDArray[np.float64]

LONG_RUN_ELASTICITY = 5.0
HIGHEST_ELASTICITY = 100.0  # 11^-99, for the highest rate, is a number; estimates by product end below 70
NEAREST_TO_ONE = 1e-6  # nearer, the power 1 / (1 - eta) leaves fewer than ten digits
LONG_RUN_SOURCE = (
    "Fontagné, Guimbard and Orefice (2022), whose HS6 elasticities are centred around 5 (abstract of the working "
    "paper, 2019); cross-checked with the fall of Canada's EV imports from China (-92% in the fourth quarter of 2024, "
    "after the 100% surtax) and of its canola seed sales to China (-92% from August to November 2025, after the "
    "75.8% deposit)"
)


@dataclass(frozen=True)
class NestChange:
    """Many bundles, one per flow: landed-cost changes, and value at the border per unit of spending before and after.

    `producers` is what producers receive of a unit at the border, relative to before: less as exporters tax more.
    """

    cost: Array
    net_before: Array
    net_after: Array
    producers: Array


def change(
    share: Array, before: Array, after: Array, first: NDArray[np.intp], eta: float, export: Array | None = None
) -> NestChange:
    """What new rates do to bundles whose parts stand one after the other; `first` is where each bundle begins.

    share sums to one within a bundle; before and after are tax factors 1 + t, infinite after where a ban stops a part.
    The cost is infinite where all parts are stopped, or one of them at an elasticity below one, without which the
    others are of no use; receipts are then those of before. `export` is the change of the factors 1 + e of exporters'
    taxes, part by part.
    """
    check_elasticity(eta)
    taxed = np.ones_like(after) if export is None else export
    weight = weights(share, before, after * taxed, eta)
    total = np.add.reduceat(weight, first)
    open_, net_before = np.isfinite(total) & (total > 0.0), np.add.reduceat(share / before, first)
    whole = np.where(open_, total, 1.0)
    border = np.add.reduceat(receipts(weight, after), first)
    producers = np.add.reduceat(receipts(weight, after * taxed), first)
    return NestChange(
        np.where(open_, whole ** (1.0 / (1.0 - eta)), np.inf),
        net_before,
        np.where(open_, border / whole, net_before),
        np.divide(producers, border, out=np.ones_like(border), where=open_),
    )


def weights(share: Array, before: Array, after: Array, eta: float) -> Array:
    """s_p r_p^(1-eta) of parts; where a ban stops one, nothing at an elasticity above one and else without limit."""
    weight: Array = share * (after / before) ** (1.0 - eta)
    return weight


def receipts(weight: Array, after: Array) -> Array:
    """Weights of parts over their tax factors; a part that a ban stops brings nothing."""
    return np.divide(weight, after, out=np.zeros_like(weight), where=np.isfinite(after))


def check_elasticity(eta: float) -> None:
    """Refuse a nest elasticity for which the CES formula has no value, or none that a computer can hold."""
    if not (0.0 < eta <= HIGHEST_ELASTICITY and abs(eta - 1.0) > NEAREST_TO_ONE):
        raise MeasureError(
            f"`nest_elasticity` is {eta:g}: it must be above 0, at most {HIGHEST_ELASTICITY:g} and not 1. Try 5, or "
            "1.001 for 1."
        )
