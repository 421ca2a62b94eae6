"""`middlepower score`: its tests, goals, document, page and command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.cli.guard import guarded
from middlepower.data.observed import CANADA_FILE, FOLDER, US_FILE, canada_2025, us_imports_2025
from middlepower.document.file import parse, write
from middlepower.document.score import score_document
from middlepower.document.scored import Score
from middlepower.errors import DataError
from middlepower.experiment.settings import Settings
from middlepower.experiment.variant import Variant
from middlepower.report.score import bullets, render_score, score_texts
from middlepower.score.goals import goals, reached
from middlepower.score.methods import MODEL
from middlepower.score.pairs import beyond_growth
from middlepower.score.plan import KINDS, LinesTest, choices_of, plan
from middlepower.score.rivals import DEMAND, NO_CHANGE
from middlepower.score.run import HORIZONS, Scored, run_tests, score_variants
from middlepower.score.us_lines import PANEL, SECTORS, apart

MAIN = [Variant("MEDIAN", when) for when in HORIZONS]


@pytest.fixture(scope="module")
def scored() -> tuple[Scored, ...]:
    """Both tests of 2025 under the main set."""
    return run_tests(["2025-us-imports", "canada-2025"], Settings(), variants=MAIN)


@pytest.fixture(scope="module")
def document(scored: tuple[Scored, ...]) -> Score:
    """The document of these tests."""
    return score_document(scored, Settings(), "score")


def test_every_choice_of_a_test_has_its_reason() -> None:
    """What is left out, weighed, or taken out says why; so does the least value of a flow."""
    for name, test in plan().items():
        fixed = test.model_dump()
        reasons = {key.removesuffix("_why") for key in fixed if key.endswith("_why")}
        assert {"weights", "effects", "clusters"} <= reasons, name
        assert all(fixed[f"{key}_why"] for key in reasons), name
    assert list(plan()) == list(KINDS)


def test_a_test_without_information_says_so_first(document: Score) -> None:
    """The first words on trade between the US and China are that its sectors say nothing."""
    for name in ("2018-19", "2017-22"):
        assert choices_of(name).says.startswith("sectors of US-China trade carry almost no information")
    assert "<b>Four numbers, so only the size of the error speaks" in render_score(document)


def test_goals_that_are_missed_come_first_and_say_why(scored: tuple[Scored, ...], document: Score) -> None:
    """Missed before met; a cause where missed and none where met; the page's first lines are these."""
    found = reached(scored, "MEDIAN")
    assert [one.met for one in found] == sorted(one.met for one in found)
    assert {one.name for one in found} == set(goals())
    assert all(bool(one.cause) != one.met for one in document.goals)
    leads = [bullet.lead for bullet in bullets(document)]
    assert leads[: len(found)] == ["Met:" if one.met else "Missed:" for one in found]


def test_no_change_is_scored_as_what_it_is(scored: tuple[Scored, ...]) -> None:
    """Its error is the spread of what was seen; it hits no sign and has no correlation."""
    for test in scored:
        for flows in test.samples:
            nothing = next(one for one in flows.fits if one.method == NO_CHANGE)
            seen = flows.sample.centred(flows.sample.seen)
            spread = np.sqrt(np.average(seen**2, weights=flows.sample.weight))
            assert_allclose(nothing.error.value, 100.0 * spread)
            assert nothing.hits == 0
            assert np.isnan(nothing.correlation.value)


def test_sectors_of_the_model_are_made_of_its_lines(scored: tuple[Scored, ...]) -> None:
    """Predicted changes of a sector follow from lines whose mean is nearly the model's own flow."""
    lines, _, sectors, _ = scored[0].samples
    said = next(one for one in sectors.predictions if one.method == MODEL and one.variant == "MEDIAN/first-year")
    place = sectors.sample.labels.index(("CAN", "C24A"))
    assert -40.0 < 100.0 * said.change[place] < -20.0
    assert len(lines.sample.labels) > 4000
    assert (lines.sample.name, sectors.sample.name) == (PANEL, SECTORS)


def test_a_demand_curve_is_its_elasticity_times_the_duty(scored: tuple[Scored, ...]) -> None:
    """-(1 + 0.75) times the change of ln(1 + t) of a line of one rate, at the first year; where a six-digit line has
    several rates the mean of exponentials is the larger."""
    lines = scored[0].samples[0]
    said = next(one for one in lines.predictions if one.method == DEMAND and one.variant == "MEDIAN/first-year")
    more = said.change + 1.75 * lines.sample.log_tax
    assert (more > -1e-9).all()
    assert (more < 1e-3).mean() > 0.9


def test_growth_of_both_sides_is_taken_out() -> None:
    """Log changes that are a buyer's plus a seller's growth leave nothing, and a pair's own change in full."""
    change = np.add.outer([0.1, 0.4, -0.2, 0.0], [0.3, 0.0, 0.5, -0.1])
    change[0, 1] -= 0.25
    others = ~np.eye(4, dtype=bool)
    others[0, 1] = False
    left = beyond_growth(change, others)
    assert_allclose(left[0, 1], -0.25)
    assert_allclose(left[others], 0.0, atol=1e-12)


