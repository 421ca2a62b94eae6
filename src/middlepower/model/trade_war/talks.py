"""What players agree on: Nash bargaining over all rates, and bilateral talks at the same time (Nash-in-Nash).

Nash bargaining maximises sum_p ln(ln G_p - d_p), d_p what the player has without an agreement: the bargaining weights
are equal. Below a small gain the logarithm goes on as a parabola, so that the search may begin where nobody gains.
In Nash-in-Nash every pair agrees on the rates on each other that maximise the product of both gains over their own
disagreement, in which the pair's rates go back to where talks began, every other pair's agreement being kept
(Horn and Wolinsky 1988; for tariffs Bagwell, Staiger and Yurukoglu 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.trade_war.arena import Arena
from middlepower.model.trade_war.search import Aimed, BestRates, best_rates
from middlepower.model.trade_war.war import WarPoint

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
NEAR = (1e-3, 1e-4, 1e-5)  # gains below which the logarithm goes on as a parabola, one search after the other
LEAST_GAIN = 1e-6  # ln real income: a smaller gain is none
PAIR_ROUNDS = 30
SETTLED = 1e-5  # largest change of ln(1 + rate) that a round of pairs may still bring


def long_log(gain: float, near: float) -> tuple[float, float]:
    """(ln gain, 1 / gain), below `near` the parabola with the same value, slope and bend there."""
    if gain >= near:
        return float(np.log(gain)), 1.0 / gain
    step = (gain - near) / near
    return float(np.log(near) + step - 0.5 * step * step), (1.0 - step) / near


def product_of_gains(arena: Arena, who: Sequence[int], outside: Array, near: float) -> Aimed:
    """sum_p ln(ln G_p - outside_p) of some players, scaled by `near` to the size of their values."""

    def aimed(now: Equilibrium) -> tuple[float, Array]:
        value, slope = 0.0, np.zeros(len(arena.levers.levers))
        for player in who:
            term, per_gain = long_log(arena.value(player, now) - outside[player], near)
            value += near * term
            slope += near * per_gain * arena.slope(player, now)
        return value, slope

    return aimed


def agreed(
    arena: Arena, who: Sequence[int], outside: Array, x: Array, free: Mask, now: Equilibrium | None
) -> BestRates | None:
    """Rates free[g] by Nash bargaining among `who`; None where no rates are found that all of them gain by."""
    weight = np.sqrt(sum(arena.weight(player) ** 2 for player in who))
    found: BestRates | None = None
    for near in NEAR:
        found = best_rates(arena, x, free, weight, product_of_gains(arena, who, outside, near), now)
        x, now = found.x, found.now
    assert found is not None
    gains = arena.values(found.now) - outside
    return found if min(gains[player] for player in who) > LEAST_GAIN else None


def bargain(arena: Arena, outside: WarPoint, first: Array) -> WarPoint | None:
    """The rates that all players agree on, against `outside`, searched from rates `first`; None where none pays all."""
    free = np.ones(len(first), dtype=bool)
    found = agreed(arena, list(arena.players), outside.values, first, free, None)
    return None if found is None else WarPoint(found.x, found.now, arena.values(found.now), 1, found.slope)


@dataclass(frozen=True)
class PairDeal:
    """What two players agree on: their values with it, and if they alone went back to where talks began."""

    pair: tuple[int, int]
    with_deal: Array
    without: Array
    signed: bool

    @property
    def surplus(self) -> Array:
        """What the deal is worth to each [2], ln G."""
        return self.with_deal - self.without


@dataclass(frozen=True)
class Simultaneous:
    """Bilateral talks that have settled: where they end, the deal of each pair, the rounds."""

    end: WarPoint
    deals: tuple[PairDeal, ...]


def nash_in_nash(arena: Arena, outside: WarPoint, first: Array) -> Simultaneous:
    """Every pair's agreement, given all others'; talks begin at `outside`, the search of each pair at `first`."""
    x = outside.x.copy()
    pairs = list(combinations(arena.players, 2))
    for rounds in range(1, PAIR_ROUNDS + 1):
        last, deals = x.copy(), []
        for pair in pairs:
            x, deal = pair_talks(arena, pair, outside.x, first, x)
            deals.append(deal)
        moved = farthest(x, last)
        if moved <= SETTLED:
            now = arena.at(x)
            return Simultaneous(WarPoint(x, now, arena.values(now), rounds), tuple(deals))
    raise NoEquilibriumError(
        f"bilateral talks had not settled after {PAIR_ROUNDS} rounds (last step {moved:.1e} of ln(1 + rate)): "
        "each deal undoes another. Leave a player out."
    )


def farthest(x: Array, last: Array) -> float:
    """The largest change of a rate; infinite where one begins or ends to stand in the place of the baseline's."""
    if (np.isnan(x) != np.isnan(last)).any():
        return np.inf
    return float(np.nan_to_num(np.abs(x - last)).max(initial=0.0))


def pair_talks(arena: Arena, pair: tuple[int, int], outside: Array, first: Array, x: Array) -> tuple[Array, PairDeal]:
    """(rates after one pair's talks, its deal): without a gain for both, its rates go back to those outside."""
    free = arena.levers.between(*pair)
    back = np.where(free, outside, x)
    before = arena.values(arena.at(back))
    if not free.any():
        return back, PairDeal(pair, before[list(pair)], before[list(pair)], False)
    start = np.where(free & np.isnan(x), first, x)
    found = agreed(arena, pair, before, start, free, None)
    if found is None:
        return back, PairDeal(pair, before[list(pair)], before[list(pair)], False)
    after = arena.values(found.now)
    return found.x, PairDeal(pair, after[list(pair)], before[list(pair)], True)
