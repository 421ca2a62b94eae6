"""The committed tables of policy: headings, products, shares, lists and rates by partner."""

import csv
import datetime as dt
from collections import defaultdict

import pytest

from middlepower.data.codes import economy_names
from middlepower.data.trade.store import embedded_tables
from middlepower.errors import UnknownNameError
from middlepower.policy.good_names import find_good
from middlepower.policy.goods import (
    HERE,
    goods_sectors,
    load_product_trade,
    load_products,
    read_rows,
)
from middlepower.policy.lines import Line
from middlepower.policy.shares import facts
from middlepower.world.embedded import load_world
from tools.build_tables import sector_rows
from tools.regions import EU_MEMBERS, REGIONS, SECTOR_CODES

SECTOR_OF = {row["hs4"]: row["sector"] for row in read_rows(HERE / "hs4_sector.csv")}
TRADE = load_product_trade()
# Shares are printed with five decimals.
ROUNDING = 5e-5
# Values are printed to a tenth of a million.
VALUE_ROUNDING = 0.05


def product_share(importer: str, exporter: str, label: str) -> float:
    """A product's share of its sector's flow: the pair's own row, else the importer's row for `*`, else 0."""
    rows = {(row.importer, row.exporter): row for row in load_product_trade() if row.product == label}
    row = rows.get((importer, exporter)) or rows.get((importer, "*"))
    return row.share if row else 0.0


def test_headings_are_unique_and_in_known_sectors() -> None:
    rows = read_rows(HERE / "hs4_sector.csv")
    assert len(rows) == len(SECTOR_OF)
    assert set(SECTOR_OF.values()) <= set(SECTOR_CODES)
    # No goods are traded under mining support; every other goods sector has headings.
    assert set(goods_sectors()) - set(SECTOR_OF.values()) == {"B09"}


def test_headings_follow_from_the_rules() -> None:
    rules = read_rows(HERE / "hs4_rules.csv")
    assert sector_rows(sorted(SECTOR_OF), rules) == read_rows(HERE / "hs4_sector.csv")


@pytest.mark.parametrize(
    ("heading", "sector"),
    [
        ("1205", "A01"), ("0713", "A01"), ("1514", "C10T12"), ("2306", "C10T12"), ("0203", "C10T12"),
        ("0302", "A03"), ("0306", "C10T12"), ("2701", "B05"), ("2709", "B06"), ("2711", "B06"), ("2710", "C19"),
        ("2716", "SERV"), ("2601", "B07"), ("3104", "C20"), ("4002", "C20"), ("4403", "A02"), ("4407", "C16"),
        ("7208", "C24A"), ("7304", "C24A"), ("7308", "C25"), ("7318", "C25"), ("7408", "C24B"), ("7601", "C24B"),
        ("7606", "C24B"), ("7610", "C25"), ("8542", "C26"), ("8507", "C27"), ("8703", "C29"), ("8708", "C29"),
        ("8802", "C302T309"), ("8901", "C301"), ("9401", "C31T33"), ("9403", "C31T33"), ("3004", "C21"),
        ("6109", "C13T15"), ("4801", "C17_18"), ("4011", "C22"), ("2523", "C23"), ("8429", "C28"), ("2501", "B08"),
    ],
)  # fmt: skip
def test_named_headings(heading: str, sector: str) -> None:
    assert SECTOR_OF[heading] == sector


def test_products_lie_in_one_sector_and_do_not_overlap() -> None:
    owner: dict[str, str] = {}
    for good in load_products().values():
        for code in good.hs:
            assert SECTOR_OF[code[:4]] == good.sector, (good.id, code)
            clash = [known for known in owner if known.startswith(code) or code.startswith(known)]
            assert not clash, (good.id, code, clash)
            owner[code] = good.id


def test_unknown_product_says_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `canola_seed`"):
        find_good("canola sead")


def test_shares_of_a_flow_stay_within_it() -> None:
    total: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in TRADE:
        assert 0.0 <= row.share <= 1.0
        assert row.sector == load_products()[row.product].sector
        assert row.importer in economy_names()
        assert row.exporter in (*economy_names(), "*")
        assert row.source
        total[row.importer, row.exporter, row.sector] += row.share
    assert max(total.values()) <= 1.0 + ROUNDING
    # Where China taxes Canadian food and crops, an untaxed rest must remain.
    assert total["CHN", "CAN", "A01"] < 0.9
    assert total["CHN", "CAN", "C10T12"] < 0.9


