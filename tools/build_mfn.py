"""Build the tables of ordinary (MFN) rates by sector that the end of CUSMA would bring back: `lists/mfn_*.csv`.

Run `python -m tools.build_mfn` after `build_world`; the package itself never runs it. The United States: the duty that
customs calculated in 2024 on the same ten-digit lines from partners without a preference, weighted with what Canada or
Mexico sold. Canada and Mexico: what the world's tariffs say that they charge Taiwan, which has no preference in either.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from middlepower.policy.goods import HERE, goods_sectors
from middlepower.world.embedded import embedded_dataset
from tools.build_lists import SECTOR_COLUMNS
from tools.build_tables import US_IMPORTS, Row, raw_data_folder, us_imports, write_rows
from tools.us_china import section_232_rate

if TYPE_CHECKING:
    import pandas as pd

# Partners of the table of US imports that had no preference on goods of their own in 2024 (the general system of
# preferences lapsed in 2020). Japan's agreement of 2019 covers farm goods and a few lines.
WITHOUT_PREFERENCE = (
    "EUROPEAN UNION", "UNITED KINGDOM", "JAPAN", "TAIWAN", "SWITZERLAND", "NORWAY", "NEW ZEALAND", "INDIA", "VIETNAM",
    "THAILAND", "MALAYSIA", "INDONESIA", "PHILIPPINES", "TURKEY", "BRAZIL", "ARGENTINA", "SAUDI ARABIA", "IRAQ",
)  # fmt: skip
SPARED_ALUMINIUM = "ARGENTINA"  # its aluminium paid no section 232 duty in 2024 inside its quota (Proclamation 9758)
NO_PREFERENCE = "TWN"
LIGHT_AND_HEAVY_TRUCKS = ("87042", "87043", "87044", "87045", "87046")
"""Lines of their own in the measure: 25% since 1963, in a sector where cars pay 2.5%."""
SMALLEST_RATE = 5e-5  # the tables have four decimals
DIGITS = (10, 8, 6, 4, 2)
OF_CUSTOMS = "US Census Bureau, duties calculated in 2024 by HS10 on partners without a preference; imports from {}"
OF_THE_WORLD = "tariffs of the embedded world icio2022 on Taiwan, which has no preference (Global Tariff Database)"


@cache
def ordinary_rates() -> dict[int, pd.Series]:
    """{digits: rate by code of that length} of goods without a preference, section 232 left out."""
    import pandas as pd

    raw = pd.read_parquet(raw_data_folder() / US_IMPORTS)
    raw = raw[raw["CTY_NAME"].isin(WITHOUT_PREFERENCE) & (raw["imports"] > 0)]
    hs = raw["HS10"].astype(str)
    raw = raw[(hs.str[:4].map(section_232_rate) == 0.0) | (raw["CTY_NAME"] == SPARED_ALUMINIUM)]
    by_length = {digits: raw.groupby(hs[raw.index].str[:digits])[["duty", "imports"]].sum() for digits in DIGITS}
    return {digits: sums["duty"] / sums["imports"] for digits, sums in by_length.items()}


def rate_of_line(code: str) -> float:
    """The ordinary rate of a ten-digit line: its own, else that of the narrowest code around it with trade.

    Iron and steel of section 232 are free of ordinary duty.
    """
    if section_232_rate(code[:4]) > 0.1:
        return 0.0
    rates = ordinary_rates()
    return next((float(rates[digits][code[:digits]]) for digits in DIGITS if code[:digits] in rates[digits]), 0.0)


def us_rows(exporter: str) -> list[Row]:
    """The average ordinary US rate on each sector of what an economy sold in 2024."""
    table = us_imports(exporter)
    table = table[~table["hs"].str.startswith(LIGHT_AND_HEAVY_TRUCKS)].copy()
    table["duty"] = table["hs"].map(rate_of_line) * table["value_musd"]
    sums = table.groupby("sector")[["duty", "value_musd"]].sum()
    rates = {str(sector): duty / value for sector, duty, value in sums.itertuples() if value > 0}
    return sector_rows(rates, OF_CUSTOMS.format(exporter), 2024)


def world_rows(importer: str) -> list[Row]:
    """The ordinary rates that an economy charges in the embedded world."""
    tariff = embedded_dataset("icio2022")["tariff"].sel(importer=importer, exporter=NO_PREFERENCE)
    rates = dict(zip(map(str, tariff["sector"].values), map(float, tariff.values), strict=True))
    return sector_rows(rates, OF_THE_WORLD, 2022)


def sector_rows(rates: dict[str, float], source: str, year: int) -> list[Row]:
    """Rows of a sector table whose rate is on all goods of the sector."""
    return [
        {"sector": sector, "added_rate": f"{rates[sector]:.4f}", "share_of_imports": 1, "year": year, "source": source}
        for sector in goods_sectors()
        if rates.get(sector, 0.0) > SMALLEST_RATE
    ]


if __name__ == "__main__":
    for exporter in ("CAN", "MEX"):
        write_rows(HERE / "lists" / f"mfn_us_{exporter.lower()}.csv", SECTOR_COLUMNS, us_rows(exporter))
    for importer in ("CAN", "MEX"):
        write_rows(HERE / "lists" / f"mfn_{importer.lower()}.csv", SECTOR_COLUMNS, world_rows(importer))
