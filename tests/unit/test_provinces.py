"""Provinces: the table and its build, the concordance, losses carried to provinces by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.provinces import ANY, PROVINCES, group_exports, sizes, splits, uses
from middlepower.data.sources.statcan_provinces import CODES, FILE, SHA256, read_provincial_exports
from middlepower.errors import DataError
from middlepower.indicators.incidence import Weights, weighted_exposure
from middlepower.indicators.labelled import About, dataset, labelled
from middlepower.indicators.provinces import by_province, carrier, provincial_split, separate_goods, split_of
from middlepower.policy.goods import load_products
from middlepower.world.embedded import load_world
from tools.build_province_shares import CHOICES, PLUS, RAW, read_rows
from tools.build_provinces import EXPORTS, YEAR, main, write_exports
from tools.regions import SECTOR_CODES


def losses_of(values: dict[str, float], economy: str = "CAN", other: float = 0.0):
    """Losses by sector as `incidence` gives them; income 1000."""
    about = About("million US dollars", "by hand", "by hand.")
    loss = labelled("loss", list(values.values()), {"sector": list(values)}, about)
    return dataset([loss], total=sum(values.values()) + other, other=other, income=1000.0, economy=economy)


# ---------------------------------------------------------------- the table


def test_the_table_is_complete() -> None:
    exports = group_exports()
    assert set(exports) >= {"Motor vehicles and parts"}
    for group, row in exports.items():
        assert list(row) == list(CODES.values()), group
        assert min(row.values()) >= 0
    total = sum(sum(row.values()) for row in exports.values())
    assert_allclose(total, 555_603.3, atol=0.05)  # million Canadian dollars, sum of the raw table for 2022
    assert exports["Motor vehicles and parts"]["ON"] == pytest.approx(55_534, abs=1)


def test_shares_in_the_file_are_those_of_its_values() -> None:
    import csv

    with EXPORTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            total = sum(group_exports()[row["group"]].values())
            assert float(row["share"]) == pytest.approx(float(row["exports_million_cad"]) / total, abs=1e-7)


def test_the_committed_table_is_what_the_build_derives(shared_data: Path, tmp_path: Path) -> None:
    import hashlib

    file = shared_data / FILE
    assert hashlib.sha256(file.read_bytes()).hexdigest() == SHA256
    main(["--data", str(shared_data), "--out", str(tmp_path / "out.csv")])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == EXPORTS.read_text(encoding="utf-8")


def frame(**changed):
    import pandas as pd

    row = {"TRADE_PARTNER": "United States", "YEAR": YEAR, "PROVINCE": "Ontario", "SECTOR": "Goods", "EXPORT": 2e6}
    rows = [
        {**row, "YEAR_MONTH": f"{YEAR}-{m:02d}-01", "PROVINCE": name, **changed} for m in range(1, 13) for name in CODES
    ]
    return pd.DataFrame(rows)


def test_twelve_months_are_summed(tmp_path: Path) -> None:
    frame().to_parquet(tmp_path / "t.parquet")
    table = read_provincial_exports(tmp_path / "t.parquet", YEAR)
    assert list(table.columns) == list(CODES.values())
    assert (table.to_numpy() == 24.0).all()
    write_exports(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().splitlines()[1] == "Goods,NL,24.000,0.07692308"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="EXPORT"), "no column `EXPORT`"),
        (lambda t: t.replace("Ontario", "Ontaria"), "province `Ontaria`"),
        (lambda t: t[t["YEAR_MONTH"] != f"{YEAR}-05-01"], "not complete"),
        (lambda t: t[:0], "not complete"),
    ],
)
def test_a_damaged_table_is_refused(change, message, tmp_path: Path) -> None:
    change(frame()).to_parquet(tmp_path / "t.parquet")
    with pytest.raises(DataError, match=message):
        read_provincial_exports(tmp_path / "t.parquet", YEAR)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.parquet is missing"):
        read_provincial_exports(tmp_path / "none.parquet", YEAR)


# ---------------------------------------------------------------- which split stands for what


def test_every_use_names_a_split_and_says_how_good_it_is() -> None:
    goods = set(load_products())
    for (code, destination), found in uses().items():
        assert code in goods | set(SECTOR_CODES), code
        assert destination in ("USA", "CHN", ANY)
        assert sum(use.weight for use in found) == pytest.approx(1.0)
        assert {use.fit for use in found} <= {"close", "mixed", "none"}
        assert all(use.note for use in found if use.fit != "close"), code
        assert {use.split for use in found} <= {*splits(), ""}
        assert ("" in {use.split for use in found}) == ("none" in {use.fit for use in found})


def test_every_split_is_used_or_stays_out() -> None:
    used = {use.split for found in uses().values() for use in found}
    unused = {name for name in splits() if name not in group_exports()} - used
    assert unused == {"copper", "aluminium"} & unused


def test_goods_sectors_sold_to_the_united_states_have_a_split() -> None:
    known = {sector for sector in SECTOR_CODES if split_of(sector, "USA") is not None}
    assert known == set(SECTOR_CODES) - {"SERV", "B09"}


def test_food_is_split_by_what_the_united_states_bought(shared_data: Path) -> None:
    """33.4% of the sector's 2024 sales to the US are fish, flours, oils, sugars, cocoa and feeds."""
    import csv

    from middlepower.data.sources.us_census import read_us_imports

    folder = Path(__file__).parents[2] / "src" / "middlepower" / "policy" / "hs4_sector.csv"
    with folder.open(newline="") as file:
        sector = {row["hs4"]: row["sector"] for row in csv.DictReader(file)}
    lines = read_us_imports(shared_data / "product", "CAN")
    food = lines[lines["hs4"].map(sector) == "C10T12"]
    raw = food["hs4"].str[:2].isin(["03", "11", "15", "23"]) | food["hs4"].isin(
        ["1701", "1702", "1703", "1801", "1802", "1803", "1804", "1805"]
    )
    weight = next(use.weight for use in uses()["C10T12", "USA"] if use.split.startswith("Farm"))
    assert_allclose(food.loc[raw, "imports"].sum() / food["imports"].sum(), weight, atol=5e-4)


