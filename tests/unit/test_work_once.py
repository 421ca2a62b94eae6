"""No law is compiled twice and no system solved twice in one run: calls are counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from middlepower.experiment import question as questions
from middlepower.experiment.experiment import solve_experiment
from middlepower.experiment.identity import digest
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant
from middlepower.model.long_run.solve import Solver
from middlepower.policy import flows as policy_flows
from middlepower.scenario.entries import SolveFor
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

TWO_SETS = (Variant("FGO"), Variant("GYY"))


@pytest.fixture
def question() -> Question:
    """A baseline, a state that does the same, one with a target, and one with a tariff of its own."""
    import datetime as dt

    target = SolveFor(exporter="CAN", importers=["CHN"], times=1.05)
    tariff = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}
    states = {
        "same": State(title="the same"),
        "sold": State(title="sold elsewhere", solve_for=target),
        "threat": State(title="25%", tariffs=[tariff]),
        "alike": State(title="25% again", tariffs=[tariff]),
    }
    return Question(load_world(), State(title="the law of a day", date=dt.date(2026, 1, 13)), states)


def test_no_flow_is_compiled_twice_for_one_law(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("middlepower.experiment.parallel.cores", lambda: 1)
    compiled: Counter[tuple[str, ...]] = Counter()
    compile_flow = policy_flows.flow_between

    def counted(before: Any, after: Any, flow: tuple[str, str, str], *rest: Any) -> Any:
        compiled[flow] += 1
        return compile_flow(before, after, flow, *rest)

    monkeypatch.setattr(policy_flows, "flow_between", counted)
    vars(question)["memo"] = policy_flows.Memo.of(question.world)  # its own, not the one that tests share
    assert len(question.flows) == 5  # five laws, all with the measures of one day
    assert set(compiled.values()) == {1}


def test_one_shock_is_compiled_for_all_sets_and_no_system_is_solved_twice(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("middlepower.experiment.parallel.cores", lambda: 1)
    made, solved = Counter[str](), Counter[str]()
    compile_shock, solve = questions.shock_of, Solver.solve

    def counted(world: Any, state: State, *rest: Any) -> Any:
        made[state.title] += 1
        return compile_shock(world, state, *rest)

    def solved_once(solver: Solver, shock: Any, *rest: Any, **more: Any) -> Any:
        solved[digest([solver.benchmark.theta, shock])] += 1
        return solve(solver, shock, *rest, **more)

    monkeypatch.setattr(questions, "shock_of", counted)
    monkeypatch.setattr(Solver, "solve", solved_once)
    experiment = solve_experiment(question, Settings(ranges=False), TWO_SETS)
    assert set(made.values()) == {1}
    assert len(made) == 5
    assert max(solved.values()) == 1
    for run in experiment.runs:
        assert run.states["same"] is run.baseline.equilibrium
        assert run.states["threat"] is run.states["alike"]
