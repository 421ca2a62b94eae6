"""The documents of `rank` and `coalition`: who is exposed to whom, and what some can do together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Number
from middlepower.document.other_horizon import OtherHorizon
from middlepower.document.profiled import Stability


@dataclass(frozen=True)
class RankRow:
    """One economy's tie to the power."""

    rank: int
    economy: str
    exposure_percent: Number
    sender_cost_percent: Number
    loss_musd: Number
    sender_loss_musd: Number
    leverage: Number
    export_share_percent: Number
    import_share_percent: Number
    net_alignment: Number | None  # with the power against its rival, by votes; null where not ranked by it
    tolerated_tariff_percent: Number | None  # of free trade with another power; null where not ranked by it
    residual: Number


@dataclass(frozen=True)
class ExposureThere(OtherHorizon):
    """Exposure of every economy at the other horizon."""

    exposure_percent: Mapping[str, Number]
    residual: Number


@dataclass(frozen=True)
class Ranking(Document):
    """All economies in the order of their tie to a power, largest first."""

    file_name: ClassVar = "rank.json"

    to: str  # the power
    by: str  # what orders the economies
    by_meaning: str  # in words
    side: str  # both, import or export
    side_meaning: str
    economies: tuple[RankRow, ...]
    rank_stability: Stability
    other_horizon: ExposureThere | None  # null where the first year is not known of the world
    floor_free_percent: Mapping[str, Number]  # the main run of the first year with wages that fall freely, by economy


@dataclass(frozen=True)
class PairLoss:
    """What a cut-off costs an economy and the power."""

    exposure_percent: Number
    sender_cost_percent: Number
    loss_musd: Number


@dataclass(frozen=True)
class MostExposed:
    """The power to which an economy is most exposed."""

    to: str
    exposure_percent: Number


@dataclass(frozen=True)
class Matrix(Document):
    """The exposure of every economy to every other, the main elasticity set only."""

    file_name: ClassVar = "exposure_matrix.json"

    side: str  # both, import or export
    side_meaning: str
    solves: int  # equilibria behind it
    matrix: Mapping[str, Mapping[str, PairLoss]]  # economy, power
    most_exposed: Mapping[str, MostExposed]
    reach_musd: Mapping[str, Number]


@dataclass(frozen=True)
class MemberCost:
    """What one member adds, alone and together, and what it pays."""

    alone_log_points: Number
    marginal_log_points: Number
    shapley_log_points: Number
    own_cost_percent: Number
    own_cost_alone_percent: Number
    own_loss_musd: Number
    floor_free_percent: Number | None  # own cost in the coalition with wages that fall freely; null without a floor


@dataclass(frozen=True)
class JointCost:
    """What members do to a target together."""

    joint_cost_percent: Number
    floor_free_percent: Number | None  # the same with wages that fall freely; null where no floor holds them
    joint_cost_log_points: Number
    joint_cost_musd: Number
    members_loss_musd: Number
    super_additivity: Number
    deterrence_per_dollar: Number
    members: Mapping[str, MemberCost]
    residual: Number


@dataclass(frozen=True)
class JointThere(OtherHorizon):
    """What members do to a target together at the other horizon, and what each pays."""

    joint_cost_percent: Number
    floor_free_percent: Number | None  # with wages that fall freely; null where no floor holds them
    joint_cost_musd: Number
    members_loss_musd: Number
    own_cost_percent: Mapping[str, Number]
    residual: Number


@dataclass(frozen=True)
class Coalition(Document):
    """What a coalition can do to a target."""

    file_name: ClassVar = "coalition.json"

    members: tuple[str, ...]
    against: str  # the target
    side: str  # both, import or export, seen from the target
    side_meaning: str
    notes: tuple[str, ...]
    coalition: JointCost
    other_horizon: JointThere | None  # null where the first year is not known of the world
