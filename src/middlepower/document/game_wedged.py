"""The documents of `game wedge`: two hegemons bid for one economy, and how cheaply each of many is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.header import Document
from middlepower.document.number import Number
from middlepower.document.profiled import Stability


@dataclass(frozen=True)
class DeclaredBelief:
    """A number that the result rests on and no model gives: what it means, its value and ends, and who says so."""

    meaning: str
    unit: str
    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class HegemonBids:
    """One hegemon's tariffs on all goods of the economy, what moving the economy costs it, and its money."""

    tariff_free_percent: Number  # without bids
    tariff_in_percent: Number  # while the economy is aligned with it
    tariff_out_percent: Number  # while it is aligned with the other
    move_musd: Number  # the price of the move from no bids, the cheapest way
    move_reaches_percent: Number  # chance of alignment with it that the cheapest way reaches
    move_by_reward_musd: Number  # by the tariff on an aligned economy alone
    move_by_threat_musd: Number  # by the tariff on one aligned with the other alone
    move_further_musd: Number  # the price of the move from the equilibrium
    bidding_musd: Number  # its expected income at the equilibrium less that without bids
    bidding_won_musd: Number  # the same with the economy aligned with it
    bidding_lost_musd: Number  # and with the other
    alone_chance_percent: Number  # of alignment with it were it to bid alone
    kept_percent: Number  # what the economy keeps beyond its value were this hegemon to bid alone
    kept_musd: Number


@dataclass(frozen=True)
class BiddingNumbers:
    """The equilibrium that bidding from no bids leads to, at one horizon, with ranges over the variants."""

    aligned_free_percent: Number  # chance of alignment with the first hegemon without bids
    aligned_percent: Number
    economy_free_percent: Number  # real income against the law of the baseline without bids
    economy_expected_percent: Number
    economy_first_percent: Number  # aligned with the first
    economy_second_percent: Number
    bidding_musd: Number  # the economy's expected income at the equilibrium less that without bids
    hegemons: Mapping[str, HegemonBids]
    equilibria_found: Number
    cycles_found: Number
    residual: Number
    condition_gap: Number  # slope left of a tariff inside its range
    plane_missed_percent: Number  # what the polynomials miss of anybody's real income at exact states


@dataclass(frozen=True)
class BidTariff:
    """One tariff at an equilibrium, and the tariffs that cost its hegemon next to nothing more."""

    tariff_percent: Number
    same_from_percent: Number
    same_to_percent: Number
    arbitrary: bool  # most of the range would do as well


@dataclass(frozen=True)
class FoundEquilibrium:
    """One equilibrium of the bidding under the main variant; hegemon, then `in` and `out`."""

    aligned_percent: Number
    tariffs: Mapping[str, Mapping[str, BidTariff]]
    better_answer_musd: Mapping[str, Number]  # what each hegemon's best answer anywhere would gain
    reached_from: int  # starts of bidding in turn that lead here


@dataclass(frozen=True)
class CyclePoint:
    """Tariffs that bidding in turn passes through; hegemon, then `in` and `out`."""

    tariffs_percent: Mapping[str, Mapping[str, Number]]


@dataclass(frozen=True)
class BeliefCase:
    """The outcome under other beliefs; None where bidding from no bids leads to no equilibrium."""

    scale_percent: float
    worth_percent: float
    taste_percent: float
    aligned_free_percent: Number
    aligned_percent: Number
    tariffs_percent: Mapping[str, Mapping[str, Number]]  # hegemon; in, out
    move_musd: Mapping[str, Number]
    kept_percent: Mapping[str, Number]


@dataclass(frozen=True)
class PunishmentCase:
    """One tariff with which the first hegemon may punish."""

    punishment_percent: float  # the tariff
    punished_percent: Number  # the economy's real income with it alone
    punished_rewarded_percent: Number  # with free entry to the second hegemon beside it
    punisher_percent: Number  # the first hegemon's own real income with it
    punisher_musd: Number
    break_even_percent: Number  # chance of punishment up to which free entry is worth it, taste left out
    break_even_taste_percent: Number  # the same with the economy's taste
    reward_needed_musd: Mapping[str, Number]  # chance of punishment in per cent: the reward that tips the economy


@dataclass(frozen=True)
class TippingSurface:
    """The chance that the economy stays, over rewards and chances of the highest punishment, at the main beliefs."""

    free_entry_percent: Number  # the economy's real income with free entry to the second hegemon
    free_entry_musd: Number
    punishments: tuple[PunishmentCase, ...]
    rewards_musd: tuple[float, ...]
    chances_percent: tuple[float, ...]
    stays_percent: tuple[tuple[float, ...], ...]  # [reward][chance]: the chance that the economy stays
    lines_musd: Mapping[
        str, tuple[float, ...]
    ]  # chance of staying in per cent: the reward at each chance of punishment


@dataclass(frozen=True)
class HorizonBidding:
    """The bidding at one horizon: numbers with ranges; then, under the main variant, all that was found, what other
    beliefs change, and when the economy tips."""

    numbers: BiddingNumbers
    equilibria: tuple[FoundEquilibrium, ...]
    cycles: tuple[tuple[CyclePoint, ...], ...]
    starts: int
    beliefs: tuple[BeliefCase, ...]
    tipping: TippingSurface


@dataclass(frozen=True)
class Wedge(DrawableDocument):
    """Two hegemons bid for one economy."""

    file_name: ClassVar = "game_wedge.json"

    title: str
    derivation: str  # whose equations these are
    economy: str
    hegemons: tuple[str, str]
    lowest_tariff_percent: float
    highest_tariff_percent: float
    move_points: float  # of the chance of alignment, whose price is given
    beliefs: Mapping[str, DeclaredBelief]
    horizons: Mapping[str, HorizonBidding]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MovedEconomy:
    """One economy of a ranking, under the main variant: by horizon."""

    aligned_free_percent: Mapping[str, Number]
    aligned_percent: Mapping[str, Number]
    move_musd: Mapping[str, Mapping[str, Number]]  # horizon, hegemon
    kept_percent: Mapping[str, Mapping[str, Number]]
    taste_percent: Number
    residual: Number


@dataclass(frozen=True)
class WedgeRanking(Document):
    """Economies in the order of how cheaply the cheaper hegemon moves each, bid for one by one."""

    file_name: ClassVar = "game_wedge_rank.json"

    title: str
    derivation: str
    hegemons: tuple[str, str]
    move_points: float
    beliefs: Mapping[str, DeclaredBelief]
    economies: Mapping[str, MovedEconomy]
    left_out: Mapping[str, str]  # economy, why
    rank_stability: Stability  # of the order at the main horizon, at the other one
    notes: tuple[str, ...]
