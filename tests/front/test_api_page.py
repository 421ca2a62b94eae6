"""The page on Python is the front door as it is, and what pages for users of Python show works."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import middlepower as mp
from tools import api_reference
from tools.notebooks import FOLDER, cells, rendered

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    assert api_reference.PAGE.read_text("utf-8") == api_reference.page(), "run python -m tools.api_reference"


def test_the_page_names_the_whole_door() -> None:
    text = api_reference.PAGE.read_text("utf-8")
    assert [name for name in dir(mp) if f"`mp.{name}" not in text] == []


def test_the_beginning_of_the_page_gives_what_it_says() -> None:
    text = api_reference.PAGE.read_text("utf-8").partition(api_reference.MARK)[0]
    test = doctest.DocTestParser().get_doctest(text, {}, "api.md", "api.md", 0)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert found.attempted > 5
    assert found.failed == 0


def test_there_are_five_notebooks_each_with_its_page() -> None:
    scripts = sorted(FOLDER.glob("*.py"))
    assert len(scripts) == 5
    for script in scripts:
        assert f"<!-- notebook: {script.stem} -->" in script.with_suffix(".md").read_text("utf-8")
        assert sum("[markdown]" in kind for kind, _ in cells(script)) >= 2


def test_a_notebook_is_run_and_shown_with_what_it_says() -> None:
    page = rendered(FOLDER / "own_world.py")
    assert page.startswith("# A world of your own")
    assert "<World two (2024): 2 economies x 2 sectors" in page
    assert "HOME" in page.rpartition("```text")[2]


@pytest.mark.slow
@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.py")), ids=lambda script: script.stem)
def test_every_notebook_runs(script: Path) -> None:
    assert "```text" in rendered(script)