def test_splits_sum_to_one_where_all_shares_are_known() -> None:
    for name, split in splits().items():
        assert split.share.min() >= 0.0
        assert split.share.sum() + split.not_known == pytest.approx(1.0, abs=2e-5), name
    cars, oil = (dict(zip(PROVINCES, row, strict=True)) for row in provincial_split(["C29", "B06"], "USA"))
    assert sum(cars.values()) == pytest.approx(1.0, rel=1e-12)
    assert cars["ON"] == pytest.approx(0.895, abs=1e-3)
    assert oil["AB"] == pytest.approx(0.828, abs=1e-3)  # BNN: 121.6 of 146.8 billion
    assert splits()["canola-meal"].not_known == pytest.approx(0.59)


def test_services_have_no_split() -> None:
    assert split_of("SERV", "USA") is None
    found = provincial_split(["C29", "SERV"], "USA")
    assert np.isnan(found).all(axis=1).tolist() == [False, True]


def test_a_good_of_which_nothing_is_known_is_not_split() -> None:
    assert carrier("butyl_rubber", "CHN") is None
    assert carrier("canola_seed", "CHN") is not None
    assert "butyl_rubber" in separate_goods("C20", "CHN")


def test_crops_sold_to_china_are_split_by_what_china_buys() -> None:
    """By hand: canola seed 54.653%, peas 4.181% of the flow (product_trade.csv), cereals the rest."""
    found = split_of("A01", "CHN")
    assert found is not None
    seed, peas, cereals = (splits()[name].share for name in ("canola-seed", "dry-peas", "cereals"))
    assert_allclose(found, 0.54653 * seed + 0.04181 * peas + (1 - 0.54653 - 0.04181) * cereals, rtol=1e-9)


# ---------------------------------------------------------------- published ranks, which no split is made of


def test_no_split_is_made_of_a_published_rank() -> None:
    chosen = read_rows(CHOICES)
    assert {row["measure"] for row in chosen} <= {"production", "exports_world", "exports_china", "exports_us"}
    assert "all merchandise" not in {product for row in chosen for product in row["products"].split(PLUS)}


def ranks(values: np.ndarray, codes: Sequence[str]) -> list[str]:
    """Some provinces, the largest value first."""
    return sorted(codes, key=lambda code: -float(values[list(PROVINCES).index(code)]))


def published(shared_data: Path, product: str, unit: str) -> list[str]:
    """Provinces in the order of a published rank."""
    rows = [
        row
        for row in read_rows(shared_data / RAW)
        if row["measure"] == "exposure_rank" and row["product"] == product and row["unit"] == unit
    ]
    assert rows
    return [row["province"] for row in sorted(rows, key=lambda row: int(row["share_or_value"]))]


def test_canola_ranks_are_those_of_agriculture_canada(shared_data: Path) -> None:
    wanted = published(shared_data, "China tariffs on canola (2025)", "rank by loss of farm receipts")
    found = carrier("canola_seed", "CHN")
    assert found is not None
    assert ranks(found.share, wanted) == wanted == ["SK", "AB", "MB"]


def test_canola_ranks_by_share_of_product_are_the_published_ones() -> None:
    """Seed to China over GDP: Saskatchewan 1.8%, Manitoba 0.7%, Alberta 0.3% (header of the raw table)."""
    found = carrier("canola_seed", "CHN")
    assert found is not None
    gdp = np.array([sizes()[code].gdp if code in sizes() else np.inf for code in PROVINCES])
    assert ranks(found.share / gdp, ["AB", "MB", "SK"]) == ["SK", "MB", "AB"]


def test_seafood_ranks_agree_with_landings_and_exports_that_the_split_is_not_made_of(shared_data: Path) -> None:
    """Lobster exported in 2023, in tonnes: Nova Scotia before New Brunswick."""
    rows = [r for r in read_rows(shared_data / RAW) if (r["product"], r["unit"]) == ("lobster", "tonnes")]
    tonnes = {row["province"]: float(row["share_or_value"]) for row in rows}
    found = carrier("lobster_crab", "CHN")
    assert found is not None
    assert ranks(found.share, list(tonnes)) == sorted(tonnes, key=lambda code: -tonnes[code]) == ["NS", "NB"]


