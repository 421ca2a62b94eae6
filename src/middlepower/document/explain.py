"""Results document -> the same study solved again -> its changes of real income, explained."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from middlepower.errors import DataError
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.indicators.decomposition import decompose
from middlepower.indicators.explain import Explanation, explain
from middlepower.indicators.first_order import first_order_welfare
from middlepower.reading import read_text
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.schema import Scenario
from middlepower.scenario.shock import iceberg_change

Array = NDArray[np.float64]
LARGEST = 200_000_000  # bytes of a results document; the main job's has six million
REPRODUCED = 1e-6  # per cent: solving again must give the document's own number


class ResultsHead(BaseModel):
    """What a results document must hold for its study to be solved again."""

    model_config = ConfigDict(extra="allow", frozen=True)

    middlepower: str
    scenario: str
    baseline: str
    world: str
    vintage: int
    elasticities: str
    horizon: str
    closure: str
    numeraire: str
    economy: str
    long_run_nest_elasticity: float
    states: dict[str, dict[str, Any]]
    scenario_definition: Scenario


def read_results(path: Path) -> dict[str, Any]:
    """The results document in a file or in a run's output folder, with all that `explain` reads from it."""
    file = path / "results.json" if path.is_dir() else path
    try:
        document = json.loads(read_text(file, LARGEST, "results"))
        ResultsHead.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the document"
        raise DataError(f"{file} is no results document: `{field}`: {first['msg']}. Run the scenario again.") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file} is not JSON: {error}. Give a results.json or a run's folder.") from None
    found: dict[str, Any] = document
    return found


def solve_again(document: Mapping[str, Any]) -> Experiment:
    """The main run of a results document, solved anew from the scenario and settings that it holds."""
    settings = Settings(
        elasticities=document["elasticities"],
        horizon=document["horizon"],
        closure=document["closure"],
        nest_elasticity=document["long_run_nest_elasticity"],
        ranges=False,
    )
    scenario = Scenario.model_validate(document["scenario_definition"])
    return run_scenario(narrowed(scenario, document["economy"], tuple(document["states"])), settings)


def explained(document: Mapping[str, Any], economy: str) -> dict[str, Any]:
    """The document of `middlepower explain`: every state's change of real income in exact parts."""
    experiment = solve_again(document)
    world = experiment.world
    n = world.region(economy)
    states = {name: _state(experiment, document, name, n) for name in experiment.main.states}
    keys = (
        "middlepower",
        "scenario",
        "baseline",
        "world",
        "vintage",
        "elasticities",
        "horizon",
        "closure",
        "numeraire",
    )
    return {**{key: document[key] for key in keys}, "economy": economy, "unit": "log points x 100", "states": states}


def _state(experiment: Experiment, document: Mapping[str, Any], name: str, n: int) -> dict[str, Any]:
    world, main = experiment.world, experiment.main
    before, after = main.baseline.equilibrium, main.states[name]
    change = 100.0 * (after.real_income_hat[n] / before.real_income_hat[n] - 1.0)
    told = _told(document, name, world.regions[n])
    if not math.isclose(change, told, abs_tol=REPRODUCED):
        raise DataError(
            f"state `{name}` solved again gives {change:.6f}% for {world.regions[n]}, the results say {told:.6f}%: "
            "they come from other data or another version. Run the scenario again."
        )
    log_iceberg = iceberg_change(main.baseline.shock, main.shocks[name])
    found = explain(decompose(main.baseline.solver, before, after, log_iceberg), n)
    first = first_order_welfare(before, after)
    return {
        "title": experiment.question.states[name].title,
        "real_income_percent": change,
        "residual": after.report.residual,
        **_parts(found),
        "by_partner": _ranked(world.regions, found.by_partner, found.order),
        "by_sector": _ranked(world.sectors, found.by_sector, found.order),
        "first_order_welfare_percent": 100.0 * float(first.welfare[n]),
    }


def _told(document: Mapping[str, Any], name: str, code: str) -> float:
    """The change of real income that a document reports."""
    try:
        return float(document["states"][name]["economies"][code]["real_income_percent"])
    except (KeyError, TypeError, ValueError):
        raise DataError(
            f"the results hold no `real_income_percent` of {code} in state `{name}`. Run it again."
        ) from None


def _parts(found: Explanation) -> dict[str, float]:
    """Totals in log points x 100."""
    return {
        "total": 100.0 * found.total,
        "terms_of_trade": 100.0 * found.terms_of_trade,
        **{name: 100.0 * value for name, value in found.parts.items()},
        "deficit": 100.0 * found.deficit,
        "rents": 100.0 * found.rents,
        "gap": 100.0 * found.gap,
    }


def _ranked(labels: tuple[str, ...], table: Array, order: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows by label, the largest movers first; rows of nothing left out."""
    totals = table.sum(axis=1)
    rows = []
    for at in np.argsort(-np.abs(totals), kind="stable"):
        if np.abs(table[at]).max() > 0:
            parts = {name: 100.0 * float(value) for name, value in zip(order, table[at], strict=True)}
            rows.append({"label": labels[at], "sum": 100.0 * float(totals[at]), **parts})
    return rows
