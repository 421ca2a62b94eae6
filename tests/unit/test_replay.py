"""The ladder of the law: each step's own law, its own effect, and one line for every fault."""

from __future__ import annotations

import csv
import datetime as dt
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from page_text import bare

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read
from middlepower.document.replayed import Replay
from middlepower.experiment.experiment import Experiment
from middlepower.experiment.ladder import Ladder, LadderRequest
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.indicators.applied_rates import applied_rate
from middlepower.indicators.compare import real_income_change, real_income_value
from middlepower.policy.law_steps import law_steps
from middlepower.policy.rate_book import RateBook
from middlepower.report.replay import income_plot, render_replay
from middlepower.scenario.schema import State
from middlepower.world.embedded import load_world

FIRST, LAST = "2025-07-01", "2025-09-01"
ASKED = ("replay", "--of", "CAN-CHN", "--from", FIRST, "--to", LAST)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ladder of three steps."""
    out = tmp_path_factory.mktemp("replay") / "out"
    assert guarded([*ASKED, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder: Path) -> Replay:
    """Its document."""
    return read(folder, Replay)


@pytest.fixture(scope="module")
def by_hand() -> Experiment:
    """The laws of the days themselves, as a question of its own."""
    days = {
        day: State(title=day, date=dt.date.fromisoformat(day)) for day in ("2025-07-31", "2025-08-13", "2025-08-14")
    }
    steel = {
        "with_measures": ("CA-STEEL-TRQ-1",),
        "without_measures": ("CA-STEEL-TRQ-2",),
    }
    august = State(title="1 August", date=dt.date(2025, 8, 1))
    days |= {"august": august, "august-before": State(title="less steel", date=dt.date(2025, 8, 1), **steel)}
    question = Question(load_world(), State(title="first", date=dt.date(2025, 7, 1)), days)
    return threat_experiment(Settings(ranges=False), question)


def test_each_step_says_who_switched_what_on_or_off(document: Replay) -> None:
    told = {step.date: {one.measure: one.change for one in step.law} for step in document.steps}
    assert told == {
        "2025-07-31": {"CA-MELTPOUR-2025": "on"},
        "2025-08-01": {"CA-STEEL-TRQ-1": "off", "CA-STEEL-TRQ-2": "on"},
        "2025-08-14": {"CN-CA-BUTYL-PRELIM": "on", "CN-CA-CANOLASEED-AD-PRELIM": "on"},
    }
    assert [step.moved for step in document.steps] == [("CAN",), ("CAN",), ("CHN",)]


def test_a_step_is_compared_with_the_law_of_the_day_before(document: Replay, by_hand: Experiment) -> None:
    run, canada = by_hand.main, by_hand.world.region("CAN")
    before, after = run.states["2025-08-13"], run.states["2025-08-14"]
    told = document.steps[2].actors["CAN"].by_step
    assert told.real_income_percent.known == pytest.approx(100 * real_income_change(before, after)[canada], abs=1e-9)
    assert told.real_income_musd.known == pytest.approx(real_income_value(before, after)[canada], abs=1e-3)
    assert told.real_income_musd.known < -100


def test_what_others_change_on_the_same_day_is_not_in_a_step(document: Replay, by_hand: Experiment) -> None:
    """On 1 August 2025 the United States raised its duty on Canada: seven times the loss by Canada's own quotas."""
    step, run, canada = document.steps[1], by_hand.main, by_hand.world.region("CAN")
    assert "US-CA-IEEPA-35" in step.elsewhere
    assert step.alone
    own = real_income_change(run.states["august-before"], run.states["august"])[canada]
    all_law = real_income_change(run.states["2025-07-31"], run.states["august"])[canada]
    assert step.actors["CAN"].by_step.real_income_percent.known == pytest.approx(100 * own, abs=1e-9)
    assert all_law < 5 * own < 0


def test_steps_add_up_and_all_law_is_told_beside_them(document: Replay, by_hand: Experiment) -> None:
    actors = [step.actors["CAN"] for step in document.steps]
    steps = [actor.by_step.real_income_percent.known / 100 for actor in actors]
    assert actors[-1].added_up.real_income_percent.known == pytest.approx(100 * (np.prod(np.add(1, steps)) - 1))
    money = [actor.by_step.real_income_musd.known for actor in actors]
    assert actors[-1].added_up.real_income_musd.known == pytest.approx(sum(money))
    run, canada = by_hand.main, by_hand.world.region("CAN")
    since = 100 * real_income_change(run.baseline.equilibrium, run.states["2025-08-14"])[canada]
    assert actors[-1].since_first.real_income_percent.known == pytest.approx(since, abs=1e-9)


