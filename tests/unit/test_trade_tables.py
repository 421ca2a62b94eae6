"""Trade by product: what a table knows of some lines, in any edition, and tables of one's own."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.trade.editions import check_prefix, concordance, match
from middlepower.data.trade.files import NOWHERE, economy_of, read_trade
from middlepower.data.trade.store import import_files, tables
from middlepower.data.trade.table import TableNote, TradeTable, open_table, write_table
from middlepower.errors import DataError, MeasureError
from middlepower.policy.share_parts import Good, GoodsPart
from middlepower.policy.shares import ShareBook
from middlepower.world.embedded import load_world

ABOUT = TableNote("mine", "mine, 2023", "made for a test", "none", 2023, 2022, 6, "all goods")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIDDLEPOWER_HOME", str(tmp_path / "home"))
    return tmp_path


def made(folder: Path, rows: list[tuple[str, str, int, float]], about: TableNote = ABOUT) -> TradeTable:
    importer, exporter, code, value = zip(*rows, strict=True)
    file = folder / f"{about.name}.h5"
    write_table(file, about, np.array(importer), np.array(exporter), np.array(code, dtype=np.int64), np.array(value))
    return open_table(file)


EV = Good("ev", ("870380",), "eu-ev")
CARS = ("DEU", "CHN", "C29")


def book(*own: TradeTable) -> ShareBook:
    """The shares in flows of the embedded world, from these tables alone."""
    return ShareBook(load_world(), own, ())


def shares(parts: list[GoodsPart]) -> dict[str, float]:
    """{goods: share}; the rest without a name."""
    return {"+".join(part.goods): part.share for part in parts}


def test_a_share_is_the_lines_value_over_the_sectors(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "CHN", 870380, 3.0), ("DEU", "CHN", 870322, 5.0), ("DEU", "CHN", 10121, 100.0)])
    parts = book(table).parts(CARS, [EV])
    assert shares(parts) == {"ev": 0.375, "": 0.625}
    assert parts[0].source == "made for a test, 2023"


def test_a_pair_that_no_table_knows_is_an_error_that_names_everything(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "KOR", 870380, 3.0)])
    with pytest.raises(MeasureError, match="measure `eu-ev`: no table knows the share of `ev`") as caught:
        book(table).parts(CARS, [EV])
    for word in ("CHN", "DEU", "C29", "`share:`", "`middlepower trade import FILE`"):
        assert word in str(caught.value)


def test_a_share_that_the_measure_states_stands_in(tmp_path: Path) -> None:
    assert shares(book().parts(CARS, [replace(EV, share=0.3)])) == {"ev": 0.3, "": 0.7}


def test_a_line_that_a_complete_table_lacks_was_not_traded(tmp_path: Path) -> None:
    assert shares(book(made(tmp_path, [("DEU", "CHN", 870322, 5.0)])).parts(CARS, [EV])) == {"": 1.0}


def test_a_table_of_some_lines_is_measured_by_the_worlds_flow(tmp_path: Path) -> None:
    world = load_world()
    flow = float(world.flow[world.sectors.index("C29"), world.region("DEU"), world.region("CHN")])
    table = made(tmp_path, [("DEU", "CHN", 870380, 0.25 * flow)], replace(ABOUT, covers="listed lines"))
    assert_allclose(shares(book(table).parts(CARS, [EV]))["ev"], 0.25, rtol=1e-6)


def test_lines_that_two_goods_name_are_a_part_of_their_own(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "CHN", 870380, 3.0), ("DEU", "CHN", 870322, 5.0), ("DEU", "CHN", 870899, 2.0)])
    cars = Good("HS 8703", ("8703",), "all-cars")
    wanted = {"HS 8703": 0.5, "ev+HS 8703": 0.3, "": 0.2}
    assert shares(book(table).parts(CARS, [EV, cars])) == pytest.approx(wanted)


def test_rows_of_one_pair_and_line_are_added_up(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "CHN", 870380, 3.0), ("DEU", "FRA", 870380, 9.0), ("DEU", "CHN", 870380, 4.0)])
    assert_allclose(table.lines("DEU", "CHN").value, [7.0])


def test_several_countries_of_an_aggregate_are_added_up(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "FIN", 870380, 1.0), ("DEU", "PRT", 870380, 2.0), ("DEU", "PRT", 870322, 1.0)])
    assert_allclose(shares(book(table).parts(("DEU", "REU", "C29"), [EV]))["ev"], 0.75)


def test_a_groups_composition_stands_in_and_says_so(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "EU", 870380, 1.0), ("DEU", "EU", 870322, 1.0), ("DEU", "SVK", 870322, 9.0)])
    for member in ("FRA", "REU"):
        (part, _) = book(table).parts(("DEU", member, "C29"), [EV])
        assert_allclose(part.share, 0.5)
        assert f"EU stands in for {member}" in part.source


def test_all_partners_together_stand_in_for_one_that_the_package_does_not_know() -> None:
    """A law for everybody reaches Ukraine, whose exports no table that comes with the package holds."""
    world = load_world()
    ukraine = ["UKR" if code == "ROW" else code for code in world.regions]
    renamed = replace(world, regions=tuple(ukraine), members={})
    metals = Good("metals", ("72",), "everybody")
    (part, _) = ShareBook(renamed, own=()).parts(("USA", "UKR", "C24A"), [metals])
    assert 0.5 < part.share < 1.0
    assert "partners together stands in for UKR" in part.source


def test_a_line_finer_than_the_table_needs_a_share(tmp_path: Path) -> None:
    finer = replace(EV, hs=("8703800010",))
    with pytest.raises(MeasureError, match=r"finer than the table .* its line 870380 holds other goods"):
        book(made(tmp_path, [("DEU", "CHN", 870380, 3.0)])).parts(CARS, [finer])


def test_a_table_of_some_lines_tells_nothing_of_others(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "CHN", 870322, 5.0)], replace(ABOUT, covers="listed lines"))
    with pytest.raises(MeasureError, match="no table knows the share of `ev`"):
        book(table).parts(CARS, [EV])


def test_a_table_without_any_line_of_a_sector_tells_nothing_of_it(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "CHN", 10121, 5.0)])
    with pytest.raises(MeasureError, match="no table knows the share of `ev`"):
        book(table).parts(CARS, [EV])


def test_where_a_table_of_ones_own_is_too_coarse_the_packages_tells_all_goods_of_the_flow(tmp_path: Path) -> None:
    flow, fine = ("USA", "CHN", "C29"), Good("HS 87038000", ("87038000",), "fine")
    own = made(tmp_path, [("USA", "CHN", 870380, 1.0), ("USA", "CHN", 870322, 1.0)])
    both, package = ShareBook(load_world(), (own,)), ShareBook(load_world(), ())
    assert both.parts(flow, [EV])[0].share == 0.5
    assert both.parts(flow, [EV, fine]) == package.parts(flow, [EV, fine])


def test_a_table_of_ones_own_goes_before_a_stated_share(tmp_path: Path) -> None:
    table = made(tmp_path, [("DEU", "CHN", 870380, 3.0), ("DEU", "CHN", 870322, 1.0)])
    cars = Good("HS 8703", ("8703",), "cars")
    parts = shares(book(table).parts(CARS, [replace(EV, share=0.3), cars]))
    assert parts == {"ev+HS 8703": 0.75, "HS 8703": 0.25, "": 0.0}


def test_two_shares_of_one_good_are_an_error_that_names_both_measures(tmp_path: Path) -> None:
    mine = replace(EV, measure="mine", share=0.3)
    with pytest.raises(MeasureError, match=r"`eu-ev` and `mine` state two shares of `ev` .*, 0\.5 and 0\.3"):
        book().parts(CARS, [replace(EV, share=0.5), mine])
    assert shares(book().parts(CARS, [EV, mine])) == {"ev": 0.3, "": 0.7}
    table = made(tmp_path, [("DEU", "CHN", 870380, 1.0), ("DEU", "CHN", 870322, 3.0)])
    assert shares(book(table).parts(CARS, [replace(EV, share=0.5), mine])) == {"ev": 0.25, "": 0.75}


def test_shares_above_the_flow_are_an_error() -> None:
    goods = [replace(EV, share=0.7), Good("HS 8708", ("8708",), "parts", share=0.6)]
    with pytest.raises(MeasureError, match=r"sum to 1\.3000"):
        book().parts(CARS, goods)


@pytest.mark.parametrize(("prefix", "expected"), [("87", [1, 1, 0]), ("8703", [1, 0, 0]), ("870380", [1, 0, 0])])
def test_prefixes_of_two_to_six_digits_match_six_digit_lines(prefix: str, expected: list[int]) -> None:
    lines = np.array([870380, 870899, 10121], dtype=np.int64)
    assert match(lines, 6, 2022, [prefix]).inside.astype(int).tolist() == expected


def test_a_leading_zero_is_part_of_a_code() -> None:
    lines = np.array([10121, 101211], dtype=np.int64)  # 0101.21 and 1012.11
    assert match(lines, 6, 2022, ["01"]).inside.tolist() == [True, False]
    assert match(lines, 6, 2022, ["10"]).inside.tolist() == [False, True]


def test_electric_cars_were_a_part_of_other_vehicles_before_2017() -> None:
    lines = np.array([870390], dtype=np.int64)
    only = match(lines, 6, 2012, ["870380"])
    assert (only.inside.tolist(), only.unsure.tolist()) == ([False], [True])
    old, new = concordance(2012)
    every = [str(code) for code in new[old == 870390]]
    assert match(lines, 6, 2012, every).inside.tolist() == [True]


@pytest.mark.parametrize("edition", [1992, 1996, 2002, 2007, 2012, 2017])
def test_an_edition_leads_to_codes_of_2022(edition: int) -> None:
    old, new = concordance(edition)
    assert len(np.unique(old)) > 4_900
    assert np.isin(10121, new)  # pure-bred horses, a code of 2022
    assert new.max() < 1_000_000


@pytest.mark.parametrize("text", ["87.0", "87033", "cars", "", "12345678901"])
def test_a_wrong_hs_code_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="no HS code"):
        check_prefix(text)


def test_dots_in_a_code_are_ignored() -> None:
    assert check_prefix("8703.80") == "870380"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("CAN", "CAN"),
        ("ca", "CAN"),
        ("124", "CAN"),
        ("842", "USA"),
        ("840", "USA"),
        ("4", "AFG"),
        ("490", "TWN"),
        ("638", "RE"),
        ("REU", "REU"),
        ("899", NOWHERE),
        ("South Korea", "KOR"),
        ("Congo", None),
        ("EU", "EU"),
    ],
)
def test_economies_go_by_iso_codes_statistical_numbers_and_names(label: str, code: str | None) -> None:
    assert economy_of(label) == code


def test_a_baci_file_is_read(home: Path) -> None:
    file = home / "BACI.csv"
    file.write_text("t,i,j,k,v,q\n2023,156,276,870380,1000,1\n2023,156,276,10121,500,NA\n2023,849,276,10121,7,\n")
    made = import_files([file], None, "CEPII", 2022, "all goods")
    assert_allclose(made.left_out, 0.007)
    assert_allclose(made.table.lines("DEU", "CHN").value, [0.5, 1.0])
    assert next(one.about.name for one in tables()) == "baci"


def test_a_comtrade_file_is_read_from_the_importers_side(home: Path) -> None:
    file = home / "c.csv.gz"
    head = "refYear,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,classificationCode\n"
    rows = "2023,276,M,156,870380,2000000,H6\n2023,276,M,0,870380,9000000,H6\n"
    rows += "2023,276,X,156,870380,5,H6\n2023,276,M,156,TOTAL,9,H6\n"
    file.write_bytes(gzip.compress((head + rows).encode()))
    rows_read = read_trade(file)
    assert rows_read.importer.tolist() == ["DEU"]
    assert_allclose(rows_read.value, [2.0])


def test_parts_of_a_row_of_comtrade_are_not_counted_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    head = "refYear,reporterCode,flowCode,partnerCode,partner2Code,cmdCode,customsCode,motCode,primaryValue\n"
    rows = ["0,870380,C00,0,5000000", "36,870380,C00,0,5000000", "0,870380,C04,0,1", "0,870380,C00,2100,5000000"]
    file.write_text(head + "".join(f"2023,276,M,156,{row}\n" for row in rows))
    assert_allclose(read_trade(file).value, [5.0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BACI_HS12_Y2023_V202501.csv", "t,i,j,k,v,q\n2023,156,276,870390,1000,1\n"),
        (
            "c.csv",
            "refYear,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,classificationCode\n"
            "2023,276,M,156,870390,2000000,H4\n",
        ),
    ],
)
def test_a_file_that_says_its_edition_is_not_read_as_another(home: Path, name: str, text: str) -> None:
    file = home / name
    file.write_text(text)
    with pytest.raises(DataError, match=r"codes are of HS 2012: give `--edition 2012`"):
        import_files([file], "mine", "x", 2022, "all goods")
    assert import_files([file], "mine", "x", 2012, "all goods").table.about.edition == 2012


def test_a_file_of_several_editions_is_refused(home: Path) -> None:
    file = home / "c.csv"
    head = "refYear,reporterCode,flowCode,partnerCode,cmdCode,primaryValue,classificationCode\n"
    file.write_text(head + "2023,276,M,156,870390,1,H4\n2023,36,M,156,870380,1,H6\n")
    with pytest.raises(DataError, match=r"several HS editions \(2012, 2022\)"):
        read_trade(file)


def test_a_plain_file_with_a_byte_order_mark_is_read(home: Path) -> None:
    file = home / "p.csv"
    file.write_text("importer,exporter,hs,value_musd,year\nGB,KR,0101.21,2.5,2023\n", encoding="utf-8-sig")
    assert read_trade(file).hs.tolist() == ["010121"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("importer,exporter,hs,value_musd,year\nDEU,XXX,870380,1,2023\n", "line 2: `exporter` is `XXX`"),
        ("importer,exporter,hs,value_musd,year\nDEU,CHN,cars,1,2023\n", "`cars`, no HS code"),
        ("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,-1,2023\n", "`-1`, no number of zero or more"),
        ("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,,2023\n", "no number of zero or more"),
        ("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,nan,2023\n", "no number of zero or more"),
        ("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,1,2022\nDEU,CHN,870322,1,2023\n", "one year at a time"),
        ("importer,exporter,hs,value_musd,year\nDEU,CHN,870380,1,2023\nDEU,CHN,8703,1,2023\n", "4, 6 digits"),
        ("importer,exporter,hs,value_musd,year\n", "nothing to import"),
        (
            "importer,exporter,hs,value_musd,year\nDEU,CHN,999999,1,2023\n",
            "none of the HS codes, such as 999999, is in",
        ),
        ("a,b\n1,2\n", "of no known layout"),
        ("", "bad.csv is empty"),
        ("\n\n", "bad.csv is empty"),
    ],
)
def test_a_wrong_file_is_one_clear_line_and_nothing_is_kept(home: Path, content: str, complaint: str) -> None:
    file = home / "bad.csv"
    file.write_text(content)
    with pytest.raises(DataError, match=complaint) as caught:
        import_files([file], None, "me", 2022, "all goods")
    assert "\n" not in str(caught.value)
    assert not [one for one in tables() if one.about.name == "bad"]


def test_the_embedded_us_table_holds_what_the_census_published() -> None:
    table = next(one for one in tables() if one.about.name == "us-imports-2024")
    assert_allclose(table.lines("USA", "CAN").value.sum(), 411_694, rtol=1e-4)  # US Census Bureau, goods imports 2024
    assert "EU" in table.exporters
    assert not table.has("USA", "FRA")  # members stand in the EU's row and are not counted twice


@pytest.mark.parametrize("name", ["/dev/zero", "nowhere.csv", "."])
def test_what_is_no_ordinary_file_is_not_read(home: Path, name: str) -> None:
    with pytest.raises(DataError, match="trade by product") as caught:
        read_trade(Path(name))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("place", [1, 2])
def test_commas_between_thousands_are_refused_by_line(tmp_path: Path, place: int) -> None:
    """Read as they stand they would make ninety thousand ninety, or shift every column."""
    rows = ["t,i,j,k,v,q", "2022,842,124,870323,90000,1", "2022,842,124,870380,80000,1"]
    rows[place] = rows[place].replace("0000,", "0,000,")
    file = tmp_path / "trade.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"line {place + 1}, saw 7"):
        read_trade(file)
