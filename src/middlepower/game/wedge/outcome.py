"""What the bidding comes to under one variant: chances, tariffs, dollars, the rent, the price of moving."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from middlepower.game.wedge.bidding import Bidding, Refined
from middlepower.model.wedge.equations import ECONOMY, FIRST, SECOND, Stakes, chance, expected, mirrored
from middlepower.model.wedge.price import Levels, Move, alone, cheapest, second_alone
from middlepower.model.wedge.response import level_of

Array = NDArray[np.float64]
NAN = float("nan")
BOTH, CARROT, STICK = (True, True), (True, False), (False, True)  # ways of a move


@dataclass(frozen=True)
class Price:
    """What it costs a hegemon to move the economy towards itself, million US dollars a year of expected real income.

    reached: the chance of alignment with it by the cheapest way; carrot: the cost by its tariff on an aligned economy
    alone; stick: by its tariff on one aligned with the other. Infinite where its tariffs do not reach so far.
    """

    cheapest: float
    reached: float
    carrot: float
    stick: float


@dataclass(frozen=True)
class Side:
    """One hegemon's bidding: tariffs, money against no bids, prices from no bids and from the equilibrium.

    won, lost = its money with the economy aligned with it and with the other; alone = the chance of the first, were it
    to bid alone; rent, rent_money = what the economy keeps beyond its value then, log points and million dollars.
    """

    free: float
    tariff_in: float
    tariff_out: float
    expected: float
    won: float
    lost: float
    price: Price
    next_price: float
    alone: float
    rent: float
    rent_money: float


@dataclass(frozen=True)
class WedgeOutcome:
    """The economy's chance of alignment with the first hegemon, its real income relative to the baseline (log points)
    without bids, expected, and in both states; both sides; how sound it is."""

    chance_free: float
    chance: float
    free: float
    expected: float
    states: tuple[float, float]
    money: float
    sides: tuple[Side, Side]
    equilibria: int
    cycles: int
    residual: float
    gap: float
    missed: Array


def outcome_of(bidding: Bidding, move: float) -> WedgeOutcome:
    """The WedgeOutcome of a bidding; NaN where it leads to no equilibrium."""
    stakes, incomes = bidding.stakes, bidding.triangle.income
    free, rest = bidding.free.exact.level[..., 0], bidding.rest
    a_free = float(chance(free, stakes))
    a, level = (NAN, np.full_like(free, NAN)) if rest is None else _at(rest, stakes)
    money = gained(level, a, free, incomes)
    return WedgeOutcome(
        chance_free=a_free,
        chance=a,
        free=float(free[0, ECONOMY]),
        expected=float(expected(level[:, ECONOMY], np.asarray(a))),
        states=(float(level[0, ECONOMY]), float(level[1, ECONOMY])),
        money=float(money[0, ECONOMY]),
        sides=(side_of(bidding, 0, move, money), side_of(bidding, 1, move, money)),
        equilibria=len(bidding.found.resting),
        cycles=len(bidding.found.cycles),
        residual=bidding.residual,
        gap=NAN if rest is None else rest.gap,
        missed=bidding.missed,
    )


def _at(point: Refined, stakes: Stakes) -> tuple[float, Array]:
    """(a, level[state, actor]) at a point."""
    level = point.exact.level[..., 0]
    return float(chance(level, stakes)), level


def gained(level: Array, a: float, free: Array, incomes: Array) -> Array:
    """Money against no bids, million US dollars: [expected, state 1, state 2][actor]."""
    without = np.expm1(free[0])
    states = np.expm1(level) - without
    return np.stack([expected(states, np.asarray(a)), *states]) * incomes


def side_of(bidding: Bidding, hegemon: int, move: float, money: Array) -> Side:
    """One hegemon's Side."""
    income, own = float(bidding.triangle.income[1 + hegemon]), money[:, 1 + hegemon]
    won, lost = (own[1], own[2]) if hegemon == 0 else (own[2], own[1])
    free = facing(bidding.free.x, hegemon)
    rest = None if bidding.rest is None else facing(bidding.rest.x, hegemon)
    tariffs = (NAN, NAN) if rest is None else (float(np.expm1(rest[0])), float(np.expm1(rest[1])))
    kept, a_alone = rent_over(bidding, hegemon)
    return Side(
        free=float(np.expm1(free[0])),
        tariff_in=tariffs[0],
        tariff_out=tariffs[1],
        expected=float(own[0]),
        won=float(won),
        lost=float(lost),
        price=price_of(bidding, hegemon, free, move),
        next_price=NAN if rest is None else income * moved(bidding, hegemon, rest, move, bidding.aside, BOTH).cost,
        alone=a_alone,
        rent=kept,
        rent_money=float(np.expm1(kept) * bidding.triangle.income[ECONOMY]),
    )


def facing(x: Array, hegemon: int) -> Array:
    """A point with this hegemon in the first's place."""
    return x if hegemon == 0 else mirrored(x)


def price_of(bidding: Bidding, hegemon: int, x: Array, move: float) -> Price:
    """The Price of a move from x[4] for a hegemon in the first's place."""
    income = float(bidding.triangle.income[1 + hegemon])
    best = moved(bidding, hegemon, x, move, bidding.levels, BOTH)
    carrot, stick = (moved(bidding, hegemon, x, move, bidding.aside, ways).cost for ways in (CARROT, STICK))
    return Price(income * best.cost, best.reached, income * carrot, income * stick)


def moved(bidding: Bidding, hegemon: int, x: Array, move: float, levels: Levels, ways: tuple[bool, bool]) -> Move:
    """The cheapest Move from x[4] of a hegemon in the first's place."""
    if hegemon == 0:
        return cheapest(levels, bidding.plane, bidding.stakes, x, move, ways)
    turned: Levels = partial(mirrored_levels, levels)
    return cheapest(turned, bidding.plane.mirrored(), bidding.stakes.mirrored, x, move, ways)


def mirrored_levels(levels: Levels, x: Array) -> Array:
    """The levels at a mirrored point, with states and hegemons exchanged."""
    swapped: Array = levels(mirrored(x))[::-1][:, [ECONOMY, SECOND, FIRST]]
    return swapped


def rent_over(bidding: Bidding, hegemon: int) -> tuple[float, float]:
    """(what the economy's expected ln real income at the equilibrium exceeds its value under one hegemon's bids alone,
    the chance of alignment with that hegemon then)."""
    plane, stakes, free = bidding.plane, bidding.stakes, bidding.free.x
    there = alone(plane, stakes, free) if hegemon == 0 else second_alone(plane, stakes, free)
    level = level_of(plane, there[:, None])
    a = chance(level, stakes)[0]
    with_it = float(a) if hegemon == 0 else float(1.0 - a)
    if bidding.rest is None:
        return NAN, with_it
    now = level_of(plane, bidding.rest.x[:, None])
    kept = expected(now[:, ECONOMY, 0], chance(now, stakes)[0]) - expected(level[:, ECONOMY, 0], a)
    return float(kept), with_it
