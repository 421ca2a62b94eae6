"""Build the lists of HS lines that US law of 2025 and 2026 names: `python -m tools.build_us_law`.

A list is one CSV file below `policy/lists/hs`: the lines, and for goods that are taxed on their metal content only the
average content of the list's lines in their sector. `index.csv` says what each list is and where it is from. Lists that
one order names together are written apart where another order spares some of their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from middlepower.errors import DataError
from middlepower.policy.goods import HERE, read_rows
from tools.build_tables import all_us_imports, raw_data_folder, sector_of, write_rows
from tools.regions import EU_MEMBERS, REGIONS

LISTS = HERE / "lists" / "hs"
ORDERS = "Executive Orders 14257 and 14326; ROW: mean by US imports 2024 outside Annex II"
BASE_RATE = 0.10
# From these days a total takes the place of the added rate (US-RECIP-CEILING); the EU's from the first day.
TOTALS_FROM = {"JPN": {"2025-08-07": 0.0}, "KOR": {"2025-11-14": 0.0}, "CHE": {"2025-11-14": 0.0}}
NAMES = {
    "SOUTH KOREA": "KOR", "TAIWAN": "TWN", "TURKEY": "TUR", "VENEZUELA": "VEN", "VIETNAM": "VNM", "BOLIVIA": "BOL",
}  # fmt: skip
# Civil aircraft are spared by their use. Of the lines that the orders name, those that are hardly used otherwise.
AIRCRAFT = (
    "401130", "401213", "840710", "840910", "841111", "841112", "841121", "841122", "841191", "88", "901420", "940110",
)  # fmt: skip
# Proclamations 9704 and 9705 as amended: steel without scrap and cold-formed bars, aluminium; with the derivatives of
# chapters 73 and 76 they pay on the full value.
PRIMARY_METALS = (
    "7206", "7207", "7208", "7209", "7210", "7211", "7212", "7213", "7214", "7215", "721610", "721621", "721622",
    "721631", "721632", "721633", "721640", "721650", "721699", "7217", "7218", "7219", "7220", "7221", "7222", "7223",
    "7224", "7225", "7226", "7227", "7228", "7229", "730110", "7302", "7304", "7305", "7306", "7601", "7604", "7605",
    "7606", "7607", "7608", "7609",
)  # fmt: skip
# What the proclamation of 1 June 2026 relieves as farm machinery, by headings of the tariff schedule.
FARM_MACHINES = ("8432", "8433", "8434", "8436", "870110", "870191", "870192", "870193", "870194", "870195", "871620")
FULL_VALUE = ("72", "73", "76")
# Derivatives of 23 June 2025: household appliances and shelves of wire (90 FR 25208).
APPLIANCES = (
    "84181000", "84183000", "84184000", "84221100", "84501100", "84502000", "84512100", "84512900", "85098020",
    "85166040", "9403999020",
)  # fmt: skip
# Proclamation 10908: cars and light trucks; and 10984: heavy trucks and buses.
CARS = (
    "870322", "870323", "870324", "870331", "870332", "870333", "870340", "870350", "870360", "870370", "870380",
    "870390", "87042101", "87043101", "87044100", "87045100", "87046000",
)  # fmt: skip
TRUCKS = (
    "87012100", "87012200", "87012300", "87012400", "87012900", "87041010", "87041050", "87042211", "87042251",
    "87042301", "87043201", "87044200", "87044300", "87045200", "87049001", "87054000", "8705900080", "87060003",
    "8706000520", "8706000575", "87060025", "87060050", "87091100", "87091900",
)  # fmt: skip
LUMBER = (
    "44031100", "44032101", "44032201", "44032301", "44032401", "44032501", "44032601", "44039901", "44061100",
    "44069100", "44071100", "44071200", "44071300", "44071400", "44071900",
)  # fmt: skip
FURNITURE = ("94016140", "94016160", "9403409060", "9403608093", "9403910080")
NO_CAR_PARTS = ("8471",)  # a whole heading of computers that one list of car parts holds by mistake
METALS = {"steel": "steel_share", "aluminum": "aluminum_share", "copper": "copper_share"}
CODE = re.compile(r"\d{4,10}")


@dataclass(frozen=True)
class Listed:
    """A list: its name, HS prefixes, and the metals in the goods where only these are taxed."""

    name: str
    codes: tuple[str, ...]
    metals: tuple[str, ...] = ()


def shortened(code: str) -> str:
    """The prefix that a code stands for: `.00` at the end of a ten-digit line divides nothing."""
    return code[:-2] if len(code) == 10 and code.endswith("00") else code


def codes_of(path: str) -> tuple[str, ...]:
    """The HS codes in the first column of a file of the raw data."""
    text = (raw_data_folder() / path).read_text(encoding="utf-8")
    cells = [line.split(",")[0].strip().strip('"').replace(".", "") for line in text.splitlines()]
    return tuple(dict.fromkeys(shortened(cell) for cell in cells if CODE.fullmatch(cell)))


def rows_of(path: str, **wanted: str) -> tuple[str, ...]:
    """The HS codes of the rows of a table in which columns have certain values."""
    import pandas as pd

    table = pd.read_csv(raw_data_folder() / path, dtype=str, comment="#", keep_default_na=False)
    for column, value in wanted.items():
        table = table[table[column] == value]
    column = next(name for name in ("hts_prefix", "hts8", "hts10", "HTSUS") if name in table)
    return tuple(dict.fromkeys(shortened(code.replace(".", "")) for code in table[column]))


def without(codes: Iterable[str], others: Sequence[str]) -> tuple[str, ...]:
    """The codes that no code of others holds."""
    return tuple(code for code in codes if not code.startswith(tuple(others)))


def within(codes: Iterable[str], prefixes: Sequence[str]) -> tuple[str, ...]:
    """The codes that begin with one of the prefixes."""
    return tuple(code for code in codes if code.startswith(tuple(prefixes)))


def exempt_lists() -> list[Listed]:
    """Lines that the orders on reciprocal tariffs, section 122 and the section 301 actions of 2026 spare."""
    electronics = codes_of("us_law/lists/consumer_electronics_EO14257_apr11.csv")
    april = (*codes_of("us_law/lists/annex-II-exemptions.csv"), *electronics)
    november = (*codes_of("us_law/lists/annex-II-exemptions-nov14.csv"), *electronics)
    aircraft = codes_of("us_law/lists/section122-aircraft-exemptions.csv")
    return [
        Listed("us_annex_ii", within(april, november)),
        Listed("us_annex_ii_until_nov", without(april, november)),
        Listed("us_annex_ii_from_nov", without(november, april)),
        Listed("us_section_122_exempt", codes_of("product/section122-product-exemptions.csv")),
        Listed("us_aircraft", within(aircraft, AIRCRAFT)),
    ]


def deal_lists() -> list[Listed]:
    """Lines that deals and orders on single partners spare."""
    brazil = "us_law/lists/brazil-301-exemptions.csv"
    first = without(brazil_codes("2025-08-06"), AIRCRAFT)
    used_in_aircraft = set(codes_of("us_law/lists/brazil-airplane-exemptions.csv"))
    return [
        Listed("us_eu_deal", deal_codes("eu")),
        Listed("us_swiss_deal", deal_codes("swiss")),
        Listed("us_brazil_exempt", tuple(code for code in first if code not in used_in_aircraft)),
        Listed("us_brazil_exempt_nov", brazil_codes("2025-11-13")),
        Listed("us_brazil_301_exempt", (*rows_of(brazil, category="flat"), *rows_of(brazil, category="pharma"))),
    ]


def deal_codes(group: str) -> tuple[str, ...]:
    """The lines that the deal with a group leaves at the ordinary duty, aircraft apart."""
    kinds = ("ptaap", "pharma", "particular")
    path = "us_law/floor_exempt_products.csv"
    return tuple(code for kind in kinds for code in rows_of(path, country_group=group, category=kind))


def brazil_codes(start: str) -> tuple[str, ...]:
    """The lines that the orders on Brazil spare from a day on."""
    path = "us_law/country_eo_exempt_products.csv"
    return rows_of(path, ch99_code="9903.01.77", effective_date_start=start)


def metal_lists() -> list[Listed]:
    """Steel, aluminium, copper and their derivatives, by the order that named them."""
    first = (*codes_of("product/steel-tariffs.csv"), *codes_of("product/alu-tariffs.csv"))
    derivative = "us_law/s232_derivative_products.csv"
    first = tuple(dict.fromkeys((*first, *rows_of(derivative, effective_date=""))))
    late = without(rows_of(derivative, effective_date="2025-08-18"), first)
    full = (*PRIMARY_METALS, *without(within(first, FULL_VALUE), PRIMARY_METALS))
    appliances = without(APPLIANCES, first)
    august = without(without(late, appliances), full)
    annex = {name: codes_of(f"product/metals-annex-{name}.csv") for name in ("IA", "IB")}
    third = codes_of("us_law/lists/metals-annex-III-temporary.csv")
    steel_and_aluminium = ("steel", "aluminum")
    return [
        Listed("us_232_metal", full),
        Listed("us_232_metal_content", without(first, FULL_VALUE), steel_and_aluminium),
        Listed("us_232_appliances", appliances, ("steel",)),
        Listed("us_232_metal_full_aug", within(august, FULL_VALUE)),
        Listed("us_232_metal_content_aug", without(august, FULL_VALUE), steel_and_aluminium),
        Listed("us_232_copper", without(codes_of("us_law/lists/copper-list.csv"), ("8544",))),
        Listed("us_232_copper_cable", within(codes_of("us_law/lists/copper-list.csv"), ("8544",)), ("copper",)),
        Listed("us_232_annex_1a", without(annex["IA"], ("74", "8544"))),
        Listed("us_232_annex_1a_copper", within(annex["IA"], ("74", "8544"))),
        Listed("us_232_annex_1b", without(annex["IB"], (*third, *FARM_MACHINES))),
        Listed("us_232_annex_1b_farm", within(annex["IB"], FARM_MACHINES)),
        Listed("us_232_annex_3", third),
    ]


def goods_lists() -> list[Listed]:
    """Vehicles and their parts, wood, furniture, chips, medicines."""
    parts = without(codes_of("product/auto-tariffs.csv"), ("8703", "8704", *NO_CAR_PARTS))
    truck_parts = without(codes_of("us_law/s232_mhd_parts.txt"), (*parts, *TRUCKS))
    return [
        Listed("us_232_cars", CARS),
        Listed("us_232_car_parts", parts),
        Listed("us_232_trucks", TRUCKS),
        Listed("us_232_truck_parts", truck_parts),
        Listed("us_232_buses", ("8702",)),
        Listed("us_232_lumber", LUMBER),
        Listed("us_232_furniture", FURNITURE),
        Listed("us_232_medicines", ("30",)),
    ]


@cache
def contents() -> dict[str, dict[str, float]]:
    """{metal: {HS10: its share of the value}} by US input-output tables."""
    import pandas as pd

    table = pd.read_parquet(raw_data_folder() / "us_law" / "metal_content_shares_bea_hs10.parquet").set_index("hs10")
    lines = [str(line) for line in table.index]
    return {metal: dict(zip(lines, table[column].clip(0.0, 1.0), strict=True)) for metal, column in METALS.items()}


def content_by_sector(listed: Listed) -> dict[str, float]:
    """The average content of a list's lines in each sector, weighted by US imports of 2024."""
    table = all_us_imports()
    table = table[table["hs"].str.startswith(listed.codes)].copy()
    table["content"] = sum(table["hs"].map(contents()[metal]) for metal in listed.metals)
    table = table[table["content"].notna()]
    table["taxed"] = table["content"].clip(upper=1.0) * table["value_musd"]
    sums = table.groupby("sector")[["taxed", "value_musd"]].sum()
    shares = sums["taxed"] / sums["value_musd"]
    return {str(sector): float(shares[sector]) for sector in shares.index}


