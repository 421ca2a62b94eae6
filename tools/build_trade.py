"""Derives the embedded table of US imports 2024 by HS10 and partner: `python -m tools.build_trade --data DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from middlepower.data.trade.table import TableNote, write_table
from tools.folders import DATA

FILE = "us_law/us_imports_2024_hs10.parquet"
EMBEDDED = DATA / "trade" / "us-imports-2024.h5"
ABOUT = TableNote(
    name="us-imports-2024",
    title="US imports for consumption 2024 by HS10, from 51 partners",
    source="US Census Bureau, imports for consumption 2024 by HS10, customs value",
    licence="public domain",
    year=2024,
    edition=2022,
    digits=10,
    covers="all goods",
)
# Names of the census that a list of countries doesn't hold.
NAMES = {
    "EUROPEAN UNION": "EU", "KOREA, SOUTH": "KOR", "RUSSIA": "RUS", "TURKEY": "TUR", "VENEZUELA": "VEN",
    "VIETNAM": "VNM", "TAIWAN": "TWN",
}  # fmt: skip


def partner_codes(names: Sequence[str]) -> dict[str, str]:
    """{name in the census: ISO3 code, or EU}."""
    import pycountry

    known = {one.name.upper(): one.alpha_3 for one in pycountry.countries}
    return {name: NAMES.get(name) or known[name] for name in names}


def main(arguments: list[str] | None = None) -> None:
    """Write the embedded table of trade by product."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (us_law/...)")
    parser.add_argument("--out", type=Path, default=EMBEDDED, help="HDF5 file to write")
    options = parser.parse_args(arguments)
    raw = pd.read_parquet(options.data / FILE)
    exporter = raw["CTY_NAME"].map(partner_codes(sorted(raw["CTY_NAME"].unique()))).to_numpy(dtype=str)
    rows = len(raw)
    code = raw["HS10"].astype(str).to_numpy().astype(np.int64)
    write_table(options.out, ABOUT, np.full(rows, "USA"), exporter, code, raw["imports"].to_numpy() / 1e6)


if __name__ == "__main__":
    main()
