"""A solved baseline and the law of a day -> the document of `tariffs`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import sectors
from middlepower.document.arrange import names_of
from middlepower.document.number import Number
from middlepower.document.past import before_all_text
from middlepower.document.power import power_header
from middlepower.document.tariff_rates import AppliedTariff, DatedTariffs, PartnerTariffs, PartOfRate, Tariffs
from middlepower.errors import ScenarioError
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.status_quo import day_title
from middlepower.indicators.applied_rates import average_rate, mean_rate, solved_rates
from middlepower.indicators.trade_weights import WORLD, TradeWeights, weights_of
from middlepower.language.catalogue import named, say
from middlepower.policy.attribution import rate_parts
from middlepower.policy.rate_book import AD_CVD, RateBook, pairs_between, statutory_rates
from middlepower.policy.rate_path import rate_path, renewed, touched_pairs
from middlepower.scenario.schema import State
from middlepower.world.groups import expand, find_group
from middlepower.world.parties import label_of
from middlepower.world.world import World

Array = NDArray[np.float64]
EVERYBODY = "*"
ROUNDING = 1e-9  # per cent; a law may change without changing a rate
Span = tuple[dt.date, dt.date] | None  # first and last day of a path
CENSUS = {"USA": "us-imports-2024"}
"""The weights of an importer where none are named: a table of its imports by line rather than the world's flows."""


@dataclass(frozen=True)
class TariffRequest:
    """What is asked: whose tariffs, on whom, at which weights, and for the path from when to when."""

    importer: str
    partners: tuple[str, ...] = (EVERYBODY,)
    weights: str | None = None
    without_adcvd: bool = False
    span: Span = None

    @property
    def without(self) -> tuple[str, ...]:
        """The instruments that are left out of the law."""
        return AD_CVD if self.without_adcvd else ()


def tariff_question(world: World, day: dt.date, without: tuple[str, ...] = ()) -> Question:
    """The question whose baseline is the law of a day, perhaps without some instruments, and which has no states."""
    dropped = tuple(measure.id for measure in RateBook.of(world).measures if measure.instrument in without)
    title = say("document.without_adcvd", day=day_title(day)) if without else day_title(day)
    return Question(world, State(title=title, date=day, without_measures=dropped))


