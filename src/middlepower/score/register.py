"""Forecasts written down before anybody can know: by flow, under named laws, with version, commit and day.

A file holds the question as a scenario, and for every state, variant and flow the change of the value at the border
against the baseline, per cent. `score.against` compares one with what was seen.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

import middlepower
from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import Experiment, VariantRun, solve_experiment
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, Variant
from middlepower.policy.rate_book import statutory_rates
from middlepower.scenario.schema import Scenario
from middlepower.world.groups import expand

Array = NDArray[np.float64]
HORIZONS = (FIRST_YEAR, "medium", LONG)
LEAST_MUSD = 100.0
LEAST_WHY = "flows below 100 million US dollars in the world's year come and go by the shipment"
DECIMALS = 2  # of per cent
ALL_GOODS = "all goods"
QUANTITY = (
    "change of the value at the border before tariffs against the baseline, per cent, in the model's unit of account "
    "(world value added)"
)
FIRST_COLUMNS = ("value_musd", "duty_change")


@dataclass(frozen=True)
class StateForecasts:
    """One law: its title and day, the columns, and one row a flow."""

    title: str
    law_of: str
    columns: tuple[str, ...]
    flows: Mapping[str, Sequence[float | None]]


@dataclass(frozen=True)
class Registration:
    """What a file of forecasts holds: what it rests on, in the order in which it is written, and every state."""

    head: Mapping[str, object]
    states: Mapping[str, StateForecasts]


def registered(scenario: Scenario, year: int, made: dt.date, commit: str = "") -> Registration:
    """The forecasts of a scenario's states for a year, under the main set at every horizon."""
    question, settings = question_of(scenario), Settings()
    variants = [Variant(settings.elasticities, when) for when in HORIZONS]
    found = solve_experiment(question, settings, variants, strict=False)
    flows = list(flows_of(question, scenario))
    head = {
        "forecast": scenario.scenario,
        "title": scenario.title,
        "question": " ".join(scenario.question.split()),
        "made": made,
        "middlepower": middlepower.__version__,
        "commit": commit,
        "year": year,
        "world": question.world.name,
        "closure": settings.main_closure,
        "baseline": {"name": scenario.baseline.name, "date": scenario.baseline.date},
        "quantity": QUANTITY,
        "least_musd": LEAST_MUSD,
        "least_why": LEAST_WHY,
        "variants": [variant.label for variant in variants],
    }
    return Registration(head, {name: _state(question, found, name, flows) for name in question.states})


def flows_of(question: Question, scenario: Scenario) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """(importer, exporter, sectors) of every pair of actors: each goods sector that is large enough, and all goods."""
    world = question.world
    codes = list(dict.fromkeys(code for name in scenario.actors for code in expand([name], world)))
    goods = np.flatnonzero(world.is_goods)
    for importer, exporter in permutations(codes, 2):
        n, i = world.region(importer), world.region(exporter)
        yield n, i, tuple(goods.tolist())
        yield from ((n, i, (k,)) for k in goods.tolist() if world.border_value[k, n, i] >= LEAST_MUSD)


def _state(
    question: Question, found: Experiment, name: str, flows: Sequence[tuple[int, int, tuple[int, ...]]]
) -> StateForecasts:
    """A state: its law, and one row a flow."""
    runs = [run for run in found.runs if name in run.states]
    if len(runs) < len(found.runs):
        missing = ", ".join(run.variant.label for run in found.runs if run not in runs)
        raise ScenarioError(f"state `{name}` has no equilibrium under {missing}: nothing can be registered for it.")
    duties = _duties(question, name)
    state, world = question.states[name], question.world
    rows = {}
    for n, i, sectors in flows:
        k = list(sectors)
        value = world.border_value[k, n, i]
        said = [percent(changed(run, name)[k, n, i], value) for run in runs]
        duty = percent(duties[k, n, i], value)
        sector = world.sectors[k[0]] if len(k) == 1 else ALL_GOODS
        key = f"{world.regions[n]} from {world.regions[i]}, {sector}"
        rows[key] = [round(float(value.sum()), 1), duty, *said]
    columns = (*FIRST_COLUMNS, *(run.variant.label for run in runs))
    return StateForecasts(state.title, question.laws[name].date.isoformat(), columns, rows)


def changed(run: VariantRun, name: str) -> Array:
    """Change of values at the border [k, n, i] from the baseline to a state, a fraction: -1 where trade ends, NaN where
    the baseline has none."""
    before, after = run.baseline.equilibrium.border_flow, run.states[name].border_flow
    return np.divide(after, before, out=np.full_like(before, np.nan), where=before > 0.0) - 1.0


def percent(change: Array, value: Array) -> float | None:
    """The mean of fractions where they are known, weighed by value, per cent; None where none is known."""
    known = ~np.isnan(change) & (value > 0.0)
    if not known.any():
        return None
    return round(100.0 * float(np.average(change[known], weights=value[known])), DECIMALS)


def _duties(question: Question, name: str) -> Array:
    """Change of tariff rates [k, n, i] at the benchmark's composition, baseline to state; NaN where a ban is."""
    before, after = (statutory_rates(question.world, question.flows_with_own(law)) for law in ("baseline", name))
    return np.asarray(after - before)


def as_yaml(record: Registration) -> str:
    """The file: one line a flow, so that a later difference can be read."""
    import yaml

    lines = [yaml.safe_dump(dict(record.head), sort_keys=False, allow_unicode=True).rstrip(), "states:"]
    for name, state in record.states.items():
        lines += [f"  {_quoted(name)}:", f"    title: {_quoted(state.title)}", f"    law_of: {state.law_of}"]
        lines += [f"    columns: [{', '.join(state.columns)}]", "    flows:"]
        lines += [f"      {_quoted(key)}: {json.dumps(list(row))}" for key, row in state.flows.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as YAML always reads it: within single quotes, those inside doubled."""
    return "'" + text.replace("'", "''") + "'"
