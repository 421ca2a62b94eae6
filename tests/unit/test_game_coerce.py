"""Coercion: the estimate as intercept, exact losses as deviations, limits, all equilibria, and bad input."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

from middlepower.cli.guard import guarded
from middlepower.data.sanctions import known_dyads, parties, sanction_record, threat_counts
from middlepower.document.coerced import CoerceGame
from middlepower.document.file import parse
from middlepower.errors import GameError
from middlepower.experiment.question import Question
from middlepower.experiment.run import question_of
from middlepower.experiment.settings import Settings
from middlepower.game.coerce import CARRIED_OUT, KEPT, Coercion, coercion_of, states_of, threatened
from middlepower.game.coerce_played import CoercionPlayed
from middlepower.game.payoffs import payoffs
from middlepower.game.reading import game_library, library_rows, read_game, scenario_of
from middlepower.game.schema import DyadUtilities, GameFile, Stake
from middlepower.game.start import start_of
from middlepower.model.crisis_game.equations import Payoffs as Utilities
from middlepower.model.crisis_game.equations import equilibria
from middlepower.model.crisis_game.record import estimated_dyads, full_estimate_of
from middlepower.model.crisis_game.shifts import (
    Deviation,
    break_even,
    correspondence,
    deviated,
    income_weight,
    within,
)
from middlepower.report.game_coerce import coerce_drawings, coerce_texts, headline
from middlepower.scenario.read import read_scenario

SCENARIO = read_scenario("beijing-2026")
THREE = Utilities(*(np.array(v) for v in (0.0, 1.0, 0.0, -1.9, -2.9, -1.2, 1.0)))
THREE_RESIST = (0.251105, 0.594723, 0.813322)
COMMAND = ["game", "coerce", "--sender", "USA", "--target", "CAN", "--threat", "tariff:1.0", "--no-ranges"]


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory):
    """Payoffs of these tests lie in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("MIDDLEPOWER_CACHE", str(folder))
        yield folder


def coercion(**named: object) -> Coercion:
    plain = {"senders": ("USA",), "target": "CAN", "threat": "tariff:1.0", "demand": "deal", "scenario": SCENARIO}
    return Coercion(**{**plain, **named})  # type: ignore[arg-type]


def played(one: Coercion, ranges: bool = False) -> CoercionPlayed:
    asked = one.scenario.model_copy(update={"states": states_of(one), "actors": (*one.senders, one.target)})
    question: Question = question_of(asked.model_copy(update={"questions": ()}))
    return CoercionPlayed(one, payoffs(question, settings=Settings(ranges=ranges)), start_of(one))


@pytest.fixture(scope="module")
def case() -> CoercionPlayed:
    return played(coercion())


@pytest.fixture(scope="module")
def document() -> CoerceGame:
    """The document of the command itself, read back from its JSON."""
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert guarded([*COMMAND, "--demand", "deal", "--json"]) == 0
    return parse(said.getvalue(), CoerceGame, "test")


# ---------------------------------------------------------------- equations


def test_a_weight_times_the_reference_loss_is_the_term_of_dependence_over_the_chance_of_action() -> None:
    assert income_weight(0.93, 0.74, 2.9) * 2.9 * 0.74 == pytest.approx(0.93)


def test_a_threat_that_costs_nothing_meets_a_target_without_dependence() -> None:
    """Taking the term of dependence out of C_B and shifting W_B by lambda E_ref give the same resistance."""
    (dyad,) = [one for one in estimated_dyads(2, 20) if one.row.decade == 1990]
    f = dyad.stands_firm
    weight = income_weight(dyad.dependence_term, f, 2.9)
    shifted = deviated(dyad.payoffs, Deviation(-2.9, 0.0), weight, weight)
    without = replace(dyad.payoffs, C_B=dyad.payoffs.C_B - dyad.dependence_term)
    assert float(shifted.W_B - shifted.C_B / f) == pytest.approx(float(without.W_B - without.C_B / f))


def test_each_deviation_moves_its_own_utility_in_its_own_direction() -> None:
    u = Utilities(*(np.array(v) for v in (0.2, 1.5, -1.0, -2.0, -0.6, -2.4)))
    moved = deviated(u, Deviation(1.0, 2.0, 0.5, 0.25), 0.4, 0.3)
    assert float(moved.W_B) == pytest.approx(-0.6 - 0.4)
    assert float(moved.C_B) == pytest.approx(-1.0 - 0.2)
    assert float(moved.W_A) == pytest.approx(-2.0 - 0.6)
    assert float(moved.V_A) == pytest.approx(1.5 + 0.075)
    assert (float(moved.S_A), float(moved.a)) == (0.2, -2.4)


