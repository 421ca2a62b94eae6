"""A check of the benchmark tariffs against the duties that US customs calculated: it writes
`tariff_evidence.csv`.

`python -m tools.evidence --data DIR` compares, for the United States as importer and by sector,
the rate in the world with calculated duty over customs value in 2024, for Canada, Mexico, China and the
European Union.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from middlepower.data.sources.us_census import CENSUS_CODES, read_us_imports
from tools.folders import DATA, POLICY
from tools.regions import EU_MEMBERS, SECTOR_CODES, SERVICES, region_of
from tools.us_china import read_sector_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

PARTNERS: dict[str, list[str]] = {
    "CAN": ["CAN"],
    "MEX": ["MEX"],
    "CHN": ["CHN"],
    "EU": list(dict.fromkeys(region_of(name) for name in EU_MEMBERS)),
}


def evidence_rows(
    world: xr.Dataset, imports: dict[str, pd.DataFrame], sector_of: dict[str, str]
) -> list[dict[str, str]]:
    """One row per partner and goods sector: flow and rate in the world, imports and rate of 2024."""
    rows = []
    for partner, lines in imports.items():
        sector = lines["hs4"].map(sector_of)
        totals = lines.groupby(sector)[["duty", "imports"]].sum()
        cell = world.sel(importer="USA", exporter=PARTNERS[partner])
        for code in SECTOR_CODES:
            if code not in SERVICES and code in totals.index:
                duty, value = totals["duty"][code], totals["imports"][code]
                rows.append(_row(partner, code, cell.sel(sector=code), float(duty), float(value)))
    return rows


def _row(partner: str, sector: str, cell: xr.Dataset, duty: float, value: float) -> dict[str, str]:
    """One row of the table, from the world's cells [exporter] and duty and imports in US dollars."""
    flow = cell["flow"]
    total = float(flow.sum())
    rate = float((flow * cell["benchmark_tariff"]).sum()) / total if total > 0 else 0.0
    return {
        "importer": "USA",
        "exporter": partner,
        "sector": sector,
        "flow_2022_musd": f"{total:.0f}",
        "benchmark_tariff": f"{rate:.4f}",
        "calculated_2024": f"{duty / value:.4f}",
        "imports_2024_musd": f"{value / 1e6:.0f}",
    }


def main(arguments: list[str] | None = None) -> None:
    """Write the table of US benchmark tariffs next to the duties that US customs calculated in 2024."""
    import xarray as xr

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (product/...)")
    options = parser.parse_args(arguments)
    imports = {name: read_us_imports(options.data / "product", name) for name in CENSUS_CODES}
    with xr.open_dataset(DATA / "embedded" / "icio2022.nc", engine="h5netcdf") as world:
        rows = evidence_rows(world, imports, read_sector_of(POLICY / "hs4_sector.csv"))
    with (DATA / "tariff_evidence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
