"""The parts that every builder of a document shares: header, names of codes, measures used, the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import middlepower
from middlepower.data.elasticities import HORIZONS, SETS
from middlepower.document.header import SCHEMA, Document, Header, Kind, MeasureUsed, SectorLabel
from middlepower.document.quantities import quantities_of
from middlepower.experiment.question import BASELINE, Question
from middlepower.model.core.closure import CLOSURES, NUMERAIRE
from middlepower.policy.place import left_out
from middlepower.policy.schema import Measure
from middlepower.world.groups import find_group
from middlepower.world.world import World

ONE_SET = "none, the main elasticity set only"


@dataclass(frozen=True)
class Asked:
    """What was asked and under which settings, and what the numbers' ranges are."""

    kind: Kind
    question: str
    command: str
    baseline: str
    baseline_date: dt.date | None
    elasticities: str
    horizon: str
    closure: str
    range: str
    variants: tuple[str, ...]
    measures: tuple[MeasureUsed, ...]
    nest_elasticity: float
    nest_elasticity_source: str
    long_run_nest_elasticity: float


def header_of(asked: Asked, world: World, residuals: Iterable[float]) -> Header:
    """The header of a document on a world, with the largest residual of all solves behind it; NaN stays NaN."""
    return Header(
        document=asked.kind,
        middlepower=middlepower.__version__,
        schema=SCHEMA,
        command=asked.command,
        question=asked.question,
        baseline=asked.baseline,
        baseline_date=iso(asked.baseline_date),
        world=world.name,
        vintage=world.vintage,
        elasticities=asked.elasticities,
        elasticities_source=SETS[asked.elasticities].citation,
        horizon=asked.horizon,
        horizon_source=HORIZONS[asked.horizon].citation,
        nest_elasticity=asked.nest_elasticity,
        nest_elasticity_source=asked.nest_elasticity_source,
        long_run_nest_elasticity=asked.long_run_nest_elasticity,
        closure=asked.closure,
        closure_meaning=CLOSURES[asked.closure],
        numeraire=NUMERAIRE,
        unit=f"million US dollars of {world.vintage}",
        range=asked.range,
        variants=asked.variants,
        worst_residual=float(np.max(list(residuals))),
        measures=asked.measures,
        sources=world.sources,
    )


def names_of(kind: type[Document], world: World, groups: Sequence[str] = ()) -> dict[str, Any]:
    """What explains a document's codes and numbers: quantities, economies, groups that it speaks of, sectors."""
    labels = zip(world.sectors, world.sector_names, world.isic, strict=True)
    return {
        "quantities": quantities_of(kind, world.vintage),
        "regions": dict(zip(world.regions, world.region_names, strict=True)),
        "groups": group_names(world, groups),
        "sectors": {code: SectorLabel(name, isic) for code, name, isic in labels},
    }


def group_names(world: World, labels: Sequence[str]) -> dict[str, str]:
    """{group: title} of those labels that are groups and no economies."""
    known = {label: find_group(label) for label in labels if label not in world.regions}
    return {label: group.title for label, group in known.items() if group is not None}


def measures_used(question: Question) -> tuple[MeasureUsed, ...]:
    """Every measure in force in the baseline or a state of a question, with where it is used."""
    laws = {name: set(law.ids) for name, law in question.laws.items()}
    used = [measure for measure in question.measures if any(measure.id in ids for ids in laws.values())]
    lost = left_out(used, question.world)
    return tuple(_used(measure, laws, [part.name for part in lost if part.measure == measure.id]) for measure in used)


def _used(measure: Measure, laws: Mapping[str, set[str]], not_shown: Sequence[str]) -> MeasureUsed:
    return MeasureUsed(
        id=measure.id,
        title=measure.title,
        imposer=measure.imposer,
        targets=tuple(measure.targets),
        instrument=measure.instrument,
        rates=_rates(measure),
        date_in_force=iso(measure.date_in_force),
        date_end=iso(measure.date_end),
        status=measure.status,
        confidence=measure.confidence,
        quantified=measure.quantified,
        sources=tuple(measure.sources),
        in_baseline=measure.id in laws[BASELINE],
        states=tuple(name for name, ids in laws.items() if name != BASELINE and measure.id in ids),
        not_shown=tuple(not_shown),
    )


def _rates(measure: Measure) -> tuple[float, ...]:
    """The different rates of a measure's lines, as fractions, in their order."""
    rates: dict[float, None] = {}
    for line in measure.products:
        if line.quota is not None:
            rates.update({line.quota.in_quota_rate: None, line.quota.over_quota_rate: None})
        elif line.rate is not None:
            rates[line.rate] = None
        rates.update({step.rate: None for step in line.rate_steps})
    return tuple(float(rate) for rate in rates)


def iso(day: dt.date | None) -> str | None:
    """A day as 2026-01-13."""
    return None if day is None else day.isoformat()


def command_line(words: str, elasticities: str, horizon: str, closure: str, rest: str) -> str:
    """The command line that makes a document again."""
    settings = f"--elasticities {elasticities} --horizon {horizon} --closure {closure}"
    return f"middlepower {words} {settings} {rest} --out DIR"
