"""Published numbers stand as they were printed, with a scenario and a state that ask the same question."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from middlepower.data import published
from middlepower.data.published import load_published, published_on
from middlepower.document.quantities import quantities
from middlepower.errors import DataError
from middlepower.scenario.read import library, read_scenario

RAW = Path(os.environ.get("MIDDLEPOWER_DATA", Path(__file__).parents[3] / "shared" / "data"))
RECORD = RAW / "published" / "published_results.csv"
RECORDED = 24  # rows that stand in the raw record; the others are in no record of one row a number


def test_every_published_number_names_a_state_of_the_library_and_a_number_of_the_documents() -> None:
    for row in load_published():
        assert row.scenario in library(), row.id
        assert row.state in read_scenario(row.scenario).states, row.id
        assert row.variable in quantities(), row.id
        assert row.source.startswith("http"), row.id
        assert row.note.endswith("."), row.id


def test_ids_of_published_numbers_are_unique() -> None:
    ids = [row.id for row in load_published()]
    assert len(set(ids)) == len(ids)


def test_every_state_of_the_scenario_of_published_questions_has_a_published_number() -> None:
    assert all(published_on("published-2025", state) for state in read_scenario("published-2025").states)


@pytest.mark.skipif(not RECORD.exists(), reason="raw data not at hand")
def test_published_numbers_are_those_of_the_record_that_are_verified() -> None:
    with RECORD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    told = {(row["institution"], row["economy"], float(row["value"]), row["source"]): row["unverified"] for row in rows}
    found = [told.get((row.institution, row.economy, row.value, row.source)) for row in load_published()]
    assert "true" not in found
    assert found.count("false") == RECORDED


def test_a_horizon_that_does_not_exist_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = published.PUBLISHED.read_text(encoding="utf-8").replace(",first-year,", ",next-year,", 1)
    (tmp_path / "published.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(published, "PUBLISHED", tmp_path / "published.csv")
    load_published.cache_clear()
    with pytest.raises(DataError, match="`horizon` is `next-year`: give one of first-year, between, long"):
        load_published()
    load_published.cache_clear()
