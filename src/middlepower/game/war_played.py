"""A war played out under one variant: each player alone, the Nash equilibrium, and what talks reach from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.game.war import WarRules, arena_of
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.trade_war.arena import Arena
from middlepower.model.trade_war.levers import mean_rates
from middlepower.model.trade_war.talks import Simultaneous, bargain, nash_in_nash
from middlepower.model.trade_war.war import WarPoint, alone, nash
from middlepower.world.parties import members
from middlepower.world.world import World

Array = NDArray[np.float64]
FIRST_RATE = 0.2  # where searches begin, near what is usual
NASH, FROM_WAR, FROM_STATUS_QUO, PAIRS = "nash", "deal-from-war", "deal-from-status-quo", "pairs-from-war"
ALONE = "alone-"


@dataclass(frozen=True)
class Played:
    """The states of a war that were reached, by name, and why others were not; talks of pairs where rates are by
    partner."""

    arena: Arena
    states: Mapping[str, WarPoint]
    missing: Mapping[str, str]
    pairs: Simultaneous | None


def first_rates(arena: Arena) -> Array:
    """ln(1 + rate) where searches begin, inside the bounds."""
    levers = arena.levers
    rates: Array = np.clip(np.full(len(levers.levers), np.log1p(FIRST_RATE)), levers.lowest, levers.highest)
    return rates


def play(rules: WarRules, baseline: Baseline, recorded: World, with_pairs: bool) -> Played:
    """All states of a war at a baseline without quotas; bilateral talks only `with_pairs`."""
    arena = arena_of(rules, baseline, recorded)
    first, missing = first_rates(arena), {}
    states: dict[str, WarPoint] = {}
    for player, name in enumerate(rules.players):
        found = alone(arena, player, first)
        states[f"{ALONE}{name}"] = WarPoint(found.x, found.now, arena.values(found.now), 1, found.slope)
    war = nash(arena, first)
    states[NASH] = war
    start = status_quo_point(arena)
    opening = mean_rates(arena.levers, arena.before.benchmark, arena.base)
    for name, outside, begin in ((FROM_WAR, war, war.x), (FROM_STATUS_QUO, start, opening)):
        deal = bargain(arena, outside, begin)
        if deal is None:
            missing[name] = "no rates between the bounds were found that all players gain by"
        else:
            states[name] = deal
    pairs = None
    if with_pairs and rules.instruments == "partner":
        pairs, why = _pairs(arena, war)
        missing.update({PAIRS: why} if pairs is None else {})
        states.update({} if pairs is None else {PAIRS: pairs.end})
    return Played(arena, states, missing, pairs)


def _pairs(arena: Arena, war: WarPoint) -> tuple[Simultaneous | None, str]:
    """(bilateral talks that begin in the war, why they did not settle)."""
    try:
        return nash_in_nash(arena, war, war.x), ""
    except NoEquilibriumError as error:
        return None, error.reason


def status_quo_point(arena: Arena) -> WarPoint:
    """The baseline itself: no rate stands in the place of its policy."""
    none = np.full(len(arena.levers.levers), np.nan)
    return WarPoint(none, arena.before, np.zeros(len(arena.aims)))


@dataclass(frozen=True)
class Changes:
    """What a state changes for one player: real income, per cent and million US dollars; mean tariff, per cent."""

    percent: float
    musd: float
    tariff: float


def changes(baseline: Baseline, player: str, now: Equilibrium) -> Changes:
    """The Changes of a player, a group's incomes summed; the mean tariff on its goods from abroad, by trade before."""
    inside = list(members(baseline.world, player))
    before = baseline.equilibrium
    money = -baseline.money_loss(now)[inside].sum()
    return Changes(
        100.0 * float(money / before.income[inside].sum()), float(money), 100.0 * mean_tariff(baseline, inside, now)
    )


def mean_tariff(baseline: Baseline, inside: list[int], now: Equilibrium) -> float:
    """The mean tariff of members on goods from everybody else, weighted by trade in the baseline."""
    weight = baseline.equilibrium.border_flow * baseline.world.is_goods[:, None, None]
    weight = weight[:, inside].copy()
    weight[:, :, inside] = 0.0
    border = now.net + now.foreign_share
    rate = np.divide(1.0, border, out=np.ones_like(border), where=border > 0.0) - 1.0
    return float((weight * rate[:, inside]).sum() / weight.sum())