def test_the_map_over_shifts_is_that_of_the_estimate() -> None:
    """US to Canada in the 1990s: resistance at W_B lower by 0, 1/2, 1 and 2, by brute force."""
    dyad = estimated_dyads(2, 20)[-1]
    for shift, wanted in ((0.0, 0.760), (0.5, 0.604), (1.0, 0.445), (2.0, 0.150)):
        (end,) = equilibria(replace(dyad.payoffs, W_B=dyad.payoffs.W_B - shift))
        assert end.resists == pytest.approx(wanted, abs=5e-4)
        curve = correspondence(dyad.payoffs, np.array([ndtri(end.resists)]))
        assert float(curve.W_B[0]) == pytest.approx(float(dyad.payoffs.W_B) - shift, abs=1e-9)


def test_the_correspondence_passes_all_three_equilibria_of_the_known_vector() -> None:
    curve = correspondence(THREE, ndtri(np.array(THREE_RESIST)))
    assert pytest.approx(np.full(3, -2.9), abs=2e-5) == curve.W_B
    fine = correspondence(THREE, np.linspace(-3.0, 3.0, 4001)).W_B + 2.9
    assert int(np.sum(np.diff(np.sign(fine)) != 0)) == 3


def test_a_loss_without_bound_ends_in_a_concession_and_a_gain_in_resistance() -> None:
    u = estimated_dyads(2, 20)[-1].payoffs
    (lost,) = equilibria(deviated(u, Deviation(1000.0, 0.0), 0.4, 0.4))
    assert lost.resists < 1e-30
    assert lost.challenges == pytest.approx(1.0)
    (won,) = equilibria(deviated(u, Deviation(-1000.0, 0.0), 0.4, 0.4))
    assert won.resists == pytest.approx(1.0)
    assert won.challenges < 0.05


def test_a_sender_without_cost_or_with_endless_cost_has_the_chances_of_one_and_nil() -> None:
    u = estimated_dyads(2, 20)[-1].payoffs
    assert all(e.stands_firm < 1e-6 for e in equilibria(deviated(u, Deviation(0.0, 100.0), 0.4, 0.4)))
    assert all(e.stands_firm > 1 - 1e-6 for e in equilibria(deviated(u, Deviation(0.0, -100.0), 0.4, 0.4)))


def test_break_even_goes_to_nil_with_the_loss_and_to_one_with_the_gain() -> None:
    assert break_even(0.03, 3.0) == pytest.approx(0.01)
    assert break_even(0.03, 1e12) == pytest.approx(0.0, abs=1e-12)
    assert break_even(5.0, 3.0) == 1.0
    assert break_even(-1.0, 3.0) == 0.0
    assert np.isnan(break_even(0.03, 0.0))


def test_a_chance_within_a_year_is_one_less_that_of_twelve_quiet_months() -> None:
    assert within(0.05) == pytest.approx(1.0 - 0.95**12)
    assert within(0.0) == 0.0
    assert within(1.0) == pytest.approx(1.0)


# ---------------------------------------------------------------- the record


def test_every_party_of_the_record_has_a_code() -> None:
    assert {row.sender for row in sanction_record()} <= set(parties().values())
    assert ("USA", "CAN") in known_dyads()
    assert not any("CAN" in dyad and "CHN" in dyad for dyad in known_dyads())
    assert threat_counts(parties()["USA"], parties()["CAN"]).share_carried_out == pytest.approx(7 / 13)


def test_the_full_estimate_of_a_dyad_is_an_equilibrium_of_its_own() -> None:
    (dyad,) = [one for one in estimated_dyads(2, 20) if one.row.decade == 1990]
    full = full_estimate_of(dyad.row)
    assert min(abs(e.resists - full.resists) for e in equilibria(full.payoffs)) < 1e-6
    assert float(full.payoffs.W_B) < float(dyad.payoffs.W_B) - 1.0  # levels are hardly identified


# ---------------------------------------------------------------- exact losses


