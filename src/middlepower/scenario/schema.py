"""The strict schema of a scenario file: a named baseline and policy states compared with it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.errors import ScenarioError
from middlepower.policy.checks import Rate
from middlepower.policy.schema import Measure
from middlepower.policy.strict import Day, Number, Strict
from middlepower.scenario.tariff_rows import OwnTable

CostChange = Annotated[Rate, Field(gt=-1.0)]
Codes = tuple[str, ...]
ALL: Codes = ("*",)


class ScenarioPart(Strict):
    """Base of all parts of a scenario."""

    complaint = ScenarioError


class TariffChange(ScenarioPart):
    """A tariff of your own: `rate` adds to what the flow pays, or replaces it."""

    importers: Codes = Field(min_length=1)
    exporters: Codes = Field(min_length=1)
    sectors: Codes = Field(default=ALL, min_length=1)
    rate: Rate
    relation: Literal["adds", "replaces"] = "adds"


class CostShock(ScenarioPart):
    """A change of trade costs other than tariffs: -0.1 makes delivery 10% cheaper."""

    importers: Codes = Field(min_length=1)
    exporters: Codes = Field(min_length=1)
    sectors: Codes = Field(default=ALL, min_length=1)
    change: CostChange


class CutOff(ScenarioPart):
    """An end of trade between two groups; `direction` is seen from `between`."""

    between: Codes = Field(min_length=1)
    and_: Codes = Field(min_length=1, alias="and")
    direction: Literal["both", "imports", "exports"] = "both"


class SolveFor(ScenarioPart):
    """A fall of trade costs, found so that the exporter's sales to the chosen importers reach `times` the baseline.

    Sales are volumes at baseline prices.
    """

    exporter: str
    except_importers: Codes = ()
    times: Number = Field(gt=0.0, le=100.0)


class State(ScenarioPart):
    """One policy state: measures switched on or off against the baseline, and shocks of your own."""

    title: str = Field(min_length=1)
    description: str = ""
    date: Day | None = None
    with_measures: tuple[str, ...] = ()
    without_measures: tuple[str, ...] = ()
    tariffs: tuple[TariffChange, ...] = ()
    tariff_table: OwnTable | None = None
    trade_costs: tuple[CostShock, ...] = ()
    cut_off: tuple[CutOff, ...] = ()
    solve_for: SolveFor | None = None


class BaselineLaw(ScenarioPart):
    """What every number is compared with."""

    name: str = Field(min_length=1)
    date: Day
    with_measures: tuple[str, ...] = ()
    without_measures: tuple[str, ...] = ()


class OtherEstimate(ScenarioPart):
    """What another institution published on a related question; never a target, and rarely the same question."""

    institution: str = Field(min_length=1)
    asked: str = Field(min_length=1)
    found: str = Field(min_length=1)
    address: str = Field(min_length=1)
    read: Literal["in full", "abstract", "press report"]


class Scenario(ScenarioPart):
    """A question, a world, a named baseline and the states to compare with it."""

    scenario: str = Field(min_length=1, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str = Field(min_length=1)
    question: str = ""
    world: str = DEFAULT_WORLD
    economy: str = "CAN"
    powers: Codes = ("USA", "CHN")
    actors: Codes = ("CAN", "USA", "CHN", "MEX")
    baseline: BaselineLaw
    measures: tuple[Measure, ...] = ()
    states: dict[Annotated[str, Field(min_length=1)], State] = Field(min_length=1)
    notes: tuple[str, ...] = ()
    other_estimates: tuple[OtherEstimate, ...] = ()
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def no_doubles(self) -> Scenario:
        """The scenario itself when no measure stands twice and no state both adds and drops one."""
        ids = [measure.id for measure in self.measures]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"measure id `{name}` stands twice: give each measure its own id")
        if "baseline" in self.states:
            raise ValueError("`baseline` is what the states are compared with: give the state another name")
        for name, state in self.states.items():
            both = sorted(set(state.with_measures) & set(state.without_measures))
            if both:
                raise ValueError(f"state `{name}` both adds and drops `{both[0]}`: keep one")
        return self
