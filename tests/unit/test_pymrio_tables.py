"""Tables that pymrio reads: its own saved folders, WIOD and Eora26 in the smallest form of their official layouts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.world.tables.assemble import BuildChoices, build, in_dollars
from middlepower.world.tables.source import read_source
from middlepower.world.tables.table import SourceTable
from middlepower.world.tables.units import million_dollars

pymrio = pytest.importorskip("pymrio")
SERVICES = ("electricity", "construction", "trade", "transport", "other")
TEST = BuildChoices("test", 2011, tariffs="none", elasticities="4", services=SERVICES)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pymrio's own test table, saved by it in three ways."""
    folder = tmp_path_factory.mktemp("saved")
    pymrio.load_test().save_all(folder / "text")
    pymrio.load_test().save_all(folder / "parquet", table_format="parquet")
    system = pymrio.load_test().calc_all()
    system.Z = None
    system.save_all(folder / "coefficients")
    return folder


@pytest.mark.parametrize("way", ["text", "parquet", "coefficients"])
def test_a_folder_that_pymrio_saved_is_the_table_that_was_saved(saved: Path, way: str) -> None:
    """Whatever the format of its files; inputs follow from coefficients where only these were saved."""
    ours, theirs = (read_source(name, 2011) for name in (str(saved / way), "pymrio:test"))
    assert_allclose(ours.flow, theirs.flow, rtol=1e-9)
    assert_allclose(np.asarray(ours.intermediate), np.asarray(theirs.intermediate), rtol=1e-9, atol=1e-9)
    assert ours.units == ("Mill USD",)
    assert build(ours, TEST).world.flow.sum() == pytest.approx(theirs.flow.sum())


def test_a_table_in_euro_is_not_taken_for_dollars(saved: Path) -> None:
    """EXIOBASE's unit is M.EUR: what it is worth must be said, and is then what the values are multiplied by."""
    table = replace(read_source(str(saved / "text"), 2011), units=("M.EUR",))
    with pytest.raises(DataError, match=r"its unit is `M\.EUR`: say how many million US dollars"):
        build(table, TEST)
    built = build(table, replace(TEST, usd=1.08))
    assert built.world.flow.sum() == pytest.approx(1.08 * table.flow.sum())
    assert "values are multiplied by 1.08 to be in million US dollars." in built.notes


@pytest.mark.parametrize(
    ("unit", "worth"),
    [
        ("Mill USD", 1.0), ("M.USD", 1.0), ("millions of US$", 1.0), ("million current US dollars", 1.0),
        ("000 USD", 1e-3), ("thousands of US$", 1e-3), ("bn USD", 1e3), ("USD", 1e-6), ("M.EUR", None), ("M CAD", None),
        ("Mill USD 2015 prices", None), ("", None), ("tonnes", None), ("million", None), ("USD/t", None),
    ],
)  # fmt: skip
def test_only_a_plain_unit_of_dollars_is_understood(unit: str, worth: float | None) -> None:
    assert million_dollars(unit) == worth


def table_in(*units: str) -> SourceTable:
    """A table of one economy and sector whose values are in some units."""
    return SourceTable(("CAN",), ("goods",), np.full((1, 1, 1), 7.0), None, "a table", units=units)


def test_a_unit_is_never_guessed() -> None:
    """Neither where the table says none, nor where it says two, nor where the user says another."""
    assert_allclose(in_dollars(table_in("000 USD"), None).flow, 0.007)
    assert_allclose(in_dollars(table_in(), 1.0).flow, 7.0)
    for units, said, told in (
        ((), None, "does not say what its values are in"),
        (("Mill USD", "M.EUR"), 1.0, "several units"),
        (("Mill USD",), 1.08, "leave `--usd` out"),
    ):
        with pytest.raises(DataError, match=told):
            in_dollars(table_in(*units), said)


