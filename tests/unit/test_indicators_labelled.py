"""Labelled arrays: missing values always have a reason, which survives selection; ranges and ranks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.document.number import Number
from middlepower.document.table import Table
from middlepower.errors import DataError
from middlepower.indicators.labelled import (
    About,
    LabelledSheet,
    column,
    dataset,
    labelled,
    no_reasons,
    over_variants,
    rank_stability,
    reasons,
    sheet,
    variable,
)

ABOUT = About("fraction", "a test", "nowhere")


def said(*texts: str) -> np.ndarray:
    found = no_reasons((len(texts),))
    found[:] = texts
    return found


def test_units_definition_and_source_stand_in_attrs() -> None:
    array = labelled("share", [0.25, 0.75], {"partner": ["A", "B"]}, ABOUT)
    assert array.attrs == {"units": "fraction", "definition": "a test", "source": "nowhere"}
    assert float(array.sel(partner="B")) == 0.75
    assert reasons(array) == {}


def test_reasons_stay_with_their_cells() -> None:
    array = labelled("share", [0.25, np.nan], {"partner": ["A", "B"]}, ABOUT, said("", "no trade"))
    assert reasons(array) == {("B",): "no trade"}
    assert array.isel(partner=slice(None, None, -1)).reason.values.tolist() == ["no trade", ""]
    assert reasons(variable(dataset([array]), "share")) == {("B",): "no trade"}


@pytest.mark.parametrize(("values", "texts"), [([1.0, np.nan], ("", "")), ([1.0, 2.0], ("", "why"))])
def test_missing_and_reason_go_together(values, texts) -> None:
    with pytest.raises(DataError, match=r"`share` at \(B\)"):
        labelled("share", values, {"partner": ["A", "B"]}, ABOUT, said(*texts))


def test_variants_stand_side_by_side_with_the_reasons_of_each() -> None:
    table = {"x": [3.0, 1.0], "y": [2.0, np.nan], "z": [5.0, 4.0]}
    columns = {
        name: column(
            "E", row, {"power": ["A", "B"]}, ABOUT, said(*("no equilibrium" if np.isnan(v) else "" for v in row))
        )
        for name, row in table.items()
    }
    found = over_variants(columns)
    assert found.coords == {"variant": ["x", "y", "z"], "power": ["A", "B"]}
    assert found.reasons.tolist() == [["", ""], ["", "no equilibrium"], ["", ""]]
    assert_allclose(found.values, [[3.0, 1.0], [2.0, np.nan], [5.0, 4.0]])
    assert found.about == ABOUT


def test_rank_stability_by_hand() -> None:
    """2 3 1 against 1 3 2: Spearman 0.5, two of three pairs in the same order, the same top."""
    rows = column("E", [[2.0, 3.0, 1.0], [1.0, 3.0, 2.0]], {"variant": ["x", "y"], "economy": ["A", "B", "C"]}, ABOUT)
    found = {name: one.values for name, one in rank_stability(rows).columns.items()}
    assert_allclose(found["rank_correlation"], [1.0, 0.5])
    assert_allclose(found["same_order"], [1.0, 2.0 / 3.0])
    assert found["same_top"].tolist() == [1.0, 1.0]


def test_one_value_has_no_rank() -> None:
    rows = column("E", [[1.0], [2.0]], {"variant": ["x", "y"], "economy": ["A"]}, ABOUT)
    assert rank_stability(rows).columns["same_top"].reasons.tolist() == 2 * ["fewer than two values to rank"]


def test_a_label_of_a_column_takes_its_dimension_away() -> None:
    coords = {"power": ["X", "Y"], "side": ["both", "export"]}
    why = said("", "", "no trade", "").reshape(2, 2)
    found = column("E", [[1.0, 2.0], [np.nan, 4.0]], coords, ABOUT, why).at("side", "both")
    assert found.coords == {"power": ["X", "Y"]}
    assert_allclose(found.values, [1.0, np.nan])
    assert found.reasons.tolist() == ["", "no trade"]


def test_a_sheet_and_its_dataset_are_the_same_to_read() -> None:
    coords = {"economy": ["A", "B"], "power": ["X"]}
    whole = column("E", [[1.0], [2.0]], coords, ABOUT)
    holes = column("c", [[np.nan], [3.0]], coords, ABOUT, said("no equilibrium", "").reshape(2, 1))
    both = sheet([whole, holes], side="both", solves=2).saying("largest", ["economy"], ["X", ""])
    again = LabelledSheet.of(both.dataset())
    assert list(again.columns) == ["E", "c"]
    assert again.attrs == both.attrs == {"side": "both", "solves": 2}
    for name, kept in both.columns.items():
        back = again.columns[name]
        assert_allclose(back.values, kept.values)
        assert (back.coords, back.about, back.reasons.tolist()) == (kept.coords, kept.about, kept.reasons.tolist())
    for table in (Table.of(both), Table.of(both.dataset())):
        assert table.number("E", economy="B", power="X") == Number(2.0)
        assert table.number("c", economy="A", power="X") == Number(None, reason="no equilibrium")
        assert table.labels("economy") == ["A", "B"]
        assert (table.text("largest", economy="A"), table.text("largest", economy="B")) == ("X", None)
