"""Best responses, Nash equilibria, and the check that nobody gains by another rate.

A best response maximises ln G of its player over all its rates, given those of the others. A Nash equilibrium is found
by rounds of best responses, each exact, until a round raises nobody's value. That no small change pays is then the
slope; that no large one on a grid does is `deviations`. Several equilibria cannot be ruled out: `nash` says where it
began, and can begin elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.trade_war.arena import Arena
from middlepower.model.trade_war.search import BestRates, best_rates

Array = NDArray[np.float64]
ROUNDS = 25  # three to six are usual
STILL = 1e-9  # largest rise of ln G that a round may still bring
GRID = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0)  # rates on everything at once
FACTORS = (0.0, 0.5, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0)  # of the own rates in ln(1 + rate)
ALONE = (0.5, 1.5)  # the same of one rate alone


@dataclass(frozen=True)
class WarPoint:
    """Rates x[g] (NaN: as in the baseline), their equilibrium, values ln G [player], rounds; slope and rise left."""

    x: Array
    now: Equilibrium
    values: Array
    rounds: int = 0
    slope: float = 0.0
    rise: float = 0.0


def best_response(arena: Arena, player: int, x: Array, near: Equilibrium | None = None) -> BestRates:
    """The rates that are best for a player, the others' as in x; its own that are NaN stay as in the baseline too."""
    free = arena.levers.of(player) & ~np.isnan(x)

    def aimed(now: Equilibrium) -> tuple[float, Array]:
        return arena.value(player, now), arena.slope(player, now)

    return best_rates(arena, x, free, arena.weight(player), aimed, near)


def alone(arena: Arena, player: int, first: Array) -> BestRates:
    """The best rates of one player while everybody else keeps the baseline's policy."""
    x = np.where(arena.levers.of(player), first, np.nan)
    return best_response(arena, player, x)


def nash(arena: Arena, first: Array) -> WarPoint:
    """The Nash equilibrium that rounds of best responses from rates `first` lead to; else NoEquilibriumError."""
    x, now = first.copy(), arena.at(first)
    for rounds in range(1, ROUNDS + 1):
        rise, slope = 0.0, 0.0
        for player in arena.players:
            before = arena.value(player, now)
            found = best_response(arena, player, x, now)
            if found.value < before:  # the search ends within rounding of where it began
                continue
            x, now = found.x, found.now
            rise, slope = max(rise, found.value - before), max(slope, found.slope)
        if rise <= STILL:
            return WarPoint(x, now, arena.values(now), rounds, slope, rise)
    raise NoEquilibriumError(
        f"best responses still gained {rise:.1e} of ln real income after {ROUNDS} rounds: there may be no "
        "equilibrium in pure rates between these bounds, or a cycle. Narrow the bounds, or start elsewhere."
    )


@dataclass(frozen=True)
class Deviations:
    """What the best other rates on a grid would bring a player, ln G, and how many were tried."""

    best: Array
    tried: int


def deviations(arena: Arena, at: WarPoint) -> Deviations:
    """For each player the largest gain on the grid: below zero where every other choice costs it something."""
    best, tried = np.full(len(arena.aims), -np.inf), 0
    for player in arena.players:
        for x in _others(arena, player, at.x):
            try:
                now = arena.at(x, at.now)
            except NoEquilibriumError:
                continue
            tried += 1
            best[player] = max(best[player], arena.value(player, now) - at.values[player])
    return Deviations(best, tried)


def _others(arena: Arena, player: int, x: Array) -> list[Array]:
    """The rates of the grid that differ from x, inside the bounds."""
    own, levers = arena.levers.of(player), arena.levers
    made = [np.where(own, np.log1p(rate), x) for rate in GRID] + [np.where(own, factor * x, x) for factor in FACTORS]
    if own.sum() > 1:
        made += [np.where(np.arange(len(x)) == g, f * x, x) for g in np.flatnonzero(own) for f in ALONE]
    inside = [np.clip(other, levers.lowest, levers.highest) for other in made]
    return [other for other in inside if np.abs(other - x).max() > 1e-3]
