"""How to cite the program: the file that says so names this version, its licence and what it rests on."""

from __future__ import annotations

from pathlib import Path

import yaml

import middlepower

ROOT = Path(__file__).parents[2]


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == middlepower.__version__
    assert cited["license"] in (ROOT / "pyproject.toml").read_text("utf-8")
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split()).lower()
    assert all(one["title"].partition(",")[0].lower() in readme for one in cited["references"])


def test_the_installation_page_names_this_version() -> None:
    page = (ROOT / "docs" / "how-to" / "install.md").read_text("utf-8")
    assert f"middlepower-{middlepower.__version__}-py3-none-any.whl" in page
