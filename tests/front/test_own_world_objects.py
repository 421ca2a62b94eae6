"""Worlds, elasticities and parts of questions as Python objects: taken wherever a name is, shown in a line."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import middlepower as mp
from middlepower.cli.guard import guarded
from middlepower.errors import DataError, ScenarioError, UnknownNameError
from middlepower.experiment.identity import digest
from middlepower.front.asked import name_of
from middlepower.front.run import RunFinding
from middlepower.policy.library import load_measures
from middlepower.scenario.read import read_scenario
from middlepower.world.embedded import load_world


@pytest.fixture(scope="module")
def mine() -> mp.World:
    """A world that has no name anywhere: the small one with dearer services."""
    small = mp.load_world("demo3")
    return dataclasses.replace(small.with_elasticity(small.elasticity * 0.5, "own"), name="mine")


@pytest.fixture(scope="module")
def answer(mine: mp.World) -> RunFinding:
    """A built-in scenario on that world."""
    return mp.run("beijing-2026", states="deal", world=mine, ranges=False)


def test_a_world_is_given_as_an_object_and_keeps_its_elasticities(mine: mp.World, answer: RunFinding) -> None:
    header = answer.document.header
    assert (header.world, header.elasticities) == ("mine", "own")
    assert answer.equilibrium("deal").world.elasticity.tolist() == mine.elasticity.tolist()
    by_name = mp.run("beijing-2026", states="deal", world="demo3", ranges=False)
    assert by_name.document.header.elasticities == "MEDIAN"
    assert by_name.to_frame()["value"].tolist() != answer.to_frame()["value"].tolist()


def test_what_was_asked_of_an_object_is_explained_and_compared(mine: mp.World, answer: RunFinding) -> None:
    parts = mp.explain(answer)
    assert parts.document.header.world == "mine"
    beside = mp.compare("beijing-2026:deal", "beijing-2026:truce", world=mine)
    assert beside.document.header.elasticities == "own"
    assert mp.tariffs("CAN", world=mine).document.header.elasticities == "own"


def test_who_is_not_in_the_world_is_left_out_and_named(answer: RunFinding) -> None:
    assert answer.document.actors == ("CAN", "USA", "CHN")
    assert answer.document.notes[-1] == "Not in the world mine, and therefore not shown: Mexico."


def test_a_world_that_a_name_gives_goes_by_that_name(mine: mp.World) -> None:
    assert name_of(mp.load_world("demo3", elasticities="FGO")) == "demo3"
    assert name_of(mine) == name_of(dataclasses.replace(mine)) != "mine"
    assert load_world(str(name_of(mine))) is not mp.load_world("demo3")
    with pytest.raises(DataError, match="was given as an object and is not at hand"):
        load_world("mine@00000000")


def test_the_command_line_and_python_take_the_same_elasticities_of_an_own_world(
    mine: mp.World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "mine.nc")
    mine.to_netcdf(path)
    assert guarded(["tariffs", "CAN", "--world", path, "--json"]) == 0
    assert capsys.readouterr().out == mp.tariffs("CAN", world=path).to_json()
    assert mp.tariffs("CAN", world=path, elasticities="FGO").document.header.elasticities == "FGO"


def test_a_run_that_was_made_is_not_moved_to_another_world(answer: RunFinding, tmp_path: Path) -> None:
    answer.write(tmp_path)
    with pytest.raises(ScenarioError, match="`--world` can't change"):
        mp.compare(f"{tmp_path}:deal", "beijing-2026:deal", world="demo3")


def test_parts_of_a_question_are_shown_in_a_line() -> None:
    scenario = read_scenario("beijing-2026")
    shown = [scenario, *scenario.states.values(), *load_measures(), mp.load_world("demo3")]
    assert max(len(repr(one)) for one in shown) < 300
    assert all(str(one) == repr(one) for one in shown)
    assert repr(mp.State(title="a\nb")) == "<State 'a\\nb'>"


def test_a_short_line_does_not_make_two_states_the_same() -> None:
    """What is stored is known by the whole of a state, never by how it is shown."""
    one, other = (mp.State(title="t", with_measures=(name,)) for name in ("CA-CN-EV-2024", "US-FENT-CAN"))
    assert repr(one) == repr(other)
    assert digest(one) != digest(other)


def test_games_and_tariffs_are_answered_on_a_world_with_sectors_of_its_own() -> None:
    """Rows without a number are empty cells, US imports by line are weights for our sectors only, and a cut without an
    equilibrium is told as such."""
    war = mp.game.war(players=["CAN", "USA"], world="demo3", ranges=False)
    assert {"alone-CAN", "nash"} <= set(war.to_frame()["outcome"])
    taxed = mp.tariffs("USA", on="CAN", world="demo3")
    assert taxed.document.weights == "world"
    assert mp.tariffs("USA", on="CAN").document.weights == "us-imports-2024"
    cut = mp.coalition(members=["CAN", "CHN"], against="USA", world="demo3", ranges=False)
    assert "no equilibrium is found" in cut.headline


def test_a_world_is_a_table_and_a_view(mine: mp.World) -> None:
    flows = mine.to_frame("flow")
    assert list(flows.columns) == ["sector", "importer", "exporter", "quantity", "value", "unit"]
    assert flows["value"].sum() == pytest.approx(mine.flow.sum())
    totals = mine.to_frame().query("economy == 'CAN' and quantity == 'imports'")["value"].item()
    assert totals == pytest.approx(float(mine.imports[0]))
    assert "<table" in mine._repr_html_()
    with pytest.raises(UnknownNameError, match="did you mean `flow`"):
        mine.to_frame("flows")
