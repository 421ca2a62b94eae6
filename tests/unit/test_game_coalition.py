"""`middlepower game coalition`: participation, burdens, deterrence, coordination, and bad input in one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import read
from middlepower.document.game_coalition import dyad_of
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import status_quo, threat_experiment
from middlepower.front.game_coalition import given_or
from middlepower.game.alliance import (
    Alliance,
    AllianceStage,
    alliance,
    answered,
    deterrence,
    equalising,
    expected_losses,
    shared_loss,
    smallest,
    transfers,
)
from middlepower.indicators.exposure import ThreatAsked
from middlepower.report.game_coalition import headline

FAST = ("game", "coalition", "--no-ranges")


@pytest.fixture(scope="module")
def stage() -> AllianceStage:
    """Canada, Mexico and Korea against the United States, for Canada, in the long run."""
    baseline = threat_experiment(Settings(ranges=False)).main.baseline
    return AllianceStage(
        alliance(baseline.world, ["CAN", "MEX", "KOR"], "USA", "CAN", ["AUS"], 0.25, 0.25, 0.3), baseline
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a game for Korea."""
    out = tmp_path_factory.mktemp("allies") / "out"
    asked = ["--members", "KOR,JPN,AUS", "--against", "USA", "--outsiders", "CAN", "--level", "0.2", "--out", str(out)]
    assert guarded([*FAST, *asked]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder: Path) -> CoalitionGame:
    """Its document."""
    return read(folder, CoalitionGame)


def test_a_coalition_of_one_is_the_threat_and_the_answer_of_one(stage: AllianceStage) -> None:
    """The set of Canada alone is the tariff with retaliation of the threat curves."""
    world = stage.baseline.world
    n, m = world.region("CAN"), (world.region("USA"),)
    alone, answered = ThreatAsked(n, m, "export", 0.25), ThreatAsked(n, m, "both", 0.25)
    for chosen, case in ((frozenset[str](), alone), (frozenset({"CAN"}), answered)):
        other = stage.baseline.solve(case.after(stage.baseline))
        np.testing.assert_allclose(stage.by(chosen).real_income_hat, other.real_income_hat, rtol=1e-9)


def test_members_alike_are_treated_alike_and_transfers_leave_all_with_one_loss(stage: AllianceStage) -> None:
    assert equalising({"A": 90.0, "B": 90.0}, {"A": 100.0, "B": 100.0}) == pytest.approx({"A": 0.0, "B": 0.0})
    now = stage.by(frozenset(stage.game.members))
    paid = transfers(stage, now)
    assert sum(paid.values()) == pytest.approx(0.0, abs=1e-6)
    world, before = stage.baseline.world, stage.baseline.equilibrium
    for name in stage.game.members:
        n = world.region(name)
        prices = now.consumer_price_hat[n] / before.consumer_price_hat[n]
        left = (now.income[n] + paid[name]) / prices / before.income[n]
        assert 100.0 * (1.0 - left) == pytest.approx(shared_loss(stage, now), abs=1e-9)


def test_more_who_answer_cost_the_sender_more_and_make_a_challenge_rarer(stage: AllianceStage) -> None:
    dyad = dyad_of(stage.game, None).estimate
    rising = [{}, {"CAN": 0.25}, {"CAN": 0.25, "MEX": 0.25}, {"CAN": 0.25, "MEX": 0.25, "KOR": 0.25}]
    found = [deterrence(stage, dyad, rates) for rates in rising]
    costs, chances = [one.sender_cost for one in found], [one.challenge for one in found]
    assert costs == sorted(costs)
    assert chances == sorted(chances, reverse=True)
    assert chances[0] - chances[-1] > 0.02


def test_the_smallest_set_is_the_smallest_and_among_equals_the_one_that_deters_most() -> None:
    game = Alliance(("A", "B"), "C", "A", (), 0.25, 0.25, 0.3)
    nobody, a, b, both = game.sets
    assert smallest(game, {nobody: 0.5, a: 0.29, b: 0.28, both: 0.1}) == b
    assert smallest(game, {nobody: 0.2, a: 0.29, b: 0.28, both: 0.1}) == nobody
    assert smallest(game, {nobody: 0.5, a: 0.4, b: 0.4, both: 0.35}) is None


