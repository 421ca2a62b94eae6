"""A page of the bench as a link and as a file: both hold the scenario that the command line reads."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest

from middlepower.errors import ScenarioError
from middlepower.scenario.read import library, read_scenario
from middlepower.web.page_state import LARGEST_STATE, PageState, file_of, link_of, page_in_link, page_of, raw_of


@pytest.mark.parametrize("name", library())
def test_a_scenario_survives_link_and_file(name: str, tmp_path: Path) -> None:
    scenario = read_scenario(name)
    page = PageState(raw_of(scenario), "FGO", "medium", "balanced")
    assert page_in_link(link_of(page)) == page
    path = tmp_path / "shared.yaml"
    path.write_text(file_of(page), encoding="utf-8")
    assert read_scenario(path) == scenario


@pytest.mark.parametrize("link", ["", "x", "%%%", "eJw", "A" * 20_000, base64.urlsafe_b64encode(b"plain").decode()])
def test_a_damaged_link_is_refused_in_one_sentence(link: str) -> None:
    with pytest.raises(ScenarioError, match="the link is damaged or cut short"):
        page_in_link(link)


def packed(content: object) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(content).encode(), 9)).decode().rstrip("=")


def test_a_link_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(ScenarioError, match="damaged"):
        page_in_link(packed({"scenario": {"title": "x" * (LARGEST_STATE + 10)}}))


def test_a_link_to_something_else_names_what_is_wrong() -> None:
    with pytest.raises(ScenarioError, match="the request has `more`"):
        page_in_link(packed({"scenario": {}, "more": 1}))
    with pytest.raises(ScenarioError, match="`horizon` is `3`"):
        page_of({"scenario": {}, "horizon": 3})
    with pytest.raises(ScenarioError, match="no `scenario`"):
        page_of({"scenario": ["x"]})