def test_the_states_are_the_policy_with_the_threat_on_top() -> None:
    states = states_of(coercion())
    assert states[KEPT] == SCENARIO.states["deal"]
    assert states[CARRIED_OUT].with_measures == SCENARIO.states["deal"].with_measures
    assert states[CARRIED_OUT].tariffs[-1].rate == 1.0
    cut = threatened(coercion(), states[KEPT], "cutoff").cut_off[-1]
    assert (cut.between, cut.and_, cut.direction) == (("USA",), ("CAN",), "both")
    assert threatened(coercion(), states[KEPT], "deal-and-us-100") == SCENARIO.states["deal-and-us-100"]


def test_losses_are_relative_to_the_policy_that_is_kept(case: CoercionPlayed) -> None:
    at = case.payoffs.at("long")
    kept, after = (1.0 + at.percent_of(name, "CAN")[0] / 100.0 for name in (KEPT, CARRIED_OUT))
    assert case.losses("long").target[0] == pytest.approx(100.0 * (1.0 - after / kept), rel=1e-9)
    conceded = case.concession("long")
    assert conceded is not None
    assert conceded.target[0] == pytest.approx(100.0 * (1.0 - 1.0 / kept), rel=1e-6)
    assert conceded.target[0] > 0.0  # the deal is worth something


def test_the_declared_threat_of_the_scenario_and_the_tariff_of_100_percent_cost_the_same(case: CoercionPlayed) -> None:
    other = played(coercion(threat="deal-and-us-100"))
    assert other.losses("long").target[0] == pytest.approx(case.losses("long").target[0], rel=0.15)


def test_at_the_reference_threat_the_game_is_the_estimate_but_for_the_concession(case: CoercionPlayed) -> None:
    (ending,) = case.endings("long")
    assert ending is not None
    assert ending.shift == 0.0
    assert float(ending.utilities.W_B) == float(case.start.utilities.W_B)
    assert ending.equilibria[0].resists == pytest.approx(0.7597, abs=0.01)


def test_in_the_first_year_a_per_cent_weighs_what_it_does_in_the_long_run(case: CoercionPlayed) -> None:
    assert case.weights("first-year")[0] == case.weights("long")[0]
    (ending,) = case.endings("first-year")
    assert ending is not None
    lost = case.losses("first-year").target[0] - case.losses("long").target[0]
    assert ending.shift == pytest.approx(-case.weights("long")[0] * lost)


def test_a_stake_beyond_trade_makes_the_challenge_likelier() -> None:
    stake = Stake(what="security", percent=2.0, source="a test")
    given = DyadUtilities(like="USA-CAN", source="a test")
    free, paid = (played(coercion(demand=None, utilities=given, stake=one)) for one in (None, stake))
    challenges = [one.endings("long")[0].equilibria[0].challenges for one in (free, paid)]  # type: ignore[union-attr]
    assert challenges[1] > challenges[0]
    money = Stake(what="security", musd=1e6, source="a test")
    assert played(coercion(demand=None, utilities=given, stake=money)).stake("long")[0] == pytest.approx(
        100.0 * 1e6 / free.payoffs.at("long").income_of("USA")[0]
    )


def test_joint_senders_lose_together() -> None:
    stake, given = Stake(what="security", percent=0.1, source="x"), DyadUtilities(like="USA-CHN", source="x")
    joint = played(coercion(senders=("USA", "EU"), target="CHN", demand=None, utilities=given, stake=stake))
    at = joint.payoffs.at("long")
    lost = sum(at.musd_of(KEPT, one)[0] - at.musd_of(CARRIED_OUT, one)[0] for one in ("USA", "EU"))
    assert joint.losses("long").sender_musd[0] == pytest.approx(lost, rel=1e-9)


# ---------------------------------------------------------------- the document and its page


def test_the_document_says_what_it_rests_on(document: CoerceGame) -> None:
    assert document.header.baseline == SCENARIO.baseline.name
    assert document.header.worst_residual < 1e-7
    assert document.utilities.of == "USA-CAN"
    assert document.utilities.decade == 1990
    assert set(document.horizons) == {"long", "first-year"}
    assert document.record[0].threats == 13
    assert sum(row.between for row in document.cases) >= 4
    assert len(document.beliefs) >= 7


def test_how_a_threat_ends_sums_to_one(document: CoerceGame) -> None:
    for one in document.horizons.values():
        for end in one.equilibria:
            parts = (end.concedes_percent, end.carried_out_percent, end.backs_down_percent)
            assert sum(part.known for part in parts) == pytest.approx(100.0)


