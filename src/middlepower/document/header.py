"""What every document says of itself, first and last, and a number with its range over the elasticity sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import middlepower
from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.document.cells import Tree, combine
from middlepower.errors import NoEquilibriumError
from middlepower.experiment.power import Ground, each
from middlepower.experiment.situation import Situation
from middlepower.model.core.closure import CLOSURES, NUMERAIRE
from middlepower.policy.nest import LONG_RUN_ELASTICITY
from middlepower.world.groups import find_group
from middlepower.world.world import World

PERCENT = "100 (1 - W_after / W_baseline): the share of real income (gross national expenditure) that is lost, per cent"


def ranged(found: Ground, indicator: Callable[[Situation], Tree], horizon: str | None = None) -> Tree:
    """An indicator at the main set with its range over all sets, at one horizon."""
    chosen = found.here if horizon is None else found.at[horizon]
    return combine(each(indicator, chosen.values()))


def names_of(world: World, labels: Sequence[str]) -> dict[str, str]:
    """{code or group: readable name}."""
    named = dict(zip(world.regions, world.region_names, strict=True))
    for label in labels:
        group = find_group(label) if label not in named else None
        if group is not None:
            named[label] = group.title
    return named


def header(found: Ground, kind: str) -> dict[str, Any]:
    """What every document says of itself: version, baseline, world, elasticities, closure, horizon, unit."""
    settings, world = found.settings, found.world
    return {
        "middlepower": middlepower.__version__,
        "document": kind,
        "baseline": settings.baseline,
        "baseline_date": None if settings.date is None else settings.date.isoformat(),
        "world": world.name,
        "vintage": world.vintage,
        "elasticities": settings.elasticities,
        "elasticities_source": SETS[settings.elasticities].citation,
        "horizon": settings.horizon,
        "horizon_source": HORIZONS[settings.horizon].citation,
        "nest_elasticity": LONG_RUN_ELASTICITY,
        "closure": found.main.closure,
        "closure_meaning": CLOSURES[found.main.closure],
        "numeraire": NUMERAIRE,
        "unit": f"million US dollars of {world.vintage}",
        "percent": PERCENT,
        "range": range_text(found),
        "variants": [f"{name}/{when}" for when, sets in found.at.items() for name in sets],
        "regions": dict(zip(world.regions, world.region_names, strict=True)),
        "sectors": sector_labels(world),
    }


def sector_labels(world: World) -> dict[str, dict[str, str]]:
    """{sector code: name and ISIC}."""
    rows = zip(world.sectors, world.sector_names, world.isic, strict=True)
    return {code: {"name": name, "isic": isic} for code, name, isic in rows}


def range_text(found: Ground) -> str:
    """What a range is, in one sentence."""
    count = len(found.here)
    if count == 1:
        return "none, the main elasticity set only"
    return f"low and high are the smallest and largest of {count} published elasticity sets; no confidence interval"


def footer(found: Ground, body: Mapping[str, Any]) -> dict[str, Any]:
    """The largest residual of any solve behind the document, and the sources."""
    baselines = [one.equilibrium.report.residual for sets in found.at.values() for one in sets.values()]
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
        return {"missing": str(error).split(":")[0]}
