"""Build the committed tables `hs4_sector.csv` and `product_trade.csv` from rules, facts and raw trade files.

Run `python -m tools.build_tables`; nothing here runs when the package is used.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import sectors
from middlepower.errors import DataError
from middlepower.policy.goods import HERE, Product, goods_sectors, load_products, read_rows
from tools.build_trade import partner_codes
from tools.build_world import border_flows as world_at_border
from tools.build_world import read_sources
from tools.folders import PROJECT
from tools.regions import REGIONS
from tools.vintages import LATEST, vintage

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]
Array = NDArray[np.float64]

US_IMPORTS = "us_law/us_imports_2024_hs10.parquet"
CENSUS = "US Census Bureau, imports for consumption 2024 by HS10"
LISTS = "US Census Bureau, exports 2024 by HS6 of the listed lines"
# Headings of the Harmonized System 2017 or 2022 that no line of US imports uses.
OTHER_HEADINGS = ("1203", "2609", "2705", "8107", "8469", "8803")
# Products that Canadian measures on metals name.
METAL_PRODUCTS = ("steel", "steel_articles", "aluminium", "aluminium_articles", "metal_furniture")
# Canada's imports of metals have the composition of US imports from the same partner; from partners that the US table
# does not hold, that of US imports from the European Union.
LIKE_ALL_OTHERS = "EU"
EV_IMPORTS_2022_MUSD = 84 / 1.3011  # C$84m, Bank of Canada annual average of 2022
# Goods imports of C$489bn (Statistics Canada via Argus Media) at 1.3698, Bank of Canada annual average of 2024. The
# ICIO flows of 2022 leave out re-exports and sum to little more than half of it.
CANADA_IMPORTS_FROM_USA_2024 = 489_000 / 1.3698
SCALED = "ICIO 2022 flow scaled to total imports from the USA in 2024"
# What a product fills of a flow when its source counts more than the whole 2022 flow: the rest of C24A (pig
# iron, ferro-alloys, scrap) is about 5% of US imports of iron and steel from the EU and China.
HIGHEST_SHARE = 0.95
# Values are printed to a tenth of a million US dollars: a sector below it has no composition to speak of.
VALUE_ROUNDING = 0.05
BUTYL_NOTE = "composition of US imports from {} stands in: no value of the trade with China was found"
PRODUCT_TRADE_COLUMNS = "importer,exporter,product,sector,value_musd,sector_value_musd,year,share,source,note".split(
    ","
)


def raw_data_folder() -> Path:
    """The folder of raw files: `MIDDLEPOWER_DATA`, or `shared/data` beside the repository."""
    given = os.environ.get("MIDDLEPOWER_DATA")
    folder = Path(given) if given else PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        raise DataError(f"no raw data folder at `{folder}`: set the environment variable MIDDLEPOWER_DATA.")
    return folder


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Nothing; writes the rows as CSV with Unix line ends."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@cache
def all_us_imports() -> pd.DataFrame:
    """US imports for consumption of 2024: `partner`, `hs` (10 digits), `value_musd`, `sector`."""
    import pandas as pd

    raw = pd.read_parquet(raw_data_folder() / US_IMPORTS, columns=["CTY_NAME", "HS10", "imports"])
    partner = raw["CTY_NAME"].map(partner_codes(sorted(raw["CTY_NAME"].unique())))
    hs = raw["HS10"].astype(str)
    table = pd.DataFrame({"partner": partner, "hs": hs, "value_musd": raw["imports"] / 1e6})
    table["sector"] = table["hs"].str[:4].map(sector_of())
    return table


def us_imports(partner: str) -> pd.DataFrame:
    """US imports for consumption of 2024 from one partner: `hs` (10 digits), `value_musd`, `sector`."""
    table = all_us_imports()
    return table[table["partner"] == partner].drop(columns="partner").reset_index(drop=True)


@cache
def us_exports(file: str) -> pd.DataFrame:
    """US exports of a list's lines to the country that made it: `hs` (6 digits), `value_musd`, `sector`."""
    import pandas as pd

    raw = pd.read_csv(raw_data_folder() / "product" / file, dtype={"hs-code": str})
    table = pd.DataFrame({"hs": raw["hs-code"], "value_musd": raw["exports"] / 1e6})
    table["sector"] = table["hs"].str[:4].map(sector_of())
    return table


@cache
def border_flows(world: str) -> tuple[Array, list[str]]:
    """(flows [sector, importer, exporter] of a world's year at the exporter's border, countries), million dollars."""
    sources = read_sources(raw_data_folder(), vintage(world))
    return world_at_border(sources).flow, sources.countries


def icio_flows(exporter: str, importer: str, world: str = LATEST.name) -> dict[str, float]:
    """Flows of a world's year between two economies by sector at the exporter's border, million US dollars."""
    flow, countries = border_flows(world)
    values = flow[:, countries.index(importer), countries.index(exporter)]
    return dict(zip(sectors(), map(float, values), strict=True))


def canada_us_flows_2024() -> dict[str, float]:
    """Canada's goods imports from the United States by sector: ICIO 2022 flows scaled to the total of 2024."""
    flows = {code: value for code, value in icio_flows("USA", "CAN").items() if code in goods_sectors()}
    total = sum(flows.values())
    return {code: value / total * CANADA_IMPORTS_FROM_USA_2024 for code, value in flows.items()}


@cache
def sector_of() -> dict[str, str]:
    """The sector of each four-digit heading, from the committed concordance."""
    return {row["hs4"]: row["sector"] for row in read_rows(HERE / "hs4_sector.csv")}


