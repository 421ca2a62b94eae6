"""The document of `run`: a scenario's states beside its baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from middlepower.document.actor import Actor, BaselineActor, ProductChange, SectorChange
from middlepower.document.agree import disagreements
from middlepower.document.bottom_line import BreakEven, IncomeParts, MoneyScale, OwnMoney
from middlepower.document.header import Document
from middlepower.document.law import LawChange, LawRest, Remark
from middlepower.document.number import Number
from middlepower.document.provinces import KnownProvinces, StateProvinces
from middlepower.document.published_beside import PublishedBeside
from middlepower.document.timeline import LawTimeline
from middlepower.scenario.schema import Scenario


@dataclass(frozen=True)
class Economy:
    """The headlines of an economy, or a group as one, in one state, relative to the baseline."""

    code: str  # its key again
    real_income_percent: Number
    real_income_musd: Number
    exports_percent: Number
    imports_percent: Number
    by_variant_percent: Mapping[str, Number]  # the answer of each variant; of no actor the main one's alone

    def number(self, name: str) -> Number:
        """One of the four headline numbers."""
        number: Number = getattr(self, name)
        return number


@dataclass(frozen=True)
class QuotaUse:
    """One tariff-rate quota in one equilibrium."""

    measure: str
    product: str
    importer: str
    exporter: str
    sector: str
    status: str  # slack, binding or over quota
    rent_to: str
    premium: Number
    fill: Number
    volume_ratio: Number
    quota_ratio: Number
    rent_musd: Number


@dataclass(frozen=True)
class TargetMet:
    """What a state solved for: the trade-cost change that reaches a target."""

    what: str
    target: str
    trade_cost_change_percent: Number
    reached: Number
    missed: Number
    solves: int  # equilibria on the way


@dataclass(frozen=True)
class SolveNote:
    """How a state was solved, the tolerance that was asked for, and each equation's residual."""

    status: str  # `solved`, or `rough` where the tolerance was missed
    method: str
    sweeps: int  # of the whole solve
    tolerance: float  # of the residual, asked for
    residuals: Mapping[str, Number]  # by equation


@dataclass(frozen=True)
class StateResults:
    """One policy state and all its numbers."""

    code: str  # its key again
    title: str
    description: str
    residual: Number
    economies: Mapping[str, Economy]  # headlines by economy and group
    actors: Mapping[str, Actor]  # all numbers of the economies that the document is about
    sectors: Mapping[str, Mapping[str, SectorChange]]  # of the economy itself; all stand in `sectors.csv`
    products: tuple[ProductChange, ...]  # that its law treats otherwise: the largest of actors; rest: `products.csv`
    provinces: StateProvinces | None  # of the economy, where they are known; the rest: `province_sales.csv`
    effective_tariff_percent: Mapping[str, Mapping[str, Number]]  # by importer and partner among the actors
    quotas: tuple[QuotaUse, ...]  # tariff-rate quotas on what the economy buys or sells
    solved_for: TargetMet | None  # the target of a state that has one
    measures_with: tuple[str, ...]  # trade measures switched on relative to the baseline
    measures_without: tuple[str, ...]  # and off
    law: tuple[LawChange, ...]  # what it changes beside the baseline, of each switch the largest pairs
    law_rest: tuple[LawRest, ...]  # of each switch all other pairs, added up
    remarks: tuple[Remark, ...]  # what a reader of it must know, such as why nothing moves
    published: tuple[PublishedBeside, ...]  # what others found who were asked the same
    why: IncomeParts | None  # of the first, the best and the worst state
    solve: SolveNote
    variants_without_equilibrium: tuple[str, ...]  # not in the ranges


@dataclass(frozen=True)
class BaselineEconomy:
    """Levels of one economy in the baseline."""

    income_musd: Number
    value_added_musd: Number
    gdp_musd: Number
    exports_musd: Number
    imports_musd: Number
    tariff_revenue_musd: Number


@dataclass(frozen=True)
class BaselineState:
    """The baseline equilibrium."""

    residual: Number
    economies: Mapping[str, BaselineEconomy]
    actors: Mapping[str, BaselineActor]
    effective_tariff_percent: Mapping[str, Mapping[str, Number]]  # by importer and partner among the actors
    quotas: tuple[QuotaUse, ...]
    remarks: tuple[Remark, ...]  # what a reader must know of it, such as flows of another time


@dataclass(frozen=True)
class OtherFinding:
    """What another institution published on a related question."""

    institution: str
    asked: str
    found: str
    address: str
    read: str


@dataclass(frozen=True)
class StudyBeside:
    """What another question about the same economy found, asked of the same baseline."""

    kind: str  # of its document
    title: str
    sentence: str
    page: str  # its file in the folder of the run
    command: str  # that makes it again
    made_before: bool  # read from the package, made before this run from the same baseline, law and settings


@dataclass(frozen=True)
class Results(Document):
    """The whole document of a run; `states` keeps its order, the first is the one that the question is about."""

    file_name: ClassVar = "results.json"

    scenario: str  # its name
    title: str
    economy: str  # whose brief it is
    powers: tuple[str, ...]  # between which the economy stands
    actors: tuple[str, ...]  # economies shown first
    baseline_state: BaselineState  # levels of the baseline
    states: Mapping[str, StateResults]  # what is compared with it
    provinces: KnownProvinces  # what stands for the sales of provinces, or why nothing is said of them
    notes: tuple[str, ...]  # stated mismatches, such as product shares of 2023 on flows of 2022
    other_estimates: tuple[OtherFinding, ...]  # what others published on related questions
    money: MoneyScale  # what US dollars are to the economy and to one person in it
    own_money: OwnMoney  # the first state in that money
    break_even: BreakEven | None  # of the first state, where another one is that state answered
    timeline: LawTimeline
    scenario_definition: Scenario  # the whole scenario, so that the run can be repeated and explained
    beside: tuple[StudyBeside, ...] = ()  # games, the frontier and alignment, where they were asked for or made before

    def __post_init__(self) -> None:
        """None; ValueError where a part names what another one lacks, or nothing is said of the economy."""
        for disagreement in disagreements(self):
            raise ValueError(disagreement)

    @property
    def main(self) -> StateResults:
        """The first state: the one that the question is about."""
        return next(iter(self.states.values()))

    @property
    def codes(self) -> tuple[str, ...]:
        """The economies and then the groups that have numbers."""
        return (*self.regions, *self.groups)

    def own(self, state: StateResults) -> Economy:
        """The headlines in `state` of the economy whose brief this is."""
        return state.economies[self.economy]

    def own_actor(self, state: StateResults) -> Actor:
        """All numbers in `state` of the economy whose brief this is."""
        return state.actors[self.economy]