def wiod(folder: Path, flows: NDArray[np.float64]) -> Path:
    """A made file in WIOD's layout of 2013: two regions, one sector (c35), two kinds of final demand, a total."""
    labels = [("P", "Private households", region, "c35") for region in ("CAN", "USA")]
    ends = [(np.nan, name, region, code) for region in ("CAN", "USA") for code, name in (("c37", "a"), ("c38", "b"))]
    head = [*labels, *ends, (np.nan, "total", "TOT", "c60")]
    grid: list[list[object]] = [[np.nan] * (4 + len(head)) for _ in range(6)]
    for place, text in enumerate(("World table, 2011", "", "(industry-by-industry)", "(millions of US$)")):
        grid[place][0] = text
    for part in range(4):
        for place, one in enumerate(head):
            grid[2 + part][4 + place] = one[part]
    body = [[*label, *values, sum(values)] for label, values in zip(labels, flows.tolist(), strict=True)]
    below = [[np.nan, name, "TOT", code, *[1.0] * (len(head))] for name, code in (("Value added", "r64"), ("x", "r69"))]
    path = folder / "wiot11_row_apr12.xlsx"
    pd.DataFrame([*grid, *body, *below]).to_excel(path, header=False, index=False)
    return path


def test_official_files_of_wiod_are_read(tmp_path: Path) -> None:
    """From the folder and the year, or from the file itself."""
    pytest.importorskip("openpyxl")
    flows = np.array([[10.0, 2.0, 30.0, 5.0, 1.0, 0.5], [3.0, 40.0, 4.0, 0.0, 90.0, 20.0]])
    file = wiod(tmp_path, flows)
    for name in (f"wiod:{tmp_path}", f"wiod:{file}"):
        table = read_source(name, 2011)
        assert (table.regions, table.sectors, table.units) == (("CAN", "USA"), ("P",), ("millions of US$",))
        assert_allclose(np.asarray(table.intermediate)[0, :, 0, :], flows[:, :2])
        assert_allclose(table.flow[0].T, flows[:, :2] + flows[:, 2:].reshape(2, 2, 2).sum(axis=2))
    with pytest.raises(DataError, match="Are these the official files of 1999"):
        read_source(f"wiod:{tmp_path}", 1999)


def eora(folder: Path, flows: NDArray[np.float64]) -> None:
    """Made files in Eora26's layout: two countries with two sectors, one kind of final demand, thousand dollars."""
    names = [("Canada", "CAN"), ("USA", "USA")]
    labels = [[*one, "Industries", sector] for one in names for sector in ("Agriculture", "Mining and Quarrying")]
    ends = [[*one, "Final Demand", "Household final consumption P.3h"] for one in names]
    tables = {
        "Eora26_2015_bp_T": flows[:, :4], "Eora26_2015_bp_FD": flows[:, 4:], "labels_T": labels, "labels_FD": ends,
        "Eora26_2015_bp_VA": np.ones((1, 4)), "labels_VA": [["Primary Inputs", "Compensation of employees D.1"]],
        "Eora26_2015_bp_Q": np.ones((1, 4)), "Eora26_2015_bp_QY": np.ones((1, 2)),
        "labels_Q": [["Energy usage (TJ)", "Coal"]],
    }  # fmt: skip
    for name, content in tables.items():
        pd.DataFrame(content).to_csv(folder / f"{name}.txt", sep="\t", header=False, index=False)


def test_official_files_of_eora_are_read_and_their_thousands_are_thousands(tmp_path: Path) -> None:
    flows = np.arange(1.0, 25.0).reshape(4, 6) * 1000.0
    eora(tmp_path, flows)
    table = read_source(f"eora:{tmp_path}", 2015)
    assert (table.regions, table.units) == (("CAN", "USA"), ("000 USD",))
    assert_allclose(in_dollars(table, None).flow.sum(), flows.sum() / 1000.0)


@pytest.mark.parametrize("name", ["wiod:nowhere", "eora:nowhere"])
def test_files_that_are_not_there_are_named(name: str) -> None:
    with pytest.raises(DataError, match="there is no file or folder nowhere"):
        read_source(name, 2011)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file_parameters.json").write_text("{", encoding="utf-8")
    for name in (str(tmp_path), f"wiod:{tmp_path}", f"eora:{tmp_path}"):
        with pytest.raises(DataError, match="can't read a table of pymrio"):
            read_source(name, 2011)
