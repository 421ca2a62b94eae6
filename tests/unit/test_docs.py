"""What the how-to pages show must work: a reader will copy it."""

from __future__ import annotations

import doctest
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from middlepower.experiment.draw import COLUMNS
from middlepower.policy.schema import parse_measure
from middlepower.scenario.schema import Scenario, State
from tools import draws_reference
from tools.names_reference import PAGE
from tools.names_reference import page as codes_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def yaml_blocks(page: str) -> list[Any]:
    """The YAML examples of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```yaml\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(textwrap.dedent(block)) for block in blocks]


def test_the_scenario_shown_is_valid() -> None:
    shown, *parts = yaml_blocks("how-to/own-scenario.md")
    named = [state for part in parts for state in part.values() if isinstance(state, dict)]  # blocks of states by name
    keys = [part for part in parts if set(part) <= set(State.model_fields)]  # blocks of a state's keys
    states = [State.model_validate({"title": "x", **part}) for part in (*named, *keys)]
    assert [bool(state.solve_for) for state in states] == [False, True, True, False, False, False]
    assert [bool(state.export_taxes) for state in states] == [False, False, False, False, True, False]
    assert states[-1].cut_off
    (asked,) = [part for part in parts if "questions" in part]
    assert Scenario.model_validate({**shown, **asked}).questions
    assert len(Scenario.model_validate(shown).states) == 3


def test_the_measure_shown_is_valid() -> None:
    (shown,), (ban,) = yaml_blocks("how-to/add-a-measure.md")
    assert parse_measure(ban).direction == "exports"
    assert parse_measure(shown).products[0].rate == 0.5


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_paths_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`((?:src|tests|tools|docs|benchmarks|changes)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [path for path in named if not (DOCS.parent / path).exists()] == []


@pytest.mark.parametrize(("page", "lines"), [("explanation/one-tariff.md", 10), ("reference/names.md", 4)])
def test_the_python_that_a_page_shows_gives_what_it_says(page: str, lines: int) -> None:
    outcome = doctest.testfile(str(DOCS / page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert outcome.attempted > lines
    assert outcome.failed == 0


def test_the_tables_of_names_are_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == codes_page(), "run python -m tools.names_reference"


def test_the_distributions_of_draws_are_current() -> None:
    """And every name that has a column of the design stands there."""
    text = draws_reference.PAGE.read_text(encoding="utf-8")
    assert text == draws_reference.page(), "run python -m tools.draws_reference"
    assert set(draws_reference.every()) == set(COLUMNS)


def test_the_way_of_a_tariff_never_goes_back_to_an_earlier_room() -> None:
    """The files in the table of the page stand in the order of the layers, which imports may only go down."""
    rooms = [re.findall(r"`src/middlepower/(\w+)/", line) for line in table_rows()]
    order = [room for row in rooms for room in dict.fromkeys(row)]
    assert list(dict.fromkeys(order)) == ["policy", "scenario", "model", "indicators", "document", "report"]
    assert order == sorted(order, key=list(dict.fromkeys(order)).index)


def table_rows() -> list[str]:
    """The rows of the table of steps."""
    page = (DOCS / "explanation/one-tariff.md").read_text("utf-8")
    return re.findall(r"^\| \d+ \|.*$", page, flags=re.MULTILINE)


def test_the_page_on_the_house_names_folders_of_equations_that_exist() -> None:
    """A variant that is added later is in `middlepower list models` at once; here it may wait."""
    page = (DOCS / "explanation/architecture.md").read_text("utf-8")
    named = set(re.findall(r"^\| `src/middlepower/model/(\w+)` \|", page, flags=re.MULTILINE))
    folders = {file.parent.name for file in (DOCS.parent / "src/middlepower/model").glob("*/__init__.py")}
    assert len(named) > 5
    assert named <= folders