@dataclass(frozen=True)
class Rated:
    """The rates of a day on a world, as the document needs them."""

    request: TariffRequest
    experiment: Experiment
    book: RateBook

    @property
    def world(self) -> World:
        """The world."""
        return self.experiment.question.world

    @cached_property
    def importers(self) -> tuple[str, ...]:
        """The economies that the importer stands for."""
        return expand([self.request.importer], self.world)

    @cached_property
    def partners(self) -> dict[str, tuple[str, ...]]:
        """The economies of every partner, by its label; ScenarioError for one that is the importer itself."""
        return dict(self._partners())

    def _partners(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name in self.request.partners:
            every = self.world.regions if name == EVERYBODY else expand([name], self.world)
            codes = tuple(code for code in every if code not in self.importers)
            if not codes:
                raise ScenarioError(f"`--on` names {name}, which is the importer itself or inside it: name others.")
            yield name if name == EVERYBODY else label_of(self.world, name), codes

    @cached_property
    def weights(self) -> TradeWeights:
        """The fixed weights: where none are named, imports by line if all sectors of the world are sectors of ours."""
        label = label_of(self.world, self.request.importer)
        usual = CENSUS.get(label, WORLD) if set(self.world.sectors) <= set(sectors()) else WORLD
        return weights_of(self.world, self.request.weights or usual)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Every pair that is asked for."""
        codes = dict.fromkeys(code for inside in self.partners.values() for code in inside)
        return pairs_between(self.importers, tuple(codes))

    @cached_property
    def rates(self) -> Array:
        """Statutory rates [k, n, i]."""
        return statutory_rates(self.world, self.experiment.question.flows[BASELINE])

    @cached_property
    def without_adcvd(self) -> Array:
        """The same without anti-dumping and countervailing duties."""
        law = self.experiment.question.laws[BASELINE]
        without = self.book.law(law.date, AD_CVD)
        touched = set(self.pairs).intersection(touched_pairs(self.book, law, without))
        return renewed(self.book, self.rates, without, touched) if touched else self.rates

    @cached_property
    def solved(self) -> tuple[Array, TradeWeights]:
        """Rates and weights of the solved baseline."""
        return solved_rates(self.world, self.experiment.main.baseline.equilibrium)


def tariffs_document(request: TariffRequest, experiment: Experiment) -> Tariffs:
    """The rates of an importer on its partners under a question's baseline, and their path."""
    rated = Rated(request, experiment, RateBook.of(experiment.question.world, experiment.question.measures))
    world, label = rated.world, label_of(rated.world, request.importer)
    labels = [name for name in (label, *rated.partners) if name != EVERYBODY]
    path = _path(rated)
    question = say("document.tariffs_question", own=_called(world, label))
    return Tariffs(
        header=power_header(experiment, "tariffs", question, _words(rated, label), ()),
        **names_of(Tariffs, world, labels),
        importer=label,
        weights=rated.weights.name,
        weights_source=rated.weights.source,
        left_out=request.without,
        partners={name: _partner(rated, codes) for name, codes in rated.partners.items()},
        path=path,
        path_end=None if request.span is None else request.span[1].isoformat(),
        before_all_measures=_before_all(rated),
        notes=_notes(rated.weights.name),
    )


def _notes(weights: str) -> tuple[str, ...]:
    known = (
        say("document.tariffs_note_weights"),
        say("document.tariffs_note_quota"),
        say("document.tariffs_note_ordinary"),
    )
    own = (
        say("document.tariffs_note_trade"),
        say("document.tariffs_note_lines"),
        say("document.tariffs_note_stand_in"),
    )
    return known if weights == WORLD else (*known, *own)


def _before_all(rated: Rated) -> str:
    """That the first day asked for is before all law that is known; empty where it is not."""
    question, span = rated.experiment.question, rated.request.span
    day = question.laws[BASELINE].date
    return before_all_text(question.measures, day if span is None else min(span[0], day))


def _called(world: World, label: str) -> str:
    """Readable name of an economy or group."""
    group = find_group(label)
    return named(group.title if group and label not in world.regions else world.region_names[world.region(label)])


def _words(rated: Rated, label: str) -> str:
    """The part of the command line that is this command's own."""
    request = rated.request
    words = f"tariffs {label} --on {','.join(rated.partners)} --weights {rated.weights.name}"
    if request.span is not None:
        words += f" --from {request.span[0]} --to {request.span[1]}"
    return words + (" --without-adcvd" if request.without_adcvd else "")


def _partner(rated: Rated, codes: tuple[str, ...]) -> PartnerTariffs:
    """The rates on one partner."""
    world = rated.world
    places = [[world.region(code) for code in side] for side in (rated.importers, codes)]
    flows = rated.experiment.question.flows[BASELINE]
    average_rate(world, rated.rates, rated.weights, rated.importers, codes)  # an error where there is no trade at all
    made = rate_parts(world.tariff, flows, rated.weights.value, *places)
    known = {measure.id: measure for measure in rated.experiment.question.measures}
    parts = [
        PartOfRate(name, named(known[name].title), known[name].instrument, Number.of(100.0 * rate))
        for name, rate in sorted(made.measures.items(), key=lambda item: -abs(item[1]))
        if rate
    ]
    dumping = any(part.instrument in AD_CVD for part in parts)
    by_sector = {code: _applied(rated, codes, k, dumping) for k, code in enumerate(world.sectors) if world.is_goods[k]}
    return PartnerTariffs(
        whole=_applied(rated, codes, slice(None), dumping),
        ordinary_percent=Number.of(100.0 * made.ordinary),
        parts=tuple(parts),
        sectors={code: row for code, row in by_sector.items() if row.weight_musd.value},
    )


def _applied(rated: Rated, codes: tuple[str, ...], sector: int | slice, dumping: bool) -> AppliedTariff:
    """The average rates on one partner, of one sector or all; `dumping` where anti-dumping duties are among them."""
    world = rated.world
    n, i = (np.array([world.region(code) for code in side]) for side in (rated.importers, codes))

    def mean(rates: Array, weights: TradeWeights) -> float:
        return mean_rate(rates[sector][..., n[:, None], i], weights.value[sector][..., n[:, None], i])

    applied = mean(rated.rates, rated.weights)
    alone = mean(rated.without_adcvd, rated.weights) if dumping else np.nan
    return AppliedTariff(
        applied_percent=Number.of(100.0 * applied, say("document.no_trade")),
        adcvd_percent=Number.of(
            100.0 * (applied - alone), say("document.no_trade") if dumping else say("document.no_duties")
        ),
        effective_tariff_percent=Number.of(100.0 * mean(*rated.solved), say("document.no_trade")),
        weight_musd=Number.of(float(rated.weights.value[sector][..., n[:, None], i].sum())),
    )


def _path(rated: Rated) -> tuple[DatedTariffs, ...]:
    """The rates by partner on the first day and whenever the law changes."""
    request, world = rated.request, rated.world
    if request.span is None:
        return ()
    steps: dict[dt.date, dict[str, float]] = {}
    for day, rates in rate_path(rated.book, rated.pairs, *request.span, request.without):
        steps[day] = {
            name: 100.0 * average_rate(world, rates, rated.weights, rated.importers, codes)
            for name, codes in rated.partners.items()
        }
    moved = [day for day, earlier in zip(steps, [{}, *steps.values()], strict=False) if _moves(earlier, steps[day])]
    return tuple(
        DatedTariffs(day.isoformat(), {name: Number.of(rate) for name, rate in steps[day].items()}) for day in moved
    )


def _moves(earlier: dict[str, float], later: dict[str, float]) -> bool:
    """Whether a rate changes by more than rounding."""
    return any(abs(rate - earlier.get(name, np.inf)) > ROUNDING for name, rate in later.items())
