"""Alignment: published vectors, positions of the past, paths with inertia, and what is left out without its data."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_lines import parsed

from middlepower.alignment.position import inertia, net_alignment, spread_of_distances, standings
from middlepower.alignment.similarity import agreement, cohen_kappa, s_score, scott_pi
from middlepower.alignment.ties import agreements, alliances
from middlepower.alignment.trade_link import path, trade_factor
from middlepower.cli.guard import guarded
from middlepower.document.align import AlignRequest, _group_shares, align_document
from middlepower.document.file import parse, write
from middlepower.document.standing import AlignmentStanding
from middlepower.errors import DataError, ScenarioError
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.report.align_page import align_texts, headline
from middlepower.world.embedded import load_world

X, Y = (np.array([float(vote) for vote in votes]) for votes in ("11133213", "11231213"))
DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not (DATA / "politics").exists(), reason="needs alliances and agreements, not carried")


def test_similarity_is_that_of_the_published_vectors() -> None:
    """Votes 1 to 3: S .6875 and .625, pi .59799, kappa .6000, agreement .8125."""
    assert s_score(X, Y, 2.0) == pytest.approx(0.6875)
    assert s_score(X, Y, 2.0, 1) == pytest.approx(0.625)
    assert scott_pi(X, Y) == pytest.approx(0.59799, abs=5e-6)
    assert cohen_kappa(X, Y) == pytest.approx(0.6, abs=5e-5)
    assert agreement(X, Y) == pytest.approx(0.8125)


def test_similarity_has_its_ends() -> None:
    assert [s_score(X, X, 2.0), scott_pi(X, X), cohen_kappa(X, X), agreement(X, X)] == [1.0] * 4
    low, high = np.array([1.0, 1.0]), np.array([3.0, 3.0])
    assert s_score(low, high, 2.0) == -1.0
    assert math.isnan(scott_pi(low, low))


@pytest.mark.parametrize(
    ("economy", "net"), [("CAN", 0.16), ("AUS", 0.18), ("DEU", 0.04), ("JPN", -0.30), ("MEX", -0.79)]
)
def test_net_alignment_of_2019_is_what_was_found_before(economy: str, net: float) -> None:
    """To what re-estimation with later sessions moved: the numbers are of estimates to session 74."""
    points = {name: standings(load_world(), name)[74] for name in (economy, "USA", "CHN")}
    found = net_alignment(points[economy], points["USA"], points["CHN"])
    assert found.value == pytest.approx(net, abs=0.1)
    assert found.low <= found.value <= found.high


def test_a_group_stands_at_the_mean_of_its_members() -> None:
    world = load_world()
    eu, members = standings(world, "EU")[78], [standings(world, code)[78] for code in ("DEU", "FRA")]
    assert eu.low <= min(one.low for one in members) <= max(one.high for one in members) <= eu.high


def test_an_economy_without_a_vote_is_an_error_that_says_so() -> None:
    with pytest.raises(DataError, match="no ideal point of TWN"):
        standings(load_world(), "TWN")


def test_positions_move_slowly_and_distances_spread() -> None:
    assert 0.5 < inertia() < 1.0
    assert 0.5 < spread_of_distances(78) < 1.0


def test_one_deviation_closer_is_the_published_trade() -> None:
    assert trade_factor(1.0) == pytest.approx(1.22)
    assert trade_factor(0.0) == 1.0
    assert trade_factor(-1.0) == pytest.approx(1 / 1.22)


def test_a_path_ends_at_its_condition_and_starts_at_nothing() -> None:
    steps = path((0.5, -0.5), 0.7, 60, 78)
    assert (steps[0].moved, steps[0].trade_first, steps[0].trade_second) == (0.0, 1.0, 1.0)
    assert steps[1].moved == pytest.approx(0.3)
    assert steps[-1].trade_first == pytest.approx(1.22**0.5)
    assert steps[-1].trade_first * steps[-1].trade_second == pytest.approx(1.0)


@needs_data
def test_alliances_and_agreements_are_read_where_they_lie() -> None:
    allied = alliances(DATA, "CAN", "USA")
    assert allied is not None
    assert allied.tie == 3.0
    assert allied.pi > alliances(DATA, "CAN", "CHN").pi  # type: ignore[union-attr]
    named = agreements(DATA, 124, 840)
    assert named is not None
    assert any("NAFTA" in name for name in named)
    assert agreements(DATA, 124, 156) == []
    assert alliances(DATA, "CAN", "XXX") is None


def test_a_folder_without_the_records_is_refused_and_not_left_out_in_silence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds neither `politics/atop"):
        AlignRequest("CAN", ("USA", "CHN"), "CHN", 0.5, tmp_path)


def test_records_of_another_layout_are_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "politics"
    folder.mkdir()
    (folder / "desta_agreements.csv").write_text("name,c1\nA,1\n", encoding="latin-1")
    with pytest.raises(DataError, match=r"desta_agreements.csv` has no column `name`"):
        agreements(tmp_path, 124, 840)
    pytest.importorskip("pyarrow")
    (folder / "unga_ideal_points_1946_2023.csv").write_text("ccode\n20\n", encoding="utf-8")
    dyads = folder / "atop_dyads_1990_2018.parquet"
    dyads.write_text("not parquet", encoding="utf-8")
    with pytest.raises(DataError, match=r"dyads_1990_2018.parquet` can't be read as Parquet"):
        alliances(tmp_path, "CAN", "USA")
    pd.DataFrame({"ccode1": [2], "ccode2": [20]}).to_parquet(dyads)
    with pytest.raises(DataError, match="has no column `year`"):
        alliances(tmp_path, "CAN", "USA")
    whole = {"year": [2018], **{f"atop_{name}": [1] for name in ("nonagg", "neutral", "consul", "offense", "defense")}}
    pd.DataFrame({"ccode1": [2], "ccode2": [20], **whole}).to_parquet(dyads)
    with pytest.raises(DataError, match="has no column `iso3c`"):
        alliances(tmp_path, "CAN", "USA")


@pytest.fixture(scope="module")
def standing() -> AlignmentStanding:
    """Canada's, without the data that is not carried."""
    experiment = threat_experiment(Settings(ranges=False), horizons=("long", "first-year"))
    return align_document(experiment, AlignRequest("CAN", ("USA", "CHN"), "CHN", 0.5, None))


