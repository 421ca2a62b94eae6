"""Lists of HS lines in files: what they tax and spare, on which part of the value, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from middlepower.errors import MeasureError
from middlepower.policy.duty import Total
from middlepower.policy.goods import HERE, read_rows
from middlepower.policy.hs_lists import built_in_lists, read_list
from middlepower.policy.library import load_measures
from middlepower.policy.place import in_world, left_out
from middlepower.policy.rate_book import RateBook
from middlepower.policy.schema import Measure, parse_measure
from middlepower.policy.state import PolicyState
from middlepower.world.embedded import load_world

WORLD = load_world()
DAY = dt.date(2026, 2, 2)
CONTENT = "hs,content\n8501,0.2\n8502,0.2\n8703,0.1\n"
MEASURE = """\
- id: mine
  title: a list of my own
  imposer: USA
  targets: [CHN]
  instrument: surtax
  products: [{%s}]
  date_in_force: 2026-02-01
  status: in force
  sources: [assumed]
  confidence: low
"""


def made(id_: str, line: dict[str, Any], **more: Any) -> Measure:
    """A measure of the United States on China and the EU in force on DAY."""
    common = {"title": "A test", "imposer": "USA", "targets": ["CHN", "EU"], "instrument": "surtax"}
    rest = {"date_in_force": DAY, "status": "in force", "sources": ["test"], "confidence": "low"}
    return parse_measure({"id": id_, **common, **rest, "products": [line], **more})


def added(exporter: str, sector: str, *measures: Measure) -> float:
    """What measures add to the average rate of a flow."""
    book = RateBook.of(WORLD, measures)
    rate = book.rates(PolicyState(DAY, measures))
    place = WORLD.sectors.index(sector), WORLD.region("USA"), WORLD.region(exporter)
    return float(rate[place] - WORLD.tariff[place])


def test_what_a_list_spares_and_what_it_taxes_are_the_whole() -> None:
    """25% on all goods but a list, and 25% on the list, are 25% on everything."""
    cars = "lists/hs/us_232_cars.csv"
    without = added("CHN", "C29", made("a", {"goods": ["all_goods"], "exempt_list": [cars], "rate": 0.25}))
    only = added("CHN", "C29", made("b", {"hs_list": cars, "rate": 0.25}))
    assert 0.0 < only < 0.25
    assert without + only == pytest.approx(0.25)


def test_a_list_in_some_sectors_leaves_the_others_alone() -> None:
    one = made("a", {"goods": ["C27"], "hs_list": "lists/hs/us_232_car_parts.csv", "rate": 0.25})
    assert added("CHN", "C27", one) > 0.0
    assert added("CHN", "C29", one) == pytest.approx(0.0, abs=1e-12)


def test_content_is_the_taxed_share_of_the_value(tmp_path: Path) -> None:
    """A tenth of the value of cars; the duty that gives way on the content falls on the other nine tenths."""
    (tmp_path / "own.csv").write_text(CONTENT)
    listed = read_list(tmp_path / "own.csv")
    metal = made("metal", {"hs_list": listed, "rate": 0.5}, instrument="section_232")
    plain = made("plain", {"hs": ["8703"], "rate": 0.5})
    assert added("CHN", "C29", metal) == pytest.approx(0.1 * added("CHN", "C29", plain))
    general = made("general", {"goods": ["all_goods"], "rate": 0.2}, yields_content_to=["metal"])
    share = added("CHN", "C29", plain) / 0.5
    assert added("CHN", "C29", metal, general) == pytest.approx(0.2 * (1.0 - 0.1 * share) + 0.05 * share)


def test_a_total_gives_way_on_the_content_that_another_measure_taxes(tmp_path: Path) -> None:
    """Metal a tenth of the value at 50%: the total of 15% counts on nine tenths of what it adds."""
    (tmp_path / "own.csv").write_text(CONTENT)
    metal = made("metal", {"hs_list": read_list(tmp_path / "own.csv"), "rate": 0.5}, instrument="section_232")
    total = made("total", {"goods": ["all_goods"], "rate": 0.15}, relation="at least", yields_content_to=["metal"])
    alone, listed = added("DEU", "C29", total), added("DEU", "C29", made("plain", {"hs": ["8703"], "rate": 0.5})) / 0.5
    assert added("DEU", "C29", metal, total) == pytest.approx(alone * (1.0 - 0.1 * listed) + 0.05 * listed)


def test_a_total_on_a_share_raises_what_is_below_it_by_that_share() -> None:
    assert Total(0.15, 0.8).over(0.05) == pytest.approx(0.13)
    assert Total(0.15, 0.8).over(0.20) == 0.20
    assert Total(0.15).over(float("-inf")) == 0.15


BAD = {
    "an unknown column": ("hs,rate\n8703,0.1\n", "unknown column `rate`"),
    "letters": ("hs\n87O3\n", "line 2: `87O3` is no HS code"),
    "a line twice": ("hs\n8703\n8703\n", "line 3: HS 8703 stands there twice"),
    "content above one": ("hs,content\n8703,1.2\n", "line 2: `content` is `1.2`"),
    "no content": ("hs,content\n8703,\n", "line 2: `content` is ``"),
    "two contents in a sector": ("hs,content\n8703,0.1\n8704,0.2\n", "`content` of sector C29 is 0.2 here and 0.1"),
    "content of a chapter": ("hs,content\n87,0.1\n", "needs four digits"),
    "nothing": ("hs\n", "holds no rows"),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=list(BAD))
def test_a_bad_list_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "own.csv").write_text(text)
    (tmp_path / "mine.yaml").write_text(MEASURE % "hs_list: own.csv, rate: 0.1")
    with pytest.raises(MeasureError, match=r"own\.csv") as caught:
        load_measures(tmp_path / "mine.yaml")
    assert told in str(caught.value)


def test_a_list_beside_the_file_is_read_and_one_elsewhere_refused(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("hs\n8703\n")
    (tmp_path / "mine.yaml").write_text(
        MEASURE % "hs_list: own.csv, exempt_list: [lists/hs/us_aircraft.csv], rate: 0.1"
    )
    (line,) = load_measures(tmp_path / "mine.yaml")[0].products
    assert line.codes == ("8703",)
    assert line.spared == {"us_aircraft"}
    (tmp_path / "mine.yaml").write_text(MEASURE % "hs_list: ../own.csv, rate: 0.1")
    with pytest.raises(MeasureError, match="`hs_list`"):
        load_measures(tmp_path / "mine.yaml")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"hs_list": "lists/hs/us_232_car.csv"}, "no such list; did you mean `lists/hs/us_232_cars.csv`"),
        ({"hs_list": "lists/hs/us_232_cars.csv", "hs": ["8703"]}, "leave out `hs`"),
        ({"hs_list": "lists/hs/us_232_cars.csv", "goods": ["ev"]}, "leave out `hs`"),
        ({"goods": ["all_goods"], "exempt_list": ["lists/hs/x.csv"]}, "no such list"),
        ({"hs_list": 7}, "hs_list"),
    ],
)
def test_a_line_says_once_what_it_taxes(line: dict[str, Any], told: str) -> None:
    with pytest.raises(MeasureError) as caught:
        made("a", {**line, "rate": 0.1})
    assert told in str(caught.value)


def test_two_lists_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them a part belongs to could not be told."""
    (tmp_path / "us_232_cars.csv").write_text("hs\n8704\n")
    mine = made("mine", {"hs_list": read_list(tmp_path / "us_232_cars.csv"), "rate": 0.1})
    theirs = made("theirs", {"hs_list": "lists/hs/us_232_cars.csv", "rate": 0.1})
    with pytest.raises(MeasureError, match="two different lists of HS lines `us_232_cars`"):
        added("CHN", "C29", mine, theirs)