def rule_covers(headings: str, heading: str) -> bool:
    """Whether a rule such as `84`, `8401-8404` or `16-22` covers a four-digit heading."""
    first, _, last = headings.partition("-")
    return first <= heading[: len(first)] <= (last or first)


def sector_rows(headings: Iterable[str], rules: list[dict[str, str]]) -> list[dict[str, str]]:
    """One row per heading; the last rule that covers it decides."""
    rows = []
    for heading in headings:
        covering = [rule for rule in rules if rule_covers(rule["headings"], heading)]
        if not covering:
            raise DataError(f"heading `{heading}` is covered by no rule: add one to hs4_rules.csv.")
        rows.append({"hs4": heading, "sector": covering[-1]["sector"], "note": covering[-1]["note"]})
    return rows


def build_hs4_sector() -> None:
    """Nothing; writes `hs4_sector.csv` for all headings in use in US imports and `OTHER_HEADINGS`."""
    found = set(all_us_imports()["hs"].str[:4])
    rows = sector_rows(sorted(found | set(OTHER_HEADINGS)), read_rows(HERE / "hs4_rules.csv"))
    write_rows(HERE / "hs4_sector.csv", ("hs4", "sector", "note"), rows)


def value_of(table: pd.DataFrame, prefixes: tuple[str, ...]) -> float:
    """Trade in the lines that begin with one of the prefixes, million US dollars."""
    return float(table.loc[table["hs"].str.startswith(prefixes), "value_musd"].sum())


def trade_row(
    pair: tuple[str, str], good: Product, value: float, whole: float, year: int, source: str, note: str = ""
) -> Row:
    """One row of the product table; a value above the flow is capped, and the note says so."""
    share = value / whole
    if share > 1.0:
        share, note = HIGHEST_SHARE, f"{note}; source exceeds the flow: capped at {HIGHEST_SHARE}".strip("; ")
    return {
        "importer": pair[0], "exporter": pair[1], "product": good.id, "sector": good.sector,
        "value_musd": f"{value:.1f}", "sector_value_musd": f"{whole:.1f}", "year": year,
        "share": f"{share:.5f}", "source": source, "note": note,
    }  # fmt: skip


def composition_rows(importer: str, exporter: str, partner: str, ids: Iterable[str], note: str) -> list[Row]:
    """Product shares of each sector in US imports from `partner`, booked for (importer, exporter)."""
    table = us_imports(partner)
    whole = table.groupby("sector")["value_musd"].sum()
    rows = []
    for good in (load_products()[name] for name in ids):
        value = value_of(table, good.hs)
        if whole.get(good.sector, 0.0) > VALUE_ROUNDING:
            rows.append(trade_row((importer, exporter), good, value, float(whole[good.sector]), 2024, CENSUS, note))
    return rows


def canada_proxy_rows() -> list[Row]:
    """Metal shares of Canada's imports: those of US imports from the same partner, or from the EU."""
    partners = [code for code in sorted(set(all_us_imports()["partner"]) & set(REGIONS)) if code != "CAN"]
    rows: list[Row] = []
    for exporter, partner in (*zip(partners, partners, strict=True), ("*", LIKE_ALL_OTHERS)):
        note = f"composition of US imports from {partner} stands in for Canada's imports"
        rows += composition_rows("CAN", exporter, partner, METAL_PRODUCTS, note)
    return rows


def canada_us_rows() -> list[Row]:
    """Metal shares of Canada's imports from the United States: listed US exports over ICIO 2022 flows."""
    import pandas as pd

    files = ("canada-steel-US-exports-031225.csv", "canada-US-exports-030425.csv")
    listed = pd.concat([us_exports(file) for file in files]).drop_duplicates("hs")
    flows, note = canada_us_flows_2024(), f"listed lines only; value of 2024 over {SCALED}"
    rows = []
    for good in (load_products()[name] for name in METAL_PRODUCTS):
        value = value_of(listed, good.hs)
        rows.append(trade_row(("CAN", "USA"), good, value, flows[good.sector], 2024, LISTS, note))
    return rows


def fact_rows() -> list[Row]:
    """Product shares from single published values (`product_facts.csv`)."""
    rows = []
    for fact in read_rows(HERE / "product_facts.csv"):
        pair, good = (fact["importer"], fact["exporter"]), load_products()[fact["product"]]
        value = float(fact["value_million"]) / float(fact["per_usd"])
        world = fact["world"] or LATEST.name
        flows = canada_us_flows_2024() if pair == ("CAN", "USA") else icio_flows(pair[1], pair[0], world)
        whole = float(fact["sector_value_musd"] or flows[good.sector])
        if good.id == "ev":
            whole += value - EV_IMPORTS_2022_MUSD
        rows.append(trade_row(pair, good, value, whole, int(fact["year"]), fact["source"], fact["note"]))
    return rows


def butyl_rows() -> list[Row]:
    """Butyl rubber in China's imports from Canada and Japan: its share in US imports of chemicals from there."""
    return [
        row
        for partner in ("CAN", "JPN")
        for row in composition_rows("CHN", partner, partner, ("butyl_rubber",), BUTYL_NOTE.format(partner))
    ]


def build_product_trade() -> None:
    """Nothing; writes `product_trade.csv`."""
    rows = [*canada_proxy_rows(), *canada_us_rows(), *fact_rows(), *butyl_rows()]
    order = sorted(rows, key=lambda row: (str(row["importer"]), str(row["exporter"]), str(row["sector"])))
    write_rows(HERE / "product_trade.csv", PRODUCT_TRADE_COLUMNS, order)


if __name__ == "__main__":
    build_hs4_sector()
    build_product_trade()
