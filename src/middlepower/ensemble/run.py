"""An ensemble from beginning to end: what is missing is solved, what lies there is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from middlepower.ensemble.columns import Column, Kept, kept_for
from middlepower.ensemble.lock import held
from middlepower.ensemble.plan import Plan
from middlepower.ensemble.runners import Here, Processes, Runner
from middlepower.ensemble.store import Store
from middlepower.errors import ScenarioError
from middlepower.experiment.identity import digest
from middlepower.experiment.question import BASELINE, Question
from middlepower.model.core.from_world import benchmark_of
from middlepower.scenario.nest import LONG_RUN_ELASTICITY

Progress = Callable[[int, int], None]


def kept_of(plan: Plan) -> Kept:
    """Which columns the draws of a plan have; a wrong scenario, and a choice of what is not drawn, are refused before
    anything is solved or written."""
    question, _ = plan.question, plan.uncertain
    if not question.states:
        raise ScenarioError("the scenario has no state to draw: name at least one.")
    return kept_for(plan.scenario, question)


def law_of(question: Question) -> str:
    """A hash of a question's world and of what its baseline and states change in it."""
    names = (*([] if question.baseline is None else [BASELINE]), *question.states)
    shocks = [question.shock_of(name, question.world, LONG_RUN_ELASTICITY)(None) for name in names]
    wanted = [state.solve_for for state in question.states.values()]
    return digest([benchmark_of(question.world), shocks, wanted])


def runner_of(workers: int) -> Runner:
    """This process for one worker, else processes of this machine."""
    if workers < 1:
        raise ScenarioError(f"`workers` is {workers}: give 1 or more.")
    return Here() if workers == 1 else Processes(workers)


def solve_ensemble(
    plan: Plan, folder: Path, runner: Runner, resume: bool = False, progress: Progress | None = None
) -> tuple[Store, tuple[Column, ...]]:
    """(the store with all draws of a plan, its columns); draws that lie in the folder are not solved again."""
    kept = kept_of(plan)
    columns = kept.columns
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder, plan, tuple(column.name for column in columns), law_of(kept.question))
    with held(folder):
        store.begin(resume)
        missing = store.missing()
        done = plan.draws - sum(part.count for part in missing)
        for solved in runner.run(plan, missing) if missing else ():
            store.add(solved)
            done += solved.part.count
            if progress is not None:
                progress(done, plan.draws)
    return store, columns
