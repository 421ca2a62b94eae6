"""Tests from beginning to end: names in, what was scored out. Tests of one world and law share its solutions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from middlepower.data.elasticities import published_sets
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, Variant, extremes
from middlepower.score.forecast import Law, forecasts
from middlepower.score.industries import industry_predictions, industry_samples
from middlepower.score.methods import Told, methods
from middlepower.score.metrics import Interval
from middlepower.score.pairs import PairMean, Seen, pair_means, pair_prediction, pair_sample
from middlepower.score.plan import Choices, IndustriesTest, LinesTest, PairsTest, choices_of
from middlepower.score.samples import Fit, Prediction, Sample, fit, tariff_slope
from middlepower.score.us_lines import PANEL, PANEL_BY_VALUE, panel, predictions, samples

MEDIUM = "medium"
HORIZONS = (FIRST_YEAR, MEDIUM, LONG)
NO_CHANCE = (PANEL, PANEL_BY_VALUE)  # thousands of flows, of which a correlation by chance is none
Progress = Callable[[str], None]


@dataclass(frozen=True)
class ScoredFlows:
    """A sample, what all methods say of it, and how well each fits; `reaction` is what was seen per ln(1 + t)."""

    sample: Sample
    reaction: Interval
    predictions: tuple[Prediction, ...]
    fits: tuple[Fit, ...]

    @classmethod
    def of(cls, sample: Sample, told: Sequence[Prediction]) -> ScoredFlows:
        """The fit of every prediction."""
        chance = sample.name not in NO_CHANCE
        return cls(sample, tariff_slope(sample), tuple(told), tuple(fit(sample, one, chance) for one in told))


@dataclass(frozen=True)
class Scored:
    """One test: what was fixed before, the law, the samples, and the means of pairs where there are any."""

    name: str
    choices: Choices
    law: Law
    samples: tuple[ScoredFlows, ...]
    pairs: tuple[PairMean, ...]
    residual: float


@dataclass(frozen=True)
class SolvedLaw:
    """A law on a world with what every method says of it."""

    law: Law
    told: tuple[Told, ...]
    residual: float

    @cached_property
    def key(self) -> tuple[str, str, int]:
        """What tells two laws apart."""
        return self.law.world.name, self.law.day.isoformat(), self.law.year


def score_variants(settings: Settings) -> tuple[Variant, ...]:
    """The main set at every horizon, every published set in the long run, and the ends of the shorter horizons."""
    mains = [Variant(settings.elasticities, when) for when in HORIZONS]
    sets = [Variant(name, LONG) for name in published_sets()]
    return tuple(dict.fromkeys([*mains, *sets, *(one for main in mains[:2] for one in extremes(main))]))


def run_tests(
    names: Iterable[str], settings: Settings, progress: Progress | None = None, variants: Sequence[Variant] = ()
) -> tuple[Scored, ...]:
    """The tests of some names, in their order."""
    known: dict[tuple[str, str, int], SolvedLaw] = {}
    found = []
    for name in names:
        if progress is not None:
            progress(name)
        test = choices_of(name)
        key = test.world, test.baseline.isoformat(), int(test.year)
        if key not in known:
            known[key] = solved(test, settings, variants or score_variants(settings))
        found.append(scored(name, test, known[key]))
    return tuple(found)


def solved(test: Choices, settings: Settings, variants: Sequence[Variant]) -> SolvedLaw:
    """The law of a test with the model's and the rivals' forecasts."""
    law = Law.of(test.world, test.baseline, int(test.year))
    found = forecasts(law, variants, settings)
    return SolvedLaw(law, tuple(methods(law, found)), max(one.residual for one in found))


def scored(name: str, test: Choices, known: SolvedLaw) -> Scored:
    """A test with its samples."""
    law, told, pairs = known.law, known.told, ()
    if isinstance(test, LinesTest):
        lines = panel(law, test)
        flows, by_method = samples(lines, test), [predictions(lines, test, one) for one in told]
    elif isinstance(test, IndustriesTest):
        flows, by_method = industry_samples(law, test), [industry_predictions(law, test, one) for one in told]
    else:
        return _scored_pairs(name, test, known)
    by_sample = zip(*by_method, strict=True)
    found = tuple(ScoredFlows.of(sample, list(one)) for sample, one in zip(flows, by_sample, strict=True))
    return Scored(name, test, law, found, pairs, known.residual)


def _scored_pairs(name: str, test: Choices, known: SolvedLaw) -> Scored:
    """A test of pairs."""
    assert isinstance(test, PairsTest)
    seen = Seen.of(known.law, test)
    flows = ScoredFlows.of(pair_sample(seen, test), [pair_prediction(seen, test, one) for one in known.told])
    means = tuple(mean for one in known.told for mean in pair_means(seen, test, one))
    return Scored(name, test, known.law, (flows,), means, known.residual)