def test_a_herd_comes_near_the_exports_that_it_stands_for(shared_data: Path) -> None:
    """Manitoba had 130 of about 480 million Canadian dollars of pork sold to China in 2024."""
    rows = [r for r in read_rows(shared_data / RAW) if (r["product"], r["measure"]) == ("pork", "exports_china")]
    sold = {row["province"]: float(row["share_or_value"]) for row in rows}
    found = carrier("pork", "CHN")
    assert found is not None
    assert found.share[list(PROVINCES).index("MB")] == pytest.approx(sold["MB"] / sold["Canada"], abs=0.05)


def sold_to(power: str) -> np.ndarray:
    """Goods that the embedded world has Canada sell to a power, carried to provinces [p]."""
    world = load_world()
    k, n, i = range(len(world.sectors)), world.region(power), world.region("CAN")
    found = [split_of(world.sectors[s], power) for s in k]
    return np.sum([world.flow[s, n, i] * split for s, split in zip(k, found, strict=True) if split is not None], axis=0)


def test_british_columbia_sells_most_to_china(shared_data: Path) -> None:
    """China Institute, 2024."""
    first = published(shared_data, "all merchandise, exports to China", "rank by value")
    assert ranks(sold_to("CHN"), list(PROVINCES))[:1] == first == ["BC"]


def test_what_goes_to_the_united_states_comes_near_the_table_of_2022() -> None:
    """Sector by sector from many splits, beside the provinces' totals in Statistics Canada's table."""
    table = np.array([sum(row[code] for row in group_exports().values()) for code in PROVINCES])
    found = sold_to("USA")
    assert_allclose(found / found.sum(), table / table.sum(), atol=0.025)


def test_what_alberta_and_saskatchewan_sell_to_china_is_near_what_they_publish() -> None:
    """C$5.5 billion each in 2023, 1.30 C$ a US$ in 2022; Quebec's is too high (ores and metals), which the docs say."""
    sold = dict(zip(PROVINCES, 1.30 * sold_to("CHN") / 1e3, strict=True))
    assert sold["AB"] == pytest.approx(5.5, rel=0.3)
    assert sold["SK"] == pytest.approx(5.5, rel=0.3)


# ---------------------------------------------------------------- losses by province


def test_losses_are_carried_by_hand() -> None:
    """10 lost in cars, 3 gained in aircraft, 5 lost in services, 2 of revenue: services stay where no province is."""
    found = by_province(losses_of({"C29": 10.0, "C302T309": -3.0, "SERV": 5.0}, other=2.0), "USA")
    cars, planes = split_of("C29", "USA"), split_of("C302T309", "USA")
    assert cars is not None
    assert planes is not None
    assert_allclose(found["loss"], 10.0 * cars - 3.0 * planes, rtol=1e-12)
    assert found.attrs["not_attributed"] == pytest.approx(5.0)
    assert found.attrs["other"] == pytest.approx(7.0)
    assert float(found["loss"].sum()) + found.attrs["other"] == pytest.approx(found.attrs["total"])
    assert float(found["share"].sum()) == pytest.approx(1.0)
    assert found["share"].sel(province="QC") == 0.0  # gains from aircraft are larger there
    assert list(found["province_name"].values) == list(PROVINCES.values())
    assert "Proxy" in found.attrs["proxy"]
    assert "Statistics Canada" in found["loss"].attrs["source"]


def test_nothing_lost_means_no_shares() -> None:
    found = by_province(losses_of({"C29": -1.0}), "USA")
    assert found["share"].isnull().all()
    assert "share_reason" in found


def test_provinces_are_canadas() -> None:
    with pytest.raises(DataError, match="`economy` is AUS"):
        by_province(losses_of({"C29": 1.0}, economy="AUS"), "USA")


def test_provinces_can_be_weighted() -> None:
    found = by_province(losses_of({"C29": 10.0}), "USA")
    cars = split_of("C29", "USA")
    assert cars is not None
    ontario = cars[list(PROVINCES).index("ON")]
    plain, double = (float(weighted_exposure(found, Weights(w, "test"))[0]) for w in ({}, {"ON": 2.0}))
    assert plain == pytest.approx(-np.log(0.99))
    assert double / plain == pytest.approx(1.0 + ontario)


def test_what_no_province_is_known_to_sell_stays_out() -> None:
    """Food sold to China: 59% of canola meal, half of canola oil and a fifth of pork belong to no known province."""
    found = by_province(losses_of({"C10T12": 100.0}), "CHN")
    split = split_of("C10T12", "CHN")
    assert split is not None
    assert split.sum() < 0.9
    assert float(found["loss"].sum()) == pytest.approx(100.0 * split.sum())
    assert found.attrs["not_attributed"] == pytest.approx(100.0 * (1.0 - split.sum()))
