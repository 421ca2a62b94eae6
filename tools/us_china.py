"""The table of US duties on China in force in 2022, by sector, derived from the duties that US customs
calculated.

`python -m tools.us_china --data DIR --out FILE` writes it. The legal lists are not needed: on each
HS10 line the calculated duty on China, less the most-favoured-nation duty (the rate paid on the same line by
imports from the European Union), is the added duty. It snaps to 7.5% (section 301, list 4A) or 25% (lists 1
to 3), and to 25% or 10% of section 232 on steel and aluminium; what misses the snapped rate is trade under an
exclusion.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from middlepower.data.sources.us_census import YEAR, read_us_imports
from tools.folders import POLICY

if TYPE_CHECKING:
    import pandas as pd

LIST_1_TO_3, LIST_4A = 0.25, 0.075
STEEL_232, ALUMINIUM_232 = 0.25, 0.10
SNAP_4A = 0.09
"""An added rate up to this is list 4A (7.5%, plus rounding of specific duties); above it, lists 1 to 3 with
exclusions."""

REVIEW_QUARTER = 0.25
"""Share of 2024 after 27 September, when the four-year review raised some rates (89 FR 76581, 18 September
2024)."""

REVIEW_FROM_4A = ("8507600010", "8507904000", "8507908000")
"""Batteries of electric vehicles and battery parts: list 4A in 2022, 25% from 27 September 2024."""

REVIEW_FROM_NOTHING = ("9018310040", "9018310080", "9018310090", "8426190000")
"""Syringes and ship-to-shore cranes: no section 301 duty in force in 2022, raised from 27 September 2024."""

SECTION_232_STEEL = (("7206", "7215"), ("7217", "7229"), ("7302", "7302"), ("7304", "7306"))
"""Proclamation 9705 (8 March 2018): headings 7206.10 to 7216.50 and 7216.99 to 7306.90, with gaps; by heading
here."""

SECTION_232_ALUMINIUM = (("7601", "7601"), ("7604", "7609"))
"""Proclamation 9704 (8 March 2018): unwrought aluminium, bars, profiles, wire, plate, foil, tubes and
fittings."""

SOURCE_301 = f"US Census Bureau {YEAR} calculated duties, China less EU by HS10; section 301 lists 1-4A"
SOURCE_232 = f"US Census Bureau {YEAR} calculated duties by HS10; Proclamations 9704 and 9705 of 8 March 2018"


def added_rates(china: pd.DataFrame, mfn: pd.DataFrame) -> pd.DataFrame:
    """The Chinese lines with the rate added to the most-favoured-nation rate, and the section 232 rate of the
    heading.

    A line that the EU did not sell takes the EU rate of its HS8, HS6 or HS4 group, the first that has trade.
    Steel under section 232 is free of most-favoured-nation duty (the EU itself pays section 232 beyond its
    quota on it).
    """
    lines = china.copy()
    lines["mfn"] = np.nan
    for digits in (10, 8, 6, 4):
        group = mfn.groupby(mfn.index.str[:digits])[["duty", "imports"]].sum()
        found = (group["duty"] / group["imports"]).reindex(lines.index.str[:digits]).set_axis(lines.index)
        lines["mfn"] = lines["mfn"].fillna(found)
    lines["s232"] = [section_232_rate(heading) for heading in lines["hs4"]]
    lines["mfn"] = lines["mfn"].fillna(0.0).where(lines["s232"] != STEEL_232, 0.0)
    lines["added"] = (lines["duty"] / lines["imports"] - lines["mfn"]).clip(lower=0.0)
    return lines


def section_232_rate(heading: str) -> float:
    """The section 232 rate on China of an HS heading in 2022: 25% on steel, 10% on aluminium, else zero."""
    if any(low <= heading <= high for low, high in SECTION_232_STEEL):
        return STEEL_232
    return ALUMINIUM_232 if any(low <= heading <= high for low, high in SECTION_232_ALUMINIUM) else 0.0


@dataclass(frozen=True)
class LineDuties:
    """The added duties of one HS10 line in 2022: section 301 rate and section 232 rate, each with the share
    that paid."""

    rate_301: float
    share_301: float
    rate_232: float
    share_232: float


def duties_of_line(line: str, added: float, rate_232: float) -> LineDuties:
    """The duties of a line in 2022, from the rate added in 2024 and the section 232 rate of its heading."""
    rate_301 = rate_301_of_line(line, added - rate_232)
    charged_301 = LIST_4A + REVIEW_QUARTER * (LIST_1_TO_3 - LIST_4A) if line in REVIEW_FROM_4A else rate_301
    share_301 = min(1.0, added / charged_301) if rate_301 > 0 else 0.0
    rest = max(0.0, added - rate_301 * share_301)
    return LineDuties(rate_301, share_301, rate_232, min(1.0, rest / rate_232) if rate_232 > 0 else 0.0)


def rate_301_of_line(line: str, added: float) -> float:
    """The section 301 rate of a line in 2022: 25% (lists 1 to 3), 7.5% (list 4A), or zero.

    The review raised steel and aluminium lines of list 4A, so there a rate half-way to 25% still means list
    4A.
    """
    if line in REVIEW_FROM_NOTHING:
        return 0.0
    metal = line[:2] in ("72", "73", "76")
    bound = (LIST_4A + LIST_1_TO_3) / 2 if metal else SNAP_4A
    return LIST_4A if line in REVIEW_FROM_4A or added <= bound else LIST_1_TO_3


def sector_table(china: pd.DataFrame, mfn: pd.DataFrame, sector_of: dict[str, str]) -> list[dict[str, str]]:
    """Rows sector, added_rate, share_of_imports, year, source: the share of each sector's imports at each
    added rate."""
    lines = added_rates(china, mfn)
    lines["sector"] = lines["hs4"].map(sector_of)
    paid: dict[tuple[str, float, str], float] = {}
    columns = (lines.index, lines["sector"], lines["imports"], lines["added"], lines["s232"])
    for line, sector, imports, added, rate_232 in zip(*columns, strict=True):
        duties = duties_of_line(line, added, rate_232)
        for rate, share, source in (
            (duties.rate_301, duties.share_301, SOURCE_301),
            (duties.rate_232, duties.share_232, SOURCE_232),
        ):
            paid[sector, rate, source] = paid.get((sector, rate, source), 0.0) + share * imports
    total = lines.groupby("sector")["imports"].sum()
    shares = {key: value / float(total[key[0]]) for key, value in paid.items()}
    return [
        {
            "sector": sector,
            "added_rate": f"{rate:g}",
            "share_of_imports": f"{share:.4f}",
            "year": "2022",
            "source": source,
        }
        for (sector, rate, source), share in sorted(shares.items())
        if rate > 0 and share >= SMALLEST_SHARE and sector != "SERV"
    ]


SMALLEST_SHARE = 0.00005  # the table has four decimals


def read_sector_of(path: Path) -> dict[str, str]:
    """The sector of each HS heading, from the committed concordance."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["hs4"]: row["sector"] for row in csv.DictReader(file)}


def main(arguments: list[str] | None = None) -> None:
    """Write the table of added US duties on China by sector."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (product/...)")
    parser.add_argument("--out", type=Path, default=POLICY / "us_china_301_sector.csv")
    options = parser.parse_args(arguments)
    folder = options.data / "product"
    sector_of = read_sector_of(POLICY / "hs4_sector.csv")
    rows = sector_table(read_us_imports(folder, "CHN"), read_us_imports(folder, "EU"), sector_of)
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
