"""Build the tables in `lists/`: what share of each good the legal lists of HS codes cover.

Run `python -m tools.build_lists` after `build_tables`; the package itself never runs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from middlepower.policy.goods import (
    HERE,
    Product,
    goods_sectors,
    load_product_trade,
    load_products,
    read_rows,
)
from tools.build_tables import (
    CENSUS,
    LISTS,
    SCALED,
    Row,
    canada_us_flows_2024,
    icio_flows,
    raw_data_folder,
    us_exports,
    us_imports,
    write_rows,
)

if TYPE_CHECKING:
    import pandas as pd

COVERAGE_COLUMNS = ("exporter", "good", "coverage", "value_musd", "good_value_musd", "year", "source")
SECTOR_COLUMNS = ("sector", "added_rate", "share_of_imports", "year", "source")
# Coverage below this is left out: no result could show it.
SMALL = 5e-4


def listed_codes(measure: str) -> tuple[str, ...]:
    """HS prefixes of one list of `events/hs_lists.csv`."""
    rows = read_rows(raw_data_folder() / "events" / "hs_lists.csv")
    return tuple(row["hs"] for row in rows if row["measure_id"] == measure)


# Products that US measures name.
US_PRODUCTS = (
    "ev cars_light_trucks buses heavy_trucks auto_parts auto_parts_tyres auto_parts_electrical "
    "auto_parts_machinery li_ion_batteries steel steel_articles aluminium aluminium_articles copper_semis "
    "copper_articles copper_cable lumber softwood_logs furniture_cabinets crude gas refined coal potash "
    "aircraft exempt_electronics semiconductors"
).split()


@cache
def named_goods(importer: str, exporter: str) -> tuple[Product, ...]:
    """The products that measures of the importer name in its flows from an exporter."""
    rows = [row.product for row in load_product_trade() if (row.importer, row.exporter) == (importer, exporter)]
    return tuple(load_products()[name] for name in (US_PRODUCTS if importer == "USA" else rows))


def named_good(pair: tuple[str, str], hs: str, sector: str) -> str:
    """The product of the pair's flow that a line belongs to, else its sector: the rest of the flow."""
    for good in named_goods(*pair):
        if good.sector == sector and hs.startswith(good.hs):
            return good.id
    return sector


def covered_rows(exporter: str, codes: tuple[str, ...], without: tuple[str, ...]) -> list[Row]:
    """Coverage of each good of US imports from one exporter by a list of codes, less another list."""
    table = us_imports(exporter).copy()
    table["good"] = [
        named_good(("USA", exporter), hs, sector) for hs, sector in zip(table["hs"], table["sector"], strict=True)
    ]
    on_list = table["hs"].str.startswith(codes)
    if without:
        on_list &= ~table["hs"].str.startswith(without)
    value = table[on_list].groupby("good")["value_musd"].sum()
    whole = table.groupby("good")["value_musd"].sum()
    rows = [coverage_row(exporter, good, float(value[good]), float(whole[good]), CENSUS)
            for good in value.index if good != "SERV" and value[good] / whole[good] >= SMALL]  # fmt: skip
    return [*rows, *spared_rows(("USA", exporter), rows, CENSUS)]


def spared_rows(pair: tuple[str, str], rows: list[Row], source: str) -> list[Row]:
    """Zero coverage for each named product that a list does not reach; else its sector's row would count."""
    found = {row["good"] for row in rows}
    spared = [good for good in named_goods(*pair) if good.id not in found and good.sector in found]
    return [coverage_row(pair[1], good.id, 0.0, 1.0, source) | {"good_value_musd": ""} for good in spared]


def coverage_row(exporter: str, good: str, value: float, whole: float, source: str) -> Row:
    """One row of a coverage table; at most all of the good is covered."""
    return {
        "exporter": exporter, "good": good, "coverage": f"{min(1.0, value / whole):.4f}",
        "value_musd": f"{value:.1f}", "good_value_musd": f"{whole:.1f}", "year": 2024, "source": source,
    }  # fmt: skip


def write_coverage(name: str, rows: Iterable[Row]) -> None:
    """Nothing; writes one coverage table."""
    write_rows(HERE / "lists" / name, COVERAGE_COLUMNS, rows)


def build_section_338() -> None:
    """Nothing; writes the coverage of section 338, less section 232 goods and civil aircraft."""
    without = (
        *listed_codes("US-CA-338-AIRCRAFT-EXEMPT"),
        *listed_codes("US-232-AUTO"),
        *listed_codes("US-232-COPPER"),
        *(code for part in ("IA", "IB", "III") for code in listed_codes(f"US-232-METAL-ANNEX-{part}")),
        *load_products()["lumber"].hs, *load_products()["furniture_cabinets"].hs,
    )  # fmt: skip
    for part in ("ALCOHOL", "DAIRY", "AUTOS"):
        rows = covered_rows("CAN", listed_codes(f"US-CA-338-{part}"), without)
        write_coverage(f"us_ca_338_{part.lower()}.csv", rows)


