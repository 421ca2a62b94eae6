"""What holds for the documents of all commands: one header, every number explained, the same after a round trip."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path

import pytest
from command_lines import parsed
from report_example import example_results

from middlepower.cli.guard import guarded
from middlepower.document.coalition import coalition_document
from middlepower.document.coerced import CoerceGame
from middlepower.document.compared import StatesCompared
from middlepower.document.drawn import EnsembleDraws
from middlepower.document.explain import explained
from middlepower.document.explained import Explained
from middlepower.document.file import parse, write
from middlepower.document.frontiers import AutonomyFrontier
from middlepower.document.game_coalition_body import CoalitionGame
from middlepower.document.game_treaty import TreatyRequest, treaty_document
from middlepower.document.game_war_body import TariffWar
from middlepower.document.game_wedged import Wedge, WedgeRanking
from middlepower.document.header import Document, Header
from middlepower.document.number import Number, Pair, numbers_named, ranged
from middlepower.document.product_run import ProductResults
from middlepower.document.profile import HORIZONS, ProfileRequest, profile_document
from middlepower.document.profiled import Profile
from middlepower.document.quantities import number_names, quantities
from middlepower.document.rank import rank_document
from middlepower.document.ranked import Coalition, Matrix, Ranking
from middlepower.document.replay import replay_document
from middlepower.document.replayed import Replay
from middlepower.document.results import Results
from middlepower.document.run import results_document
from middlepower.document.scored import Score
from middlepower.document.standing import AlignmentStanding
from middlepower.document.tariff_rates import Tariffs
from middlepower.document.tariffs import TariffRequest, tariff_question, tariffs_document
from middlepower.document.treaty import GameTreaty
from middlepower.experiment.ladder import Ladder, LadderRequest
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.game.treaty.payoffs import ask
from middlepower.game.treaty.read import read_treaty
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world
from tools.results_reference import MARK, PAGE, redrawn

KINDS: tuple[type[Document], ...] = (
    Results,
    Profile,
    Ranking,
    Wedge,
    WedgeRanking,
    Matrix,
    Coalition,
    CoerceGame,
    TariffWar,
    CoalitionGame,
    Explained,
    Tariffs,
    Replay,
    StatesCompared,
    Score,
    GameTreaty,
    EnsembleDraws,
    AlignmentStanding,
    AutonomyFrontier,
    ProductResults,
)
QUICK = Settings(ranges=False)


def _results(states: tuple[str, ...], settings: Settings) -> Results:
    scenario = narrowed(read_scenario("beijing-2026"), None, states)
    return results_document(scenario, run_scenario(scenario, settings))


def _profile() -> Profile:
    experiment = threat_experiment(replace(QUICK, horizon="first-year"), horizons=HORIZONS)
    return profile_document(experiment, ProfileRequest("CAN", ("CHN",)))


def _replay(request: LadderRequest) -> Replay:
    ladder = Ladder.of(load_world(), request)
    return replay_document(ladder, threat_experiment(QUICK, ladder.question))


BUILDERS: tuple[Callable[[], Document], ...] = (
    lambda: _results(("deal", "diversify"), replace(QUICK, closure="all")),
    _profile,
    lambda: rank_document(threat_experiment(QUICK), "EU", "leverage", "both"),
    lambda: coalition_document(threat_experiment(QUICK), ("CAN", "EU"), "USA", "both"),
    lambda: explained(_results(("truce",), QUICK), "CHN"),
    lambda: tariffs_document(
        TariffRequest("USA", ("CAN", "EU"), span=(dt.date(2025, 3, 1), dt.date(2025, 3, 31))),
        threat_experiment(QUICK, tariff_question(load_world(), dt.date(2026, 1, 13))),
    ),
    lambda: _replay(LadderRequest(dt.date(2024, 9, 30), dt.date(2024, 10, 31), ("CAN", "CHN"))),
    lambda: treaty_document(
        TreatyRequest(read_treaty("treaty-kor"), "game treaty"), ask(read_treaty("treaty-kor")), QUICK, lambda _: None
    ),
)


@pytest.fixture(
    scope="module",
    params=BUILDERS,
    ids=["run", "profile", "rank", "coalition", "explain", "tariffs", "replay", "treaty"],
)
def document(request: pytest.FixtureRequest) -> Document:
    """A document of each kind that is quick to make."""
    build: Callable[[], Document] = request.param
    return build()


def test_what_is_written_is_what_is_read(document: Document) -> None:
    """To the digits that are written; what was read once, to the last one."""
    text = write(document)
    again = parse(text, type(document), "the text")
    assert write(again) == text
    assert text.count("\n") == 1
    assert again.header == replace(document.header, worst_residual=again.header.worst_residual)
    for name in set(number_names(type(document))):
        pairs = list(zip(numbers_named(name, document), numbers_named(name, again), strict=True))
        for old, new in pairs:
            assert (new.reason, new.defined_in) == (old.reason, old.defined_in), name
            parts = [part for part in (old.value, old.low, old.high) if part is not None]
            kept = [part for part in (new.value, new.low, new.high) if part is not None]
            assert kept == pytest.approx(parts, rel=1e-9, abs=0.0), name


def test_every_header_says_all_that_a_result_rests_on(document: Document) -> None:
    header = document.header
    said = [field.name for field in fields(Header) if field.name != "draws" or header.draws]
    assert list(json.loads(write(document))["header"]) == said
    empty = [field.name for field in fields(Header) if getattr(header, field.name) in ("", (), None)]
    assert empty == [*([] if header.ranged_over else ["ranged_over"]), "past_baseline"]  # none of these is past
    assert (header.range.startswith("none")) == (not header.ranged_over)
    assert parsed(header.command)
    assert 0.0 < header.worst_residual < 1e-9
    assert header.main_variant.startswith(f"{header.elasticities}/")


def test_the_worst_residual_is_no_smaller_than_any_in_the_document(document: Document) -> None:
    inside = [number.value for number in numbers_named("residual", document) if number.value is not None]
    assert document.header.worst_residual >= max(inside, default=0.0)


def test_the_same_question_gives_the_same_bytes() -> None:
    """In two processes with other hashes of texts and another time zone."""
    words = ("run", "beijing-2026", "--states", "deal,allies", "--no-ranges", "--json")
    command = [sys.executable, "-c", "from middlepower.cli import main; main()", *words]
    settings = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"})
    first, second = (
        subprocess.run(command, capture_output=True, check=True, env={**os.environ, **other}).stdout
        for other in settings
    )
    assert len(first) > 100_000
    assert first == second


def test_no_file_of_a_run_depends_on_where_and_when(tmp_path: Path) -> None:
    for name in ("here", "there"):
        arguments = ["run", "beijing-2026", "--states", "deal", "--no-ranges", "--out", str(tmp_path / name)]
        assert guarded(arguments) == 0
    for file in (tmp_path / "here").iterdir():
        content = file.read_bytes()
        assert content == (tmp_path / "there" / file.name).read_bytes(), file.name
        assert str(tmp_path).encode() not in content


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_number_has_a_unit_and_a_source(kind: type[Document]) -> None:
    for name in number_names(kind):
        quantity = quantities()[name]
        assert quantity.unit, name
        assert quantity.definition, name
        assert quantity.source, name
        assert name.endswith("_percent") == (quantity.unit in ("per cent", "percentage points")), name
        assert name.endswith("_musd") == quantity.unit.startswith("million US dollars"), name


def test_a_name_stands_once_in_the_table_of_quantities() -> None:
    text = files("middlepower.document").joinpath("quantities.csv").read_text(encoding="utf-8")
    names = [line.partition(",")[0] for line in text.splitlines()]
    assert sorted(set(names)) == sorted(names)


def test_the_table_of_quantities_holds_no_name_that_no_document_uses() -> None:
    used = {name for kind in KINDS for name in number_names(kind)}
    assert set(quantities()) == used


def test_the_reference_page_is_that_of_the_types() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert MARK in page
    assert redrawn(page) == page, "run python -m tools.results_reference"


def test_a_number_refuses_what_no_number_is() -> None:
    for parts in ((float("nan"),), (1.0, 0.0, float("inf")), (1.0, 2.0, 1.0), (1.0, 0.5), (None,)):
        with pytest.raises(ValueError, match=r"finite|low|range|reason"):
            Number(*parts)


def test_ranges_pairs_and_units_keep_their_parts() -> None:
    gone = Number.of(float("inf"), "no bound")
    assert ranged([Number(2.0), gone, Number(-1.0)]) == Number(2.0, -1.0, 2.0, 2)
    assert ranged([gone, Number(3.0)]) == Number(None, 3.0, 3.0, 1, "no bound")
    assert Number(2.0, 1.0, 4.0).changed(lambda value: -value) == Number(-2.0, -4.0, -1.0)
    assert Pair.of(Number(1.0), Number(3.0)).change == Number(2.0)
    assert Pair.of(gone, Number(3.0)).change == Number(None, reason="no bound")


def test_control_characters_stay_inside_json() -> None:
    """They are written out as JSON does, and come back as they were."""
    results = example_results()
    evil = type(results)(**{**vars(results), "title": "a\x9b31m\u202eb"})
    assert "\x9b" not in write(evil)
    assert json.loads(write(evil))["title"] == "a\x9b31m\u202eb"