def test_nobody_answers_and_the_sender_taxes_its_target_only(stage: AllianceStage) -> None:
    shock, world = answered(stage.game, stage.baseline, 0.25, {"MEX": 0.1}), stage.baseline.world
    raised = np.argwhere(shock.tariff - stage.baseline.shock.tariff > 1e-12)
    usa, canada, mexico = (world.region(name) for name in ("USA", "CAN", "MEX"))
    assert {(int(n), int(i)) for _, n, i in raised} == {(usa, canada), (mexico, usa)}


def test_expected_losses_are_the_chance_times_the_loss(stage: AllianceStage) -> None:
    dyad = dyad_of(stage.game, None).estimate
    found = expected_losses(stage, dyad, {"CAN": 0.1, "MEX": 0.0, "KOR": 0.0})
    now = stage.at(found.rates)
    assert found.expected["CAN"] == pytest.approx(found.carried_out * stage.lost(now, "CAN")[1])
    assert 0.0 < found.carried_out < 1.0


def test_both_horizons_and_what_coordination_cannot_make_worse(document: CoalitionGame) -> None:
    assert set(document.horizons) == {"long", "first-year"}
    for when, both in document.policies.items():
        assert both.together.joint_loss_musd.known <= both.apart.joint_loss_musd.known + 1e-6, when
    assert len(document.horizons["long"].sets) == 8
    assert document.header.worst_residual < 1e-9
    assert document.dyad == "USA-KOR"


def test_files_and_sentence_agree(folder: Path, document: CoalitionGame) -> None:
    names = {file.name for file in folder.glob("[!.]*")}
    assert names == {
        "game_coalition.json", "game_coalition.html", "game_coalition_members.csv", "game_coalition_sets.csv",
        "game_coalition_outsiders.csv",
    }  # fmt: skip
    page = (folder / "game_coalition.html").read_text(encoding="utf-8")
    assert headline(document) in page
    assert "Korea" in headline(document)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--members", "CAN,CAN", "--against", "USA"), "CAN stands twice"),
        (("--members", "CAN,USA", "--against", "USA"), "USA stands twice"),
        (("--members", "CAN,MEX", "--against", "USA", "--target", "KOR"), "no member"),
        (("--members", "CAN", "--against", "USA", "--threat", "25"), "25% is 0.25"),
        (("--members", "CAN", "--against", "USA", "--answer", "0"), "above 0"),
        (("--members", "CAN", "--against", "USA", "--level", "1.5"), "between 0 and 1"),
        (("--members", "CAN", "--against", "CHN"), "no estimate for `CHN-CAN`"),
        (("--members", "CAN", "--against", "USA", "--like", "USA"), "no estimate for `USA`"),
        (("--members", "A,B,C,D,E,F,G,H,I", "--against", "USA"), "names 9"),
        (("--members", "Atlantis", "--against", "USA"), "Atlantis"),
    ],
)
def test_bad_input_is_one_line_that_says_what_to_do(
    options: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded([*FAST, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert complaint in said.err
    assert "Traceback" not in said.err


def test_a_file_s_game_holds_unless_an_option_says_otherwise() -> None:
    question = status_quo()
    nothing = dict.fromkeys(("members", "against", "target", "outsiders", "like", "threat", "answer", "level"))
    whole, like = given_or("coalition", nothing, question)
    assert (whole.members[0], whole.sender, whole.target, like) == ("CAN", "USA", "CAN", None)
    assert whole.outsiders == ("GBR", "AUS", "CHN")
    other, _ = given_or("coalition", {**nothing, "members": ("KOR", "JPN"), "threat": 0.5}, question)
    assert (other.members, other.target, other.outsiders, other.threat) == (("KOR", "JPN"), "KOR", (), 0.5)


def test_a_file_with_a_wrong_key_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yaml").write_text("game: coalition\ntitle: T\nmembers: [CAN]\nagainst: USA\nwhen: now\n")
    assert guarded([*FAST, "--game", str(tmp_path / "mine.yaml")]) == 2
    assert "`when`" in capsys.readouterr().err
