"""The document of `game coalition`: who stays, who joins, who pays, what deters, and what coordination is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.drawn_answer import DrawableDocument
from middlepower.document.number import Number


@dataclass(frozen=True)
class AllianceMember:
    """One member when all answer."""

    loss_percent: Number  # of real income
    loss_musd: Number
    gain_by_staying_percent: Number  # over leaving while the others answer
    transfer_musd: Number  # what it receives so that all lose the same share
    loss_shared_percent: Number  # after transfers


@dataclass(frozen=True)
class AllianceOutsider:
    """One economy that could join."""

    gain_by_joining_percent: Number


@dataclass(frozen=True)
class AllianceSet:
    """What one set of members does to the sender's choice."""

    members: tuple[str, ...]
    sender_loss_percent: Number
    target_loss_percent: Number
    challenge_chance_percent: Number
    carried_out_chance_percent: Number
    equilibria: int  # of the crisis game under the main set


@dataclass(frozen=True)
class AlliancePolicy:
    """Rates that members promise in answer, and what they expect to lose a year."""

    rates_percent: Mapping[str, Number]
    expected_loss_musd: Mapping[str, Number]
    joint_loss_musd: Number
    carried_out_chance_percent: Number


@dataclass(frozen=True)
class AllianceAt:
    """The game at one horizon."""

    members: Mapping[str, AllianceMember]
    outsiders: Mapping[str, AllianceOutsider]
    sets: tuple[AllianceSet, ...]
    unanswered_loss_percent: Mapping[str, Number]  # of each member and the sender, when nobody answers
    residual: Number


@dataclass(frozen=True)
class AlliancePolicies:
    """Security policy at one horizon, under the main elasticity set."""

    apart: AlliancePolicy  # each member sets its own rate
    together: AlliancePolicy


@dataclass(frozen=True)
class CoalitionGame(DrawableDocument):
    """A coalition that answers coercion of one of its members together."""

    file_name: ClassVar = "game_coalition.json"

    members: tuple[str, ...]
    sender: str
    target: str  # the member that is threatened
    outsiders: tuple[str, ...]
    threat_rate: float  # a fraction, added to tariffs in force
    answer_rate: float
    level: float  # the yearly chance of a challenge below which a set deters
    dyad: str  # whose estimated utilities
    dyad_source: str
    beliefs: tuple[str, ...]
    notes: tuple[str, ...]
    horizons: Mapping[str, AllianceAt]
    smallest: Mapping[str, Mapping[str, str]]  # horizon, variant: the smallest set that deters; empty where none does
    stable: Mapping[str, bool]  # horizon: whether no member gains by leaving and no outsider by joining
    policies: Mapping[str, AlliancePolicies]
