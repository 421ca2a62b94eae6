"""The results document is checked field by field before anything is written from it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from report_example import REGIONS, SECTORS, STATES, example_document

from middlepower.document.read import read_results
from middlepower.errors import DataError


def test_reads_every_state_economy_and_sector() -> None:
    results = read_results(example_document())
    assert list(results.states) == list(STATES)
    assert results.main.code == "deal"
    assert set(results.main.economies) == set(REGIONS)
    assert set(results.main.sectors["CAN"]) == set(SECTORS)
    assert results.states["deal-and-us-100"].economies["CAN"].real_income_percent == -3.41


def test_path_and_dict_give_the_same(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(example_document()), encoding="utf-8")
    assert read_results(file) == read_results(example_document())


def _set(document: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split("/")
    for key in way:
        document = document[key]
    if value is KeyError:
        del document[last]
    else:
        document[last] = value


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("states", {}, "`states` is empty"),
        ("states", [], "`states` must be a table"),
        ("title", KeyError, "`title` is missing"),
        ("economy", "CAM", "`economy` is `CAM`"),
        ("vintage", "then", "`vintage` must be a finite number"),
        ("powers", "USA,CHN,3".split(",") + [4], r"`powers\[3\]` must be text"),
        ("states/deal/residual", True, "`states.deal.residual` must be a finite number"),
        ("states/deal/economies/CAN", KeyError, "lacks `CAN`"),
        (
            "states/deal/economies/USA/exports_percent",
            float("nan"),
            "USA.exports_percent` must be a finite number",
        ),
        ("states/deal/economies/USA/real_income_percent", "1", "USA.real_income_percent` must be"),
        ("states/deal/economies/USA/ranges/exports_percent/low", 99.0, "low end is not above"),
        ("states/deal/sectors/CAN/A01/output_percent", "", "A01.output_percent` must be a finite number"),
        ("sources", {}, "`sources` must be a list"),
        ("measures_used", [{}], r"`measures_used\[0\].id` is missing"),
        ("regions/CAN", 7, "`regions.CAN` must be text"),
    ],
)
def test_bad_document_says_where(path: str, value: Any, said: str) -> None:
    document = copy.deepcopy(example_document())
    _set(document, path, value)
    with pytest.raises(DataError, match=said):
        read_results(document)


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "null"])
def test_bad_file_says_so(tmp_path: Path, content: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="results document"):
        read_results(file)


def test_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.json"):
        read_results(tmp_path / "none.json")


def test_not_a_table() -> None:
    with pytest.raises(DataError, match="whole document"):
        read_results([1])  # type: ignore[arg-type]


def test_optional_parts_may_be_missing() -> None:
    document = example_document()
    for key in ("baseline_date", "numeraire", "nest_elasticity", "powers", "baseline_state", "notes"):
        del document[key]
    for state in document["states"].values():
        for key in ("description", "quotas", "solved_for", "measures", "solve"):
            del state[key]
        for economy in state["economies"].values():
            del economy["ranges"], economy["by_variant"]
    results = read_results(document)
    assert results.nest_elasticity is None
    assert results.own(results.main).ranges == {}
