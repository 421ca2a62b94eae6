"""The files of a run: complete or absent, and true to the document."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from report_example import STATES, example_document, example_results, results_of

from middlepower.document.file import write
from middlepower.document.full_table import Columns
from middlepower.errors import DataError, OutputError
from middlepower.report.files import FlowTable, write_report
from middlepower.report.folder import Place
from middlepower.report.ours import MANIFEST
from middlepower.report.terminal import terminal_text

PARQUET = {"economies.parquet"} if find_spec("pyarrow") else set()
NAMES = {
    "results.json",
    "economies.csv",
    "flows.csv",
    "measures_used.csv",
    "provenance.json",
    "brief.html",
    *PARQUET,
}
VALUES = np.array([1 / 3, np.nan, -1.0])
TABLE = Columns("economies", {"economy": ["CAN", "=USA", "CHN"], "real_income_percent": VALUES})
TABLES = (lambda: (TABLE,),)


def _flows() -> FlowTable:
    baseline = np.arange(2 * 3 * 3, dtype=float).reshape(2, 3, 3)
    return FlowTable(("CAN", "USA", "CHN"), ("A01", "SERV"), baseline, {"deal": baseline * 1.5})


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_writes_every_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    written = write_report(example_results(), TABLES, _flows(), Place(out))
    assert {file.name for file in written} == NAMES == set(os.listdir(out)) - {MANIFEST}
    assert (out / "results.json").read_text(encoding="utf-8") == write(example_results())


def test_no_flows_no_flows_file(tmp_path: Path) -> None:
    write_report(example_results(), TABLES, None, Place(tmp_path))
    assert set(os.listdir(tmp_path)) - {MANIFEST} == NAMES - {"flows.csv"}


def test_tables_in_full_are_written_as_csv_and_parquet(tmp_path: Path) -> None:
    """Ten digits in CSV, all of them in Parquet; a missing number is an empty cell."""
    write_report(example_results(), TABLES, None, Place(tmp_path))
    rows = _rows(tmp_path / "economies.csv")
    assert [row["real_income_percent"] for row in rows] == ["0.3333333333", "", "-1"]
    assert [row["economy"] for row in rows] == ["CAN", "'=USA", "CHN"]
    if PARQUET:
        pq = pytest.importorskip("pyarrow.parquet")
        kept = pq.read_table(tmp_path / "economies.parquet").to_pydict()
        assert kept == {"economy": ["CAN", "=USA", "CHN"], "real_income_percent": [1 / 3, None, -1.0]}


def test_without_pyarrow_there_are_csv_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("middlepower.report.csv_text.find_spec", lambda name: None)
    write_report(example_results(), TABLES, None, Place(tmp_path))
    assert set(os.listdir(tmp_path)) - {MANIFEST} == NAMES - {"flows.csv", "economies.parquet"}


def test_flows_csv_has_the_right_axes(tmp_path: Path) -> None:
    write_report(example_results(), TABLES, _flows(), Place(tmp_path))
    rows = _rows(tmp_path / "flows.csv")
    assert len(rows) == 17  # the cell that is zero everywhere is left out
    cell = next(r for r in rows if (r["importer"], r["exporter"], r["sector"]) == ("USA", "CHN", "SERV"))
    assert float(cell["baseline_musd"]) == 9 + 3 + 2
    assert float(cell["deal_musd"]) == 21


def test_flows_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(DataError, match=r"flows of `deal` have shape \(2, 2\)"):
        FlowTable(("CAN",), ("A01",), np.ones((1, 1, 1)), {"deal": np.ones((2, 2))})


def test_measures_and_provenance(tmp_path: Path) -> None:
    write_report(example_results(), TABLES, None, Place(tmp_path))
    measures = _rows(tmp_path / "measures_used.csv")
    assert measures[0]["id"] == "CA-CN-EXAMPLE-0"
    assert measures[0]["states"] == "deal truce"
    provenance = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((tmp_path / "brief.html").read_bytes()).hexdigest()
    assert provenance["sha256"]["brief.html"] == digest
    assert provenance["residuals"]["deal"] == 4.2e-13


def test_second_run_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(example_results(), TABLES, _flows(), Place(tmp_path / name))
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_out_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="can't be written"):
        write_report(example_results(), TABLES, None, Place(tmp_path / "out"))
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_way_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "brief.html").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        write_report(example_results(), TABLES, None, Place(tmp_path))
    assert os.listdir(tmp_path) == ["brief.html"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_full_disk_or_interrupt_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    real = Path.write_text

    def fails(self: Path, text: str, **options: str) -> int:
        if self.name == "brief.html":
            raise error
        return real(self, text, **options)

    monkeypatch.setattr(Path, "write_text", fails)
    out = tmp_path / "new" / "out"
    with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt):
        write_report(example_results(), TABLES, None, Place(out))
    assert os.listdir(tmp_path) == []


def test_earlier_files_survive_a_failed_run(tmp_path: Path) -> None:
    write_report(example_results(), TABLES, None, Place(tmp_path))
    before = (tmp_path / "results.json").read_bytes()
    header = replace(example_results().header, worst_residual=float("inf"))
    with pytest.raises(DataError, match="no JSON number"):
        write_report(replace(example_results(), header=header), TABLES, None, Place(tmp_path))
    assert (tmp_path / "results.json").read_bytes() == before


def test_terminal_fits_80_columns_and_is_plain() -> None:
    text = terminal_text(example_results())
    assert max(map(len, text.splitlines())) <= 80
    assert text.isascii()
    assert "\x1b" not in text
    for shown in (
        "status quo of 13 January 2026",
        "icio2022",
        "MEDIAN",
        "fixed_nominal",
        "4.2e-13",
        "-5.80..-2.05",
        "75.4",
    ):
        assert shown in text
    assert all(state in text for state in STATES)
    assert "median of the outcomes under 8 published elasticity sets" in text
    assert 'real income changes by -3.51% in "Deal, then US' in text


def test_terminal_in_colour_has_the_same_words() -> None:
    import re

    colour = terminal_text(example_results(), colour=True)
    assert "\x1b" in colour
    bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colour).splitlines())
    assert bare.strip() == terminal_text(example_results()).strip()


def test_terminal_shows_brackets_as_they_are() -> None:
    document = example_document() | {"title": "[bold]Canada[/bold] [x"}
    document["states"]["[red]x"] = document["states"].pop("truce") | {"code": "[red]x"}
    text = terminal_text(results_of(document))
    assert "[bold]Canada[/bold] [x" in text
    assert "[red]x" in text
