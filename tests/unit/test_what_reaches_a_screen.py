"""Names and titles from files: no escape code reaches a terminal, no formula a spreadsheet, no markup a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from middlepower.cli.guard import guarded
from middlepower.errors import HIDDEN
from middlepower.report.csv_text import csv_text
from middlepower.report.files import FlowTable, flows_csv
from middlepower.report.folder import json_text

ESCAPES = """\
scenario: escape
title: "A title with \\e[31mcolour\\e[0m, \\x9b31m, \\u202eturned, and =1+1 <script>alert(1)</script>"
economy: CAN
baseline: {name: "=HYPERLINK(0)", date: 2026-01-13}
states:
  "=a,b": {title: "@SUM(1)\\e[5m", tariffs: [{importers: [USA], exporters: [CAN], sectors: [C29], rate: 0.25}]}
  "[red]\\ec": {title: "<b>bold</b>", tariffs: [{importers: [USA], exporters: [CAN], sectors: [C28], rate: 0.25}]}
notes: ["+1 \\e]0;title\\a"]
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a run whose names and titles are hostile."""
    folder = tmp_path_factory.mktemp("escapes")
    (folder / "escape.yaml").write_text(ESCAPES)
    assert guarded(["run", str(folder / "escape.yaml"), "--no-ranges", "--out", str(folder / "out")]) == 0
    return folder / "out"


def hidden(text: str) -> list[str]:
    """What a terminal would obey in a text of lines."""
    return [mark for mark in HIDDEN.findall(text) if mark not in "\n\t"]


def test_no_escape_code_reaches_the_terminal(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options in ([], ["--json"]):
        capsys.readouterr()
        assert guarded(["run", str(out.parent / "escape.yaml"), "--no-ranges", *options]) == 0
        said = capsys.readouterr()
        assert "colour" in said.out
        assert not hidden(said.out + said.err)


def test_no_file_holds_an_escape_code(out: Path) -> None:
    for path in out.iterdir():
        if path.suffix == ".parquet":  # no text
            continue
        assert not hidden(path.read_text(encoding="utf-8").replace("\r\n", "\n")), path


def texts(value: Any) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(part)


def test_the_document_still_says_what_the_scenario_said(out: Path) -> None:
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert any("\x1b[31mcolour\x1b[0m, \x9b31m, \u202eturned" in text for text in texts(document))


def test_no_cell_is_a_formula_and_every_row_has_its_columns(out: Path) -> None:
    for path in out.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}, path
        for cell in (cell for row in rows for cell in row):
            assert cell[:1] not in ("=", "+", "@")
            assert not cell.startswith("-") or float(cell) <= 0
    assert "'=a,b_musd" in next(csv.reader(io.StringIO((out / "flows.csv").read_text(encoding="utf-8"))))


def test_no_markup_reaches_the_page(out: Path) -> None:
    page = (out / "brief.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("＝1", "'＝1"),
        ("\t=1", "\\u0009=1"),
        ("\r=1", "\\u000d=1"),
        ("-0.5", "-0.5"),
        ("+3e-5", "+3e-5"),
        (-0.5, "-0.5"),
        (-3, "-3"),
        ("Côte d'Ivoire", "Côte d'Ivoire"),
        ("a,b", '"a,b"'),
        ("a\nb", "a\\u000ab"),
        ("", '""'),
    ],
)
def test_a_cell_is_a_number_or_a_text_and_no_formula(cell: object, written: str) -> None:
    assert csv_text([str(cell)], [[cell]]).splitlines()[1] == written


def test_flows_of_hostile_labels_stay_in_their_columns() -> None:
    import numpy as np

    flows = FlowTable(("=A,B", "C"), ('S"',), np.ones((1, 2, 2)), {"a,b": np.ones((1, 2, 2))})
    rows = list(csv.reader(io.StringIO(flows_csv(flows))))
    assert rows[0] == ["importer", "exporter", "sector", "baseline_musd", "a,b_musd"]
    assert rows[1] == ["'=A,B", "'=A,B", 'S"', "1.000", "1.000"]


def test_json_text_holds_no_character_that_a_terminal_obeys() -> None:
    said = json_text({"a\x1b": "b\x9b\u202e\ud800\U000e0001\n"})
    assert not hidden(said)
    assert json.loads(said) == {"a\x1b": "b\x9b\u202e\ud800\U000e0001\n"}
