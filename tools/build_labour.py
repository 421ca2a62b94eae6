"""Build `data/labour_shares.csv`: labour's share of value added by sector, from accounts of the United States.

Run `python -m tools.build_labour`; the package itself never runs it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from middlepower.data.elasticities import FOLDER
from tools.build_tables import raw_data_folder, write_rows

ACCOUNTS = "labour/wiod_sea_2016_usa_aus.csv"
COLUMNS = ("sector", "labour_share", "low", "high", "industries", "source")
COUNTRY, HALVES = "USA", (range(2005, 2010), range(2010, 2015))
SOURCE = (
    "WIOD Socio-Economic Accounts, release 2016 (Timmer and others 2015, Review of International Economics 23), USA: "
    "LAB / VA over 2005 to 2014, the self-employed included; low and high: the lower and the higher of its two halves"
)


def divisions(isic: str) -> tuple[int, int]:
    """The first and the last two-digit division of a sector; `241, 2431` is part of division 24."""
    codes = [int(code[:2]) for code in re.findall(r"\d{2,}", isic)]
    return min(codes), max(codes)


def accounts() -> dict[tuple[str, int], tuple[float, float]]:
    """{(industry, year): (labour compensation, value added)} of the country."""
    with (raw_data_folder() / ACCOUNTS).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == COUNTRY and float(row["VA"] or 0.0) > 0.0]
    return {(row["code"], int(row["year"])): (float(row["LAB"]), float(row["VA"])) for row in rows}


def division_of(industry: str) -> tuple[int, int]:
    """The divisions of an industry of the accounts, such as C10-C12 or J59_J60; a letter alone by its section."""
    sections = {"B": (5, 9), "F": (41, 43), "I": (55, 56), "N": (77, 82), "P": (85, 85), "Q": (86, 88)}
    more = {"R_S": (90, 96), "T": (97, 98), "U": (99, 99)}
    codes = [int(code) for code in re.findall(r"\d+", industry)]
    return (min(codes), max(codes)) if codes else {**sections, **more}[industry]


def labour_rows() -> Iterator[dict[str, object]]:
    """One row a sector: the industries of the accounts that lie in its divisions, or that it is part of."""
    known = accounts()
    names = sorted({industry for industry, _ in known})
    with (FOLDER / "sectors.csv").open(encoding="utf-8", newline="") as file:
        sectors = list(csv.DictReader(file))
    for sector in sectors:
        first, last = divisions(sector["isic"])
        inside = [name for name in names if division_of(name)[0] <= last and division_of(name)[1] >= first]
        halves = [labour_share(known, inside, years) for years in HALVES]
        yield {
            "sector": sector["code"],
            "labour_share": labour_share(known, inside, chain(*HALVES)),
            "low": min(halves),
            "high": max(halves),
            "industries": " ".join(inside),
            "source": SOURCE,
        }


def labour_share(
    known: Mapping[tuple[str, int], tuple[float, float]], industries: Sequence[str], years: Iterable[int]
) -> float:
    """Labour compensation over value added of some industries in some years."""
    pairs = [known[name, year] for year in years for name in industries]
    return round(sum(paid for paid, _ in pairs) / sum(made for _, made in pairs), 4)


def main() -> None:
    """Write the table."""
    write_rows(FOLDER / "labour_shares.csv", COLUMNS, list(labour_rows()))


if __name__ == "__main__":
    main()