def test_what_is_left_out_is_shown_and_never_zero() -> None:
    """Chapter 99 is not in the data of 2025: no number rather than nothing."""
    test = choices_of("2025-us-imports")
    assert isinstance(test, LinesTest)
    found = {(one.partner, one.chapter): one for one in apart(test, FOLDER)}
    assert found["CAN", "27"].after > 100_000
    assert np.isnan(found["CAN", "99"].after)


def test_every_horizon_and_set_is_scored() -> None:
    """All published sets in the long run, and the ends of the shorter horizons."""
    labels = {variant.label for variant in score_variants(Settings())}
    assert {"FGO/long", "CP/long", "MEDIAN/first-year", "MEDIAN/first-year@0.25", "MEDIAN/medium@1.25"} <= labels
    assert score_variants(Settings())[0] == MAIN[0]


def test_the_document_survives_a_round_trip(document: Score) -> None:
    """Written, read and written again it is the same; its header says what it rests on."""
    text = write(document)
    assert write(parse(text, Score, "the text")) == text
    assert document.header.worst_residual < 1e-9
    assert any(measure.id.startswith("US-232") for measure in document.header.measures)
    assert {state for measure in document.header.measures for state in measure.states} == {"2025"}


def test_files_hold_all_methods(document: Score) -> None:
    """One line a sample, method and variant; the page has a figure for each sample."""
    texts = score_texts(document)
    assert list(texts) == ["score.json", "fits.csv", "flows.csv", "pairs.csv", "score.html"]
    samples = sum(len(test.samples) for test in document.tests.values())
    assert texts["fits.csv"].count("\n") == 1 + samples * (1 + 3 * len(MAIN))
    assert texts["score.html"].count("<figcaption>") == samples
    assert "\ufffd" not in texts["score.html"]


def test_observations_of_ones_own_are_read(tmp_path: Path, scored: tuple[Scored, ...]) -> None:
    """Another number for steel moves the score; a wrong one is refused with file, line and remedy."""
    (tmp_path / US_FILE).write_text((FOLDER / US_FILE).read_text(encoding="utf-8"), encoding="utf-8")
    own = (FOLDER / CANADA_FILE).read_text(encoding="utf-8").replace("steel,-31,", "steel,-21,")
    (tmp_path / CANADA_FILE).write_text(own, encoding="utf-8")
    (found,) = run_tests(["canada-2025"], Settings(), variants=MAIN[:1], folder=tmp_path)
    assert found.samples[0].sample.seen[0] == pytest.approx(-0.21)
    assert canada_2025()["steel"].percent == -31.0


@pytest.mark.parametrize(
    ("file", "row", "says"),
    [
        (CANADA_FILE, "steel,-120,2025,me", "write one above -100"),
        (CANADA_FILE, "steel,many,2025,me", "write a number"),
        (US_FILE, "CAN,8703,5,1", "write six digits"),
        (US_FILE, "CAN,870323,5,9", "must lie between 0 and 5"),
        (US_FILE, "CAN,870323,nan,1", "write a number"),
    ],
)
def test_a_wrong_observation_is_refused(tmp_path: Path, file: str, row: str, says: str) -> None:
    """One clear line: the file, the line, the value, the remedy."""
    head = (FOLDER / file).read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / file).write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=says):
        (canada_2025 if file == CANADA_FILE else us_imports_2025)(tmp_path)


def test_the_command_prints_one_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`--json` prints the document that `--out` writes; a wrong name is refused at once."""
    assert guarded(["score", "--test", "canada-2025", "--json", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    content = json.loads(printed)
    assert list(content["tests"]) == ["canada-2025"]
    assert (tmp_path / "out" / "score.json").read_text(encoding="utf-8") == printed
    assert guarded(["score", "--test", "canada-2024"]) == 2
    assert "did you mean `canada-2025`" in capsys.readouterr().err
    assert guarded(["score", "--test", "canada-2025", "--data", str(tmp_path)]) == 2
    assert CANADA_FILE in capsys.readouterr().err


def test_numbers_of_a_document_are_those_of_the_run(scored: tuple[Scored, ...], document: Score) -> None:
    """The first fit of a sample is the one with the largest error."""
    for test in scored:
        for flows, shown in zip(test.samples, document.tests[test.name].samples, strict=True):
            worst = max(flows.fits, key=lambda fit: fit.error.value)
            assert shown.fits[0].error_percent.value == pytest.approx(worst.error.value)
            assert replace(shown, fits=()).flows == len(flows.sample.labels)


def test_means_of_pairs_stand_beside_placebos() -> None:
    """US-China trade of 2019: both means fell, more than a thousand pairs without new duties say how far a pair strays,
    sectors of the pair say nothing, and the forecast of a pair is what its flows add up to."""
    (found,) = run_tests(["2018-19"], Settings(), variants=MAIN[:1])
    said = {(one.importer, one.exporter): one for one in found.pairs if one.method == MODEL}
    assert set(said) == {("USA", "CHN"), ("CHN", "USA")}
    for one in said.values():
        assert one.seen < one.predicted < 0.0  # percent; a first year says less than two years brought
        assert one.placebos > 1000
        assert one.placebo_spread > abs(one.predicted)
        assert 0.0 < one.placebo_share < 0.1
    (flows,) = found.samples
    fitted = next(fit for fit in flows.fits if fit.method == MODEL)
    assert fitted.correlation.low < 0.0 < fitted.correlation.high
