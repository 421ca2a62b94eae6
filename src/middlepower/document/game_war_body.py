"""The document of `game war`: what a tariff war and talks leave each player, at which rates, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.number import Number


@dataclass(frozen=True)
class WarPlayer:
    """What a state leaves one player, relative to the baseline."""

    real_income_percent: Number
    real_income_musd: Number
    aim_percent: Number | None  # with its political weights; null where a dollar counts the same everywhere
    mean_tariff_percent: Number
    in_first_year_percent: Number | None  # real income if these rates stood in the first year; null at that horizon
    in_first_year_musd: Number | None


@dataclass(frozen=True)
class WarRate:
    """One rate of one player in a state."""

    player: str
    tax: str  # import or export
    sector: str | None  # null: all goods
    partner: str | None  # another player; `others` for all who do not play; null: everybody
    rate_percent: Number
    held: bool  # whether a bound holds it
    freed: bool  # whether it is of trade that the treaty frees


@dataclass(frozen=True)
class WarState:
    """One outcome of the game."""

    title: str
    reason: str  # why there is no such outcome; empty where there is one
    players: Mapping[str, WarPlayer]
    rates: tuple[WarRate, ...]


@dataclass(frozen=True)
class WarBody:
    """All outcomes under the elasticity sets."""

    states: Mapping[str, WarState]
    residual: Number


@dataclass(frozen=True)
class WarCheck:
    """How the Nash equilibrium was checked."""

    rounds: int  # of best responses
    slope: float  # largest derivative of ln of a player's aim in ln(1 + rate) that no bound holds back
    tried: int  # other rates that were tried, for all players
    deviation_percent: Mapping[str, Number]  # player


@dataclass(frozen=True)
class PairTalks:
    """What two players agree on in talks of all pairs at once."""

    first: str
    second: str
    signed: bool  # whether there are rates that both gain by
    first_surplus_percent: Number
    second_surplus_percent: Number


@dataclass(frozen=True)
class AnsweredTariff:
    """25% on all goods of a player, and its best answer, under one closure."""

    sender: str
    target: str
    closure: str
    sender_percent: Number
    target_percent: Number
    answer_rate_percent: Number
    sender_answered_percent: Number
    target_answered_percent: Number


@dataclass(frozen=True)
class TariffWar(DrawableDocument):
    """A tariff war and the talks that end it."""

    file_name: ClassVar = "game_war.json"

    players: tuple[str, ...]
    instruments: str  # uniform, sector or partner
    instruments_meaning: str
    taxes: tuple[str, ...]  # import, export
    bounds: str  # none, wto or cusma
    bounds_meaning: str
    lowest_rate: float  # a fraction
    highest_rate: float
    weights: Mapping[str, str]  # player: source of its political weights
    beliefs: tuple[str, ...]  # what one must believe
    notes: tuple[str, ...]
    war: WarBody
    check: WarCheck
    pairs: tuple[PairTalks, ...]
    answers: tuple[AnsweredTariff, ...]
