"""Scored tests -> the document of `score`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import Asked, Ranges, header_of, iso, measures_used, names_of
from middlepower.document.header import Header, MeasureUsed
from middlepower.document.number import Number
from middlepower.document.scored import (
    DutyBin,
    GoalReached,
    LeftApart,
    MethodFit,
    PairScore,
    SampleScore,
    Score,
    ScoredTest,
    SeenFlow,
)
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant, nest_elasticity, nest_elasticity_source
from middlepower.language.catalogue import named, say
from middlepower.scenario.schema import State
from middlepower.score.goals import GoalFound, reached
from middlepower.score.methods import MODEL
from middlepower.score.metrics import Interval
from middlepower.score.run import HORIZONS, Scored, ScoredFlows, score_variants
from middlepower.score.samples import PERCENT, Fit, Prediction

Array = NDArray[np.float64]
BINS = 10
MOST_ROWS = 100  # flows that a table lists; of more there are bins


def score_document(tests: Sequence[Scored], settings: Settings, asked: str) -> Score:
    """The document of some tests; `asked` are the words of the command line that made them."""
    first, mains = tests[0], main_variants(settings)
    return Score(
        header=_header(tests, settings, asked),
        **names_of(Score, first.law.world),
        main_variants=mains,
        goals=tuple(_goal(one) for one in reached(tests, settings.elasticities)),
        tests={test.name: _test(test, mains) for test in tests},
        notes=_notes(),
    )


def _notes() -> tuple[str, ...]:
    """What a reader of scores must know."""
    named = ("fixed_before", "law_known", "intervals", "slope", "chance")
    return tuple(say(f"score.note.{name}") for name in named)


def main_variants(settings: Settings) -> tuple[str, ...]:
    """The main set at every horizon, the shortest first."""
    return tuple(Variant(settings.elasticities, when).label for when in HORIZONS)


def _header(tests: Sequence[Scored], settings: Settings, asked: str) -> Header:
    """The header, on the world of the first test."""
    law, variants = tests[0].law, score_variants(settings)
    main = variants[0]
    facts = Asked(
        kind="score",
        question=say("score.question"),
        command=f"middlepower {asked} --out DIR",
        baseline=say("score.law_of", day=law.day.isoformat()),
        baseline_date=law.day,
        elasticities=main.elasticity_set,
        horizon=main.horizon,
        closure=settings.main_closure,
        ranges=Ranges(say("score.centre"), say("score.range"), ()),
        variants=tuple(variant.label for variant in variants),
        measures=_measures(tests[0]),
        nest_elasticity=nest_elasticity(main, settings.nest_elasticity),
        nest_elasticity_source=nest_elasticity_source(main.horizon),
        long_run_nest_elasticity=settings.nest_elasticity,
    )
    return header_of(facts, law.world, [test.residual for test in tests])


def _measures(test: Scored) -> tuple[MeasureUsed, ...]:
    """The measures of the baseline and of every day of the year; the year is named once."""
    law = test.law
    days = {spell.law.date.isoformat(): State(title=str(spell.law.date), date=spell.law.date) for spell in law.after}
    used = measures_used(Question(law.world, State(title="before", date=law.day), days, law.measures))
    return tuple(replace(one, states=(str(law.year),) if one.states else ()) for one in used)


def number(interval: Interval) -> Number:
    """An estimate with its interval; without a value the reason."""
    ends = (interval.low, interval.high)
    if not np.isfinite(interval.value):
        return Number(None, reason=say("score.no_variation"))
    return Number(interval.value, *ends) if np.isfinite(ends).all() else Number(interval.value)


def _goal(one: GoalFound) -> GoalReached:
    return GoalReached(
        name=one.name,
        goal=named(one.set_as.goal),
        test=one.set_as.test,
        sample=one.sample,
        met=one.met,
        variant=one.variant,
        found=number(one.found),
        against={rival: Number.of(value, say("score.no_variation")) for rival, value in one.against.items()},
        cause="" if one.met else named(one.set_as.cause.rstrip(".")),
    )


def _test(test: Scored, mains: Sequence[str]) -> ScoredTest:
    law, fixed = test.law, test.choices.model_dump(mode="json")
    told = ("title", "says", "world", "baseline", "year")
    return ScoredTest(
        title=named(test.choices.title),
        says=named(test.choices.says),
        world=law.world.name,
        vintage=law.world.vintage,
        baseline_date=iso(law.day) or "",
        law_year=law.year,
        choices={
            named(name.replace("_", " ")): _words(value) for name, value in fixed.items() if value and name not in told
        },
        samples=tuple(_sample(flows, mains) for flows in test.samples),
        pairs=tuple(_pairs(test)),
        apart=tuple(
            LeftApart(one.partner, one.chapter, Number.of(one.before), Number.of(one.after, say("score.not_seen")))
            for one in test.apart
        ),
    )


def _choice(name: str) -> str:
    """The name of a choice in words."""
    return named(name.replace("_", " "))


def _words(value: object) -> str:
    """A choice in words."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items() if one)
    if isinstance(value, list | tuple):
        return ", ".join("-".join(one) if isinstance(one, list) else str(one) for one in value)
    return named(str(value))