def canada_list_rows(table: pd.DataFrame, without: Iterable[str]) -> list[Row]:
    """Coverage of Canada's imports from the United States by a list: US exports of 2024 over flows."""
    pair, flows = ("CAN", "USA"), canada_us_flows_2024()
    shares = {row.product: row.share for row in load_product_trade() if (row.importer, row.exporter) == pair}
    table = table[table["sector"].isin(goods_sectors())].copy()
    table["good"] = [named_good(pair, hs, k) for hs, k in zip(table["hs"], table["sector"], strict=True)]
    rows: list[Row] = []
    source = f"{LISTS}; over {SCALED}"
    totals = table.groupby(["sector", "good"])["value_musd"].sum().reset_index()
    for sector, good, value in totals.itertuples(index=False):
        named = sum(shares[product.id] for product in named_goods(*pair) if product.sector == sector)
        whole = flows[sector] * shares.get(good, 1.0 - named)
        if good not in without and value / whole >= SMALL:
            rows.append(coverage_row("USA", good, value, whole, source))
    return [*rows, *spared_rows(pair, rows, source)]


def build_canada_lists() -> None:
    """Nothing; writes the coverage of Canada's counter-tariffs of March 2025 outside steel and aluminium."""
    metals = ("steel", "steel_articles", "aluminium", "aluminium_articles")
    write_coverage("ca_us_2025_phase1.csv", canada_list_rows(us_exports("canada-US-exports-030425.csv"), ()))
    other = canada_list_rows(us_exports("canada-steel-US-exports-031225.csv"), metals)
    write_coverage("ca_us_2025_metals_other.csv", other)


def sector_rate_rows(parts: Iterable[tuple[pd.DataFrame, float]], flows: dict[str, float], source: str) -> list[Row]:
    """Shares of each sector's flow at each added rate; sums above one are scaled down to one."""
    value: dict[tuple[str, float], float] = {}
    for table, rate in parts:
        for sector, musd in table.groupby("sector")["value_musd"].sum().items():
            value[str(sector), rate] = value.get((str(sector), rate), 0.0) + float(musd)
    rows = []
    for (sector, rate), musd in sorted(value.items()):
        listed = sum(other for (name, _), other in value.items() if name == sector)
        share = musd / max(flows.get(sector, 0.0), listed)
        if sector in goods_sectors() and share >= SMALL:
            rows.append({"sector": sector, "added_rate": rate, "share_of_imports": f"{share:.4f}",
                         "year": 2024, "source": source})  # fmt: skip
    return rows


def build_sector_rates() -> None:
    """Nothing; writes China's lists of March 2025 and Canada's of September 2026 as rates by sector."""
    import pandas as pd

    china = [(us_exports(f"china-{rate}-percent-US-exports-030425.csv"), rate / 100) for rate in (10, 15)]
    source = f"{LISTS}; over ICIO 2022 flow"
    rows = sector_rate_rows(china, icio_flows("USA", "CHN"), source)
    write_rows(HERE / "lists" / "cn_us_2025_mar.csv", SECTOR_COLUMNS, rows)
    files = ("canada-steel-US-exports-031225.csv", "canada-US-exports-030425.csv")
    known = pd.concat([us_exports(file) for file in files]).drop_duplicates("hs")
    rate_of = {row["hs8_canada"][:6]: float(row["rate_pct"]) / 100 for row in
               read_rows(raw_data_folder() / "events" / "canada_us_counter_2026-09-08_hs8.csv")}  # fmt: skip
    known = known[~known["hs"].str.startswith(load_products()["cars_light_trucks"].hs)]
    parts = [(known[known["hs"].map(rate_of) == rate], rate) for rate in sorted(set(rate_of.values()))]
    source = f"{LISTS}; over {SCALED}; lines new in 2026 have no value"
    rows = sector_rate_rows(parts, canada_us_flows_2024(), source)
    write_rows(HERE / "lists" / "ca_us_2026_09.csv", SECTOR_COLUMNS, rows)


def build_china_duties() -> None:
    """Nothing; splits the US duties on China of 2022 into section 301 and section 232."""
    rows = read_rows(HERE / "us_china_301_sector.csv")
    for name, text in (("us_cn_301.csv", "section 301"), ("us_cn_232_2018.csv", "Proclamations 9704")):
        write_rows(HERE / "lists" / name, SECTOR_COLUMNS, [row for row in rows if text in row["source"]])


if __name__ == "__main__":
    build_section_338()
    build_canada_lists()
    build_sector_rates()
    build_china_duties()
