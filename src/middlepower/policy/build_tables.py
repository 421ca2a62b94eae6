"""Build the committed tables `hs4_sector.csv`, `product_trade.csv` and others from rules and raw trade files.

Run `python -m middlepower.policy.build_tables`; nothing here runs when the package is used.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parent
# US Census partner codes of the 2024 import files.
US_PARTNERS = {"CAN": "1220", "MEX": "2010", "CHN": "5700", "EU": "0003"}
# Headings of the Harmonized System 2017 or 2022 that no line of the four US import files uses.
OTHER_HEADINGS = ("2609", "2705", "8107", "8469", "8803")


def raw_data_folder() -> Path:
    """The folder of raw files: `MIDDLEPOWER_DATA`, or `shared/data` beside the repository."""
    given = os.environ.get("MIDDLEPOWER_DATA")
    folder = Path(given) if given else HERE.parents[3] / "shared" / "data"
    if not folder.is_dir():
        raise DataError(f"no raw data folder at `{folder}`: set the environment variable MIDDLEPOWER_DATA.")
    return folder


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as dictionaries of text."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Nothing; writes the rows as CSV with Unix line ends."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def us_imports(partner: str) -> pd.DataFrame:
    """US imports for consumption of 2024 from one partner: columns `hs` (10 digits) and `value_musd`."""
    import pandas as pd

    file = raw_data_folder() / "product" / f"2024-hs10-imports{US_PARTNERS[partner]}.parquet"
    raw = pd.read_parquet(file, columns=["I_COMMODITY", "imports"])
    return pd.DataFrame({"hs": raw["I_COMMODITY"].astype(str), "value_musd": raw["imports"] / 1e6})


def headings_in_use() -> list[str]:
    """Every four-digit heading of the four US import files, and `OTHER_HEADINGS`."""
    found = {hs[:4] for partner in US_PARTNERS for hs in us_imports(partner)["hs"]}
    return sorted(found | set(OTHER_HEADINGS))


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
    """Nothing; writes `hs4_sector.csv`."""
    rows = sector_rows(headings_in_use(), read_rows(HERE / "hs4_rules.csv"))
    write_rows(HERE / "hs4_sector.csv", ("hs4", "sector", "note"), rows)


if __name__ == "__main__":
    build_hs4_sector()
