"""Exports of Canada's provinces and territories to the United States by product group, from Statistics Canada.

Customs basis, domestic exports by province of origin; product groups are the sections of the North American Product
Classification System's variant for merchandise trade (NAPCS Canada 2017). Open Government Licence - Canada.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

SOURCES = ("statcan-provinces",)
FILE = Path("provinces") / "provincial_trade_with_us_monthly_2014_2024.parquet"
SHA256 = "aa1c1a32d1d0023e33211fe2ab5e77596c038d61b664b5bbdd329b90a86d757f"
COLUMNS = ("TRADE_PARTNER", "YEAR_MONTH", "YEAR", "PROVINCE", "SECTOR", "EXPORT")
CODES = {
    "Newfoundland and Labrador": "NL",
    "Prince Edward Island": "PE",
    "Nova Scotia": "NS",
    "New Brunswick": "NB",
    "Québec": "QC",
    "Ontario": "ON",
    "Manitoba": "MB",
    "Saskatchewan": "SK",
    "Alberta": "AB",
    "British Columbia": "BC",
    "Yukon": "YT",
    "Northwest Territories": "NT",
    "Nunavut": "NU",
}
MONTHS = 12


def read_provincial_exports(file: Path, year: int) -> pd.DataFrame:
    """Exports to the United States in million Canadian dollars, rows product groups, columns province codes."""
    import pandas as pd

    if not file.exists():
        raise DataError(f"{file} is missing: it is Statistics Canada's table of provincial trade with the US.")
    raw = pd.read_parquet(file)
    missing = [name for name in COLUMNS if name not in raw.columns]
    if missing:
        raise DataError(f"{file} has no column `{missing[0]}`: it must have {', '.join(COLUMNS)}.")
    rows = raw[(raw["YEAR"] == year) & (raw["TRADE_PARTNER"] == "United States")]
    unknown = sorted(set(rows["PROVINCE"]) - set(CODES))
    if unknown:
        raise DataError(f"{file}: province `{unknown[0]}` is not one of the thirteen. Correct its name.")
    counts = rows.groupby(["SECTOR", "PROVINCE"])["YEAR_MONTH"].nunique()
    if counts.empty or counts.min() != MONTHS:
        raise DataError(f"{file}: {year} is not complete. Choose a year with all {MONTHS} months.")
    table = rows.pivot_table(index="SECTOR", columns="PROVINCE", values="EXPORT", aggfunc="sum") / 1e6
    return table.rename(columns=CODES)[list(CODES.values())].sort_index()
