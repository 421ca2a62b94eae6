"""A document is read field by field, written compactly, and is the same after a round trip."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from report_example import REGIONS, STATES, example_document, example_results, number, results_of

from middlepower.document.file import parse, read, write
from middlepower.document.results import Results
from middlepower.errors import DataError


def test_reads_every_state_economy_and_sector() -> None:
    results = example_results()
    assert list(results.states) == list(STATES)
    assert results.main.code == "deal"
    assert set(results.main.economies) == set(REGIONS)
    assert len(results.main.sectors["CAN"]) == 28
    assert results.states["deal-and-us-100"].economies["CAN"].real_income_percent.value == -3.41


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(write(example_results()), encoding="utf-8")
    assert write(read(tmp_path, Results)) == write(example_results())
    assert read(tmp_path / "results.json", Results) == read(tmp_path, Results)


def test_a_number_is_written_with_ten_digits() -> None:
    document = example_document()
    document["states"]["deal"]["economies"]["CAN"]["real_income_percent"] = {"value": 1.0 / 3.0}
    again = parse(write(results_of(document)), Results, "the text")
    assert again.main.economies["CAN"].real_income_percent.value == 0.3333333333


def test_json_is_compact_and_leaves_out_what_says_nothing() -> None:
    text = write(example_results())
    assert ": " not in text.split('"title"')[0]
    assert json.loads(text)["baseline_state"]["residual"] == {"value": 3.1e-13}
    assert '"defined_in"' not in text


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
        ("states", [], "`states`: Input should be"),
        ("title", KeyError, "`title`: Field required"),
        ("titel", "x", "`titel`: Unexpected keyword"),
        ("economy", "CAM", "`economy` is `CAM`"),
        ("header/vintage", "then", "`header.vintage`: Input should be a valid integer"),
        ("header/schema", 1, "`header.schema` is 1, this version reads"),
        ("header/document", "scroll", "`header.document`: Input should be 'run'"),
        ("powers", ["USA", "CHN", 4], "`powers.2`: Input should be a valid string"),
        ("states/deal/residual", True, "`states.deal.residual`"),
        ("states/deal/residual", {"value": True}, "`states.deal.residual.value`: Input should be a valid number"),
        ("states/deal/economies/CAN", KeyError, "lacks `CAN`"),
        (
            "states/deal/economies/USA/exports_percent/value",
            float("nan"),
            "USA.exports_percent.value`: Input should be",
        ),
        ("states/deal/economies/USA/real_income_percent/value", "1", "USA.real_income_percent.value`: Input should be"),
        ("states/deal/economies/USA/exports_percent/low", 99.0, "`low` must not be above `high`"),
        ("states/deal/economies/USA/exports_percent/low", KeyError, "a range has two ends"),
        ("states/deal/sectors/CAN/A01/output_percent", {"value": None}, "a missing value needs its `reason`"),
        ("header/sources", {}, "`header.sources`: Input should be a valid"),
        ("header/measures", [{}], r"`header.measures.0.id`: Field required"),
        ("regions/CAN", 7, "`regions.CAN`: Input should be a valid string"),
        ("scenario_definition/title", KeyError, "`scenario_definition.title`: Field required"),
    ],
)
def test_a_bad_document_says_where(path: str, value: Any, said: str) -> None:
    document = copy.deepcopy(example_document())
    _set(document, path, value)
    with pytest.raises(DataError, match=said):
        results_of(document)


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "null", "[" * 100_000, "{}", '{"header": 1}'])
def test_a_bad_file_says_so(tmp_path: Path, content: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"results\.json is (not JSON|no results document)"):
        read(file, Results)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.json"):
        read(tmp_path / "none.json", Results)


def test_a_number_is_stated_with_its_unit_and_source() -> None:
    found = example_results().stated("states", "deal", "economies", "CAN", "by_variant_percent", "CP/long")
    assert found.unit == "per cent"
    assert "real_income_percent of each variant" in found.definition
    assert found.source
    money = example_results().stated("baseline_state", "actors", "CAN", "output_musd", "A01")
    assert money.unit == "million US dollars of 2022 a year"
    with pytest.raises(KeyError, match="no number stands"):
        example_results().stated("states", "deal", "economies")


def test_a_missing_number_says_why() -> None:
    document = example_document()
    document["states"]["deal"]["economies"]["CAN"]["exports_percent"] = number(None, reason="it does not trade")
    with pytest.raises(DataError, match="it does not trade"):
        _ = results_of(document).main.economies["CAN"].exports_percent.known
