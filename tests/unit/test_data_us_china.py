"""The duties of a Chinese HS10 line in 2022, from what US customs calculated in 2024."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_allclose

import middlepower
from middlepower.data.sources.us_census import read_us_imports
from tools.us_china import (
    LineDuties,
    added_rates,
    duties_of_line,
    read_sector_of,
    section_232_rate,
    sector_table,
)

RAW = Path(os.environ.get("MIDDLEPOWER_DATA", Path(__file__).parents[3] / "shared" / "data"))
POLICY = Path(middlepower.__file__).parent / "policy"


@pytest.mark.parametrize(
    ("line", "added", "rate_232", "expected"),
    [
        ("8481809005", 0.25, 0.0, LineDuties(0.25, 1.0, 0.0, 0.0)),  # lists 1 to 3, no exclusion
        ("8481809005", 0.20, 0.0, LineDuties(0.25, 0.8, 0.0, 0.0)),  # a fifth of imports excluded
        ("6110202079", 0.075, 0.0, LineDuties(0.075, 1.0, 0.0, 0.0)),  # list 4A
        ("8517130000", 0.0, 0.0, LineDuties(0.075, 0.0, 0.0, 0.0)),  # list 4B, never applied
        ("8507600010", 0.11875, 0.0, LineDuties(0.075, 1.0, 0.0, 0.0)),  # raised to 25% in September 2024
        ("9018310040", 0.25, 0.0, LineDuties(0.0, 0.0, 0.0, 0.0)),  # no duty before the review
        ("7210700000", 0.325, 0.25, LineDuties(0.075, 1.0, 0.25, 1.0)),  # list 4A and section 232
        ("7606123045", 0.175, 0.10, LineDuties(0.075, 1.0, 0.10, 1.0)),
    ],
)
def test_duties_of_a_line(line: str, added: float, rate_232: float, expected: LineDuties) -> None:
    found = duties_of_line(line, added, rate_232)
    values = (found.rate_301, found.share_301, found.rate_232, found.share_232)
    assert_allclose(values, (expected.rate_301, expected.share_301, expected.rate_232, expected.share_232), atol=1e-9)


def test_section_232_headings() -> None:
    assert [section_232_rate(h) for h in ("7208", "7302", "7304", "7601", "7606")] == [
        0.25,
        0.25,
        0.25,
        0.10,
        0.10,
    ]
    assert [section_232_rate(h) for h in ("7202", "7318", "7602", "7615", "8481")] == [0.0] * 5


def test_a_line_that_the_eu_did_not_sell_takes_the_rate_of_its_group() -> None:
    columns = ["imports", "duty", "hs4"]
    china = pd.DataFrame([[100.0, 30.0, "8481"], [100.0, 9.0, "0101"]], ["8481809005", "0101210010"], columns)
    mfn = pd.DataFrame([[50.0, 1.0, "8481"], [50.0, 0.0, "8481"]], ["8481809010", "8481100000"], columns)
    assert_allclose(added_rates(china, mfn)["added"], [0.28, 0.09])


@pytest.mark.skipif(not (RAW / "product").exists(), reason="raw data not at hand")
def test_the_committed_table_follows_from_the_raw_data() -> None:
    folder = RAW / "product"
    rows = sector_table(
        read_us_imports(folder, "CHN"),
        read_us_imports(folder, "EU"),
        read_sector_of(POLICY / "hs4_sector.csv"),
    )
    with (POLICY / "us_china_301_sector.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == rows


def test_shares_of_section_301_do_not_exceed_one() -> None:
    with (POLICY / "us_china_301_sector.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "301" in row["source"]]
    for sector in {row["sector"] for row in rows}:
        assert sum(float(row["share_of_imports"]) for row in rows if row["sector"] == sector) <= 1.0
