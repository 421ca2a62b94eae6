"""The document of `align`: where an economy stands between two powers, each domain shown apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Number


@dataclass(frozen=True)
class VotesOfSession:
    """Votes of one session of the UN General Assembly."""

    year: int  # in which it began
    session: int
    ideal_point: Mapping[str, Number]  # of the economy and the powers, with 90% intervals
    net_alignment: Number  # one at the first power, minus one at the second
    distance: Mapping[str, Number]  # to each power
    vote_agreement: Mapping[str, Number]  # with each power


@dataclass(frozen=True)
class AllianceTies:
    """Alliance profiles of the economy and a power: how alike they are."""

    year: int
    s_squared: Number
    s_absolute: Number
    scott_pi: Number
    cohen_kappa: Number
    tie: str  # the strongest tie between the two, in words


@dataclass(frozen=True)
class PowerTies:
    """All other ties to one power."""

    export_share_percent: Number
    import_share_percent: Number
    exposure_percent: Mapping[str, Number]  # by horizon: real income lost when it stops trading
    alliances: AllianceTies | None
    alliances_missing: str  # why there are none; empty where there are
    agreements: tuple[str, ...]  # trade agreements in force between the two that were signed, with their year
    agreements_missing: str
    trade_by_alignment_percent: Number  # trade that goes with the position's move since the first session shown


@dataclass(frozen=True)
class PathSession:
    """One session of the conditional path."""

    session: int
    way_gone_percent: Number
    trade_percent: Mapping[str, Number]  # with each power, in the long run at that position


@dataclass(frozen=True)
class ConditionalPath:
    """What trade would follow if the economy moved; a condition, no forecast."""

    toward: str
    deviations: float  # standard deviations of distance closer to it
    inertia: Number
    half_life_sessions: Number
    sessions: tuple[PathSession, ...]


@dataclass(frozen=True)
class AlignmentStanding(Document):
    """Where an economy stands between two powers."""

    file_name: ClassVar = "align.json"

    economy: str
    powers: tuple[str, str]
    votes: tuple[VotesOfSession, ...]  # oldest first
    ties: Mapping[str, PowerTies]
    path: ConditionalPath
    position_sources: tuple[str, ...]
    notes: tuple[str, ...]