def test_what_is_not_carried_is_left_out_with_a_word(standing: AlignmentStanding) -> None:
    for tie in standing.ties.values():
        assert tie.alliances is None
        assert "--data" in tie.alliances_missing
        assert "--data" in tie.agreements_missing
        assert set(tie.exposure_percent) == {"long", "first-year"}


def test_the_header_says_how_to_make_the_same_path_again(standing: AlignmentStanding) -> None:
    asked = parsed(standing.header.command)
    assert (asked["toward"], asked["closer"], asked["powers"]) == ("CHN", 0.5, "USA,CHN")


def test_the_document_and_its_page_say_the_same(standing: AlignmentStanding) -> None:
    again = parse(write(standing), AlignmentStanding, "the document")
    assert again.votes[-1].year == 2023
    texts = align_texts(standing)
    assert "".join(headline(standing).split()) in "".join(texts["align.html"].split())
    assert texts["votes.csv"].count("\n") >= 30


@pytest.mark.parametrize(
    ("powers", "toward", "closer", "said"),
    [
        (("USA",), "USA", 0.5, "give two"),
        (("USA", "CHN"), "RUS", 0.5, "name one of the powers"),
        (("USA", "CHN"), "CHN", 9.0, "-5 to 5"),
    ],
)
def test_odd_questions_are_one_clear_line(powers: tuple[str, ...], toward: str, closer: float, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        AlignRequest("CAN", powers, toward, closer, None)


def test_nobody_stands_between_itself_and_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["align", "USA", "--no-ranges"]) == 2
    assert "`USA` can't stand between `USA` and `CHN`" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_no_folder_without_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["align", "CAN", "--data", "/nowhere", "--no-ranges"]) == 2
    assert "`--data` is `/nowhere`" in capsys.readouterr().err


def test_the_terminal_says_what_goes_with_the_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["align", "AUS", "--toward", "CHN", "--closer", "0.5", "--no-ranges"]) == 0
    assert "If Australia moved 0.5 standard deviations closer to China" in capsys.readouterr().out


def test_the_command_writes_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["align", "AUS", "--powers", "USA,CHN", "--no-ranges", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["header"]["document"] == "align"
    assert document["economy"] == "AUS"


def test_a_ranking_by_alignment_has_the_order_of_the_votes(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["rank", "--to", "USA", "--by", "alignment", "--no-ranges", "--json"]) == 0
    ranking = json.loads(capsys.readouterr().out)
    values = [row["net_alignment"].get("value") for row in ranking["economies"]]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert all(value is None for value in values[len(known) :])  # aggregates and the other side come last
    assert list(ranking["rank_stability"]["sets"]) == ["2023", "2022", "2021", "2020", "2019"]
    by_code = {row["economy"]: row["net_alignment"] for row in ranking["economies"]}
    assert by_code["CHN"]["value"] is None
    points = {name: standings(load_world(), name)[78] for name in ("CAN", "USA", "CHN")}
    assert by_code["CAN"]["value"] == pytest.approx(net_alignment(points["CAN"], points["USA"], points["CHN"]).value)


def test_a_groups_shares_are_of_what_it_sells_and_buys_outside() -> None:
    """By hand from flows [importer, exporter]; the two differ, so that neither can stand for the other."""
    baseline = threat_experiment(Settings(ranges=False)).main.baseline
    world, flow = baseline.world, baseline.equilibrium.flow.sum(axis=0)
    members, usa = [world.region(code) for code in ("CAN", "MEX")], world.region("USA")
    outside = [n for n in range(len(world.regions)) if n not in members]
    sold = sum(flow[usa, n] for n in members) / sum(flow[m, n] for n in members for m in outside)
    bought = sum(flow[n, usa] for n in members) / sum(flow[n, m] for n in members for m in outside)
    found = _group_shares(baseline, ("CAN", "MEX"), ("USA",))
    assert [number.value for number in found] == pytest.approx([100.0 * sold, 100.0 * bought])
    assert abs(sold - bought) > 0.01


def test_trade_goes_with_the_move_of_the_distance(standing: AlignmentStanding) -> None:
    """Nearer than in the first session: more trade by the published elasticity, and the other way round."""
    for power, tie in standing.ties.items():
        nearer = standing.votes[0].distance[power].known - standing.votes[-1].distance[power].known
        assert np.sign(tie.trade_by_alignment_percent.known) == np.sign(nearer) != 0.0
