"""HS codes that are none: never given a digit, never dropped without a word."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from middlepower.cli.trade import show_command
from middlepower.data.trade.editions import refuse_gone
from middlepower.data.trade.files import read_trade
from middlepower.data.trade.store import import_files
from middlepower.data.trade.table import Lines
from middlepower.errors import DataError, MeasureError, ScenarioError
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.lines import Line
from middlepower.policy.shares import ShareBook
from middlepower.scenario.entries import CutOff
from middlepower.scenario.tariff_rows import TariffTable
from middlepower.scenario.tariff_table import place_table
from middlepower.world.embedded import load_world

WORLD = load_world()
PLAIN = "importer,exporter,hs,value_musd,year\nDEU,CHN,870380,1,2023\n"
COMTRADE = "refYear,reporterCode,flowCode,partnerCode,cmdCode,primaryValue\n2023,276,M,0,870380,1\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (PLAIN + "DEU,CHN,87032,1,2023\n", "line 3: `hs` is `87032`"),
        (COMTRADE + "2023,276,M,156,87032,1\n", "line 3: `cmdCode` is `87032`"),
        ("t,i,j,k,v,q\n2023,156,276,870,1000,1\n", "line 2: `k` is `870`"),
    ],
)
def test_a_code_of_odd_length_is_refused_and_never_given_a_digit(tmp_path: Path, text: str, where: str) -> None:
    """87032 may be 087032 without its zero or 870320 without its last digit: two chapters of the HS."""
    file = tmp_path / "odd.csv"
    file.write_text(text)
    with pytest.raises(DataError, match=rf"{where}, no HS code, which has 2, 4, 6, 8 or 10 digits: write 0870?") as bad:
        read_trade(file)
    assert "\n" not in str(bad.value)


def test_lines_in_no_edition_are_named_with_their_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    file = tmp_path / "mine.csv"
    file.write_text(PLAIN + "DEU,CHN,879999,2.5,2023\nDEU,USA,879999,0.5,2023\nDEU,USA,980100,1,2023\n")
    assert import_files([file], None, "me", 2022, "all goods").unknown == {"879999": 3.0}


def test_lines_of_an_older_edition_count_in_the_sector_of_what_they_became() -> None:
    """Headings 0503 (horsehair) and 8520 (recorders) left the HS; their goods did not."""
    lines = Lines(np.array([50300, 852010, 870322]), np.ones(3), 6, 1996)
    assert [WORLD.sectors[place] for place in sector_places(lines, WORLD.sectors)] == ["A01", "C26", "C29"]


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("879999", "HS 879999 is in no edition of the HS, 1992 to 2022"),
        ("7799", "HS 7799 is in no edition"),
        ("852812", "HS 852812 is of HS 2002 and no line of HS 2022, in which lines are named: its goods are 8528"),
    ],
)
def test_a_code_that_no_line_of_today_begins_with_is_refused_wherever_one_is_named(code: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        refuse_gone(code)
    with pytest.raises(MeasureError, match=complaint):
        Line(goods=("C29",), hs=("870380", code), rate=0.1)
    with pytest.raises(ScenarioError, match=complaint):
        CutOff(between=("USA",), **{"and": ("CHN",)}, products=(code,))
    with pytest.raises(DataError, match=complaint):
        show_command("USA", "CHN", [code], None, False)
    table = TariffTable(rows=({"line": 2, "partner": "KOR", "hs": code, "rate": 0.1},))
    with pytest.raises(ScenarioError, match=complaint):
        place_table(table, "s", dt.date(2026, 1, 13), "USA", WORLD, ShareBook(WORLD))


def test_law_of_another_time_may_name_lines_of_its_time_beside_a_share() -> None:
    line = Line(goods=("C26",), hs=("852812",), rate=0.1, share=0.1, share_source="assumed")
    assert line.codes == ("852812",)
    with pytest.raises(MeasureError, match="HS 879999 is in no edition"):
        Line(goods=("C29",), hs=("879999",), rate=0.1, share=0.1, share_source="assumed")
