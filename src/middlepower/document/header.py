"""What every document says of itself, first and last, and a number with its range over the elasticity sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import middlepower
from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.document.cells import Tree, combine
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.parallel import each
from middlepower.model.core.closure import CLOSURES, NUMERAIRE
from middlepower.world.groups import find_group
from middlepower.world.world import World

PERCENT = "100 (1 - W_after / W_baseline): the share of real income (gross national expenditure) that is lost, per cent"


def ranged(found: Experiment, indicator: Callable[[Baseline], Tree], horizon: str | None = None) -> Tree:
    """An indicator at the main set with its range over all sets, at one horizon."""
    return combine(each(indicator, found.baselines(horizon).values()))


def names_of(world: World, labels: Sequence[str]) -> dict[str, str]:
    """{code or group: readable name}."""
    named = dict(zip(world.regions, world.region_names, strict=True))
    for label in labels:
        group = find_group(label) if label not in named else None
        if group is not None:
            named[label] = group.title
    return named


def header(found: Experiment, kind: str) -> dict[str, Any]:
    """What every document says of itself: version, baseline, world, elasticities, closure, horizon, unit."""
    settings, world, baseline = found.settings, found.world, found.question.baseline
    return {
        "middlepower": middlepower.__version__,
        "document": kind,
        "baseline": found.question.baseline_name,
        "baseline_date": None if baseline is None or baseline.date is None else baseline.date.isoformat(),
        "world": world.name,
        "vintage": world.vintage,
        "elasticities": settings.elasticities,
        "elasticities_source": SETS[settings.elasticities].citation,
        "horizon": settings.horizon,
        "horizon_source": HORIZONS[settings.horizon].citation,
        "nest_elasticity": settings.nest_elasticity,
        "closure": found.main.baseline.closure,
        "closure_meaning": CLOSURES[found.main.baseline.closure],
        "numeraire": NUMERAIRE,
        "unit": f"million US dollars of {world.vintage}",
        "percent": PERCENT,
        "range": range_text(found),
        "variants": [run.variant.label for run in found.runs],
        "regions": dict(zip(world.regions, world.region_names, strict=True)),
        "sectors": sector_labels(world),
    }


def sector_labels(world: World) -> dict[str, dict[str, str]]:
    """{sector code: name and ISIC}."""
    rows = zip(world.sectors, world.sector_names, world.isic, strict=True)
    return {code: {"name": name, "isic": isic} for code, name, isic in rows}


def range_text(found: Experiment) -> str:
    """What a range is, in one sentence."""
    count = len(found.baselines())
    if count == 1:
        return "none, the main elasticity set only"
    return f"low and high are the smallest and largest of {count} published elasticity sets; no confidence interval"


def footer(found: Experiment, body: Mapping[str, Any]) -> dict[str, Any]:
    """The largest residual of any solve behind the document, and the sources."""
    baselines = [run.baseline.equilibrium.report.residual for run in found.runs]
    return {
        "worst_residual": max([*baselines, *residuals(body)]),
        "sources": [{name: str(value) for name, value in vars(one).items()} for one in found.world.sources],
    }


def residuals(body: Any) -> Iterator[float]:
    """Every finite residual in a document."""
    if isinstance(body, Mapping):
        cell = body.get("residual")
        if isinstance(cell, Mapping) and isinstance(cell.get("high"), float) and math.isfinite(cell["high"]):
            yield cell["high"]
        for value in body.values():
            yield from residuals(value)
    elif isinstance(body, list):
        for value in body:
            yield from residuals(value)


def try_solve(measure: Callable[[], Tree]) -> Tree:
    """A measure's tree, or the reason why there is no equilibrium to take it in."""
    try:
        return measure()
    except NoEquilibriumError as error:
        return {"missing": error.reason}
