"""Weights by score, the record beside headlines, and the table that both are read from."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from report_example import example_results

from middlepower.cli.guard import guarded
from middlepower.data.elasticities import published_sets
from middlepower.data.track_record import HEADLINE, WEIGHED, loss, record_of, score_weights, track_records
from middlepower.document.number import Number, Spread, ranged, weighted_median
from middlepower.document.spreads import Spreads
from middlepower.errors import ScenarioError, UnknownNameError
from middlepower.experiment.settings import Settings
from middlepower.experiment.weights import weights_of
from middlepower.report.certainty import confidence
from middlepower.report.track_record import track_line
from middlepower.score.run import score_variants

LONG = [f"{name}/long" for name in published_sets()]


def test_weighted_median_by_hand() -> None:
    """Half of the weight lies below 2 and half above, so it is halfway to 3; with more on 3 it is 3."""
    assert weighted_median([(3.0, 1.0), (1.0, 1.0), (2.0, 1.0), (4.0, 1.0)]) == 2.5
    assert weighted_median([(1.0, 1.0), (2.0, 1.0), (3.0, 3.0)]) == 3.0
    assert weighted_median([(5.0, 0.2)]) == 5.0


def test_equal_weights_are_the_median() -> None:
    """Eight values, as there are sets: weights of one eighth give the middle of the fourth and fifth."""
    values = np.random.default_rng(3).normal(size=8)
    assert_allclose(weighted_median([(value, 0.125) for value in values]), np.median(values))


def test_tables_and_single_numbers_have_the_same_centre() -> None:
    """Of seven outcomes beside a main run, one of them missing."""
    random = np.random.default_rng(5)
    values = random.normal(size=(8, 3))
    values[4, 1] = np.nan
    spread = Spread(main_counts=False, centred=True, weights=tuple(random.random(7).tolist()))
    table = Spreads.over(values, spread, headline=True)
    for place in range(3):
        alone = ranged([Number.of(value) for value in values[:, place]], spread, headline=True)
        assert alone.value == pytest.approx(table.value[place])


def test_weights_that_do_not_fit_are_refused() -> None:
    """A weight for each outcome that counts, or none at all."""
    with pytest.raises(ValueError, match="3 values have 2 weights"):
        Spread(main_counts=True, centred=True, weights=(0.5, 0.5)).middle([1.0, 2.0, 3.0])


def test_weights_are_declared_and_sum_to_one() -> None:
    """exp(-loss), loss the mean of squared relative errors on the two samples, computed here again."""
    weights = score_weights(LONG)
    assert_allclose(sum(weights.values()), 1.0)
    parts = [track_records()[(*sample, "IS/long")] for sample in WEIGHED]
    again = sum((one.error_percent / one.no_change_percent) ** 2 for one in parts) / 2.0
    assert loss("IS/long") == pytest.approx(again)
    assert weights["IS/long"] / weights["FGO/long"] == pytest.approx(math.exp((loss("FGO/long") or 0.0) - again))
    assert weights_of(LONG) == tuple(weights[label] for label in LONG)


def test_what_was_not_scored_can_not_be_weighed() -> None:
    """One clear line, and no weight of zero."""
    assert loss("FGO-8.35/long") is None
    with pytest.raises(ScenarioError, match="was not scored"):
        weights_of(["FGO/long", "FGO-8.35/long"])


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"horizon": "medium"}, "ask for horizon `long`"),
        ({"elasticities": "FGO"}, "ask for MEDIAN"),
        ({"ranges": False}, "ask for ranges"),
    ],
)
def test_weights_that_would_change_nothing_say_why(settings: dict[str, object], why: str) -> None:
    """Where the centre is one outcome there is nothing to weigh."""
    with pytest.raises(ScenarioError, match=why):
        replace(Settings(), weights="score", **settings)  # type: ignore[arg-type]


def test_unknown_weights_name_the_nearest() -> None:
    """As every unknown name."""
    with pytest.raises(UnknownNameError, match="did you mean `score`"):
        Settings(weights="scores")


def test_every_variant_that_is_scored_stands_in_the_table() -> None:
    """The table that comes with the package has them all, on every sample."""
    labels = {variant.label for variant in score_variants(Settings())}
    for sample in {(test, name) for test, name, _ in track_records()}:
        assert {variant for *key, variant in track_records() if tuple(key) == sample} == labels, sample


def test_at_shorter_horizons_every_set_has_the_same_record() -> None:
    """One elasticity holds in all sectors there."""
    assert record_of("FGO/first-year") == track_records()[(*HEADLINE, "MEDIAN/first-year")]
    assert record_of("FGO/long") == track_records()[(*HEADLINE, "FGO/long")]
    assert record_of("FGO-8.35/long") is None


def test_the_command_weighs_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The centre is the weighted median of the outcomes that stand in the document, and its words say the weights."""
    words = ["run", "beijing-2026", "--states", "deal-and-us-100", "--json"]
    assert guarded([*words, "--weights", "score"]) == 0
    document = json.loads(capsys.readouterr().out)
    (state,) = document["states"].values()
    found = state["economies"]["CAN"]
    outcomes = [(found["by_variant_percent"][label]["value"], score_weights(LONG)[label]) for label in LONG]
    assert found["real_income_percent"]["value"] == pytest.approx(weighted_median(outcomes))
    assert "weighted by score (" in document["header"]["centre"]
    assert "--weights score" in document["header"]["command"]
    assert guarded([*words, "--weights", "score", "--horizon", "first-year"]) == 2
    assert "would change nothing" in capsys.readouterr().err


def test_beside_the_headline_stands_what_this_horizon_did() -> None:
    """Signs, slope and error of the main variant, from the table; a set that was not scored says so."""
    results = example_results()
    header = replace(results.header, elasticities="MEDIAN", horizon="first-year", variants=("MEDIAN/first-year",))
    record = record_of("MEDIAN/first-year")
    assert record is not None
    said = track_line(header)
    assert f"{record.sign_hits} of {record.flows} directions" in said
    assert f"{record.slope:.2f} times as much as predicted" in said
    assert said in confidence(replace(results, header=header))
    other = replace(header, elasticities="FGO-8.35", horizon="long", variants=("FGO-8.35/long",))
    assert "was not scored" in track_line(other)
