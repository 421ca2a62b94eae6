"""Shares with a sign, semicolons, plain words, half years, merged keys: read, or refused in plain words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from middlepower.data.trade.files import read_trade
from middlepower.errors import DataError, MeasureError, ScenarioError
from middlepower.policy.lines import Line
from middlepower.policy.shares import ShareBook
from middlepower.policy.tables import read_rows_of
from middlepower.reading import parse_yaml
from middlepower.scenario.entries import CutOff
from middlepower.scenario.read_tables import read_rows
from middlepower.scenario.tariff_rows import TariffTable
from middlepower.scenario.tariff_table import place_table
from middlepower.world.embedded import load_world

WORLD = load_world()


@pytest.mark.parametrize("written", [0.3, "0.3", "30%", "30 %"])
def test_a_share_may_be_written_with_the_sign(written: Any) -> None:
    assert Line(goods=("ev",), rate=0.1, share=written, share_source="x").share == pytest.approx(0.3)
    assert Line(goods=("C29",), stops=written).stops == pytest.approx(0.3)
    assert Line(goods=("C29",), rate=0.1, coverage=written, dutiable_content=written).coverage == pytest.approx(0.3)
    cut = CutOff(between=("USA",), **{"and": ("CHN",)}, products=("ev",), share=written, share_source="x")
    assert cut.share == pytest.approx(0.3)


def test_all_that_a_licence_stops_may_be_written_with_the_sign() -> None:
    assert Line(goods=("C29",), stops="100%").stops == 1.0


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (30, "a share is a fraction of 1 at most: write 30% as 0.3 or 30%"),
        ("130%", "a share is a fraction of 1 at most"),
        (0, "write a number above 0"),
        ("-5%", "write a number of at least 0"),
        (True, "a truth value is no number"),
        ("a third", "write a number"),
    ],
)
def test_what_is_no_share_is_refused_with_what_would_be(written: Any, complaint: str) -> None:
    with pytest.raises(MeasureError, match=complaint) as caught:
        Line(goods=("C29",), stops=written)
    assert "Input should" not in str(caught.value)


def test_a_table_of_coverage_may_be_written_with_the_sign(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("exporter,good,coverage\nCAN,C29,12%\nCAN,C28,0.1\n")
    assert [getattr(row, "coverage", None) for row in read_rows_of(file, "coverage_table")] == [0.12, 0.1]


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_with_another_separator_is_refused_by_its_name(sign: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("partner,sector,rate\nKOR,C29,25%\n".replace(",", sign))
    with pytest.raises(ScenarioError, match=f"separated by {name}: save it with commas"):
        read_rows(tmp_path, "t.csv", False)


def test_a_plain_word_for_a_sector_is_the_sector_in_a_table_as_it_is_under_sectors() -> None:
    table = TariffTable(rows=({"line": 2, "partner": "KOR", "sector": "cars", "rate": 0.25},))
    (measure,) = place_table(table, "s", dt.date(2026, 1, 13), "USA", WORLD, ShareBook(WORLD)).measures
    assert [line.goods for line in measure.products] == [("C29",)]


def test_half_a_year_is_no_year(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,1,2023\nDEU,CHN,870322,1,2023.5\n")
    with pytest.raises(DataError, match=r"line 3: `year` is `2023.5`, no year: write a whole one, as 2023"):
        read_trade(file)


def test_a_merge_key_is_refused_in_words_with_its_line() -> None:
    text = "a: &a {title: t}\nb:\n  <<: *a\n"
    with pytest.raises(ScenarioError, match="line 3: `<<` merges no keys here: write those of the other block out"):
        parse_yaml(text, "mine.yaml", ScenarioError)
