"""The parts that every builder of a document shares: header, names of codes, measures used, the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import middlepower
from middlepower.data.elasticities import HORIZONS, citation_of, elasticity_set
from middlepower.document.header import SCHEMA, Document, Header, Kind, MeasureUsed, SectorLabel
from middlepower.document.number import Spread
from middlepower.document.past import past_text
from middlepower.document.quantities import quantities_of
from middlepower.experiment.experiment import Experiment, VariantRun
from middlepower.experiment.frictions import FIRST_YEAR, friction_text
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.variant import LONG, Variant, uniform_theta
from middlepower.experiment.weights import EQUAL, weights_of
from middlepower.language.catalogue import named, say
from middlepower.policy.place import left_out
from middlepower.policy.schema import Measure
from middlepower.world.groups import find_group
from middlepower.world.world import World

MEDIAN_ROLE = "median"


@dataclass(frozen=True)
class Ranges:
    """What a headline's value is and what low and high are, in words, and the variants that they are of."""

    centre: str
    words: str
    over: tuple[str, ...]
    draws: int = 0


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
    ranges: Ranges
    variants: tuple[str, ...]
    measures: tuple[MeasureUsed, ...]
    nest_elasticity: float
    nest_elasticity_source: str
    long_run_nest_elasticity: float


def spread_of(experiment: Experiment, horizon: str | None = None, among: Sequence[VariantRun] | None = None) -> Spread:
    """What the ranges of an experiment's numbers at a horizon are over, by default the main one, and whether
    headlines have the median for a centre; `among` are the runs that there are numbers of, by default all."""
    runs = experiment.runs if among is None else among
    main = next(iter(experiment.baselines(horizon)))
    return spread_over([main, *(run.variant for run in runs if run.variant != main)], experiment.settings.weights)


def spread_over(variants: Sequence[Variant], weights: str) -> Spread:
    """The same of variants, the main one first; those of other horizons do not count."""
    main = variants[0]
    centred = main.horizon == LONG and elasticity_set(main.elasticity_set).role == MEDIAN_ROLE
    if not centred or weights == EQUAL:
        return Spread(main.counts, centred)
    counted = [variant.label for variant in variants if variant.counts and variant.horizon == main.horizon]
    return Spread(main.counts, centred, weights_of(counted))


def ranges_of(experiment: Experiment, alone: bool = False) -> Ranges:
    """What a headline's value is, and what low and high are; `alone` where nothing but the main run is used."""
    found = ranges_over(list(experiment.baselines())[: 1 if alone else None], experiment.settings.weights)
    if alone or found.over or not experiment.settings.ranges or len(experiment.horizons) == 1:
        return found
    return replace(found, words=say("document.one_set_here", horizon=experiment.main.variant.horizon))


def ranges_over(variants: Sequence[Variant], weights: str) -> Ranges:
    """The same of variants, the main one first."""
    main, counted = variants[0], tuple(variant for variant in variants if variant.counts)
    if len(variants) == 1:
        return Ranges(own_centre(main), say("document.one_set"), ())
    over = _over(main, len({variant.elasticity_set for variant in counted}))
    centre = _middle(weights, over, counted) if spread_over(variants, weights).centred else own_centre(main)
    words = say("document.range", over=over, horizon=main.horizon, rest=_rest(main))
    return Ranges(centre, words, tuple(variant.label for variant in counted))


def _middle(weights: str, over: str, counted: Sequence[Variant]) -> str:
    """The median of the outcomes as a centre, in words, with what each weighs where they differ."""
    if weights == EQUAL:
        return say("document.median", over=over)
    pairs = zip(counted, weights_of(variant.label for variant in counted), strict=True)
    shares = ", ".join(f"{variant.elasticity_set} {weight:.2f}" for variant, weight in pairs)
    return say("document.median_weighted", over=over, shares=shares, meaning=say("document.weights_meaning"))


def own_centre(main: Variant) -> str:
    """The main run's own outcome as a centre, in words."""
    theta = uniform_theta(main)
    name, frictions = main.elasticity_set, friction_text(main.frictions)
    if theta is None:
        return say("document.outcome", name=name)
    if main.horizon != FIRST_YEAR:
        return say("document.outcome_at", name=name, theta=f"{theta:g}")
    return say("document.outcome_first_year", name=name, theta=f"{theta:g}", frictions=frictions)


def _over(main: Variant, sets: int) -> str:
    """What a range is over, in words."""
    thetas = HORIZONS[main.horizon].ends
    if not thetas:
        return say("document.sets", n=sets)
    one = say("document.one_elasticity", low=f"{thetas[0]:g}", high=f"{thetas[-1]:g}")
    return say("document.and_frictions", range=one) if main.horizon == FIRST_YEAR else one


