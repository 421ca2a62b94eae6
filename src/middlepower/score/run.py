"""Tests from beginning to end: names in, what was scored out. Tests of one world and law share its solutions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from middlepower.data.elasticities import published_sets
from middlepower.data.observed import FOLDER
from middlepower.errors import DataError
from middlepower.experiment.frictions import FIRST_YEAR
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import LONG, Variant, extremes
from middlepower.score.forecast import Law, forecasts, law_of
from middlepower.score.industries import industry_predictions, industry_samples
from middlepower.score.methods import Told, methods
from middlepower.score.metrics import Interval
from middlepower.score.pairs import PairMean, Seen, pair_means, pair_prediction, pair_sample
from middlepower.score.plan import Choices, IndustriesTest, LinesTest, PairsTest, choices_of
from middlepower.score.samples import Fit, Prediction, Sample, fit, tariff_slope
from middlepower.score.us_lines import PANEL, PANEL_BY_VALUE, Apart, apart, panel, predictions, samples

MEDIUM = "medium"
HORIZONS = (FIRST_YEAR, MEDIUM, LONG)
NO_CHANCE = (PANEL, PANEL_BY_VALUE)  # thousands of flows, of which a correlation by chance is none
Progress = Callable[[str], None]
Said = list[tuple[Prediction, ...]]


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
    """One test: what was fixed before, the law, samples, means of pairs and what is left out where there are any."""

    name: str
    choices: Choices
    law: Law
    samples: tuple[ScoredFlows, ...]
    pairs: tuple[PairMean, ...]
    apart: tuple[Apart, ...]
    residual: float


@dataclass(frozen=True)
class SolvedLaw:
    """A law on a world with what every method says of it."""

    law: Law
    told: tuple[Told, ...]
    residual: float


def score_variants(settings: Settings) -> tuple[Variant, ...]:
    """The main set at every horizon, every published set in the long run, and the ends of the shorter horizons."""
    mains = [Variant(settings.elasticities, when) for when in HORIZONS]
    sets = [Variant(name, LONG) for name in published_sets()]
    return tuple(dict.fromkeys([*mains, *sets, *(one for main in mains[:2] for one in extremes(main))]))


def run_tests(
    names: Iterable[str],
    settings: Settings,
    progress: Progress | None = None,
    variants: Sequence[Variant] = (),
    folder: Path = FOLDER,
) -> tuple[Scored, ...]:
    """The tests of some names, in their order; `folder` holds what was seen in 2025, by default the package's own."""
    known: dict[tuple[str, str, int], SolvedLaw] = {}
    found = []
    for name in names:
        if progress is not None:
            progress(name)
        test = choices_of(name)
        key = test.world, test.baseline.isoformat(), int(test.year)
        if key not in known:
            known[key] = solved(test, settings, variants or score_variants(settings))
        found.append(scored(name, test, known[key], folder))
    return tuple(found)


def solved(test: Choices, settings: Settings, variants: Sequence[Variant]) -> SolvedLaw:
    """The law of a test with the model's and the rivals' forecasts."""
    law = law_of(test.world, test.baseline, int(test.year))
    found = forecasts(law, variants, settings)
    return SolvedLaw(law, tuple(methods(law, found)), max(one.residual for one in found))


def scored(name: str, test: Choices, known: SolvedLaw, folder: Path) -> Scored:
    """A test with its samples; what was seen of lines and industries stands in a folder."""
    pairs: tuple[PairMean, ...] = ()
    if isinstance(test, LinesTest):
        flows, said = _lines(test, known, folder)
    elif isinstance(test, IndustriesTest):
        flows = industry_samples(known.law, test, folder)
        said = [industry_predictions(known.law, test, one) for one in known.told]
    elif isinstance(test, PairsTest):
        seen = Seen.of(known.law, test)
        flows, said = (pair_sample(seen, test),), [(pair_prediction(seen, test, one),) for one in known.told]
        pairs = tuple(mean for one in known.told for mean in pair_means(seen, test, one))
    else:
        raise DataError(f"test `{name}` is of no kind that can be scored.")
    by_sample = zip(*said, strict=True)
    found = tuple(ScoredFlows.of(sample, list(one)) for sample, one in zip(flows, by_sample, strict=True))
    aside = apart(test, folder) if isinstance(test, LinesTest) else ()
    return Scored(name, test, known.law, found, pairs, aside, known.residual)


def _lines(test: LinesTest, known: SolvedLaw, folder: Path) -> tuple[tuple[Sample, ...], Said]:
    """(samples, what every method says of them) of a test of lines."""
    found = panel(known.law, test, folder)
    return samples(found, test), [predictions(found, test, one) for one in known.told]
