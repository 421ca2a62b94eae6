"""What is said of a user's own world where it knows less than the embedded ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_data import write_own_data

import middlepower as mp
from middlepower.cli.guard import guarded
from middlepower.cli.rank import plain_rank
from middlepower.data.elasticities import elasticity_set
from middlepower.world.own import store
from middlepower.world.tables.assemble import BuildChoices, build
from middlepower.world.tables.source import read_source

QUESTION = {
    "scenario": "hand-typed",
    "title": "10% on Canada",
    "world": "typed",
    "economy": "CAN",
    "powers": ["USA"],
    "actors": ["CAN", "USA"],
    "baseline": {"name": "status quo", "date": "2026-01-13"},
    "states": {"tax": {"title": "tax", "tariffs": [{"importers": ["USA"], "exporters": ["CAN"], "rate": 0.1}]}},
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tables, which is the data folder too."""
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    write_own_data(tmp_path)
    return tmp_path


def test_a_world_without_sectors_of_ours_says_that_no_province_is_known(home: Path) -> None:
    """Its provinces are no zeros; who is left out stands there once, and the command names the user's own file."""
    choices = BuildChoices(name="typed", year=2022, inputs="inputs.csv", tariffs="tariffs.csv")
    store(build(read_source("flows.csv", 2022), choices).world, "typed")
    document = mp.run(mp.Scenario(**QUESTION), ranges=False).document
    assert document.provinces.missing.startswith(
        "no province is known to sell anything of a sector of this world (goods"
    )
    assert document.states["tax"].provinces is None
    assert document.header.command.startswith("middlepower run hand-typed.yaml ")
    assert sum("Austria" in one.text for one in document.baseline_state.remarks if one.kind == "left out") == 1
    incidence = mp.profile("CAN", powers=["USA"], world="typed", ranges=False).document.incidence
    assert incidence.provinces_proxy is None
    assert incidence.powers["USA"].production.provinces is None


def test_economies_without_a_name_stand_once_in_a_ranking(home: Path) -> None:
    """And where the first year is not known, nothing is said of it; ranges of other horizons are named as such."""
    pytest.importorskip("pymrio")
    services = ("electricity", "construction", "trade", "transport", "other")
    choices = BuildChoices(name="mrio", year=2011, tariffs="none", elasticities="4", services=services)
    store(build(read_source("pymrio:test", 2011), choices).world, "mrio")
    assert "reg1 reg1" not in plain_rank(mp.rank(to="reg2", world="mrio", benchmark=True).document)
    profile = mp.profile("reg1", powers=["reg2"], world="mrio", benchmark=True).document
    assert "Of the first year nothing is said" in profile.notes[1]
    assert "elsewhere over the parameters of the horizon" in profile.header.range


def test_elasticities_that_a_user_edits_are_read_again(home: Path) -> None:
    """A notebook asks twice in one process, with another file in between."""
    file = Path("elasticities.csv")
    assert elasticity_set(str(file)).estimates["goods"].theta == 5.0
    file.write_text("sector,theta\ngoods,6.25\n*,4\n", encoding="utf-8")
    assert elasticity_set(str(file)).estimates["goods"].theta == 6.25


def test_figures_of_money_say_so_and_not_per_cent(home: Path) -> None:
    """On the page a tooltip and the sentence above the figure bear the unit."""
    pytest.importorskip("dash")
    from middlepower.web.figures_of_run import before_and_after
    from middlepower.web.parts import sentence

    answer = mp.run("beijing-2026", states="deal", ranges=False, world="demo3").document
    sold = {code: one.exports_musd for code, one in answer.own_actor(answer.main).trade_with.items()}
    drawing = before_and_after("sold", "what Canada sells", "US$ billion", sold)
    assert drawing.unit.strip() == "US$ billion"
    assert ", in US$ billion." in sentence(drawing, answer.header)


def test_products_that_were_computed_without_ranges_show_none(home: Path) -> None:
    """A range of one run would be `-0.16 to -0.16`."""
    from middlepower.report.product_run import income_chart, product_bullets

    store(
        build(
            read_source("flows.csv", 2022), BuildChoices("mine", 2022, inputs="inputs.csv", tariffs="tariffs.csv")
        ).world,
        "mine",
    )
    line = "world build --products my-trade.csv --inputs mine --concordance my-sectors.csv --name goods"
    assert guarded(line.split()) == 0
    question = {**QUESTION, "world": "goods", "measures": [], "powers": ["USA", "CHN"]}
    document = mp.run(mp.Scenario(**question), ranges=False).document
    assert all(mark.range_shown == "" for row in income_chart(document).rows for mark in row.marks)
    assert " to " not in product_bullets(document)[0].text.split(". ")[0]
