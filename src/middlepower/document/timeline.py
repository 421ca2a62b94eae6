"""How the law of the baseline came about: its dated steps, and the average rates that they made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.document.arrange import rates_of
from middlepower.document.number import Number
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.question import BASELINE, Question
from middlepower.indicators.applied_rates import mean_rate
from middlepower.indicators.trade_weights import WORLD, weights_of
from middlepower.language.catalogue import named, say
from middlepower.policy.law_days import ONE_DAY, change_days
from middlepower.policy.law_steps import law_steps
from middlepower.policy.place import benchmark_law
from middlepower.policy.rate_book import Pair, RateBook, pairs_between
from middlepower.policy.rate_path import renewed
from middlepower.world.groups import expand
from middlepower.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LawEvent:
    """What happens to one measure on a day."""

    date: str
    change: str  # on, off or other rate
    measure: str  # its id: of the header's measures or of `ended`


@dataclass(frozen=True)
class EndedMeasure:
    """A measure of the way that no law of the document holds."""

    id: str
    title: str
    imposer: str
    targets: tuple[str, ...]
    rates: tuple[float, ...]  # fractions
    source: str  # the first of the measure


@dataclass(frozen=True)
class LawTimeline:
    """The steps of the law between the economy and the powers, from the first that is known to the baseline's day."""

    first: str  # the day before the first step
    last: str  # the baseline's day
    partners: tuple[str, ...]  # the powers, without the economy
    events: tuple[LawEvent, ...]
    ended: tuple[EndedMeasure, ...]  # measures of the steps that neither the baseline nor a state holds
    applied_percent: Mapping[str, Mapping[str, Mapping[str, Number]]]  # by day, importer and partner


def law_timeline(experiment: Experiment, economy: str, powers: tuple[str, ...]) -> LawTimeline:
    """The steps between an economy or group and the powers, of the measures that the question knows."""
    question, world = experiment.question, experiment.world
    last = question.laws[BASELINE].date
    own = expand([economy], world)
    partners = tuple(power for power in powers if not set(expand([power], world)) & set(own))
    pairs = _pairs(world, own, partners)
    book = RateBook(world, question.measures, benchmark_law(world, question.measures), question.memo)
    start = min([*change_days(question.measures), last]) - ONE_DAY
    steps = list(law_steps(book, pairs, start, last)) if pairs else []
    first = steps[0].day - ONE_DAY if steps else last
    sides = Sides(world, economy, partners)
    question.look_up([(book.law(first), pairs), *((step.law, step.pairs) for step in steps)])
    rates = book.rates(book.law(first), pairs)
    applied = {first.isoformat(): sides.averages(rates)}
    for step in steps:
        rates = renewed(book, rates, step.law, step.pairs)
        applied[step.day.isoformat()] = sides.averages(rates)
    events = tuple(
        LawEvent(step.day.isoformat(), change, name) for step in steps for name, change in step.changes.items()
    )
    ended = _ended(question, {event.measure for event in events})
    return LawTimeline(first.isoformat(), last.isoformat(), partners, events, ended, applied)


def no_timeline(experiment: Experiment) -> LawTimeline:
    """A way of no steps, for a document that does not tell it."""
    day = experiment.question.laws[BASELINE].date.isoformat()
    return LawTimeline(day, day, (), (), (), {})


def _pairs(world: World, own: Sequence[str], partners: Iterable[str]) -> list[Pair]:
    """All pairs of the economy with a power, both ways."""
    others = expand(partners, world)
    return [pair for side in ((own, others), (others, own)) for pair in pairs_between(*side)]


def _ended(question: Question, names: Collection[str]) -> tuple[EndedMeasure, ...]:
    """The named measures that no law of the question holds."""
    gone = set(names).difference(*(law.ids for law in question.laws.values()))
    return tuple(
        EndedMeasure(
            one.id, named(one.title), one.imposer, tuple(one.targets), rates_of(one), next(iter(one.sources), "")
        )
        for one in question.measures
        if one.id in gone
    )


@dataclass(frozen=True)
class Sides:
    """The economy and the powers on a world, whose rates on each other are averaged by the world's goods trade."""

    world: World
    economy: str
    partners: tuple[str, ...]

    def averages(self, rates: Array) -> dict[str, dict[str, Number]]:
        """{importer: {partner: average rate, per cent}} of the economy and each power, both ways."""
        found: dict[str, dict[str, Number]] = {}
        for power in self.partners:
            for importer, partner in ((self.economy, power), (power, self.economy)):
                found.setdefault(importer, {})[partner] = self._average(rates, importer, partner)
        return found

    def _average(self, rates: Array, importer: str, partner: str) -> Number:
        n, i = (
            np.array([self.world.region(code) for code in expand([side], self.world)]) for side in (importer, partner)
        )
        cells = (slice(None), n[:, None], i)
        return Number.of(100.0 * mean_rate(rates[cells], self.weights[cells]), say("document.no_trade"))

    @cached_property
    def weights(self) -> Array:
        """Values at the border [k, n, i] of the world's goods flows."""
        return weights_of(self.world, WORLD).value
