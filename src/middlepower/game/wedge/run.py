"""The bidding under every variant of an experiment, and for many economies one by one."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.errors import DataError, ScenarioError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.parallel import each
from middlepower.game.wedge.bidding import Bidding, bid, bid_from_no_bids
from middlepower.game.wedge.outcome import WedgeOutcome, outcome_of
from middlepower.game.wedge.schema import Belief, WedgeGame
from middlepower.game.wedge.taste import stakes_of, taste_of
from middlepower.game.wedge.tipping import Tipping, tipping_of
from middlepower.game.wedge.trade import FEWER_NODES, Triangle, flat_baseline, plane_of, triangle_of
from middlepower.world.parties import economy_code
from middlepower.world.world import World

HORIZONS = ("long", "first-year")
SOLVES = 60  # a plane's, about


@dataclass(frozen=True)
class Bidders:
    """Codes of the economy and both hegemons, and the economy's taste."""

    economy: str
    hegemons: tuple[str, str]
    taste: Belief

    @property
    def codes(self) -> tuple[str, str, str]:
        """All three."""
        return (self.economy, *self.hegemons)


@dataclass(frozen=True)
class MainBidding:
    """Everything under the main variant of a horizon."""

    bidding: Bidding
    outcome: WedgeOutcome
    tipping: Tipping


def bidders_of(world: World, game: WedgeGame) -> Bidders:
    """The Bidders of a game in a world; an error where one stands twice, is a group or has no taste."""
    economy, hegemons = economy_code(world, game.economy), hegemons_of(world, game)
    check_different(economy, hegemons)
    return Bidders(economy, hegemons, taste_of(game, economy, hegemons))


def hegemons_of(world: World, game: WedgeGame) -> tuple[str, str]:
    """The codes of both hegemons."""
    first, second = (economy_code(world, name) for name in game.hegemons)
    if first == second:
        raise ScenarioError(f"`hegemons` names {first} twice: name two economies, as in USA,CHN.")
    return first, second


def check_different(economy: str, hegemons: tuple[str, str]) -> None:
    """None; ScenarioError where the economy is a hegemon."""
    if economy in hegemons:
        raise ScenarioError(f"`economy` is {economy}, one of the hegemons: name an economy that both bid for.")


def main_bidding(run: VariantRun, game: WedgeGame, bidders: Bidders) -> MainBidding:
    """The MainBidding of a run."""
    triangle = triangle_of(flat_baseline(run, 2 * SOLVES), bidders.codes)
    beliefs = game.beliefs
    stakes = stakes_of(bidders.taste.value, beliefs.scale.value, beliefs.worth.value)
    found = bid(triangle, plane_of(triangle, (game.bounds.low, game.bounds.high)), stakes)
    return MainBidding(found, outcome_of(found, game.move), tipping_of(triangle, game.punishments))


def other_outcomes(experiment: Experiment, horizon: str, game: WedgeGame, bidders: Bidders) -> list[WedgeOutcome]:
    """The WedgeOutcomes under the variants of a horizon other than the main one, from no bids alone."""
    runs = [run for run in experiment.runs if run.variant.horizon == horizon][1:]
    return each(lambda run: lean_outcome(flat_baseline(run, SOLVES * len(runs)), game, bidders), runs)


def lean_outcome(flat: Baseline, game: WedgeGame, bidders: Bidders) -> WedgeOutcome:
    """The WedgeOutcome at a baseline without quotas, from no bids alone, on fewer nodes."""
    triangle: Triangle = triangle_of(flat, bidders.codes)
    stakes = stakes_of(bidders.taste.value, game.beliefs.scale.value, game.beliefs.worth.value)
    plane = plane_of(triangle, (game.bounds.low, game.bounds.high), FEWER_NODES)
    return outcome_of(bid_from_no_bids(triangle, plane, stakes), game.move)


@dataclass(frozen=True)
class Ranked:
    """Outcomes of many economies by code, with their tastes; why others are left out."""

    outcomes: dict[str, WedgeOutcome]
    tastes: dict[str, Belief]
    left_out: dict[str, str]


def ranked(run: VariantRun, game: WedgeGame, economies: tuple[str, ...]) -> Ranked:
    """The bidding for each of these economies, one by one, under one run."""
    flat = flat_baseline(run, SOLVES * len(economies))
    bidders, left_out = {}, {}
    for code in economies:
        try:
            bidders[code] = bidders_of(flat.world, game.model_copy(update={"economy": code}))
        except DataError as error:
            left_out[code] = str(error)
    outcomes = each(lambda one: lean_outcome(flat, game, one), bidders.values())
    return Ranked(
        dict(zip(bidders, outcomes, strict=True)), {code: one.taste for code, one in bidders.items()}, left_out
    )
