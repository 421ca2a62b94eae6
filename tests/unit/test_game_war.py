"""`middlepower game war`: numbers, page and files, rules from files and options, and bad input in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_lines import parsed

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read
from middlepower.document.game_war_body import TariffWar
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import status_quo, threat_experiment
from middlepower.game.answers import answers
from middlepower.game.ceilings import recorded_ceiling
from middlepower.game.war import war_rules
from middlepower.report.game_war import headline, rate_chart
from middlepower.report.game_war_tables import rate_rows
from middlepower.world.embedded import load_world

FAST = ("game", "war", "--no-ranges")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the war of January 2026 with rates by partner."""
    out = tmp_path_factory.mktemp("war") / "out"
    assert guarded([*FAST, "--instruments", "partner", "--bounds", "cusma", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder: Path) -> TariffWar:
    """Its document."""
    return read(folder, TariffWar)


def test_a_war_is_no_better_than_moving_alone_and_a_deal_no_worse_than_what_one_falls_back_on(
    document: TariffWar,
) -> None:
    states = document.war.states
    for player in document.players:
        war = states["nash"].players[player].real_income_percent.known
        assert states[f"alone-{player}"].players[player].real_income_percent.known > 0.0
        assert document.check.deviation_percent[player].known < 0.0
        assert states["deal-from-war"].players[player].real_income_percent.known > war
        assert states["deal-from-status-quo"].players[player].real_income_percent.known > 0.0
    assert document.header.worst_residual < 1e-9
    assert parsed(document.header.command)["bounds"] == "cusma"


def test_the_treaty_frees_what_it_frees_and_pairs_gain_by_their_deals(document: TariffWar) -> None:
    war = {(rate.player, rate.partner): rate.rate_percent.known for rate in document.war.states["nash"].rates}
    assert war["CAN", "USA"] == war["USA", "CAN"] == 0.0
    assert war["CAN", "CHN"] > 5.0
    assert {(deal.first, deal.second) for deal in document.pairs} == {("CAN", "USA"), ("CAN", "CHN"), ("USA", "CHN")}
    for deal in document.pairs:
        assert deal.signed == (deal.first_surplus_percent.known > 0.0)


def test_the_first_year_stands_beside_the_long_run(document: TariffWar) -> None:
    for state in document.war.states.values():
        for one in state.players.values():
            assert one.in_first_year_percent is not None
            assert one.in_first_year_musd is not None
            assert (one.in_first_year_percent.known > 0.0) == (one.in_first_year_musd.known > 0.0)


def test_the_figure_of_rates_names_each_rate_as_the_table_does(document: TariffWar) -> None:
    rows = rate_rows(document)
    state, name = document.war.states["nash"].title, next(iter(rows[0]))
    tabled = {row[name]: row[state] for row in rows}
    drawn = {row.label: row.marks[0].shown for row in rate_chart(document).rows}
    assert len(drawn) == len(document.war.states["nash"].rates) > 2
    for label, shown in drawn.items():
        assert float(re.match(r"[\d.]+", tabled[label])[0]) == pytest.approx(float(shown), abs=0.06)  # type: ignore[index]


def test_files_and_sentence_agree(folder: Path, document: TariffWar) -> None:
    names = {file.name for file in folder.glob("[!.]*")}
    assert names == {
        "game_war.json", "game_war.html", "game_war_incomes.csv", "game_war_rates.csv", "game_war_answers.csv",
    }  # fmt: skip
    sentence, page = headline(document), (folder / "game_war.html").read_text(encoding="utf-8")
    lost = document.war.states["nash"].players["CAN"].real_income_percent.known
    assert f"{abs(lost):.2f}%" in sentence
    assert sentence in page
    assert "stood in the first year: Canada" in page
    for belief in document.beliefs:
        assert belief.replace("’", "’") in page


def test_canada_loses_by_25_percent_in_every_case_and_its_answer_makes_the_united_states_lose_too() -> None:
    """Pujolas and Rossbach, with deficits, on the trade of 2022. Where deficits move with a wage (two of four rules)
    the answer takes nine tenths of the gain of the United States, and not all of it."""
    baseline = threat_experiment(Settings(ranges=False), status_quo(None)).main.baseline
    found = list(answers(baseline, "USA", ["CAN"]))
    assert {one.closure for one in found} == {"world_gdp_share", "balanced", "fixed_nominal", "own_gdp_share"}
    for one in found:
        (sender, target), (sender_after, target_after) = one.unanswered, one.answered
        assert target.percent < 0.0
        assert sender.percent > 0.0
        assert target.percent < target_after.percent < 0.0
        assert sender_after.percent < 0.1 * sender.percent
        assert (sender_after.percent < 0.0) == (one.closure in ("world_gdp_share", "balanced"))


def test_the_stand_in_for_bound_rates_leaves_added_duties_out() -> None:
    world = load_world()
    ceiling = recorded_ceiling(world)
    cars, usa, china = world.sectors.index("C29"), world.region("USA"), world.region("CHN")
    assert ceiling[cars, usa] < world.tariff[cars, usa, china]
    food = world.sectors.index("C10T12")
    assert ceiling[food, world.region("CAN")] == pytest.approx(world.tariff[food, world.region("CAN"), china])


def test_a_file_s_rules_hold_unless_an_option_says_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "heavy.csv").write_text("label,weight,source\nC29,3,a guess\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "game: war\ntitle: Mine\nplayers: [KOR, CHN]\nbounds: wto\nweights: {KOR: heavy.csv}\n", encoding="utf-8"
    )
    game = ["--game", str(tmp_path / "mine.yaml")]
    assert guarded([*FAST, *game, "--bounds", "none", "--highest", "0.15", "--json"]) == 0
    said = parse(capsys.readouterr().out, TariffWar, "stdout")
    assert (said.players, said.bounds, said.highest_rate) == (("KOR", "CHN"), "none", 0.15)
    assert said.weights["KOR"] == "a guess"
    assert said.war.states["nash"].players["KOR"].aim_percent is not None
    assert said.war.states["nash"].players["CHN"].aim_percent is None
    assert max(rate.rate_percent.known for rate in said.war.states["nash"].rates) <= 15.0 + 1e-6


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--players", "CAN"), "names 1"),
        (("--players", "CAN,CAN"), "CAN plays twice"),
        (("--players", "DEU,EU"), "DEU plays twice"),
        (("--players", "CAN,Atlantis"), "Atlantis"),
        (("--instruments", "weekly"), "weekly"),
        (("--taxes", "wealth"), "wealth"),
        (("--bounds", "gatt"), "gatt"),
        (("--lowest", "-2"), "a rate is a fraction"),
        (("--highest", "2500"), "25% is 0.25"),
        (("--lowest", "0.5", "--highest", "0.2"), "is not below"),
        (("--weights", "AUS=none.csv"), "none.csv"),
        (("--game", "peace"), "peace"),
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


def test_weights_of_somebody_who_does_not_play_and_of_no_sector_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("label,weight,source\nC29,3,a guess\n", encoding="utf-8")
    bad.write_text("label,weight,source\nCAR,3,a guess\n", encoding="utf-8")
    for text, complaint in ((f"AUS={good}", "does not play"), (str(bad), "CAR"), (f"={good}", "PLAYER=FILE")):
        assert guarded([*FAST, "--weights", text]) == 2
        assert complaint in capsys.readouterr().err


def test_a_world_without_a_table_of_added_duties_has_no_wto_bounds(tmp_path: Path) -> None:
    from dataclasses import replace

    from middlepower.errors import ScenarioError

    with pytest.raises(ScenarioError, match="no table of added duties"):
        recorded_ceiling(replace(load_world(), vintage=1990))
    with pytest.raises(ScenarioError, match="give 2 to 10"):
        war_rules(load_world(), ["CAN"], "uniform", ("import",), "none", 0.0, 1.0, {})
