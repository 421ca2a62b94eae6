"""The document of `game treaty`: moves, beliefs, payoffs of every path, thresholds, equilibria of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.number import Number


@dataclass(frozen=True)
class TreatyMove:
    """A scope or an answer."""

    title: str
    states: tuple[str, ...]  # of the scenario, joined; none changes nothing
    chances: Mapping[str, float]  # of a scope: how it is punished, given that it is; of an answer: its lottery
    source: str  # of the chances, where they are of a lottery


@dataclass(frozen=True)
class TreatyBeliefStated:
    """The belief that a threat is carried out."""

    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class TreatyGroup:
    """Whose income may weigh more or less than a dollar."""

    title: str
    sectors: tuple[str, ...]
    provinces: tuple[str, ...]


@dataclass(frozen=True)
class TreatyPayoff:
    """What a path is worth to an economy, relative to the baseline."""

    real_income_percent: Number
    real_income_musd: Number


@dataclass(frozen=True)
class TreatyPath:
    """A path through the tree; a lottery in expectation."""

    scope: str
    followed: bool  # whether the neighbour follows
    answer: str
    economies: Mapping[str, TreatyPayoff]
    residual: Number


@dataclass(frozen=True)
class ScopeBreakEven:
    """When a scope pays although an answer may come: p* = G / (G + L)."""

    unpunished_gain_musd: Number
    punished_loss_musd: Number
    break_even_probability: Number
    answer_gain_musd: Number  # what the answer is worth to the power itself


@dataclass(frozen=True)
class ScopeValue:
    """What a scope is worth to the mover at the declared belief."""

    punished_probability: float
    expected_income_percent: Number
    expected_income_musd: Number
    followed: bool  # whether the neighbour follows, for its own income


@dataclass(frozen=True)
class TreatySolution:
    """A subgame-perfect equilibrium of the tree under the main variant; shares are over all variants."""

    path: tuple[str, ...]  # the most probable actions, up to the first that chance takes
    chosen: Mapping[str, Mapping[str, float]]  # by history: the probability of each action
    pure: bool
    subgames_with_several: tuple[str, ...]  # histories whose subgame has more equilibria; the first is taken
    player_value_percent: Mapping[str, Number]  # to each player
    same_choice_share: Number  # of the variants, those in which the mover chooses the same scope
    efg: str  # the tree as text for Gambit


@dataclass(frozen=True)
class Threshold:
    """Where a belief has the observed scope chosen."""

    at_least: Number
    at_most: Number


@dataclass(frozen=True)
class MustBelieve:
    """Where a belief, alone, has the observed scope chosen: over no agreement, and over every other scope."""

    over_nothing: Threshold
    over_all: Threshold


@dataclass(frozen=True)
class WaitingValue:
    """Signing now or waiting for the review, on average a year."""

    sign_now_musd: Number
    wait_musd: Number
    forgone_musd: Number
    waiting_value_musd: Number


@dataclass(frozen=True)
class LockstepPrice:
    """The price of having followed: income had one not followed less income having followed."""

    price_unpunished_percent: Number
    price_unpunished_musd: Number
    price_punished_musd: Number
    crossing_probability: Number


@dataclass(frozen=True)
class TreatyNumbers:
    """What is computed of a game at one horizon."""

    paths: Mapping[str, TreatyPath]
    break_even: Mapping[str, Mapping[str, ScopeBreakEven]]  # scope, answer
    scopes: Mapping[str, ScopeValue]
    must_believe: Mapping[str, MustBelieve]  # probability, quota-form, then the groups
    disbelieved_share: Number  # of the declared probability that has to be disbelieved
    waiting: WaitingValue | None
    lockstep: Mapping[str, Mapping[str, LockstepPrice]]  # what the partner does, answer


@dataclass(frozen=True)
class TreatyAtHorizon:
    """A game at one horizon."""

    horizon_centre: str  # what the value of a headline is at this horizon
    horizon_range: str  # what low and high are
    without_equilibrium: tuple[str, ...]  # variants that are left out because a path has no equilibrium there
    numbers: TreatyNumbers
    believed: TreatySolution  # the power's answer drawn from what is believed
    own_income: TreatySolution  # the power answers for its own real income


@dataclass(frozen=True)
class TreatyReview:
    """The day on which the power shows its hand, and the days that count."""

    title: str
    begins: str
    day: str
    ends: str
    source: str


@dataclass(frozen=True)
class GameTreaty(DrawableDocument):
    """Which scope of an agreement pays, given what a third party would do."""

    file_name: ClassVar = "game_treaty.json"

    game: str  # its name
    title: str
    scenario: str
    mover: str  # who chooses the scope
    power: str  # who answers
    partner: str  # with whom the agreement is
    neighbour: str | None  # who may follow
    neighbour_follows: str  # in words
    order: str  # in turn, or at once: whether the power sees what the neighbour does
    scopes: Mapping[str, TreatyMove]
    answers: Mapping[str, TreatyMove]
    observed: str  # the scope that was chosen, or is asked about
    punished: TreatyBeliefStated
    weighed: Mapping[str, TreatyGroup]  # whose income may weigh more or less than a dollar
    review: TreatyReview | None
    lockstep_title: str
    lockstep_cases: Mapping[str, str]
    notes: tuple[str, ...]
    game_sources: tuple[str, ...]
    horizons: Mapping[str, TreatyAtHorizon]