def test_a_larger_threat_finds_less_resistance(document: CoerceGame) -> None:
    found = [document.threats[name]["long"].resists_percent.known for name in ("tariff:0.1", "tariff:0.5", "cutoff")]
    assert found == sorted(found, reverse=True)


def test_the_sender_gains_from_a_small_tariff(document: CoerceGame) -> None:
    assert document.threats["tariff:0.25"]["first-year"].sender_loses_percent.known < 0.0


def test_the_lines_of_credibility_rise_with_the_chance(document: CoerceGame) -> None:
    first = [line.points[0][1] for line in document.credibility]
    assert first == sorted(first)


def test_the_sentence_and_the_files_say_how_it_ends(document: CoerceGame) -> None:
    said = headline(document)
    assert "the chance that Canada gives in is 24%" in said
    texts = coerce_texts(document)
    assert said in texts["game_coerce.html"]
    assert set(texts) == {
        "game_coerce.json",
        "game_coerce.html",
        "costs.csv",
        "equilibria.csv",
        "threats.csv",
        "shift_map.csv",
    }
    assert [one.name for one in coerce_drawings(document)] == ["ends", "shifts", "credibility"]


def test_several_equilibria_are_all_told(document: CoerceGame) -> None:
    one = document.horizons["long"]
    several = replace(one, equilibria=(one.equilibria[0], one.equilibria[0], one.equilibria[0]))
    told = replace(document, horizons={**document.horizons, "long": several})
    assert "there are 3 ways" in headline(told)
    assert "equilibrium 3" in coerce_texts(told)["game_coerce.html"]


def test_ranges_are_over_all_sets_and_the_ends_of_the_first_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*COMMAND[:-1], "--demand", "deal", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    loss = found["horizons"]["long"]["target_loses_percent"]
    assert loss["low"] < loss["value"] < loss["high"]
    assert len(found["header"]["ranged_over"]) > 15


def test_the_second_run_solves_nothing(store: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in store.rglob("*.json")}
    assert guarded([*COMMAND, "--demand", "deal", "--json"]) == 0
    assert {file: file.stat().st_mtime_ns for file in store.rglob("*.json")} == before


# ---------------------------------------------------------------- game files


@pytest.mark.parametrize("name", ["coerce", "coerce-australia"])
def test_every_coercion_of_the_library_can_be_read(name: str) -> None:
    game = read_game(name)
    assert game.name == name
    scenario_of(game)


def test_all_games_of_the_library_are_listed_with_their_command() -> None:
    rows = {str(row["game"]): str(row["command"]) for row in library_rows()}
    assert set(rows) == set(game_library())
    assert rows["coerce-australia"] == "game coerce"
    other = next(name for name, command in rows.items() if command != "game coerce")
    with pytest.raises(GameError, match="another command"):
        read_game(other)


def test_the_librarys_coercion_is_that_of_the_options() -> None:
    game = read_game("coerce")
    scenario = scenario_of(game)
    assert scenario is not None
    assert coercion_of(game, scenario) == coercion()


def test_another_middle_power_works_with_borrowed_utilities(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["game", "coerce", "--game", "coerce-australia", "--no-ranges"]) == 0
    assert "Australia" in capsys.readouterr().out