def _sample(flows: ScoredFlows, mains: Sequence[str]) -> SampleScore:
    sample = flows.sample
    said = {one.variant: one for one in flows.predictions if one.method == MODEL and one.variant in mains}
    few = len(sample.labels) <= MOST_ROWS
    worst_first = sorted(flows.fits, key=lambda fit: -fit.error.value)
    return SampleScore(
        name=sample.name,
        weights=named(sample.weighting),
        flows=len(sample.labels),
        left_out=sample.left_out,
        reaction=number(flows.reaction),
        fits=tuple(_fit(one) for one in worst_first),
        seen=tuple(_seen(flows, said)) if few else (),
        bins=() if few else tuple(_bins(flows, said)),
    )


def _fit(one: Fit) -> MethodFit:
    return MethodFit(
        method=one.method,
        variant=one.variant,
        correlation=number(one.correlation),
        kehoe_a_percent=number(one.a),
        kehoe_b=number(one.b),
        slope=number(one.slope),
        sign_hits=one.hits,
        error_percent=number(one.error),
        chance_share=Number.of(
            one.chance, say("score.no_draws" if np.isfinite(one.correlation.value) else "score.no_variation")
        ),
        mean_predicted_percent=Number.of(one.predicted),
        mean_seen_percent=Number.of(one.seen),
    )


def _seen(flows: ScoredFlows, said: Mapping[str, Prediction]) -> Iterator[SeenFlow]:
    """Every flow, the largest first."""
    sample = flows.sample
    for j in np.argsort(-sample.weight, kind="stable").tolist():
        predicted = {variant: Number.of(PERCENT * float(one.change[j])) for variant, one in said.items()}
        seen, duty = (Number.of(PERCENT * float(values[j])) for values in (sample.seen, sample.log_tax))
        yield SeenFlow(sample.labels[j], seen, duty, predicted)


def _bins(flows: ScoredFlows, said: Mapping[str, Prediction]) -> Iterator[DutyBin]:
    """Tenths of the flows by how far duties rose, effects taken out of all."""
    sample = flows.sample
    duty, seen = sample.centred(sample.log_tax), sample.centred(sample.seen)
    moved = {variant: sample.centred(one.change) for variant, one in said.items()}
    for places in np.array_split(np.argsort(duty, kind="stable"), BINS):

        def mean(values: Array, places: NDArray[np.intp] = places) -> Number:
            return Number.of(PERCENT * float(np.average(values[places], weights=sample.weight[places])))

        yield DutyBin(len(places), mean(duty), mean(seen), {variant: mean(one) for variant, one in moved.items()})


def _pairs(test: Scored) -> Iterator[PairScore]:
    """Every pair with what all methods say."""
    for importer, exporter in dict.fromkeys((one.importer, one.exporter) for one in test.pairs):
        means = [one for one in test.pairs if (one.importer, one.exporter) == (importer, exporter)]
        said: dict[str, dict[str, Number]] = {}
        for one in means:
            said.setdefault(one.method, {})[one.variant] = Number.of(one.predicted)
        first = means[0]
        yield PairScore(
            importer=importer,
            exporter=exporter,
            seen_percent=Number.of(first.seen),
            predicted_percent=said,
            placebo_spread_percent=Number.of(first.placebo_spread),
            placebo_share=Number.of(first.placebo_share),
            placebos=first.placebos,
        )
