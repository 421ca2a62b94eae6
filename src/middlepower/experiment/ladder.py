"""The law between some economies step by step, as a question: the first day is the baseline, every step a state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.status_quo import day_title
from middlepower.experiment.without_effect import Reason, why_added, why_dropped
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.law_steps import Change, LawStep, law_steps
from middlepower.policy.rate_book import Pair, RateBook, pairs_between
from middlepower.policy.schema import Measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.paid import Paid
from middlepower.scenario.schema import Scenario, State
from middlepower.scenario.touched import Touch, touches
from middlepower.world.groups import expand
from middlepower.world.parties import label_of
from middlepower.world.world import World

ACTORS: tuple[str, ...] = Scenario.model_fields["actors"].default
WITHOUT = ", without this step"


@dataclass(frozen=True)
class LadderRequest:
    """What is asked: the first and last day, between whom (by default the actors of a scenario), and for whom first."""

    first: dt.date
    last: dt.date
    between: tuple[str, ...] = ()
    economy: str | None = None


@dataclass(frozen=True)
class Rung:
    """One step: its law, the name of its state, and that of the law without it, with which it is compared."""

    step: LawStep
    name: str
    before: str

    @property
    def alone(self) -> bool:
        """Whether nothing but the measures between the parties tells the two laws apart."""
        return self.before.endswith(WITHOUT) or not self.step.elsewhere


@dataclass(frozen=True)
class Ladder:
    """The steps of the law between some economies or groups on a world, and the question that they are.

    `actors` are those whose income is told. A step's law is that of the whole world on its day. It is compared with the
    law of the day before or, where others' measures change on the same day, with that of the same day without the step.
    """

    request: LadderRequest
    between: tuple[str, ...]
    actors: tuple[str, ...]
    rungs: tuple[Rung, ...]
    question: Question

    @classmethod
    def of(cls, world: World, request: LadderRequest) -> Ladder:
        """The ladder that is asked for; ScenarioError where two of its parties overlap."""
        usual = tuple(name for name in ACTORS if name in world.regions)
        between = tuple(dict.fromkeys(label_of(world, name) for name in request.between or usual or ACTORS))
        _check_apart(world, between)
        own = between[0] if request.economy is None else label_of(world, request.economy)
        actors = tuple(dict.fromkeys((own, *between, *usual)))
        states: dict[str, State] = {}
        rungs = []
        for step in law_steps(RateBook.of(world), _pairs(world, between), request.first, request.last):
            name, (before, law) = step.day.isoformat(), _without(step, request.first)
            states |= {before: law, name: State(title=day_title(step.day), date=step.day)}
            rungs.append(Rung(step, name, before))
        states.pop(BASELINE, None)
        baseline = State(title=day_title(request.first), date=request.first)
        return cls(request, between, actors, tuple(rungs), Question(world, baseline, states, reported=actors))

    def at(self, run: VariantRun, name: str) -> Equilibrium | None:
        """The equilibrium of a state or the baseline under a variant; None where it has none."""
        return run.baseline.equilibrium if name == BASELINE else run.states.get(name)

    def without_effect(self, rung: Rung) -> dict[str, str]:
        """{measure of a step that changes no rate and no quota: why}, as clauses."""
        world, laws, flows = self.question.world, self.question.laws, self.question.flows
        here, there = (Paid.under(world, State(title=name), flows[name]) for name in (rung.before, rung.name))
        found = touches(here, there, rung.step.changes)
        reasons = {
            measure.id: _reason(measure, rung.step.changes[measure.id], laws[rung.before], laws[rung.name], found)
            for measure in self.question.measures
            if measure.id in rung.step.changes
        }
        return {name: reason.clause for name, reason in reasons.items() if reason is not None}


def _reason(
    measure: Measure, change: Change, before: PolicyState, after: PolicyState, found: Sequence[Touch]
) -> Reason | None:
    """Why switching a measure on or off changes nothing; None where it does, and for another rate."""
    its = tuple(touch for touch in found if touch.name in (measure.id, *measure.replaces))
    if change == "on":
        return why_added(measure, before, after, its)
    return why_dropped(measure, before, after, (), its) if change == "off" else None


def _without(step: LawStep, first: dt.date) -> tuple[str, State]:
    """(name, state) of the law without a step: the day before, or the same day less the step where that can be told."""
    if step.elsewhere and "other rate" not in step.changes.values():
        name = f"{step.day.isoformat()}{WITHOUT}"
        on, off = (tuple(id_ for id_, change in step.changes.items() if change == one) for one in ("on", "off"))
        return name, State(title=name, date=step.day, with_measures=off, without_measures=on)
    name = BASELINE if step.earlier == first else step.earlier.isoformat()
    return name, State(title=day_title(step.earlier), date=step.earlier)


def _check_apart(world: World, between: Sequence[str]) -> None:
    """None; ScenarioError where fewer than two parties are left, or one is inside another."""
    if len(between) < 2:
        raise ScenarioError(f"`--of` names {between[0]} twice: name two economies or groups, such as CAN-CHN.")
    for one, other in combinations(between, 2):
        if set(expand([one], world)) & set(expand([other], world)):
            raise ScenarioError(f"`--of` names {one} and {other}, of which one is inside the other: name others.")


def _pairs(world: World, between: Sequence[str]) -> list[Pair]:
    """All pairs of economies of different parties, both ways."""
    sides = [expand([name], world) for name in between]
    return [pair for a in sides for b in sides if a is not b for pair in pairs_between(a, b)]
