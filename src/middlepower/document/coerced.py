"""The document of `game coerce`: what a threat costs, how it ends, what one must believe, and the record beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.number import Number


@dataclass(frozen=True)
class CrisisEnd:
    """One equilibrium: what each side does, and how a threat that is made ends."""

    resists_percent: Number
    challenges_percent: Number
    stands_firm_percent: Number
    concedes_percent: Number
    carried_out_percent: Number
    backs_down_percent: Number


@dataclass(frozen=True)
class CoerceHorizon:
    """A threat at one horizon: what it costs, and all equilibria of the main variant."""

    target_loses_percent: Number
    target_loses_musd: Number
    sender_loses_percent: Number
    sender_loses_musd: Number
    concession_percent: Number | None  # what conceding costs the target; null where nothing of trade is demanded
    concession_musd: Number | None
    resolve_shift: Number
    equilibria: tuple[CrisisEnd, ...]  # of the main variant, by rising resistance; ranges are over all variants
    equilibria_most: int  # the largest number of equilibria in any variant
    resistance_break_even_percent: Number | None  # null where conceding costs nothing of trade
    resisting_stake_percent: Number
    resisting_stake_musd: Number
    residual: Number


@dataclass(frozen=True)
class UtilitiesUsed:
    """The mean payoffs that the game starts from, in units of a private payoff's standard deviation, and whose."""

    of: str  # the dyad, such as USA-CAN, or `given`
    decade: int | None  # the first year of its decade in the record; null where they are given
    source: str  # who says so
    S_A: float
    V_A: float
    C_B: float
    W_A: float
    W_B: float
    a: float
    dependence: float | None  # the target's on the sender as the record has it; null where they are given
    stands_firm: float | None  # p_F at the estimate; null where they are given
    per_percent: float  # what one per cent of real income weighs, main variant
    reference: str  # the threat at which the estimate is taken to hold
    reference_loss_percent: Number


@dataclass(frozen=True)
class ThreatPoint:
    """A threat in the plane of what it costs the sender and the target, and how it would end."""

    target_loses_percent: Number
    sender_loses_percent: Number
    resists_percent: Number
    stands_firm_percent: Number
    carried_out_percent: Number
    concedes_percent: Number
    challenges_percent: Number


@dataclass(frozen=True)
class BeliefRow:
    """The same game under another belief: how it ends, main variant in the long run."""

    belief: str  # in words
    per_percent: float
    shift: float
    equilibria: tuple[CrisisEnd, ...]  # by rising resistance


@dataclass(frozen=True)
class CurvePoint:
    """An equilibrium on the map over shifts: the shift of W_B at which it is one, and what is done there."""

    shift: float
    resists: float
    challenges: float
    carried_out: float  # given a threat


def in_plane(threat: str, horizon: str) -> bool:
    """Whether a threat is drawn in the plane: all but an end of trade at a shorter horizon, off every scale."""
    return threat != "cutoff" or horizon == "long"


@dataclass(frozen=True)
class CredibilityLine:
    """Where the target concedes with one chance: the sender's cost and the target's loss, per cent of real income."""

    concedes: float
    points: tuple[tuple[float, float], ...]  # (sender's cost, target's loss)


@dataclass(frozen=True)
class RecordRow:
    """How threats of the past ended."""

    of: str  # whose, in words
    threats: int
    conceded: int
    carried_out: int
    backed_down: int
    carried_out_share: float | None  # of all threats; null where there was none


@dataclass(frozen=True)
class CaseBeside:
    """A case of the record of this century."""

    case: str
    threat_date: str
    threat: str
    demand: str
    carried_out: str  # yes, partly, no or unclear
    conceded: str  # yes, partly, no or unclear
    between: bool  # whether it is one between the two


@dataclass(frozen=True)
class CoerceGame(DrawableDocument):
    """A threat by one or more senders on a target."""

    file_name: ClassVar = "game_coerce.json"

    senders: tuple[str, ...]
    target: str
    threat: str  # as asked
    threat_words: str  # in words
    demand: str | None  # the policy that is to be given up: a state of the scenario
    demand_title: str  # in words
    scenario: str  # whose baseline it is
    utilities: UtilitiesUsed
    horizons: Mapping[str, CoerceHorizon]
    threats: Mapping[str, Mapping[str, ThreatPoint]]  # by threat and horizon
    shift_map: tuple[CurvePoint, ...]  # all equilibria along the shift of W_B, main variant in the long run
    credibility: tuple[CredibilityLine, ...]  # main variant in the long run
    beliefs: tuple[BeliefRow, ...]
    record: tuple[RecordRow, ...]
    cases: tuple[CaseBeside, ...]
    stake: str  # the declared stake beyond trade, in words; empty where there is none
    stake_percent: Number | None  # the same in per cent of the senders' real income
    notes: tuple[str, ...]
