"""Files beside CSV and the page: a workbook, Parquet, figures as SVG and PNG, pages as PDF."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from report_example import example_results

import middlepower
from middlepower.cli.guard import guarded
from middlepower.errors import OutputError, ScenarioError
from middlepower.report import chromium
from middlepower.report.drawing import WIDTH, height_of, svg
from middlepower.report.exports import about, asked, further
from middlepower.report.files import report_texts
from middlepower.report.folder import Place
from middlepower.report.run_drawings import run_drawings
from middlepower.report.workbook import table_of, with_unit

RESULTS = example_results()
NAMED = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def browser() -> str:
    """A browser that can print; without one the test is skipped."""
    try:
        return chromium.chromium()
    except OutputError as error:
        pytest.skip(f"no Chromium: {error}")


def test_a_workbook_has_a_sheet_for_each_table_after_one_that_says_what_they_are() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    texts = {"measures_used.csv": report_texts(RESULTS)["measures_used.csv"], "a.csv": "code,real_income_percent\n"}
    made = further(texts, ("xlsx",), RESULTS, ())["tables.xlsx"]
    assert isinstance(made, bytes)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["about", "measures_used", "a"]
    said = {row[0].value: row[1].value for row in book["about"]}
    assert said["baseline"] == RESULTS.header.baseline
    assert said["middlepower"] == middlepower.__version__
    assert said["command"] == RESULTS.header.command
    assert {f"source {source.id}" for source in RESULTS.header.sources} <= set(said)
    assert [cell.value for cell in book["a"][1]] == ["code", "real_income_percent [per cent]"]


def test_numbers_are_numbers_codes_stay_texts_and_no_text_is_a_formula() -> None:
    rows = list(table_of("hs,value_musd,note\n0306,12.5,'=1+1\n8703,,plain\n", {}))
    assert rows[0] == ["hs", "value_musd [million US dollars]", "note"]
    assert rows[1:] == [["0306", 12.5, "=1+1"], ["8703", None, "plain"]]


def test_a_row_that_names_its_quantity_has_the_unit_beside_it() -> None:
    text = "indicator,number\nreal_income_percent,1\nreal_income_musd,2\n"
    rows = list(table_of(text, RESULTS.quantities))
    assert rows[0] == ["indicator", "unit", "number"]
    assert [row[1] for row in rows[1:]] == ["per cent", RESULTS.quantities["real_income_musd"].unit]


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ("real_income_musd_low", "real_income_musd_low [million US dollars of 2022 a year]"),
        ("baseline_musd", "baseline_musd [million US dollars]"),
        ("export_share_percent_USA", "export_share_percent_USA [per cent]"),
        ("economy", "economy"),
    ],
)
def test_a_header_says_its_unit(column: str, shown: str) -> None:
    assert with_unit(column, RESULTS.quantities) == shown


def test_every_table_has_a_parquet_file_with_its_rows() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    made = further({"a.csv": "code,value\nx,1.5\ny,\n"}, ("parquet",), None, ())
    table = parquet.read_table(io.BytesIO(bytes(made["a.parquet"])))  # type: ignore[arg-type]
    assert table.to_pydict() == {"code": ["x", "y"], "value": [1.5, None]}


def test_each_figure_is_a_file_with_its_title_unit_and_baseline() -> None:
    figures = list(run_drawings(RESULTS))
    assert len({one.name for one in figures}) == len(figures) > 5
    for one in figures:
        root = ElementTree.fromstring(svg(one))
        assert root.tag == f"{NAMED}svg"
        assert (root.get("width"), root.get("height")) == (str(WIDTH), str(height_of(one)))
        said = " ".join("".join(node.itertext()) for node in root.iter(f"{NAMED}text"))
        assert one.title.split()[-1] in said
        assert "status quo of 13 January 2026" in said.replace("  ", " ")
        assert (root.get("aria-label") or "").startswith(one.title)


def test_figures_show_the_numbers_of_the_document() -> None:
    income = next(one for one in run_drawings(RESULTS) if one.name == "income")
    root = ElementTree.fromstring(svg(income))
    texts = ["".join(node.itertext()) for node in root.iter(f"{NAMED}text")]
    assert "+0.03" in texts
    assert len(list(root.iter(f"{NAMED}circle"))) == len(RESULTS.states)


def test_nothing_is_drawn_outside_its_figure() -> None:
    for one in run_drawings(RESULTS):
        root = ElementTree.fromstring(svg(one))
        drawn = [node for kind in ("line", "text", "circle") for node in root.iter(f"{NAMED}{kind}")]
        across = [float(node.get(name, "0")) for node in drawn for name in ("x", "x1", "x2", "cx")]
        assert min(across) >= 0, one.name
        if not one.name.startswith("map"):
            assert max(across) <= WIDTH, one.name


def test_a_page_and_a_figure_are_printed(browser: str) -> None:
    made = further({"page.html": "<!doctype html><p>Hello</p>"}, ("pdf",), None, ())
    assert bytes(made["page.pdf"]).startswith(b"%PDF")  # type: ignore[arg-type]
    income = next(one for one in run_drawings(RESULTS) if one.name == "income")
    png = further({}, ("png",), RESULTS, [income])["income.png"]
    assert isinstance(png, bytes)
    assert png.startswith(b"\x89PNG")
    wide, tall = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
    assert (wide, tall) == (chromium.SCALE * WIDTH, chromium.SCALE * height_of(income))


def test_a_browser_that_makes_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.NAMED, "true")
    with pytest.raises(OutputError, match="Chromium made no PDF file: it ended with 0"):
        chromium.printed("<p>")


def test_a_missing_browser_is_one_line_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(chromium.NAMED, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "out"
    assert guarded(["rank", "--to", "USA", "--out", str(out), "--also", "pdf"]) == 2
    said = capsys.readouterr().err
    assert "Install Chromium" in said
    assert "MIDDLEPOWER_CHROMIUM" in said
    assert not out.exists()


def test_formats_need_a_folder_a_known_name_and_something_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked("xlsx, svg,xlsx") == ("xlsx", "svg")
    with pytest.raises(ScenarioError, match="`--also` has `docx`"):
        asked("docx")
    assert guarded(["list", "groups", "--also", "xlsx"]) == 2
    assert "name a folder" in capsys.readouterr().err
    assert guarded(["list", "groups", "--also", "svg", "--out", str(tmp_path / "out")]) == 2
    assert re.search("no figure", capsys.readouterr().err)


def test_files_of_a_place_are_those_of_the_command_and_those_asked_for(tmp_path: Path) -> None:
    written = Place(tmp_path / "out", ("svg",)).write(report_texts(RESULTS), RESULTS, run_drawings(RESULTS))
    names = {path.name for path in written}
    assert {"brief.html", "results.json", "income.svg", "actors.svg"} <= names


def test_the_first_sheet_names_the_law_of_every_measure() -> None:
    said = dict(about(RESULTS))
    assert all(f"measure {measure.id}" in said for measure in RESULTS.header.measures)
