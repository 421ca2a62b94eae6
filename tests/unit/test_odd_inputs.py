"""Odd inputs of scenarios, tariffs and trade: each read as it is meant, or refused in words that help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from middlepower.data.trade.files import read_trade
from middlepower.data.trade.store import import_files
from middlepower.document.run import results_document
from middlepower.document.tariffs import TariffRequest, tariff_question, tariffs_document
from middlepower.errors import DataError, ScenarioError
from middlepower.experiment.run import run_scenario
from middlepower.experiment.settings import Settings
from middlepower.experiment.status_quo import threat_experiment
from middlepower.experiment.target import flows_of
from middlepower.front.asked import day_in
from middlepower.names import unknown_name
from middlepower.policy.library import load_measures
from middlepower.policy.shares import ShareBook
from middlepower.reading import parse_yaml
from middlepower.scenario.entries import CutOff, Grid, SolveFor
from middlepower.scenario.narrow import narrowed
from middlepower.scenario.schema import Scenario, State, points
from middlepower.scenario.tariff_rows import TariffTable
from middlepower.scenario.tariff_table import place_table
from middlepower.world.embedded import load_world
from middlepower.world.groups import code_of

WORLD = load_world()
FLOW = {"importers": ["USA"], "exporters": ["CAN"], "rate": 0.1}


def scenario(states: dict[str, Any], **more: Any) -> Scenario:
    """States beside the law of 13 January 2026."""
    head = {"scenario": "s", "title": "s", "baseline": {"name": "b", "date": "2026-01-13"}, "actors": ["USA", "CHN"]}
    return Scenario.model_validate(head | {"economy": "USA", "states": states} | more)


def test_a_code_that_yaml_reads_as_octal_is_refused_as_it_is_written() -> None:
    with pytest.raises(ScenarioError, match="line 1: `0306` is read as the number 198: put it in quotes"):
        parse_yaml("products: [0306]", "mine.yaml", ScenarioError)
    assert parse_yaml("products: ['0306', 0, 10, 0.5]", "mine.yaml", ScenarioError) == {
        "products": ["0306", 0, 10, 0.5]
    }


def test_a_word_that_is_none_of_a_few_is_refused_with_these() -> None:
    with pytest.raises(ScenarioError, match="write 'both', 'imports' or 'exports'"):
        CutOff(between=("USA",), **{"and": ("CHN",)}, direction="import")


def test_an_unknown_measure_to_spare_is_refused_in_one_short_line() -> None:
    state = {"title": "x", "spare": [{"measures": ["US-CA-THREAT-100"], "targets": ["CAN"]}]}
    with pytest.raises(ScenarioError, match="not in force in this state: name one that is") as caught:
        run_scenario(scenario({"s": state}), Settings(ranges=False))
    assert len(str(caught.value)) < 300


def test_two_points_of_a_sweep_of_one_name_are_refused_and_none_is_lost() -> None:
    state = State(title="x", tariffs=(FLOW,), sweep={"rates": [0.1, 0.100000000001]})
    with pytest.raises(ValueError, match="two points of the sweep of `s` are both called `s-10`"):
        points("s", state)


def test_a_partner_of_a_sweep_under_two_names_stands_twice() -> None:
    with pytest.raises(ScenarioError, match="a point of the grid stands twice"):
        Grid(partners=("CAN", "Canada"))


def test_a_target_on_an_economys_own_sales_is_refused_by_the_names_that_are_there() -> None:
    with pytest.raises(ScenarioError, match="CAN sells nothing to the others that `importers` names"):
        flows_of(WORLD, SolveFor(exporter="CAN", importers=("CAN",), times=2.0))


def test_rows_of_a_table_without_lines_go_by_their_place() -> None:
    rows = ({"partner": "*", "rate": 0.1}, {"partner": "KOR", "rate": 0.15})
    table = TariffTable(rows=rows)
    with pytest.raises(ScenarioError, match="lines 1 and 2 both tax all goods"):
        place_table(table, "s", day_in("2026-01-13", "x"), "USA", WORLD, ShareBook(WORLD))


def test_a_folder_a_file_twice_and_semicolons_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    with pytest.raises(DataError, match=r"folder|directory"):
        import_files([Path(".")], None, "me", 2022, "all goods")
    file = tmp_path / "mine.csv"
    file.write_text("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,1,2023\n")
    with pytest.raises(DataError, match="named twice, which would double its trade"):
        import_files([file, file], None, "me", 2022, "all goods")
    file.write_text(file.read_text().replace(",", ";"))
    with pytest.raises(DataError, match="separated by semicolons"):
        read_trade(file)


@pytest.mark.parametrize(("date", "told"), [("1900-01-01", True), ("2026-01-13", False)])
def test_tariffs_of_a_day_before_all_known_law_say_so(date: str, told: bool) -> None:
    question = tariff_question(WORLD, day_in(date, "--date"), ())
    document = tariffs_document(TariffRequest("USA", ("CAN",)), threat_experiment(Settings(ranges=False), question))
    assert ("before the first measure that is known" in document.before_all_measures) is told
    assert bool(document.before_all_measures) is told


def licence(stops: float) -> dict[str, Any]:
    """China lets part of its non-ferrous metals go to the United States, who tax them so that less is bought."""
    return {
        "id": "lic", "title": "licences", "imposer": "CHN", "targets": ["USA"], "instrument": "licence",
        "products": [{"goods": ["C24B"], "stops": stops}], "direction": "exports", "date_in_force": "2026-02-01",
        "status": "in force", "sources": ["assumed"], "confidence": "low",
    }  # fmt: skip


@pytest.mark.parametrize(("stops", "reached"), [(0.05, False), (0.9, True)])
def test_licences_for_more_than_is_bought_say_that_they_have_no_effect(stops: float, reached: bool) -> None:
    asked = scenario({"s": {"title": "x", "with_measures": ["lic"]}}, measures=[licence(stops)])
    results = results_document(asked, run_scenario(asked, Settings(ranges=False)))
    said = [remark.text for remark in results.main.remarks if remark.kind == "no effect"]
    moved = results.own(results.main).real_income_percent.known
    assert bool(said) is not reached
    assert (abs(moved) > 1e-9) is reached
    if not reached:
        assert said == ["No effect: less is bought than `lic` lets in."]
    assert np.isfinite(moved)
    assert "lic" not in {one.id for one in load_measures()}


def test_a_scenario_told_for_its_own_economy_by_another_name_keeps_its_title() -> None:
    asked = scenario({"s": {"title": "x", "tariffs": [FLOW]}})
    assert narrowed(asked, "usa") == asked
    assert narrowed(asked, "eu").title == "s: what it means for the European Union"
    told = narrowed(asked, "canada")
    assert (told.title, code_of(told.economy)) == ("s: what it means for Canada", "CAN")


def test_a_shortened_list_of_names_ends_in_three_dots() -> None:
    error = str(unknown_name("state", "nope", [f"zzz-{count}" for count in range(50)]))
    assert ", ..." in error
    assert "...." not in error
