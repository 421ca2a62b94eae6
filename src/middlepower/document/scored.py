"""The document of `score`: how well forecasts on frozen worlds did, beside their rivals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.header import Document
from middlepower.document.number import Number


@dataclass(frozen=True)
class MethodFit:
    """How well one method did on a sample; low and high are the ends of 95% intervals."""

    method: str
    variant: str  # elasticity set and horizon; empty for no change
    correlation: Number
    kehoe_a_percent: Number
    kehoe_b: Number
    slope: Number
    sign_hits: int  # flows whose predicted and seen changes have one sign, effects taken out
    error_percent: Number
    chance_share: Number
    mean_predicted_percent: Number
    mean_seen_percent: Number


@dataclass(frozen=True)
class SeenFlow:
    """One flow: what was seen, and what the model says at each horizon."""

    labels: tuple[str, ...]  # such as partner and sector
    seen_percent: Number
    duty_change_percent: Number
    predicted_percent: Mapping[str, Number]  # by variant


@dataclass(frozen=True)
class DutyBin:
    """Flows of a sample with like changes of duties, effects taken out."""

    flows: int
    duty_change_percent: Number
    seen_percent: Number
    predicted_percent: Mapping[str, Number]  # by variant


@dataclass(frozen=True)
class SampleScore:
    """What was scored and how every method did, the largest error first."""

    name: str
    weights: str
    flows: int
    left_out: int  # flows that have no change to compare
    reaction: Number
    fits: tuple[MethodFit, ...]
    seen: tuple[SeenFlow, ...]  # empty where there are thousands
    bins: tuple[DutyBin, ...]  # where there are thousands


@dataclass(frozen=True)
class PairScore:
    """The mean of a pair of economies beyond the growth of both, beside pairs without new duties."""

    importer: str
    exporter: str
    seen_percent: Number
    predicted_percent: Mapping[str, Mapping[str, Number]]  # by method and variant
    placebo_spread_percent: Number
    placebo_share: Number
    placebos: int  # pairs without new duties


@dataclass(frozen=True)
class GoalReached:
    """A goal that was set before, and what was found."""

    name: str
    goal: str
    test: str
    sample: str
    met: bool
    variant: str
    found: Number
    against: Mapping[str, Number]
    cause: str  # likely, where it is missed


@dataclass(frozen=True)
class LeftApart:
    """Imports of a chapter that is not scored."""

    partner: str
    chapter: str
    before_musd: Number
    after_musd: Number


@dataclass(frozen=True)
class ScoredTest:
    """One test: what was fixed before it was run, and what came of it."""

    title: str
    says: str  # what it can tell
    world: str  # frozen
    vintage: int
    baseline_date: str  # the day whose law forecasts start from
    law_year: int  # whose law, averaged over its days, forecasts are of
    choices: Mapping[str, str]  # what was fixed, with reasons
    samples: tuple[SampleScore, ...]
    pairs: tuple[PairScore, ...]
    apart: tuple[LeftApart, ...]


@dataclass(frozen=True)
class Score(Document):
    """How well forecasts did."""

    file_name: ClassVar = "score.json"

    main_variants: tuple[str, ...]  # of the main elasticity set, the shortest horizon first
    goals: tuple[GoalReached, ...]  # missed ones first
    tests: Mapping[str, ScoredTest]
    notes: tuple[str, ...]  # how to read the numbers
