"""Templates that were compiled beforehand render the very pages that those compiled in memory do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_example import example_results

from middlepower.report import pages
from middlepower.report.kept_templates import PAGES, KeptTemplates, compile_templates, environment, templates


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates") / "kept"
    assert compile_templates(folder) == sum(file.suffix in PAGES for file in templates().iterdir())
    return folder


def rendered(kept: KeptTemplates, monkeypatch: pytest.MonkeyPatch) -> str:
    from middlepower.report.brief import render_brief

    monkeypatch.setattr(pages, "_kept", lambda: kept)
    return render_brief(example_results())


def test_a_page_of_kept_templates_is_that_of_their_sources(compiled, tmp_path, monkeypatch) -> None:
    kept = KeptTemplates(compiled)
    assert rendered(kept, monkeypatch) == rendered(KeptTemplates(tmp_path / "nothing"), monkeypatch)
    assert not kept.made  # every template was at hand


def test_a_template_that_changed_is_compiled_anew(compiled, monkeypatch) -> None:
    kept = KeptTemplates(compiled)
    made = environment(kept)
    told: Any = made.loader
    source = told.get_source(made, "plot.svg")
    monkeypatch.setattr(told, "get_source", lambda *_: ("changed", *source[1:]))
    assert made.get_template("plot.svg").render() == "changed"
    assert len(kept.made) == 1


def test_a_file_that_is_no_byte_code_is_left_aside(compiled, tmp_path) -> None:
    kept = KeptTemplates(tmp_path)
    for file in compiled.iterdir():
        (tmp_path / file.name).write_bytes(b"no code at all")
    environment(kept).get_template("plot.svg")
    assert len(kept.made) == 1
