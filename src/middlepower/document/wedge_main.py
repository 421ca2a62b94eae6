"""What a wedge document holds of the main variant alone: all equilibria, cycles, other beliefs, the tipping surface."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from middlepower.document.game_wedged import (
    BeliefCase,
    BidTariff,
    CyclePoint,
    FoundEquilibrium,
    PunishmentCase,
    TippingSurface,
)
from middlepower.document.number import Number
from middlepower.document.wedge_numbers import change, price
from middlepower.game.wedge.bidding import Bidding, bid_on_plane
from middlepower.game.wedge.outcome import outcome_of
from middlepower.game.wedge.run import Bidders, MainBidding
from middlepower.game.wedge.schema import WedgeGame
from middlepower.game.wedge.taste import stakes_of
from middlepower.game.wedge.tipping import Punishment, break_even, needed, tipping_chance
from middlepower.language.catalogue import say
from middlepower.model.wedge.equations import ECONOMY, FIRST, IN_1, IN_2, OUT_1, OUT_2, Stakes, chance
from middlepower.model.wedge.price import indifferent
from middlepower.model.wedge.response import level_of
from middlepower.model.wedge.search import Resting

Array = NDArray[np.float64]
PLACES = ((IN_1, OUT_1), (IN_2, OUT_2))  # of each hegemon's tariffs in a point
SAME_MONEY = 1.0  # million US dollars a year: tariffs that cost a hegemon no more are as good as its best
MOST = 0.5  # of the range: where as much would do as well, a tariff is arbitrary
STEPS = 10  # of the chance of punishment, and of the reward
LEVELS = (90.0, 75.0, 50.0, 25.0, 10.0)  # per cent: chances of staying whose lines are drawn on the surface
BEYOND = 1.2  # times the reward that tips the economy for certain: where the surface ends


def equilibria_of(bidding: Bidding, hegemons: tuple[str, str]) -> tuple[FoundEquilibrium, ...]:
    """Every equilibrium of the bidding that was found."""
    reached = bidding.found.reached
    return tuple(
        FoundEquilibrium(
            aligned_percent=Number.of(100.0 * float(chance(_levels(bidding, point), bidding.stakes)[0])),
            tariffs={
                code: {name: _tariff(bidding, point, place) for name, place in zip(("in", "out"), places, strict=True)}
                for code, places in zip(hegemons, PLACES, strict=True)
            },
            better_answer_musd={
                code: Number.of(max(0.0, float(point.gain[m])) * float(bidding.triangle.income[FIRST + m]))
                for m, code in enumerate(hegemons)
            },
            reached_from=reached.count(number),
        )
        for number, point in enumerate(bidding.found.resting)
    )


def _levels(bidding: Bidding, point: Resting) -> Array:
    return level_of(bidding.plane, point.x[:, None])


def _tariff(bidding: Bidding, point: Resting, place: int) -> BidTariff:
    """One tariff of an equilibrium, and those that cost its hegemon next to nothing more."""
    hegemon = FIRST if place in PLACES[0] else FIRST + 1
    slack = SAME_MONEY / float(bidding.triangle.income[hegemon])
    low, high = indifferent(bidding.plane, bidding.stakes, point.x, place, slack)
    whole = bidding.plane.highest - bidding.plane.lowest
    return BidTariff(rate(point.x[place]), rate(low), rate(high), high - low >= MOST * whole)


def rate(x: float) -> Number:
    """ln(1 + tariff) as a tariff in per cent."""
    return Number.of(100.0 * float(np.expm1(x)))


def cycles_of(bidding: Bidding, hegemons: tuple[str, str]) -> tuple[tuple[CyclePoint, ...], ...]:
    """Every circle in which bidding in turn was found to run."""
    return tuple(
        tuple(
            CyclePoint(
                {
                    code: {"in": rate(x[place_in]), "out": rate(x[place_out])}
                    for code, (place_in, place_out) in zip(hegemons, PLACES, strict=True)
                }
            )
            for x in cycle
        )
        for cycle in bidding.found.cycles
    )


def belief_cases(main: MainBidding, game: WedgeGame, bidders: Bidders) -> tuple[BeliefCase, ...]:
    """The outcome at every end of scale and worth, then at both ends of taste."""
    scale, worth, taste = game.beliefs.scale, game.beliefs.worth, bidders.taste
    scales, worths = (sorted({one.low, one.value, one.high}) for one in (scale, worth))
    cases = [(s, b, taste.value) for s, b in product(scales, worths)]
    cases += [(scale.value, worth.value, end) for end in dict.fromkeys((taste.low, taste.high)) if end != taste.value]
    return tuple(belief_case(main.bidding, game, bidders, *case) for case in cases)


def belief_case(
    bidding: Bidding, game: WedgeGame, bidders: Bidders, scale: float, worth: float, taste: float
) -> BeliefCase:
    """The outcome under other beliefs, on the same plane."""
    found = outcome_of(bid_on_plane(bidding.triangle, bidding.plane, stakes_of(taste, scale, worth)), game.move)
    sides, circle = dict(zip(bidders.hegemons, found.sides, strict=True)), say("game_wedge.circle")
    return BeliefCase(
        scale_percent=100.0 * scale,
        worth_percent=100.0 * worth,
        taste_percent=100.0 * taste,
        aligned_free_percent=Number.of(100.0 * found.chance_free),
        aligned_percent=Number.of(100.0 * found.chance, circle),
        tariffs_percent={
            code: {
                "in": Number.of(100.0 * side.tariff_in, circle),
                "out": Number.of(100.0 * side.tariff_out, circle),
            }
            for code, side in sides.items()
        },
        move_musd={code: price(side.price.cheapest) for code, side in sides.items()},
        kept_percent={code: change(side.rent) for code, side in sides.items()},
    )


def surface_of(main: MainBidding) -> TippingSurface:
    """The tipping surface under the main variant and beliefs."""
    tipping, stakes, income = main.tipping, main.bidding.stakes, main.bidding.triangle.income
    chances = np.linspace(0.0, 1.0, STEPS + 1)
    highest = max(tipping.punishments, key=lambda one: one.tariff)
    top = BEYOND * max(float(needed(highest, stakes, chances).max()), 0.0) or stakes.scale
    rewards = np.linspace(0.0, top, STEPS + 1)
    stays = tipping_chance(tipping, stakes, rewards[:, None], chances[None, :], highest.tariff)
    return TippingSurface(
        free_entry_percent=change(float(tipping.reward[ECONOMY])),
        free_entry_musd=Number.of(float(np.expm1(tipping.reward[ECONOMY]) * income[ECONOMY])),
        punishments=tuple(punishment_of(main, one, stakes, chances) for one in tipping.punishments),
        rewards_musd=tuple(float(value) for value in np.expm1(rewards) * income[ECONOMY]),
        chances_percent=tuple(float(value) for value in 100.0 * chances),
        stays_percent=tuple(tuple(float(value) for value in row) for row in 100.0 * stays),
        lines_musd={
            f"{level:g}": tuple(
                float(value) * float(income[ECONOMY])
                for value in np.expm1(needed(highest, stakes, chances) - stakes.scale * float(ndtri(level / 100.0)))
            )
            for level in LEVELS
        },
    )


def punishment_of(main: MainBidding, one: Punishment, stakes: Stakes, chances: Array) -> PunishmentCase:
    """One punishment: what it costs both, and what it takes to tip the economy all the same."""
    income, tipping = main.bidding.triangle.income, main.tipping
    line = np.expm1(needed(one, stakes, chances)) * income[ECONOMY]
    return PunishmentCase(
        punishment_percent=100.0 * one.tariff,
        punished_percent=change(float(one.alone[ECONOMY])),
        punished_rewarded_percent=change(float(one.with_reward[ECONOMY])),
        punisher_percent=change(float(one.alone[FIRST])),
        punisher_musd=Number.of(float(np.expm1(one.alone[FIRST]) * income[FIRST])),
        break_even_percent=chance_between(break_even(tipping, one, 0.0)),
        break_even_taste_percent=chance_between(break_even(tipping, one, stakes.kappa)),
        reward_needed_musd={f"{100.0 * p:g}": Number.of(float(value)) for p, value in zip(chances, line, strict=True)},
    )


def chance_between(p: float) -> Number:
    """A chance in per cent; missing, with what it means, where it is none."""
    if 0.0 <= p <= 1.0:
        return Number.of(100.0 * p)
    return Number(None, reason=say("game_wedge.never_worth" if p < 0.0 else "game_wedge.always_worth"))