def rows(listed: Listed) -> list[dict[str, object]]:
    """The rows of a list's file."""
    codes = sorted(dict.fromkeys(listed.codes))
    if not listed.metals:
        return [{"hs": code} for code in codes]
    content, sector = content_by_sector(listed), sector_of()
    known = [(code, content.get(sector.get(code[:4], ""))) for code in codes]
    return [{"hs": code, "content": f"{share:.4f}"} for code, share in known if share]


def partner_rows() -> list[dict[str, object]]:
    """The reciprocal rates of April and August 2025 by partner; deal partners' totals are rows of their own measure."""
    names = dict(zip(*named_rates(), strict=True))
    added = {code: names.get(code, BASE_RATE) for code in (*REGIONS, *set(all_us_imports()["partner"]))}
    added["ROW"] = rest_of_world({code: rate for code, rate in added.items() if code not in REGIONS})
    added["EU"] = 0.0
    members = (*EU_MEMBERS, "REU")
    codes = [code for code in REGIONS if code not in (*members, "USA", "CAN", "MEX", "CHN", "HKG", "RUS")]
    steps = [
        (code, day, rate)
        for code in ("EU", *codes)
        for day, rate in {"2025-04-05": BASE_RATE, "2025-08-07": added[code], **TOTALS_FROM.get(code, {})}.items()
    ]
    return [{"partner": code, "date": day, "added_rate": f"{rate:.4f}", "source": ORDERS} for code, day, rate in steps]


