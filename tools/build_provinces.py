"""Derives provinces_exports.csv from the raw table: `python -m tools.build_provinces --data DIR`.

One row per product group and province: exports to the United States in 2022, the vintage of the embedded world, and
the province's share in Canada's.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.data.sources.statcan_provinces import FILE, read_provincial_exports
from tools.folders import DATA

if TYPE_CHECKING:
    import pandas as pd

YEAR = 2022
EXPORTS = DATA / "provinces_exports.csv"
HEADER = ("group", "province", "exports_million_cad", "share")


def export_rows(table: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """(group, province, exports, share in Canada's) of every cell; shares of a group sum to one before rounding."""
    for group, row in table.iterrows():
        total = float(row.sum())
        for province, value in row.items():
            yield str(group), str(province), f"{value:.3f}", f"{value / total:.8f}"


def write_exports(table: pd.DataFrame, path: Path) -> None:
    """Write the table of shares."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(export_rows(table))


def main(arguments: list[str] | None = None) -> None:
    """Build the table and report Canada's total."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (provinces/...)")
    parser.add_argument("--out", type=Path, default=EXPORTS, help="CSV file to write")
    options = parser.parse_args(arguments)
    table = read_provincial_exports(options.data / FILE, YEAR)
    write_exports(table, options.out)
    sys.stdout.write(f"{YEAR}: {table.to_numpy().sum():,.0f} million Canadian dollars, {len(table)} product groups\n")


if __name__ == "__main__":
    main()
