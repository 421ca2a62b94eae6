"""What the how-to pages show must work: a reader will copy it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from middlepower.policy.schema import parse_measure
from middlepower.scenario.schema import Scenario

DOCS = Path(__file__).resolve().parents[2] / "docs"


def yaml_blocks(page: str) -> list[Any]:
    """The YAML examples of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```yaml\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    return [yaml.safe_load(textwrap.dedent(block)) for block in blocks]


def test_the_scenario_shown_is_valid() -> None:
    (shown,) = yaml_blocks("how-to/own-scenario.md")
    assert len(Scenario.model_validate(shown).states) == 3


def test_the_measure_shown_is_valid() -> None:
    ((shown,),) = yaml_blocks("how-to/add-a-measure.md")
    assert parse_measure(shown).products[0].rate == 1.0


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_paths_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`((?:src|tests|tools|docs|benchmarks|changes)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [path for path in named if not (DOCS.parent / path).exists()] == []
