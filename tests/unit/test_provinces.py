"""Provinces: the table and its build, the concordance, losses carried to provinces by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from middlepower.data.sources.statcan_provinces import CODES, FILE, SHA256, read_provincial_exports
from middlepower.errors import DataError
from middlepower.indicators.incidence import Weights, weighted_exposure
from middlepower.indicators.labelled import About, dataset, labelled, reasons
from middlepower.indicators.provinces import (
    PROVINCES,
    by_province,
    concordance,
    group_exports,
    provincial_split,
    split_of,
)
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


# ---------------------------------------------------------------- the concordance


def test_every_goods_sector_has_a_split_and_says_how_good_it_is() -> None:
    found = concordance()
    assert {one.sector for one in found} == set(SECTOR_CODES) - {"SERV", "B09"}
    for sector in {one.sector for one in found}:
        assert sum(one.weight for one in found if one.sector == sector) == pytest.approx(1.0)
    assert {one.group for one in found} <= set(group_exports())
    assert {one.fit for one in found} == {"close", "mixed"}
    assert all(one.note for one in found if one.fit == "mixed")


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
    weight = next(one.weight for one in concordance() if one.sector == "C10T12" and one.group.startswith("Farm"))
    assert_allclose(food.loc[raw, "imports"].sum() / food["imports"].sum(), weight, atol=5e-4)


def test_splits_sum_to_one() -> None:
    split = provincial_split(SECTOR_CODES)
    goods = [code for code in SECTOR_CODES if code not in ("SERV", "B09")]
    assert_allclose(split.sel(sector=goods).sum("province"), 1.0, rtol=1e-12)
    assert split.sel(sector="C29", province="ON") == pytest.approx(0.895, abs=1e-3)
    assert split.sel(sector="B06", province="AB") == pytest.approx(0.758, abs=1e-3)


def test_services_have_no_split_and_say_why() -> None:
    assert split_of("SERV") is None
    found = provincial_split(["C29", "SERV"])
    assert found.sel(sector="SERV").isnull().all()
    assert set(reasons(found).values()) == {
        "no provincial data: the table covers goods traded with the United States only"
    }
    assert "Proxy" in found.attrs["proxy"]


# ---------------------------------------------------------------- losses by province


def test_losses_are_carried_by_hand() -> None:
    """10 lost in cars, 3 gained in aircraft, 5 lost in services, 2 of revenue: services stay where no province is."""
    found = by_province(losses_of({"C29": 10.0, "C302T309": -3.0, "SERV": 5.0}, other=2.0))
    cars, planes = split_of("C29"), split_of("C302T309")
    assert cars is not None
    assert planes is not None
    assert_allclose(found["loss"], 10.0 * cars - 3.0 * planes, rtol=1e-12)
    assert found.attrs["not_attributed"] == 5.0
    assert found.attrs["other"] == 7.0
    assert float(found["loss"].sum()) + found.attrs["other"] == pytest.approx(found.attrs["total"])
    assert float(found["share"].sum()) == pytest.approx(1.0)
    assert found["share"].sel(province="QC") == 0.0  # gains from aircraft are larger there
    assert list(found["province_name"].values) == list(PROVINCES.values())
    assert "Proxy" in found.attrs["proxy"]
    assert "Statistics Canada" in found["loss"].attrs["source"]


def test_nothing_lost_means_no_shares() -> None:
    found = by_province(losses_of({"C29": -1.0}))
    assert found["share"].isnull().all()
    assert "share_reason" in found


def test_provinces_are_canadas() -> None:
    with pytest.raises(DataError, match="`economy` is AUS"):
        by_province(losses_of({"C29": 1.0}, economy="AUS"))


def test_provinces_can_be_weighted() -> None:
    found = by_province(losses_of({"C29": 10.0}))
    cars = split_of("C29")
    assert cars is not None
    ontario = cars[list(PROVINCES).index("ON")]
    plain, double = (float(weighted_exposure(found, Weights(w, "test"))[0]) for w in ({}, {"ON": 2.0}))
    assert plain == pytest.approx(-np.log(0.99))
    assert double / plain == pytest.approx(1.0 + ontario)
