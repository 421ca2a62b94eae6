"""The numbers of a bidding with their ranges: `game.wedge.outcome` in the units and names of a document."""

from __future__ import annotations

import math

import numpy as np

from middlepower.document.game_wedged import BiddingNumbers, HegemonBids
from middlepower.document.number import Number
from middlepower.game.wedge.outcome import Side, WedgeOutcome
from middlepower.language.catalogue import say


def numbers_of(outcome: WedgeOutcome, hegemons: tuple[str, str]) -> BiddingNumbers:
    """The BiddingNumbers of one variant."""
    circle = say("game_wedge.circle")
    worst = float(np.max(np.abs(outcome.missed)))
    return BiddingNumbers(
        aligned_free_percent=Number.of(100.0 * outcome.chance_free),
        aligned_percent=Number.of(100.0 * outcome.chance, circle),
        economy_free_percent=change(outcome.free),
        economy_expected_percent=change(outcome.expected),
        economy_first_percent=change(outcome.states[0]),
        economy_second_percent=change(outcome.states[1]),
        bidding_musd=Number.of(outcome.money, circle),
        hegemons={code: bids_of(side) for code, side in zip(hegemons, outcome.sides, strict=True)},
        equilibria_found=Number.of(outcome.equilibria),
        cycles_found=Number.of(outcome.cycles),
        residual=Number.of(outcome.residual),
        condition_gap=Number.of(outcome.gap, say("game_wedge.no_slopes")),
        plane_missed_percent=Number.of(100.0 * worst),
    )


def bids_of(side: Side) -> HegemonBids:
    """One hegemon's numbers under one variant."""
    circle = say("game_wedge.circle")
    return HegemonBids(
        tariff_free_percent=Number.of(100.0 * side.free),
        tariff_in_percent=Number.of(100.0 * side.tariff_in, circle),
        tariff_out_percent=Number.of(100.0 * side.tariff_out, circle),
        move_musd=price(side.price.cheapest),
        move_reaches_percent=Number.of(100.0 * side.price.reached, say("game_wedge.out_of_reach")),
        move_by_reward_musd=price(side.price.carrot),
        move_by_threat_musd=price(side.price.stick),
        move_further_musd=price(side.next_price),
        bidding_musd=Number.of(side.expected, circle),
        bidding_won_musd=Number.of(side.won, circle),
        bidding_lost_musd=Number.of(side.lost, circle),
        alone_chance_percent=Number.of(100.0 * side.alone),
        kept_percent=change(side.rent),
        kept_musd=Number.of(side.rent_money, circle),
    )


def change(log_change: float) -> Number:
    """A change in log points as per cent; missing where bidding leads to no equilibrium."""
    return Number.of(100.0 * math.expm1(log_change), say("game_wedge.circle"))


def price(cost: float) -> Number:
    """What a move costs; missing with its reason where tariffs do not reach so far, or there is no equilibrium."""
    return Number.of(cost, say("game_wedge.circle") if math.isnan(cost) else say("game_wedge.out_of_reach"))
