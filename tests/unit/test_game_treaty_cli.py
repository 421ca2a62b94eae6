"""The treaty game from the command line: its files, its page, its numbers against `run`, and errors."""

from __future__ import annotations

import io
from html import unescape
from pathlib import Path

import pygambit
import pytest

from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read
from middlepower.document.treaty import GameTreaty
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.game.treaty.read import treaty_library
from middlepower.report.drawing import svg
from middlepower.report.game_treaty import headline, lockstep_plot, treaty_bullets, treaty_drawings
from middlepower.report.game_tree import believed_drawing, own_drawing
from middlepower.scenario.read import read_scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Canada's game under the main set."""
    out = tmp_path_factory.mktemp("treaty") / "out"
    assert guarded(["game", "treaty", "--no-ranges", "--out", str(out), "--also", "efg,svg"]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder: Path) -> GameTreaty:
    """Its document."""
    return read(folder, GameTreaty)


def test_the_files_of_a_game(folder: Path) -> None:
    names = {file.name for file in folder.glob("[!.]*")}
    trees = {f"{tree}-{when}.efg" for tree in ("believed", "own-income") for when in ("long", "first-year")}
    tables = {"payoffs.csv", "break_even.csv", "beliefs.csv", "lockstep.csv"}
    figures = {"tree-believed.svg", "tree-own-income.svg", "lockstep.svg"}
    assert names >= {"game_treaty.json", "game_treaty.html"} | trees | tables | figures


def test_a_path_of_one_move_is_the_state_that_run_solves(document: GameTreaty) -> None:
    experiment = run_scenario(read_scenario("treaty-2026"), Settings(ranges=False))
    loss = experiment.main.baseline.money_loss(experiment.main.states["truce"])
    for code in ("CAN", "USA", "CHN", "MEX"):
        path = document.horizons["long"].numbers.paths["truce.does-not-follow.accept"]
        wanted = -float(loss[experiment.world.region(code)])
        assert path.economies[code].real_income_musd.known == pytest.approx(wanted, rel=1e-6, abs=0.01)


def test_the_deal_pays_below_its_break_even_probability_alone(document: GameTreaty) -> None:
    """Aggregate income says so at one or two per cent, the record at fifty: what one must believe is the result."""
    for found in document.horizons.values():
        numbers = found.numbers.break_even["quota-deal"]["hundred"]
        gain, loss = numbers.unpunished_gain_musd.known, numbers.punished_loss_musd.known
        assert numbers.break_even_probability.known == pytest.approx(gain / (gain + loss))
        assert 0.001 < numbers.break_even_probability.known < 0.03
        most = found.numbers.must_believe["probability"].over_nothing.at_most
        assert most.known == pytest.approx(numbers.break_even_probability.known)
        assert found.numbers.disbelieved_share.known == pytest.approx(1 - most.known / document.punished.value)
        assert found.believed.path[0] == "none"


def test_trees_are_read_back_by_gambit_with_the_payoffs_of_the_document(folder: Path, document: GameTreaty) -> None:
    text = (folder / "own-income-long.efg").read_text(encoding="utf-8")
    game = pygambit.read_efg(io.StringIO(text))
    assert [str(player) for player in game.players] == ["CAN", "MEX", "USA"]
    paths = document.horizons["long"].numbers.paths.values()
    known = [one.economies[code].real_income_percent.known for one in paths for code in ("CAN", "MEX", "USA")]
    assert float(game.min_payoff) == pytest.approx(min(known), abs=1e-7)
    assert float(game.max_payoff) == pytest.approx(max(known), abs=1e-7)
    assert text == document.horizons["long"].own_income.efg


def test_the_page_says_the_headline_and_draws_every_end(folder: Path, document: GameTreaty) -> None:
    page = unescape((folder / "game_treaty.html").read_text(encoding="utf-8"))
    assert headline(document) in page
    for bullet in treaty_bullets(document):
        assert bullet.text in page
    drawing = believed_drawing(document, "long")
    assert len(drawing.ends) == 1 + 3 * 2 * 2
    assert sum(end.chosen for end in drawing.ends) == 1
    assert sum(end.chosen for end in own_drawing(document, "long").ends) == 1
    assert drawing.words in page
    assert document.punished.source in page
    assert all("tree" not in one.name or "<path" in svg(one) for one in treaty_drawings(document))


def test_nothing_of_a_tree_lies_outside_its_drawing(document: GameTreaty) -> None:
    for drawing in (believed_drawing(document, "long"), own_drawing(document, "first-year")):
        assert all(0 < branch.to_y < drawing.height and branch.x + 178 < 590 for branch in drawing.branches)
        assert all(len(line) <= 21 for branch in drawing.branches for line in branch.lines)


def test_lines_of_lockstep_cross_zero_where_the_table_says(document: GameTreaty) -> None:
    plot = lockstep_plot(document)
    assert len(plot.lines) == 4
    price = document.horizons["long"].numbers.lockstep["retaliates"]["sectors"]
    first, last, at = (
        number.known for number in (price.price_unpunished_musd, price.price_punished_musd, price.crossing_probability)
    )
    assert first + at * (last - first) == pytest.approx(0.0, abs=1e-3)


def test_another_economy_has_its_game(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["game", "treaty", "--game", "treaty-kor", "--no-ranges", "--json"]) == 0
    found = parse(capsys.readouterr().out, GameTreaty, "standard output")
    assert (found.mover, found.neighbour, found.review) == ("KOR", None, None)
    assert found.header.worst_residual < 1e-6
    assert "Korea" in headline(found)
    assert found.horizons["long"].believed.path == ("industry",)
    assert "even if" in headline(found)


def test_a_probability_of_one_s_own_is_in_the_command_and_moves_the_choice(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["game", "treaty", "--no-ranges", "--json", "--punished"]
    assert guarded([*words, "0"]) == 0
    free = parse(capsys.readouterr().out, GameTreaty, "standard output")
    assert free.horizons["long"].believed.path[0] == "free-trade"
    assert "--punished 0" in free.header.command


def test_a_partner_that_moves_in_the_game_itself_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = treaty_library()["treaty-kor"].read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("partner: CHN", "partner: USA"), encoding="utf-8")
    assert guarded(["game", "treaty", "--game", str(tmp_path / "mine.yaml")]) == 2
    assert "`partner` is `USA`, which moves in the game itself" in capsys.readouterr().err


def test_a_game_of_one_s_own_in_which_two_choose_at_once(tmp_path: Path) -> None:
    """The power does not see whether the neighbour follows; the page is written, and the command names the file."""
    text = treaty_library()["treaty"].read_text(encoding="utf-8").replace("order: in turn", "order: at once")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    words = ["game", "treaty", "--game", str(tmp_path / "own.yaml"), "--no-ranges", "--out", str(tmp_path / "out")]
    assert guarded(words) == 0
    found = read(tmp_path / "out", GameTreaty)
    assert found.order == "at once"
    assert str(tmp_path / "own.yaml") in found.header.command
    own = found.horizons["long"].own_income
    assert own.chosen["truce/follows"] == own.chosen["truce/does-not-follow"]
    assert len(own_drawing(found, "long").ends) >= 1 + 3 * 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--punished", "1.5"], "probability between 0 and 1"),
        (["--game", "nowhere"], "treaty"),
        (["--scenario", "january-2027"], "An action names a state"),
        (["--also", "efg"], "--out"),
        (["--world", "icio1900"], "icio1900"),
    ],
)
def test_a_wrong_question_is_one_line_and_code_two(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["game", "treaty", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