def _rest(main: Variant) -> str:
    """Where the values come from, in words."""
    if main.horizon != LONG:
        theta = f"{uniform_theta(main):g}"
        return say(
            "document.every_value_in_the_middle" if main.horizon == FIRST_YEAR else "document.every_value_at",
            theta=theta,
        )
    if elasticity_set(main.elasticity_set).role == MEDIAN_ROLE:
        return say("document.headline_median")
    return say("document.asked_for" if main.counts else "document.asked_for_apart", name=main.elasticity_set)


def header_of(asked: Asked, world: World, residuals: Iterable[float]) -> Header:
    """The header of a document on a world, with the largest residual of all solves behind it; NaN stays NaN."""
    return Header(
        document=asked.kind,
        middlepower=middlepower.__version__,
        schema=SCHEMA,
        command=asked.command,
        question=named(asked.question),
        baseline=asked.baseline,
        baseline_date=iso(asked.baseline_date),
        world=world.name,
        vintage=world.vintage,
        input_year=world.input_year,
        elasticities=asked.elasticities,
        elasticities_source=citation_of(asked.elasticities),
        horizon=asked.horizon,
        horizon_source=HORIZONS[asked.horizon].citation,
        nest_elasticity=asked.nest_elasticity,
        nest_elasticity_source=asked.nest_elasticity_source,
        long_run_nest_elasticity=asked.long_run_nest_elasticity,
        closure=asked.closure,
        closure_meaning=say(f"common.closure.{asked.closure}"),
        numeraire=say("common.numeraire"),
        unit=say("document.unit", vintage=str(world.vintage)),
        centre=asked.ranges.centre,
        range=asked.ranges.words,
        ranged_over=asked.ranges.over,
        draws=asked.ranges.draws,
        variants=asked.variants,
        worst_residual=float(np.max(list(residuals))),
        measures=asked.measures,
        sources=world.sources,
        past_baseline=past_text(world, asked.baseline_date),
    )


def names_of(kind: type[Document], world: World, groups: Sequence[str] = ()) -> dict[str, Any]:
    """What explains a document's codes and numbers: quantities, economies, groups that it speaks of, sectors."""
    labels = zip(world.sectors, world.sector_names, world.isic, strict=True)
    return {
        "quantities": quantities_of(kind, world.vintage),
        "regions": dict(zip(world.regions, map(named, world.region_names), strict=True)),
        "groups": group_names(world, groups),
        "sectors": {code: SectorLabel(named(name), isic) for code, name, isic in labels},
    }


def group_names(world: World, labels: Sequence[str]) -> dict[str, str]:
    """{group: title} of those labels that are groups and no economies."""
    known = {label: find_group(label) for label in labels if label not in world.regions}
    return {label: named(group.title) for label, group in known.items() if group is not None}


def measures_used(question: Question) -> tuple[MeasureUsed, ...]:
    """Every measure in force in the baseline or a state of a question, with where it is used."""
    laws = {name: set(law.ids) for name, law in question.laws.items()}
    days = {name: law.date for name, law in question.laws.items()}
    used = [measure for measure in question.measures if any(measure.id in ids for ids in laws.values())]
    lost = left_out(used, question.world)
    return tuple(
        _used(
            measure,
            laws,
            all(measure.verified_to(day) for name, day in days.items() if measure.id in laws[name]),
            [part.name for part in lost if part.measure == measure.id],
        )
        for measure in used
    )


def _used(measure: Measure, laws: Mapping[str, set[str]], verified: bool, not_shown: Sequence[str]) -> MeasureUsed:
    return MeasureUsed(
        id=measure.id,
        title=named(measure.title),
        imposer=measure.imposer,
        targets=tuple(measure.targets),
        instrument=measure.instrument,
        rates=rates_of(measure),
        date_in_force=iso(measure.date_in_force),
        date_end=iso(measure.date_end),
        status=measure.status,
        verified_on=iso(measure.verified_on),
        verified=verified,
        confidence=measure.confidence,
        quantified=measure.quantified,
        sources=tuple(measure.sources),
        in_baseline=measure.id in laws[BASELINE],
        states=tuple(name for name, ids in laws.items() if name != BASELINE and measure.id in ids),
        not_shown=tuple(not_shown),
    )


def rates_of(measure: Measure) -> tuple[float, ...]:
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


def command_line(words: str, elasticities: str, horizon: str | None, closure: str, rest: str) -> str:
    """The command line that makes a document again; without a horizon where the command asks for none."""
    at = "" if horizon is None else f" --horizon {horizon}"
    settings = f"--elasticities {elasticities}{at} --closure {closure}"
    return " ".join(part for part in ("middlepower", words, settings, rest, "--out DIR") if part)
