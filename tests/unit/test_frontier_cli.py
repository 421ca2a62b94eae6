"""`frontier` from the command line: files, JSON, text, bad input; packages and moves of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from command_lines import parsed

from middlepower.autonomy.start import menace
from middlepower.cli.guard import guarded
from middlepower.document.file import parse, read, write
from middlepower.document.frontier import FrontierRequest, among, frontier_document
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.document.number import Number, Spread
from middlepower.document.ranked import Ranking
from middlepower.document.tolerated import tolerance
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import status_quo
from middlepower.report.frontier_page import render_frontier
from middlepower.report.frontier_sentences import bullets, chance, freedom_text, headline, tolerated_text

WORDS = ["frontier", "AUS", "--powers", "China,USA", "--threat", "tariff:0.25", "--points", "2"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small frontier."""
    out = tmp_path_factory.mktemp("frontier") / "out"
    assert guarded([*WORDS, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def document(folder: Path) -> AutonomyFrontier:
    return read(folder, AutonomyFrontier)


@pytest.fixture(scope="module")
def canada() -> AutonomyFrontier:
    """Canada bound by treaty, with its scenario's packages."""
    request = FrontierRequest("CAN", ("USA", "CHN"), menace("cutoff"), "cusma-wto", "groups", None, 2)
    return frontier_document(request, status_quo(), Settings(ranges=False))


def test_the_frontier_says_what_each_point_costs(document: AutonomyFrontier) -> None:
    assert (document.economy, document.powers) == ("AUS", ("CHN", "USA"))
    assert document.header.worst_residual < 1e-8
    for power, against in document.frontier.against.items():
        costs = [point.policy_cost_percent.known for point in against.points]
        risks = [point.exposure_percent[power].known for point in against.points]
        assert costs == sorted(costs)
        assert risks == sorted(risks, reverse=True)
        assert costs[0] == pytest.approx(0.0, abs=1e-6)
        assert against.points[0].undominated
        assert against.last_cut_percent.known == pytest.approx(100 * (1 - risks[-1] / risks[0]), rel=0.05)
        shares = [share.known for share in against.points[-1].fall_share_percent]
        assert sum(shares) == pytest.approx(100.0)
    names = {lever.kind for lever in document.frontier.levers}
    assert names == {"tariff", "export tax"}
    assert len(document.frontier.levers) == 18


def test_files_are_written_and_read(folder: Path, document: AutonomyFrontier) -> None:
    assert {file.name for file in folder.glob("[!.]*")} == {
        "frontier.json", "frontier.html", "frontier.csv", "caps.csv", "packages.csv", "freedom.csv", "levers.csv",
    }  # fmt: skip
    text = write(document)
    assert write(parse(text, AutonomyFrontier, "the text")) == text
    assert document.header.command.startswith("middlepower frontier AUS --powers CHN,USA --threat tariff:0.25")
    assert parsed(document.header.command)["points"] == 2
    lines = (folder / "levers.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + 2 * 3 * 18


def test_text_and_json_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["frontier", "KOR", "--powers", "CHN", "--bounds", "cusma-wto", "--points", "2"]
    assert guarded([*words, "--json"]) == 0
    document = parse(capsys.readouterr().out, AutonomyFrontier, "standard output")
    assert document.frontier.freedom == ()
    assert guarded(words) == 0
    shown = capsys.readouterr().out
    assert headline(document) in shown.replace("\n", " ")
    assert "no probability" in shown or "Worth it above" in shown


def test_canada_s_packages_and_moves_are_those_of_its_scenario(canada: AutonomyFrontier) -> None:
    found = {row.package: row for row in canada.frontier.packages}
    assert {"deal", "truce", "diversify", "allies", "status-quo", "lockstep-USA"} <= set(found)
    assert found["deal"].policy_cost_percent.known < found["status-quo"].policy_cost_percent.known
    assert found["diversify"].undominated is None
    assert found["allies"].exposure_percent["CHN"].known == pytest.approx(0.0, abs=1e-9)
    moves = {(row.move, row.power, row.horizon) for row in canada.frontier.freedom}
    assert ("truce", "USA", "first-year") in moves
    assert ("free-trade-USA", "CHN", "long") in moves
    truce = next(row for row in canada.frontier.freedom if row.move == "truce" and row.horizon == "long")
    even = truce.move_gain_percent.known / (truce.move_gain_percent.known + truce.move_loss_percent.known)
    assert truce.break_even_belief.known == pytest.approx(even, rel=0.05)
    assert 0.0 < truce.tolerated_at_record_percent.known < 2.0


def test_bound_by_treaty_there_is_little_to_choose(canada: AutonomyFrontier) -> None:
    """No lever raises a tariff, and exposure to the United States hardly falls."""
    assert {lever.kind for lever in canada.frontier.levers} == {"duty cut"}
    assert canada.frontier.against["USA"].last_cut_percent.known < 5.0
    assert canada.frontier.against["USA"].caps[-1].belief_needed.reason
    assert "no probability pays" in headline(canada)


def test_easier_access_elsewhere_is_worth_more_under_a_threat(canada: AutonomyFrontier) -> None:
    rows = {row.partner: row for row in canada.frontier.access}
    elsewhere, there = rows["others"], rows["USA"]
    assert elsewhere.access_gain_under_threat_musd["USA"].known > elsewhere.access_gain_musd.known > 0.0
    assert there.access_gain_under_threat_musd["USA"].known < there.access_gain_musd.known


def test_the_page_says_it_in_words(canada: AutonomyFrontier, document: AutonomyFrontier) -> None:
    for one in (canada, document):
        page = render_frontier(one)
        assert page == render_frontier(one)
        assert headline(one) in page.replace("&#39;", "'")
        assert len(bullets(one)) >= 4
    assert "a tariff of 25% by China" in headline(document)
    assert chance(document.frontier.against["CHN"].caps[-1].belief_needed) != ""
    assert {tolerated_text(row) for row in canada.frontier.freedom} >= {"over 200"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--threat", "tariff:25"], "`--threat` is `tariff:25`"),
        (["--bounds", "fre"], "admissible set"),
        (["--detail", "group"], "groups"),
        (["--points", "1"], "`--points` is 1"),
        (["--access-cost", "2"], "`--access-cost` is 2"),
        (["--closure", "own_gdp_share"], "`--closure` is own_gdp_share"),
        (["--powers", "CAN"], "CAN"),
        (["--powers", "G7"], "contains"),
    ],
)
def test_bad_input_is_one_line_with_its_remedy(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["frontier", "CAN", *words]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_economies_are_ranked_by_the_tariff_that_they_tolerate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that tolerate every tariff come first, then by size; the partner of the move and its like come last."""
    words = ["rank", "--to", "USA", "--by", "tolerated-tariff", "--no-ranges"]
    assert guarded([*words, "--out", str(tmp_path / "out")]) == 0
    assert "over 200" in capsys.readouterr().out
    ranking = read(tmp_path / "out", Ranking)
    rows = {row.economy: row for row in ranking.economies}
    order = [tolerance(row.tolerated_tariff_percent) for row in ranking.economies if row.tolerated_tariff_percent]
    known = [size for size in order if size == size]
    assert known == sorted(known, reverse=True)
    assert len(order) == len(ranking.economies)
    china = rows["CHN"].tolerated_tariff_percent
    assert china is not None
    assert china.value is None
    assert "free trade with it" in china.reason
    assert (
        ranking.header.question == "Whose free trade with another power bears the highest tariff of the United States?"
    )
    canada = rows["CAN"].tolerated_tariff_percent
    assert canada is not None
    assert canada.known == pytest.approx(0.4565, rel=0.01)  # as the frontier's own curve, solved apart


def test_a_move_without_an_equilibrium_is_not_said_to_gain_nothing(canada: AutonomyFrontier) -> None:
    none = Number(None, reason="no equilibrium")
    row = replace(
        canada.frontier.freedom[0],
        move_gain_percent=none,
        break_even_belief=none,
        tolerated_at_record_percent=none,
    )
    assert tolerated_text(row) == "no equilibrium"
    assert "no equilibrium" in freedom_text(canada, row)


def times(thing: Any, factor: float) -> Any:
    """A part of a document whose every number is that many times as large."""
    if isinstance(thing, Number):
        return thing if thing.value is None else Number(factor * thing.value)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{one.name: times(getattr(thing, one.name), factor) for one in fields(thing)})
    if isinstance(thing, Mapping):
        return {key: times(inner, factor) for key, inner in thing.items()}
    return tuple(times(inner, factor) for inner in thing) if isinstance(thing, tuple) else thing


def test_over_published_sets_every_number_is_the_middle_of_its_range(document: AutonomyFrontier) -> None:
    """The set of medians is none of them: what it gives may lie outside, and is then not what is shown."""
    own = document.frontier
    bodies = [times(own, factor) for factor in (5.0, 1.0, 2.0, 3.0)]
    shown = among(bodies, Spread(main_counts=False, centred=True))
    cost, last = shown.against["CHN"].caps[0].policy_cost_percent, shown.freedom[0].move_loss_percent
    for number, alone in (
        (cost, own.against["CHN"].caps[0].policy_cost_percent),
        (last, own.freedom[0].move_loss_percent),
    ):
        assert number.known == pytest.approx(2.0 * alone.known)
        assert number.ends == pytest.approx((alone.known, 3.0 * alone.known))
    assert among(bodies[:1], Spread(main_counts=False, centred=True)) is bodies[0]


def test_an_option_in_a_page_s_command_keeps_together(document: AutonomyFrontier) -> None:
    page = render_frontier(document)
    assert "<i>--no-ranges</i>" in page
    assert document.header.command in page.replace("<i>", "").replace("</i>", "")