def test_every_list_of_the_package_is_described_and_used() -> None:
    described = {row["list"] for row in read_rows(HERE / "lists" / "hs" / "index.csv")}
    names = {Path(name).stem for name in built_in_lists()}
    lines = [line for one in load_measures() for line in one.products]
    used = {one.name for line in lines for one in (*line.exempt_list, *([line.hs_list] if line.hs_list else []))}
    assert described == names == used


def test_computers_are_on_no_list_of_metals_or_parts() -> None:
    """The heading 8471 stands in two published lists by mistake."""
    for name in built_in_lists():
        if "232" in name:
            assert not [code for code in read_list(HERE / name).codes if "8471".startswith(code[:4])], name


def test_a_list_is_placed_with_its_measure() -> None:
    (one,) = in_world(
        PolicyState(DAY, (made("a", {"hs_list": "lists/hs/us_232_cars.csv", "rate": 0.1}),)), WORLD
    ).measures
    assert one.products[0].labels == ("us_232_cars",)


def test_a_list_whose_sectors_a_world_does_not_have_is_named() -> None:
    """A world of coarser sectors can't tell cars: it says so instead of taxing nothing."""
    one = made("a", {"hs_list": "lists/hs/us_232_cars.csv", "rate": 0.1})
    coarse = WORLD.aggregate(sectors={"C29": "MADE", "C28": "MADE"})
    assert left_out([one], WORLD) == ()
    assert [lost.name for lost in left_out([one], coarse)] == ["us_232_cars"]