def test_shares_are_value_over_sector_value_unless_capped() -> None:
    for row in TRADE:
        if "capped" not in row.note:
            unit = 2.0 * VALUE_ROUNDING / row.sector_value_musd + ROUNDING
            assert row.share == pytest.approx(row.value_musd / row.sector_value_musd, rel=0.01, abs=unit)


def test_each_share_stands_once() -> None:
    keys = [(row.importer, row.exporter, row.product, row.year) for row in TRADE]
    assert len(keys) == len(set(keys))


def test_ev_share_is_that_of_2023() -> None:
    """C$2.2bn of 2023 at 1.3497, over the flow of 2022 with the C$84m of 2022 exchanged for it."""
    world, ev = load_world(), 2200 / 1.3497
    flow = float(world.flow[world.sectors.index("C29"), world.region("CAN"), world.region("CHN")])
    assert facts(2022)["CAN", "CHN", "ev"].share == pytest.approx(ev / (flow - 84 / 1.3011 + ev), abs=1e-4)


def test_us_imports_from_canada_meet_the_published_values() -> None:
    """US imports 2024 in `data/README.md` (billion US dollars): crude 96.4, gas 8.2, potash 3.0, lumber 5.1."""
    lines = next(table for table in embedded_tables() if table.has("USA", "CAN")).lines("USA", "CAN")
    for name, published in {"crude": 96.4, "gas": 8.2, "potash": 3.0, "lumber": 5.1, "aluminium": 9.4}.items():
        value = lines.value[lines.match(load_products()[name].hs).inside].sum() / 1e3
        assert value == pytest.approx(published, abs=0.05)


def test_tables_of_lists_are_shares() -> None:
    for path in sorted((HERE / "lists").glob("*.csv")):
        rows = read_rows(path)
        assert rows, path
        total: dict[str, float] = defaultdict(float)
        for row in rows:
            if "unclaimed" in row:
                assert 0.0 <= float(row["unclaimed"]) <= 1.0
            elif "coverage" in row:
                assert 0.0 <= float(row["coverage"]) <= 1.0
                assert row["good"] in (*goods_sectors(), *load_products())
            else:
                total[row["sector"]] += float(row["share_of_imports"])
                assert 0.0 < float(row["added_rate"]) <= 1.0
        assert max(total.values(), default=0.0) <= 1.0 + ROUNDING, path


def test_section_301_lays_its_rates_side_by_side() -> None:
    stretches = Line(goods=("all_goods",), sector_table="lists/us_cn_301.csv").sector_stretches["C28"]
    assert [rate for _, _, rate in stretches] == [0.075, 0.25]
    assert stretches[0][1] == stretches[1][0]


def test_reciprocal_rates_cover_every_partner_but_those_with_measures_of_their_own() -> None:
    with (HERE / "us_reciprocal_2025.csv").open(encoding="utf-8") as file:
        partners = {row["partner"] for row in csv.DictReader(file)}
    elsewhere = {"CAN", "MEX", "CHN", "HKG", "USA", "RUS"}
    assert partners - {"EU"} == set(REGIONS) - elsewhere - set(EU_MEMBERS) - {"REU"}


def test_reciprocal_rates_step_in_time() -> None:
    """10% for everybody, then the rates of 7 August 2025; nothing where a total of a deal takes their place."""
    line = Line(goods=("all_goods",), partner_table="us_reciprocal_2025.csv")
    assert line.partner_rate("JPN", dt.date(2025, 4, 4)) == 0.0
    assert line.partner_rate("JPN", dt.date(2025, 4, 5)) == line.partner_rate("EU", dt.date(2025, 8, 6)) == 0.1
    assert line.partner_rate("JPN", dt.date(2025, 8, 7)) == line.partner_rate("EU", dt.date(2025, 8, 7)) == 0.0
    assert line.partner_rate("CHE", dt.date(2025, 11, 13)) == 0.39
    assert line.partner_rate("CHE", dt.date(2025, 11, 14)) == line.partner_rate("KOR", dt.date(2025, 11, 14)) == 0.0
    assert 0.10 < line.partner_rate("ROW", dt.date(2025, 8, 7)) < 0.19
