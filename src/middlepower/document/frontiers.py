"""The document of `frontier`: what autonomy costs an economy, and what a power's threat leaves of its freedom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.number import Number


@dataclass(frozen=True)
class LeverRow:
    """One instrument of the economy."""

    kind: str  # tariff, duty cut, export tax or access
    partner: str  # a power, or `others`
    goods: str  # a group of goods, a sector, or `all`


@dataclass(frozen=True)
class FrontierPoint:
    """The best policy at one belief."""

    belief: float  # probability that the power carries out its threat, from which the policy is worth its cost
    policy_cost_percent: Number
    policy_cost_musd: Number
    exposure_percent: Mapping[str, Number]  # to each power, in the first year
    floor_free_percent: Mapping[str, Number]  # the same with wages that fall freely
    lever_percent: tuple[Number, ...]  # of each instrument, in their order
    fall_share_percent: tuple[Number, ...]  # of each instrument, in their order
    undominated: bool  # whether nothing computed here is at least as good in cost and all exposures, and better in one
    slopes_left: float  # residual of the conditions of an optimum, ln of real income per unit of ln(1 + rate)
    evaluations: int  # pairs of equilibria, with their slopes, that the search took


@dataclass(frozen=True)
class FrontierCap:
    """A cap on exposure, between the points."""

    cut_percent: float  # below exposure at the best policy without a motive of security
    policy_cost_percent: Number
    policy_cost_musd: Number
    belief_needed: Number


@dataclass(frozen=True)
class RecordedCase:
    """A case on record between the power and the economy."""

    case: str
    threat_date: str
    threat: str
    carried_out: str  # yes, partly, no or unclear


@dataclass(frozen=True)
class BeliefRecord:
    """What a belief can be held against: threats of sanctions, 1970 to 2000, by how they ended."""

    sender: str  # whose threats are counted; empty: those of all senders
    conceded: int
    carried_out: int
    backed_down: int
    probability: float  # carried out over all
    own_threats: int | None  # of the power itself in the record; null where the record does not know it
    cases: tuple[RecordedCase, ...]


@dataclass(frozen=True)
class FrontierAgainst:
    """The frontier against one power."""

    points: tuple[FrontierPoint, ...]
    caps: tuple[FrontierCap, ...]
    last_cut_percent: Number
    record: BeliefRecord
    starts: int  # random policies from which the search was begun anew
    starts_gained: float  # ln of expected real income by which the best of them led higher than the path had; 0: none


@dataclass(frozen=True)
class PackageRow:
    """A package of policy, placed on the frontier."""

    package: str
    title: str
    price_percent: float | None  # of the value of the sales made cheaper, paid a year
    policy_cost_percent: Number
    policy_cost_musd: Number
    exposure_percent: Mapping[str, Number]
    undominated: bool | None  # as of points; null for a gift, whose cost nobody counted, and without an exposure
    residual: Number


@dataclass(frozen=True)
class FreedomRow:
    """What a power's threat leaves of one move at one horizon."""

    move: str
    title: str
    power: str
    horizon: str
    move_gain_percent: Number
    move_loss_percent: Number
    break_even_belief: Number
    expected_price_musd: Number
    tolerated_at_record_percent: Number
    tolerated_tariff_percent: tuple[Number, ...]  # at each of `probabilities`
    residual: Number


@dataclass(frozen=True)
class AccessRow:
    """What easier sales to a partner are worth at the status quo: the break-even price of market access."""

    partner: str
    access_gain_musd: Number
    access_gain_under_threat_musd: Mapping[str, Number]  # with the record's belief in each power's threat


@dataclass(frozen=True)
class FrontierBody:
    """All that is computed under one elasticity set."""

    best_gain_percent: Number
    levers: tuple[LeverRow, ...]
    against: Mapping[str, FrontierAgainst]  # power
    packages: tuple[PackageRow, ...]
    probabilities: tuple[float, ...]  # of the curves of tolerated tariffs
    freedom: tuple[FreedomRow, ...]
    access: tuple[AccessRow, ...]
    residual: Number


@dataclass(frozen=True)
class AutonomyFrontier(DrawableDocument):
    """The cheapest policies for each exposure, with the belief from which each is worth its cost."""

    file_name: ClassVar = "frontier.json"

    economy: str
    powers: tuple[str, ...]
    threat: str  # cutoff, or tariff:0.25
    bounds: str  # cusma-wto, security or free
    bounds_meaning: str
    detail: str  # groups or sectors
    access_cost_percent: float | None  # of sales, to make them 10% cheaper to deliver; null: access is no instrument
    notes: tuple[str, ...]
    frontier: FrontierBody
