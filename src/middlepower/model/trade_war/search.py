"""The best of some rates for an aim of any kind, by a quasi-Newton method with exact slopes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, minimize

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.trade_war.arena import Arena

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Aimed = Callable[[Equilibrium], tuple[float, Array]]  # value, and slope in every rate [g]
PER_CENT = 100.0  # values in per cent: the search's tolerances are absolute
STEPS = 300
FLATTEST = 1e-8  # of the slope in scaled rates
WORSE = 1e3  # what rates without an equilibrium are worth, in per cent below the start


@dataclass(frozen=True)
class BestRates:
    """Rates x[g], their equilibrium, the value there and the largest slope that bounds don't hold back."""

    x: Array
    now: Equilibrium
    value: float
    slope: float


def best_rates(arena: Arena, x: Array, free: Mask, weight: Array, aimed: Aimed, near: Equilibrium | None) -> BestRates:
    """The rates free[g] at which `aimed` is largest, the others as in x; weight[g] scales them."""
    levers, scale = arena.levers, weight[free]
    last: list[Equilibrium | None] = [near]
    start = np.clip(x[free], levers.lowest[free], levers.highest[free])

    def lost(z: Array) -> tuple[float, Array]:
        trial = x.copy()
        trial[free] = z / scale
        try:
            now = arena.at(trial, last[0])
        except NoEquilibriumError:
            return WORSE, np.zeros_like(z)
        last[0] = now
        value, slope = aimed(now)
        return -PER_CENT * value, -PER_CENT * slope[free] / scale

    search = minimize(
        lost,
        start * scale,
        jac=True,
        method="L-BFGS-B",
        bounds=Bounds(levers.lowest[free] * scale, levers.highest[free] * scale),
        options={"maxiter": STEPS, "maxcor": 20, "ftol": 1e-15, "gtol": FLATTEST},
    )
    chosen = x.copy()
    chosen[free] = np.clip(search.x / scale, levers.lowest[free], levers.highest[free])
    now = arena.at(chosen, last[0])
    value, slope = aimed(now)
    return BestRates(chosen, now, value, held_slope(arena, chosen, free, slope))


def held_slope(arena: Arena, x: Array, free: Mask, slope: Array) -> float:
    """The largest slope of a free rate that its bounds do not hold back."""
    levers = arena.levers
    room = np.where(slope > 0.0, levers.highest - x, x - levers.lowest)
    return float(np.abs(np.where(free & (room > 1e-9), slope, 0.0)).max(initial=0.0))