def named_rates() -> tuple[list[str], list[float]]:
    """(economies, rates) of Annex I of Executive Order 14326."""
    import pandas as pd

    table = pd.read_csv(raw_data_folder() / "us_law" / "lists" / "clean-august-7-tariffs.csv")
    codes = [NAMES.get(name) or code_of(name) for name in table["country_name"]]
    return codes, (table["rtariff-aug"] / 100).tolist()


def code_of(name: str) -> str:
    """The code of an economy that the order names; empty where it is no economy of the list of codes."""
    import pycountry

    known = {one.name.upper(): one.alpha_3 for one in pycountry.countries}
    return str(known.get(name, ""))


def rest_of_world(rate: dict[str, float]) -> float:
    """The mean rate of partners that are no regions here, weighted by US imports of 2024 outside Annex II."""
    spared = next(one for one in exempt_lists() if one.name == "us_annex_ii").codes
    table = all_us_imports()
    table = table[table["partner"].isin(rate) & ~table["hs"].str.startswith(spared)]
    weight = table[~table["partner"].isin(("EU", "SVK"))].groupby("partner")["value_musd"].sum()
    return float(sum(weight[code] * rate[code] for code in weight.index) / weight.sum())


def build(folder: Path = LISTS) -> None:
    """Nothing; writes all lists and the table of rates by partner."""
    described = {row["list"] for row in read_rows(LISTS / "index.csv")}
    for listed in (*exempt_lists(), *deal_lists(), *metal_lists(), *goods_lists()):
        if listed.name not in described:
            raise DataError(f"list `{listed.name}` has no row in index.csv: say there what it is and where it is from.")
        write_rows(folder / f"{listed.name}.csv", ("hs", "content") if listed.metals else ("hs",), rows(listed))
    write_rows(HERE / "us_reciprocal_2025.csv", ("partner", "date", "added_rate", "source"), partner_rows())


if __name__ == "__main__":
    build()
