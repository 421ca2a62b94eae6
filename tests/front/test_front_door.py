"""The front door: the names it lists, the options it shares with the command line, and what it gives back."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import middlepower as mp
from middlepower.cli import (
    commands_autonomy,
    commands_known,
    commands_law,
    commands_power,
    game_coalition,
    game_coerce,
    game_treaty,
    game_war,
    game_wedge,
)
from middlepower.cli.guard import guarded
from middlepower.errors import MiddlepowerError, MissingExtraError, OutputError, UnknownNameError
from middlepower.front.run import RunFinding

DOOR = (
    "load_world World tariffs run profile rank coalition explain compare replay score game frontier align ensemble "
    "solve State Scenario Measure"
).split()
COMMANDS: dict[str, tuple[Callable[..., Any], Callable[..., None]]] = {
    "run": (mp.run, commands_law.run),
    "ensemble": (mp.ensemble, commands_law.ensemble),
    "explain": (mp.explain, commands_law.explain),
    "tariffs": (mp.tariffs, commands_law.tariffs),
    "replay": (mp.replay, commands_law.replay),
    "compare": (mp.compare, commands_law.compare),
    "profile": (mp.profile, commands_power.profile),
    "rank": (mp.rank, commands_power.rank),
    "coalition": (mp.coalition, commands_power.coalition),
    "align": (mp.align, commands_power.align),
    "frontier": (mp.frontier, commands_autonomy.frontier),
    "game coalition": (mp.game.coalition, game_coalition.coalition),
    "game coerce": (mp.game.coerce, game_coerce.coerce),
    "game treaty": (mp.game.treaty, game_treaty.treaty),
    "game war": (mp.game.war, game_war.war),
    "game wedge": (mp.game.wedge, game_wedge.wedge),
    "score": (mp.score, commands_known.score),
}
SHOWN_ONLY = {"out", "also", "json", "why", "tell"}  # what a command shows or writes; who is told of progress
OF_FILES = {"register", "year", "against", "forecast"}  # of forecasts that the command line writes and reads
THREAT = mp.State.model_validate(
    {"title": "25% on Canada", "tariffs": [{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.25}]}
)


@pytest.fixture(scope="module")
def deal() -> RunFinding:
    """A small run."""
    return mp.run("beijing-2026", states=["deal"], ranges=False)


def test_the_door_lists_its_names_and_nothing_else() -> None:
    assert sorted(dir(mp)) == sorted(DOOR)
    assert all(getattr(mp, name) is not None for name in DOOR)


def test_importing_the_package_loads_no_numbers() -> None:
    """Arrays, tables and models come with the first question."""
    code = "import sys, middlepower; print({'numpy', 'pandas', 'pydantic', 'xarray'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_room_never_takes_the_place_of_a_function() -> None:
    """`solve`, `game`, `score` and `ensemble` are rooms too, which an import sets on their package."""
    code = (
        "import middlepower as mp, middlepower.solve.report, middlepower.game.war, middlepower.score.plan, "
        "middlepower.ensemble.plan; print(*(callable(x) for x in (mp.solve, mp.game.war, mp.score, mp.ensemble)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4


@pytest.mark.parametrize("name", COMMANDS)
def test_a_function_has_the_options_of_its_command(name: str) -> None:
    function, command = COMMANDS[name]
    theirs = {
        key: option.default
        for key, option in inspect.signature(command).parameters.items()
        if key not in SHOWN_ONLY and not (name == "score" and key in OF_FILES)
    }
    ours = {
        key: option.default for key, option in inspect.signature(function).parameters.items() if key not in SHOWN_ONLY
    }
    assert ours == theirs


@pytest.mark.parametrize("name", COMMANDS)
def test_a_function_says_what_each_of_its_options_is(name: str) -> None:
    function = COMMANDS[name][0]
    said = inspect.getdoc(function) or ""
    missing = [key for key in inspect.signature(function).parameters if f"    {key}: " not in said]
    assert missing == []


def test_an_answer_is_the_same_document_as_the_commands(deal: RunFinding, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(["run", "beijing-2026", "--states", "deal", "--no-ranges", "--json"]) == 0
    assert capsys.readouterr().out == deal.to_json()


def test_an_answer_says_in_a_line_what_it_is(deal: RunFinding) -> None:
    assert len(repr(deal)) < 500
    assert "raises Canada" in repr(deal)
    assert "<table" in deal._repr_html_()
    assert len(repr(mp.load_world())) < 200
    assert len(repr(deal.equilibrium("deal").equilibrium)) < 200


def test_a_table_has_one_number_a_row_with_its_unit(deal: RunFinding) -> None:
    frame = deal.to_frame()
    assert list(frame.columns)[-5:] == ["quantity", "value", "low", "high", "unit"]
    assert set(frame["unit"]) >= {"per cent", "million US dollars of 2022 a year"}
    own = frame.query("economy == 'CAN' and quantity == 'real_income_percent'")
    held = deal.document.states["deal"].economies["CAN"].real_income_percent.known
    assert own["value"].item() == pytest.approx(held, rel=1e-9)
    assert frame.attrs["baseline"] == "status quo of 13 January 2026"
    assert frame.attrs["worst_residual"] < 1e-8


@pytest.mark.parametrize("table", ["economies", "sectors", "partners", "variants", "products", "diversion"])
def test_every_table_of_an_answer_is_a_frame(deal: RunFinding, table: str) -> None:
    frame = deal.to_frame(table)
    assert len(frame)
    assert {"quantity", "value", "unit"} <= set(frame.columns)


def test_a_name_that_is_none_is_an_error_with_the_nearest(deal: RunFinding) -> None:
    with pytest.raises(UnknownNameError, match="economies"):
        deal.to_frame("economy")
    with pytest.raises(UnknownNameError, match="income"):
        deal.plot("incom")
    with pytest.raises(UnknownNameError, match="deal"):
        deal.equilibrium("dael")


def test_errors_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(MiddlepowerError) as caught:
        mp.tariffs("Canda")
    assert guarded(["tariffs", "Canda"]) == 2
    assert capsys.readouterr().err.strip() == f"error: {caught.value}"


def test_figures_are_drawn_for_plotly(deal: RunFinding) -> None:
    pytest.importorskip("plotly")
    for name in deal.figures:
        figure = deal.plot(name)
        assert figure.data
        assert figure.layout.title.text
    income = deal.plot("income")
    own = deal.document.states["deal"].economies["CAN"].real_income_percent.known
    assert income.data[0].x[0] == pytest.approx(own, abs=1e-4)


def test_without_plotly_a_figure_names_the_extra(deal: RunFinding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("middlepower.report.interactive.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r'pip install "middlepower\[web\]"'):
        deal.plot()


def test_a_brief_is_one_file(deal: RunFinding, tmp_path: Path) -> None:
    path = deal.brief(tmp_path / "deep" / "brief.html")
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert [one.name for one in path.parent.iterdir()] == ["brief.html"]
    with pytest.raises(OutputError, match=r"\.html or \.pdf"):
        deal.brief(tmp_path / "brief.docx")


def test_an_equilibrium_has_labels() -> None:
    found = mp.solve("icio2022", THREAT)
    assert float(found.real_income.sel(economy="CAN")) == pytest.approx(0.981, abs=0.002)
    assert found.flow.dims == ("sector", "importer", "exporter")
    assert found.trade_share.sum("exporter").values == pytest.approx(1.0)
    assert found.price.attrs["units"] == "ratio to the baseline"
    frame = found.to_frame()
    canada = frame.set_index("economy").loc["CAN", "value"]
    assert canada == pytest.approx(100 * (float(found.real_income.sel(economy="CAN")) - 1))
    assert json.loads(found.to_json())["economies"]["CAN"]["real_income_percent"] == pytest.approx(canada)
    assert len(repr(found)) < 500


def test_a_solve_takes_a_set_and_a_horizon_by_name() -> None:
    found = mp.solve("icio2022", elasticities="FGO", horizon="medium")
    assert (found.world.elasticity_set, found.world.horizon) == ("FGO", "medium")
    assert found.real_income.values == pytest.approx(1.0)
    with pytest.raises(UnknownNameError, match="FGO"):
        mp.solve("icio2022", elasticities="FGP")


def test_lists_of_names_are_given_as_python_does_or_as_text() -> None:
    one = mp.tariffs("CAN", on=["CHN", "USA"])
    two = mp.tariffs("CAN", on="CHN, USA")
    assert one.to_json() == two.to_json()
