"""The document of `replay`: the law between some economies step by step, and what each step did to incomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.law import Remark
from middlepower.document.number import Number
from middlepower.document.other_horizon import OtherHorizon


@dataclass(frozen=True)
class LawSwitch:
    """What happens to one trade measure on a day."""

    measure: str  # its id
    change: str  # on, off or other rate
    title: str
    imposer: str
    targets: tuple[str, ...]  # `*` is everybody
    instrument: str
    no_effect: str  # why it changes no rate and no quota; empty where it does


@dataclass(frozen=True)
class IncomeMove:
    """A change of real income."""

    real_income_percent: Number
    real_income_musd: Number


@dataclass(frozen=True)
class ReplayedMoves:
    """What a step did to one economy, or a group as one, at a horizon."""

    by_step: IncomeMove  # the law of this day against the same without the step
    added_up: IncomeMove  # all steps so far, one after the other
    since_first: IncomeMove  # all law of the world on this day against that of the first day


@dataclass(frozen=True)
class ReplayedActor(ReplayedMoves):
    """The same at the main horizon, and beside it at the other one."""

    other_horizon: ReplayedMoves | None  # null where the first year is not known of the world


@dataclass(frozen=True)
class ReplayedStep:
    """A day on which the law between the parties changes."""

    date: str
    moved: tuple[str, ...]  # who imposes what changes
    law: tuple[LawSwitch, ...]  # the measures on the trade of the parties that change, what ends first
    elsewhere: tuple[str, ...]  # measures that change on the same day on the trade of others alone
    alone: bool  # whether the effect of these is not in that of the step
    applied_percent: Mapping[str, Mapping[str, Number]]  # from this day on, by importer and partner
    actors: Mapping[str, ReplayedActor]


@dataclass(frozen=True)
class Replay(Document):
    """The law between some economies step by step."""

    file_name: ClassVar = "replay.json"

    between: tuple[str, ...]  # economies and groups whose trade with each other is followed
    other_horizon: OtherHorizon | None  # what the numbers of that name are
    actors: tuple[str, ...]  # whose income is told, the one that it is about first
    first: str  # the first day
    last: str  # the last day
    weights_source: str  # of the applied rates
    applied_percent: Mapping[str, Mapping[str, Number]]  # on the first day, by importer and partner
    steps: tuple[ReplayedStep, ...]
    remarks: tuple[Remark, ...]  # what a reader must know of the first day's law on this world
    notes: tuple[str, ...]  # how to read the numbers
