"""The strict schema of a scenario file: a named baseline and policy states compared with it."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from middlepower.data.embedded import DEFAULT_WORLD
from middlepower.policy.schema import Measure
from middlepower.policy.strict import Day
from middlepower.scenario.entries import (
    Codes,
    CostShock,
    CutOff,
    ExportTax,
    Grid,
    GridPoint,
    ScenarioPart,
    SolveFor,
    Spare,
    TariffChange,
)
from middlepower.scenario.tariff_rows import OwnTable


class State(ScenarioPart):
    """One policy state: measures switched on or off against the baseline, and shocks of your own.

    >>> import middlepower as mp
    >>> tax = {"importers": ["USA"], "exporters": ["CAN"], "sectors": ["C29"], "rate": 0.25}
    >>> mp.State(title="25% on Canadian cars", tariffs=[tax])
    <State '25% on Canadian cars': tariffs 1>
    """

    title: str = Field(min_length=1)
    description: str = ""
    date: Day | None = None
    with_measures: tuple[str, ...] = ()
    without_measures: tuple[str, ...] = ()
    spare: tuple[Spare, ...] = ()
    tariffs: tuple[TariffChange, ...] = ()
    tariff_table: OwnTable | None = None
    export_taxes: tuple[ExportTax, ...] = ()
    trade_costs: tuple[CostShock, ...] = ()
    cut_off: tuple[CutOff, ...] = ()
    solve_for: SolveFor | None = None
    sweep: Grid | None = None
    point: GridPoint | None = None

    def __repr__(self) -> str:
        """The title, and what the state changes by number."""
        return self.in_a_line(repr(self.title))

    __str__ = __repr__

    @model_validator(mode="after")
    def something_to_sweep(self) -> State:
        """The state itself when what it sweeps over is there to be changed."""
        if self.sweep is not None and self.sweep.rates and not (self.tariffs or self.export_taxes):
            raise ValueError("`sweep.rates` are those of the state's own `tariffs` or `export_taxes`: give it one")
        if self.sweep is not None and self.sweep.partners and not (self.tariffs or self.cut_off):
            raise ValueError("`sweep.partners` stand for the partners of its `tariffs` or `cut_off`: give it one")
        return self


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


class AnswerPoint(ScenarioPart):
    """One sentence of an answer: what it shows, of which states."""

    show: Literal[
        "changes", "legs", "gainers", "products", "sectors", "market", "presumes", "provinces", "persons", "tipping"
    ]
    states: Codes = Field(min_length=1)


class AskedQuestion(ScenarioPart):
    """A question of the reader's that the brief answers under its own heading, and where more of it is answered."""

    asks: str = Field(min_length=1)
    points: tuple[AnswerPoint, ...] = Field(min_length=1)
    see: str = ""


class Scenario(ScenarioPart):
    """A question, a world, a named baseline and the states to compare with it.

    >>> import middlepower as mp
    >>> tax = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}
    >>> scenario = mp.Scenario(
    ...     scenario="mine",
    ...     title="Canada taxed",
    ...     world="demo3",
    ...     actors=["CAN", "USA", "CHN"],
    ...     baseline={"name": "status quo", "date": "2026-01-13"},
    ...     states={"tax": {"title": "25% on all goods", "tariffs": [tax]}},
    ... )
    >>> answer = mp.run(scenario, ranges=False)
    >>> round(float(answer.equilibrium("tax").real_income.sel(economy="CAN")), 3)
    0.978
    """

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
    questions: tuple[AskedQuestion, ...] = ()
    notes: tuple[str, ...] = ()
    other_estimates: tuple[OtherEstimate, ...] = ()
    sources: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name and title, and how many states and others it has."""
        return self.in_a_line(f"{self.scenario} {self.title!r}")

    __str__ = __repr__

    @field_validator("states")
    @classmethod
    def swept(cls, states: dict[str, State]) -> dict[str, State]:
        """The states, with every point of a state's `sweep` as a state of its own in its place."""
        found: dict[str, State] = {}
        for name, state in states.items():
            for code, point in points(name, state).items():
                if code in found or (code != name and code in states):
                    raise ValueError(f"`{code}` is a state and a point of the sweep of `{name}`: rename the state")
                found[code] = point
        return found

    @model_validator(mode="after")
    def no_doubles(self) -> Scenario:
        """The scenario itself when no measure stands twice and no state both adds and drops one."""
        ids = [measure.id for measure in self.measures]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"measure id `{name}` stands twice: give each measure its own id")
        if "baseline" in self.states:
            raise ValueError("`baseline` is what the states are compared with: give the state another name")
        asked = [code for question in self.questions for point in question.points for code in point.states]
        for code in asked:
            if code not in self.states:
                raise ValueError(f"`questions` name the state `{code}`, which is not among `states`: name one that is")
        for name, state in self.states.items():
            both = sorted(set(state.with_measures) & set(state.without_measures))
            if both:
                raise ValueError(f"state `{name}` both adds and drops `{both[0]}`: keep one")
        return self


def points(name: str, state: State) -> dict[str, State]:
    """{code: state} of every point of a state's grid, or the state itself where it has none."""
    if state.sweep is None:
        return {name: state}
    grid = (state.sweep.rates or (None,), state.sweep.dates or (None,), state.sweep.partners or (None,))
    found = {}
    for rate, day, partner in product(*grid):
        labels = ["" if rate is None else f"{100.0 * rate:g}%", "" if day is None else day.isoformat(), partner or ""]
        told = [label for label in labels if label]
        changes: dict[str, Any] = {"title": f"{state.title}: {', '.join(told)}", "sweep": None}
        changes["point"] = GridPoint(of=name, title=state.title, rate=rate, date=day, partner=partner or "")
        changes |= {} if day is None else {"date": day}
        changes["tariffs"] = tuple(_moved(tariff, rate, partner, "exporters") for tariff in state.tariffs)
        changes["export_taxes"] = tuple(_moved(tax, rate, None, "") for tax in state.export_taxes)
        changes["cut_off"] = tuple(_moved(cut, None, partner, "and_") for cut in state.cut_off)
        code = "-".join([name, *(label.rstrip("%").replace("-", "") for label in told)])
        if code in found:
            raise ValueError(f"two points of the sweep of `{name}` are both called `{code}`: leave out one")
        found[code] = state.model_copy(update=changes)
    return found


def _moved(part: ScenarioPart, rate: float | None, partner: str | None, side: str) -> ScenarioPart:
    """An entry of a state at a point of its grid."""
    update: dict[str, Any] = {} if rate is None else {"rate": rate}
    return part.model_copy(update=update | ({side: (partner,)} if partner and side else {}))
