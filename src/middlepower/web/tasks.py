"""What can be asked of a process of the desk: a task takes its values as JSON text and gives what can be sent back."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from middlepower.document.columns import table_makers
from middlepower.document.outcomes import outcomes_of
from middlepower.document.results import Results
from middlepower.document.run import document_at_once, document_of
from middlepower.document.timeline import LawTimeline, law_timeline
from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import Experiment, run_variant, solve_baseline, solve_experiment
from middlepower.experiment.machine_code import for_many
from middlepower.experiment.parallel import among_many
from middlepower.experiment.run import question_of, run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import status_quo
from middlepower.experiment.variant import comparison_variants, known_to
from middlepower.model.core.closure import ALL
from middlepower.policy.library import load_measures
from middlepower.report.files import report_texts
from middlepower.scenario.read import SIZE_LIMIT, read_scenario
from middlepower.scenario.schema import Scenario
from middlepower.web.languages import spoken_code
from middlepower.web.memory import kept, memo_of
from middlepower.web.page_state import PageState, Raw, page_of, raw_of
from middlepower.web.studies import study
from middlepower.world.embedded import load_world

UPLOAD = "scenario.yaml"


@dataclass(frozen=True)
class FullRun:
    """The whole document of a page with its files, as `middlepower run --out` writes them."""

    results: Results
    texts: Mapping[str, str | bytes]


def scenario_of(page: PageState) -> Scenario:
    """The validated scenario of a page, which names no file; ScenarioError as the command line has it."""
    for name, state in page.states.items():
        if isinstance(state, dict) and isinstance(state.get("tariff_table"), str):
            raise ScenarioError(f"state `{name}` names a file in `tariff_table`: write its rows as `tariffs` here.")
    return Scenario.parsed(page.scenario, "the scenario")


def solved(scenario: Scenario, settings: Settings) -> Experiment:
    """The equilibria of a scenario's states and baseline under the main variant.

    A question without measures of its own shares what others looked up, and the baseline that others have.
    """
    question = question_of(scenario)
    if len(question.measures) != len(load_measures()) or settings.closure == ALL:
        return solve_experiment(question, settings, comparison_variants(settings))
    held = kept(_baseline_key(scenario), question.sharing(memo_of(question.world.name)))
    (variant,) = known_to(question.world, comparison_variants(settings))
    closure = settings.main_closure
    baseline = held.baseline(settings, lambda: solve_baseline(held.question, settings, closure, variant))
    ready = for_many(baseline, len(held.question.states))
    return Experiment(held.question, settings, (run_variant(held.question, settings, variant, ready),))


def _baseline_key(scenario: Scenario) -> str:
    """What tells the baseline of a scenario from another's, and in which language it is spoken of."""
    about = [scenario.world, scenario.economy, scenario.powers, scenario.actors]
    return json.dumps([spoken_code(), *about, scenario.baseline.model_dump(mode="json")])


def settings_of(page: PageState, ranges: bool) -> Settings:
    """How a page is solved."""
    return Settings(page.elasticities, page.horizon, page.closure, ranges=ranges)


def at_once(values: str) -> Results:
    """The document of a page without its slow parts; forks would take longer than what they share out."""
    page = page_of(json.loads(values))
    scenario = scenario_of(page)
    with among_many():
        return document_at_once(scenario, solved(scenario, settings_of(page, ranges=False)))


def whole(values: str) -> FullRun:
    """The whole document of a page with ranges, and its files."""
    asked = json.loads(values)
    page = page_of(asked["page"])
    scenario = scenario_of(page)
    experiment = run_scenario(scenario, settings_of(page, bool(asked["ranges"])))
    outcomes = outcomes_of(scenario, experiment)
    results = document_of(scenario, outcomes)
    return FullRun(results, report_texts(results, table_makers(outcomes, tuple(results.main.actors))))


def uploaded(values: str) -> Raw:
    """The scenario of an uploaded text as raw keys, read as the command line reads a file."""
    text = json.loads(values)
    if len(text.encode()) > SIZE_LIMIT:
        raise ScenarioError(f"the file has more than {SIZE_LIMIT // 1_000_000} MB, too much for a scenario.")
    with tempfile.TemporaryDirectory(prefix="middlepower-") as folder:
        path = Path(folder) / UPLOAD
        path.write_text(text, encoding="utf-8", newline="")
        try:
            return raw_of(read_scenario(path))
        except ScenarioError as error:
            raise ScenarioError(str(error).replace(str(path), "the file").replace(folder, "the folder")) from None


def timeline(values: str) -> LawTimeline:
    """The dated steps of the law between an economy and some powers, to a day."""
    asked = json.loads(values)
    question = status_quo(dt.date.fromisoformat(asked["last"]), load_world(asked["world"]))
    question = question.sharing(memo_of(asked["world"]))
    settings = Settings(ranges=False)
    experiment = solve_experiment(question, settings, comparison_variants(settings))
    return law_timeline(experiment, asked["economy"], tuple(asked["powers"]))


TASKS: Mapping[str, Callable[[str], Any]] = {
    "at once": at_once,
    "whole": whole,
    "uploaded": uploaded,
    "timeline": timeline,
    "study": study,
}
