"""The document of `profile`: who an economy depends on, what losing each power would cost, who would carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.losses import Incidence
from middlepower.document.number import Number, Pair


@dataclass(frozen=True)
class ThreatCost:
    """What one threat costs both sides."""

    exposure_percent: Number
    sender_cost_percent: Number
    loss_musd: Number
    sender_loss_musd: Number
    leverage: Number
    leverage_money: Number
    asymmetry_percent: Number
    residual: Number
    floor_free_percent: Number | None = None  # exposure in the first year with wages that fall freely


@dataclass(frozen=True)
class PartnerShares:
    """Shares of a partner, or of all members of a group, in an economy's trade and value added."""

    export_share_percent: Number
    import_share_percent: Number
    value_added_sold_percent: Number
    value_added_bought_percent: Number


@dataclass(frozen=True)
class PartnerTie:
    """A partner's shares beside the exposure to it."""

    export_share_percent: Number
    import_share_percent: Number
    value_added_sold_percent: Number
    value_added_bought_percent: Number
    exposure_percent: Number
    residual: Number


@dataclass(frozen=True)
class Dependence:
    """Concentration of trade, and shares of powers and of all partners."""

    import_concentration: Number
    export_concentration: Number
    openness_percent: Number
    powers: Mapping[str, PartnerShares]
    partners: Mapping[str, PartnerTie]


@dataclass(frozen=True)
class Flag:
    """Base of both kinds: how many of three criteria of dependency a sector meets, and its largest partner."""

    criteria_met: Number
    flag: Number
    largest_share: Number
    trade_musd: Number
    largest_partner: str | None


@dataclass(frozen=True)
class SupplyFlag(Flag):
    """Dependency on suppliers."""

    import_concentration: Number
    import_export_ratio: Number


@dataclass(frozen=True)
class MarketFlag(Flag):
    """Dependency on buyers."""

    export_concentration: Number
    export_absorption_ratio: Number
    rerouting: Number


@dataclass(frozen=True)
class Flags:
    """Dependency flags by sector."""

    statement: str
    supply: Mapping[str, SupplyFlag]
    market: Mapping[str, MarketFlag]


@dataclass(frozen=True)
class ClosedForms:
    """Losing a supplier, in closed form."""

    final_percent: Number
    roundabout_percent: Number
    with_inputs_percent: Number


@dataclass(frozen=True)
class ImportLoss:
    """Closed forms by power, and what each of them is."""

    definitions: Mapping[str, str]
    powers: Mapping[str, ClosedForms]


@dataclass(frozen=True)
class ChainShares:
    """Shares of a power in what is used: face value, whole chain, value added."""

    face_value_percent: Number
    look_through_percent: Number
    value_added_percent: Number


@dataclass(frozen=True)
class LookThrough:
    """Shares of a power in inputs and in final demand."""

    inputs: ChainShares
    final_demand: ChainShares


@dataclass(frozen=True)
class Friends:
    """First-order effects of powers' productivity on the economy."""

    meaning: str
    range: str
    response: Mapping[str, Number]


@dataclass(frozen=True)
class SharePairs:
    """Shares of a power in exports and imports before and after."""

    export_share_percent: Pair
    import_share_percent: Pair


@dataclass(frozen=True)
class Diversification:
    """What it takes to multiply exports to all but one power, and what that does to shares and exposures."""

    away_from: str
    times: float
    trade_cost_change_percent: Number
    reached: Number
    real_income_percent: Number
    residual: Number
    shares: Mapping[str, SharePairs]  # by power
    export_concentration: Pair
    exposure_percent: Mapping[str, Mapping[str, Pair]]  # by horizon and power, both ways
    note: str


@dataclass(frozen=True)
class SetOrder:
    """How far one set's order agrees with the main set's."""

    rank_correlation: Number
    same_order: Number
    same_top: Number


@dataclass(frozen=True)
class Stability:
    """Whether an order by exposure survives other elasticity sets."""

    meaning: str
    sets: Mapping[str, SetOrder]


@dataclass(frozen=True)
class Profile(DrawableDocument):
    """The profile of one economy."""

    file_name: ClassVar = "profile.json"

    economy: str
    powers: tuple[str, ...]
    weights_source: str | None  # of declared political weights
    income_musd: Number
    value_added_musd: Number
    notes: tuple[str, ...]  # how to read the numbers
    dependence: Dependence
    flags: Flags
    import_loss: ImportLoss
    exposure: Mapping[str, Mapping[str, Mapping[str, ThreatCost]]]  # by power, side, horizon
    threat_curve: Mapping[str, Mapping[str, Mapping[str, ThreatCost]]]  # by power, threat, retaliation
    look_through: Mapping[str, LookThrough]
    friends: Friends
    incidence: Incidence
    diversification: Diversification | None  # null with the reason in `diversification_missing`
    rank_stability: Stability
    diversification_missing: str = ""