def test_a_measure_without_effect_says_why(document: Replay) -> None:
    (melt,) = document.steps[0].law
    assert "gives way to `CA-CN-METAL-2024`" in melt.no_effect
    assert document.steps[0].actors["CAN"].by_step.real_income_percent.known == pytest.approx(0.0, abs=1e-9)
    assert not any(one.no_effect for step in document.steps[1:] for one in step.law)


def test_rates_are_those_of_the_library(document: Replay) -> None:
    book = RateBook.of()
    for step in document.steps:
        day = dt.date.fromisoformat(step.date)
        for importer, partner in (("CAN", "CHN"), ("CHN", "CAN")):
            rate = step.applied_percent[importer][partner].known
            assert rate == pytest.approx(100 * applied_rate(importer, partner, day, book=book))


def test_files_and_page_hold_what_the_document_says(folder: Path, document: Replay) -> None:
    assert {file.name for file in folder.glob("[!.]*")} == {
        "replay.json", "steps.csv", "law.csv", "rates.csv", "replay.html",
    }  # fmt: skip
    with (folder / "steps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(document.steps) * len(document.actors) * 3 * 2  # comparisons, horizons
    page = (folder / "replay.html").read_text(encoding="utf-8")
    assert page == render_replay(document)
    for said in ("14 August 2025", "Anti-dumping deposit of 75.8% on canola seed", "Figure 2", document.header.command):
        assert said in bare(page)
    assert "nan" not in page.lower().replace("finance", "").replace("governance", "")
    assert [line.label for line in income_plot(document).lines] == [document.name(code) for code in document.actors]


def test_the_command_in_the_header_makes_the_document_again(
    document: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(document.header.command)[1:-2]
    assert guarded([*words, "--json"]) == 0
    assert parse(capsys.readouterr().out, Replay, "standard output") == document


def test_days_without_a_step_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["replay", "--of", "CAN-CHN", "--from", "2018-01-01", "--to", "2018-06-01"]) == 0
    assert "no step: no measure between them" in capsys.readouterr().out


def test_another_rate_of_a_measure_is_compared_with_the_day_before() -> None:
    """A rate that changes within a measure can't be switched off, so the others' measures of that day are in it."""
    steps = list(law_steps(RateBook.of(), [("CAN", "USA"), ("USA", "CAN")], dt.date(2025, 8, 31), dt.date(2025, 9, 1)))
    assert [set(step.changes.values()) & {"other rate"} for step in steps] == [{"other rate"}]
    ladder = Ladder.of(load_world(), LadderRequest(dt.date(2025, 8, 31), dt.date(2025, 9, 1), ("CAN", "USA")))
    assert [(rung.before, rung.alone) for rung in ladder.rungs] == [("baseline", not steps[0].elsewhere)]


def test_who_is_asked_for_comes_first_and_parties_may_be_groups() -> None:
    request = LadderRequest(dt.date(2025, 8, 10), dt.date(2025, 8, 20), ("Canada", "CHN"), "Australia")
    ladder = Ladder.of(load_world(), request)
    assert ladder.between == ("CAN", "CHN")
    assert ladder.actors == ("AUS", "CAN", "CHN", "USA", "MEX")
    assert Ladder.of(load_world(), replace(request, between=("EU", "China"))).between == ("EU", "CHN")
    assert Ladder.of(load_world(), replace(request, between=())).between == ("CAN", "USA", "CHN", "MEX")


FAULTS = {
    ("--of", "CAN"): "`--of` is `CAN`: write two economies or groups as CAN-CHN",
    ("--of", "CAN-"): "`--of` is `CAN-`: write two",
    ("--of", "CAN-CHN-USA"): "`--of` is `CAN-CHN-USA`: write two",
    ("--of", "CAN-Canada"): "`--of` names CAN twice",
    ("--of", "EU-DEU"): "`--of` names EU and DEU, of which one is inside the other",
    ("--of", "CAN-Ruritania"): "unknown economy or group `Ruritania`",
    ("--economy", "Ruritania"): "unknown economy or group `Ruritania`",
    ("--from", "soon"): "`--from` is `soon`: write a day as 2026-01-13",
    ("--to", "2026-02-30"): "`--to` is `2026-02-30`: write a day",
    ("--from", "2026-05-01", "--to", "2026-01-13"): "the path goes from 2026-05-01 to 2026-01-13",
    ("--closure", "all"): "all",
}


@pytest.mark.parametrize("words", FAULTS)
def test_bad_input_is_one_clear_line(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["replay", *words]) == 2
    said = capsys.readouterr()
    assert FAULTS[words] in said.err
    assert said.err.count("\n") == 1
    assert not said.out