GAME = {
    "game": "coerce",
    "name": "mine",
    "title": "x",
    "scenario": "beijing-2026",
    "players": {"CHN": {"actions": {"t": {"threat": "cutoff"}}}, "KOR": {"actions": {"k": {}}}},
    "order": ["CHN", "KOR", "CHN"],
    "utilities": {"like": "CHN-JPN", "source": "x"},
}
THREAT = {"actions": {"t": {"threat": "cutoff"}}}
WRONG = [
    ({"players": {"CHN": {"actions": {}}, "KOR": {"actions": {"k": {}}}}}, "a player without actions does not play"),
    ({"players": {"CHN": THREAT}}, "two players or more"),
    ({"order": ["CHN", "JPN"]}, "names `JPN`, which is no player"),
    ({"order": ["CHN"]}, "the player `KOR` never moves"),
    ({"players": {"CHN": THREAT, "KOR": {"actions": {"k": {"state": "nowhere"}}}}}, "unknown state `nowhere`"),
    ({"players": {"CHN": THREAT, "KOR": {"actions": {"k": {"state": "deal", "threat": "cutoff"}}}}}, "or none"),
    (
        {"scenario": None, "players": {"CHN": THREAT, "KOR": {"actions": {"k": {"state": "deal"}}}}},
        "needs a `scenario`",
    ),
    ({"utilities": {"S_A": 0.0, "source": "x"}}, "`V_A` is missing: give all of"),
    ({"utilities": {"like": "CHN-JPN", "a": 1.0, "source": "x"}}, "exclude each other"),
    ({"utilities": {"like": "CHN-JPN"}}, "it is missing: add it"),
    ({"game": "war"}, "write 'coerce'"),
    ({"other": 1}, "unknown key `other`"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_wrong_game_is_one_clear_line(change: dict[str, object], said: str) -> None:
    with pytest.raises(GameError, match=said) as caught:
        scenario_of(GameFile.parsed({**GAME, **change}, "mine.yaml"))
    assert "\n" not in str(caught.value)


STAKE = {"concession": {"what": "x", "percent": 1.0, "source": "x"}}
UNPLAYABLE = [
    ({"players": {"CHN": THREAT, "KOR": THREAT}}, "2 have one and 0 do not"),
    ({"players": {"CHN": THREAT, "KOR": {"actions": {"k": {}}, "objective": STAKE}}}, "declare a stake"),
    (
        {
            "players": {
                "CHN": THREAT,
                "JPN": {"actions": {"t": {"threat": "tariff:1.0"}}},
                "KOR": {"actions": {"k": {}}},
            },
            "order": ["CHN", "JPN", "KOR"],
        },
        "give them one threat",
    ),
]


@pytest.mark.parametrize(("change", "said"), UNPLAYABLE)
def test_what_is_no_coercion_is_refused(change: dict[str, object], said: str) -> None:
    game = GameFile.parsed({**GAME, **change}, "mine.yaml")
    with pytest.raises(GameError, match=said):
        coercion_of(game, SCENARIO)


BAD = [
    (["--sender", "CHN", "--target", "AUS", "--threat", "cutoff"], "Nearest: CHN-USA"),
    (["--sender", "ZAF", "--target", "SGP", "--threat", "cutoff"], "`utilities`"),
    (["--sender", "USA", "--target", "CAN", "--threat", "tariff:25"], "write 25% as 0.25"),
    (
        ["--sender", "USA", "--target", "CAN", "--threat", "tariff:much"],
        "`much` is no number; write tariff:1.0",
    ),
    (["--sender", "USA", "--target", "CAN", "--threat", "tariff:0"], "a rate above 0"),
    (["--sender", "USA", "--target", "CAN", "--threat", "war"], "nor a state"),
    (["--sender", "USA", "--target", "CAN", "--threat", "cutoff", "--demand", "dael"], "did you mean `deal`"),
    (["--sender", "USA", "--target", "USA", "--threat", "cutoff"], "nobody threatens itself"),
    (["--sender", "USA,USA", "--target", "CAN", "--threat", "cutoff"], "name each once"),
    (["--sender", "USA,EU", "--target", "CAN", "--threat", "cutoff"], "a stake beyond trade"),
    (["--sender", "EU", "--target", "DEU", "--threat", "cutoff"], "one is inside another"),
    (["--sender", "USA", "--target", "Atlantis", "--threat", "cutoff"], "Atlantis"),
    (["--target", "CAN", "--threat", "cutoff"], "`--sender` is missing"),
    (["--game", "coerce", "--target", "CAN"], "exclude each other"),
    (["--game", "nowhere.yaml"], "there is no file"),
    (["--game", "corce"], "did you mean `coerce`"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_bad_input_is_one_clear_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["game", "coerce", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_written_out_utilities_need_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = "S_A: 0.2, V_A: 1.5, C_B: -1.0, W_A: -2.0, W_B: -0.6, a: -2.4, per_percent: 0.5, source: a judgement"
    file = tmp_path / "mine.yaml"
    file.write_text(
        "game: coerce\nname: mine\ntitle: x\nplayers:\n  CHN: {actions: {t: {threat: cutoff}}}\n"
        f"  KOR: {{actions: {{k: {{}}}}}}\norder: [CHN, KOR]\nutilities: {{{given}}}\n",
        encoding="utf-8",
    )
    assert guarded(["game", "coerce", "--game", str(file), "--no-ranges", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["utilities"]["of"] == "given"
    assert found["utilities"]["per_percent"] == 0.5
