"""A headline's centre is the median of the outcomes that count; the main run is none of them unless it is asked for."""

from __future__ import annotations

from statistics import median

import pytest

from middlepower.data.elasticities import published_sets
from middlepower.document.arrange import ranges_of, spread_of
from middlepower.document.number import ALL, Number, Pair, Spread, combine, ranged
from middlepower.document.power import over_sets
from middlepower.document.profiled import ThreatCost
from middlepower.experiment.baseline import Baseline
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.indicators.exposure import exposures

MEDIAN = Spread(main_counts=False, centred=True)
VALUES = [Number(value) for value in (9.0, 1.0, 2.0, 4.0, 8.0)]


def cost(loss: float) -> ThreatCost:
    """A threat whose every number is the same."""
    number = Number(loss)
    return ThreatCost(number, number, number, number, number, number, number, number)


def test_the_main_run_is_neither_the_centre_of_a_headline_nor_in_its_range() -> None:
    assert ranged(VALUES, MEDIAN, headline=True) == Number(3.0, 1.0, 8.0)


def test_what_is_no_headline_keeps_the_value_of_the_main_run() -> None:
    assert ranged(VALUES, MEDIAN) == Number(9.0, 1.0, 8.0)


def test_a_main_run_that_counts_is_the_value_and_in_the_range() -> None:
    assert ranged(VALUES, ALL, headline=True) == Number(9.0, 1.0, 9.0)


def test_a_number_that_stands_alone_is_all_that_there_is() -> None:
    assert ranged(VALUES[:1], MEDIAN, headline=True) == Number(9.0, 9.0, 9.0)


def test_outcomes_that_are_missing_leave_the_median_and_are_counted() -> None:
    gone = Number(None, reason="no equilibrium")
    assert ranged([*VALUES, gone], MEDIAN, headline=True) == Number(3.0, 1.0, 8.0, defined_in=4)
    assert ranged([gone, *VALUES], MEDIAN, headline=True).value is None


def test_fields_of_a_body_are_headlines_by_their_name() -> None:
    both = combine([cost(number.known) for number in VALUES], MEDIAN)
    assert both.exposure_percent == both.loss_musd == Number(3.0, 1.0, 8.0)
    assert both.residual == Number(9.0, 1.0, 8.0)


def test_a_pair_of_headlines_is_a_headline_before_and_after() -> None:
    pairs = [Pair(number, number, number) for number in VALUES]
    assert combine(pairs, MEDIAN, headline=True).before.value == 3.0
    assert combine(pairs, MEDIAN).before.value == 9.0


@pytest.mark.parametrize(
    ("settings", "centre", "counted"),
    [
        (Settings(), "median of the outcomes under 8 published elasticity sets", 8),
        (Settings("U4"), "outcome under U4", 8),
        (Settings("FGO-8.35"), "outcome under FGO-8.35", 8),
        (Settings(ranges=False), "outcome under MEDIAN", 0),
        (Settings(horizon="medium"), "with an elasticity of 1 in every sector, services included", 3),
    ],
    ids=str,
)
def test_a_document_says_what_its_centre_is_and_which_runs_count(settings: Settings, centre: str, counted: int) -> None:
    """In the long run the eight sets; at a shorter horizon the main run and the two ends of the elasticity."""
    experiment = threat_experiment(settings)
    said = ranges_of(experiment)
    assert centre in said.centre
    assert len(said.over) == counted
    names = {label.partition("/")[0] for label in said.over}
    assert names in ({settings.elasticities}, set(published_sets()), set())


def test_an_exposure_is_the_median_over_the_published_sets() -> None:
    experiment = threat_experiment(Settings())

    def loss(baseline: Baseline) -> dict[str, Number]:
        return {"exposure": Number(float(exposures(baseline, "CAN", ["USA"], ["both"])["exposure"].item()))}

    under = {variant.elasticity_set: loss(start)["exposure"].known for variant, start in experiment.baselines().items()}
    values = [under[name] for name in published_sets()]
    found = combine([{"exposure": Number(value)} for value in under.values()], spread_of(experiment), headline=True)
    assert found["exposure"] == Number(median(values), min(values), max(values))
    assert over_sets(experiment, loss)["exposure"].value == under["MEDIAN"]
