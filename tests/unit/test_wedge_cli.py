"""`middlepower game wedge`: its document, page, tables and words, and one clear line for what cannot be asked."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from command_lines import parsed

from middlepower.cli.game_wedge_text import plain_wedge
from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read, write
from middlepower.document.game_wedge import wedge_document
from middlepower.document.game_wedged import Wedge, WedgeRanking
from middlepower.document.number import Number
from middlepower.experiment.question import Question
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.game.wedge.reading import read_wedge
from middlepower.game.wedge.run import HORIZONS
from middlepower.game.wedge.schema import WedgeGame
from middlepower.report.game_wedge import headline, money, render_wedge, wedge_drawings
from middlepower.report.game_wedge_rank import stable_words
from middlepower.report.wedge_figures import above_zero
from middlepower.report.wedge_files import wedge_texts


@pytest.fixture(scope="module")
def australia() -> Wedge:
    experiment = threat_experiment(Settings(ranges=False), horizons=HORIZONS)
    return wedge_document(experiment, read_wedge(None, "AUS", None))


def test_the_document_reads_back_as_it_was_written(australia: Wedge) -> None:
    text = write(australia)
    assert write(parse(text, Wedge, "here")) == text
    assert australia.header.document == "game-wedge"
    assert australia.header.worst_residual < 1e-9
    assert australia.header.command.startswith("middlepower game wedge AUS --hegemons USA,CHN")
    assert parsed(australia.header.command)["economy"] == "AUS"


def test_both_horizons_stand_in_the_sentence_and_every_horizon_is_sound(australia: Wedge) -> None:
    words = headline(australia)
    assert "in the long run" in words
    assert "in the first year" in words
    assert "Australia" in words
    for body in australia.horizons.values():
        assert body.numbers.condition_gap.known < 1e-6
        assert body.numbers.plane_missed_percent.known < 0.05
        assert len(body.equilibria) == int(body.numbers.equilibria_found.known)


def test_china_moves_australia_more_cheaply_than_the_united_states(australia: Wedge) -> None:
    """Its largest customer does: the sign, not the size, is what is held here."""
    bids = australia.horizons["long"].numbers.hegemons
    assert bids["CHN"].move_musd.known > 0.0
    assert bids["USA"].move_musd.value is None or bids["USA"].move_musd.value > bids["CHN"].move_musd.known


def test_the_move_reaches_at_least_the_points_asked_for(australia: Wedge) -> None:
    for body in australia.horizons.values():
        free = body.numbers.aligned_free_percent.known
        for code, start in zip(australia.hegemons, (free, 100.0 - free), strict=True):
            reached = body.numbers.hegemons[code].move_reaches_percent.value
            assert reached is None or reached >= start + australia.move_points - 0.05


def test_the_price_in_the_table_of_beliefs_does_not_depend_on_worth(australia: Wedge) -> None:
    for body in australia.horizons.values():
        by_scale: dict[float, set[float]] = {}
        for case in body.beliefs[:9]:
            by_scale.setdefault(case.scale_percent, set()).add(round(case.move_musd["CHN"].known, 6))
        assert len(by_scale) == 3
        assert all(len(prices) == 1 for prices in by_scale.values())


def test_page_tables_and_figures_say_what_the_document_holds(australia: Wedge) -> None:
    texts = wedge_texts(australia)
    assert {"game_wedge.json", "game_wedge.html", "wedge_hegemons.csv", "wedge_surface.csv"} <= set(texts)
    page = render_wedge(australia)
    assert "The United States and China bid for Australia" in page
    assert "Our derivation" in page
    assert australia.beliefs["scale"].source[:40] in page
    assert "None" not in page
    assert len(list(wedge_drawings(australia))) == 4
    assert texts["wedge_surface.csv"].count("\n") == 1 + 2 * 11 * 11
    assert "Table 1" in page
    assert "nan" not in texts["wedge_hegemons.csv"]


def test_the_terminal_says_the_sentence_the_beliefs_and_their_sources(australia: Wedge) -> None:
    text = plain_wedge(australia)
    assert headline(australia) in text
    assert "Crisman-Cox" in text
    assert "Bailey" in text


def test_a_circle_is_said_in_words(australia: Wedge) -> None:
    body = australia.horizons["long"]
    circle = Number(None, reason="a circle")
    numbers = replace(body.numbers, aligned_percent=circle)
    turned = replace(australia, horizons={**australia.horizons, "long": replace(body, numbers=numbers, equilibria=())})
    assert "runs in a circle" in render_wedge(turned)


def test_money_changes_its_unit_and_small_sums_are_not_given_digits() -> None:
    assert money(Number(1500.0)) == "US$ 1.5 billion"
    assert money(Number(165.4, 160.0, 290.0)) == "US$ 165 (160 to 290) million"
    assert money(Number(0.2)) == "less than US$ 1 million"
    assert money(Number(None, reason="out of reach")) == "–"


def test_a_line_of_rewards_begins_where_it_leaves_zero() -> None:
    assert above_zero((0.0, 50.0, 100.0), (-10.0, 10.0, 30.0)) == [(25.0, 0.0), (50.0, 10.0), (100.0, 30.0)]
    assert above_zero((0.0, 100.0), (-2.0, -1.0)) == []


def test_a_ranking_is_in_the_order_of_the_cheaper_price(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert guarded(["game", "wedge", "--rank", "AUS,KOR,TWN", "--out", str(out)]) == 0
    ranking = read(out, WedgeRanking)
    prices = [
        min(one.value for one in row.move_musd["long"].values() if one.value is not None)
        for row in ranking.economies.values()
    ]
    assert list(prices) == sorted(prices)
    assert set(ranking.economies) == {"AUS", "KOR"}
    assert "no ideal point" in ranking.left_out["TWN"]
    assert list(ranking.rank_stability.sets) == ["long", "first-year"]
    there = [
        min(price.value for price in row.move_musd["first-year"].values() if price.value is not None)
        for row in ranking.economies.values()
    ]
    kept = float(there == sorted(there))  # of the one pair
    assert ranking.rank_stability.sets["first-year"].same_order.known == kept
    assert f"{100 * kept:.0f}% stand in the same order" in stable_words(ranking)
    assert (out / "game_wedge_rank.html").read_text(encoding="utf-8").count("<tr") > 3
    assert "Korea" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["USA"], "one of the hegemons"),
        (["CAN", "--hegemons", "USA"], "`--hegemons` names 1: give two"),
        (["CAN", "--hegemons", "USA,CHN,RUS"], "`--hegemons` names 3: give two"),
        (["CAN", "--hegemons", "USA,"], "empty"),
        (["CAN", "--rank", "all"], "exclude each other"),
        (["--rank", "AUS,CHN"], "one of the hegemons"),
        (["--rank", "Atlantis"], "Atlantis"),
        (["CAN", "--game", "nowhere.yaml"], "nowhere.yaml"),
        (["TWN"], "beliefs.taste"),
    ],
)
def test_what_cannot_be_asked_is_one_line(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["game", "wedge", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert len(said.strip().splitlines()) == 1


def test_rank_by_wedge_asks_the_game_of_the_power_and_its_rival(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[str, ...], str, bool]] = []

    def noted(question: Question, settings: Settings, game: WedgeGame, listed: str, file: str | None) -> None:
        asked.append((game.hegemons, listed, settings.ranges))

    monkeypatch.setattr("middlepower.front.wedge.wedge_ranking", noted)
    import_module("middlepower.front.rank").rank(to="China", by="wedge")
    assert asked == [(("CHN", "USA"), "all", False)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "wedge"], "no power is named"),
        (["--matrix", "--by", "wedge"], "`--by` is wedge"),
        (["--to", "USA", "--by", "wedge", "--side", "import"], "`--side` is import"),
        (["--to", "EU", "--by", "wedge"], "`EU` is a group"),
        (["--to", "USA", "--by", "wedges"], "did you mean `wedge`"),
    ],
)
def test_rank_by_wedge_says_in_one_line_what_it_can_t_rank(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["rank", *words]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
