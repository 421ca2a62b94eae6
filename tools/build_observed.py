"""Build `observed_us_imports_2025.csv` and `observed_canada_2025.csv`: what `middlepower score` compares with.

Run `python -m tools.build_observed` after `build_claims`; the package itself never runs it. US imports from Canada and
Mexico are public domain (US Census Bureau and USITC); Canada's industries are four published percentages.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from tools.build_claims import entries
from tools.build_tables import Row, raw_data_folder, write_rows
from tools.folders import PROJECT

DATA = PROJECT / "src" / "middlepower" / "data"
US_COLUMNS = ("partner", "hs6", "value_musd", "second_half_musd")
CANADA_COLUMNS = ("industry", "change_percent", "year", "source")
SECOND_HALF = tuple(f"2025-{month:02d}" for month in range(7, 13))
MONEY = ("value", "late")
SERIES = "CA export value change, "
INDUSTRIES = ("steel", "aluminium", "forestry", "autos")


def us_rows() -> Iterator[Row]:
    """US imports of 2025 by partner and six-digit line, the whole year and its second half, million US dollars."""
    table = entries().assign(hs6=lambda rows: rows["hs"].str[:6])
    table["late"] = table["value"].where(table["month"].isin(SECOND_HALF), 0)
    sums = table.groupby(["exporter", "hs6"], observed=True)[["value", "late"]].sum().reset_index()
    for row in sums.to_dict("records"):
        values = {name: f"{float(row[column]) / 1e6:.6g}" for name, column in zip(US_COLUMNS[2:], MONEY, strict=True)}
        yield {"partner": row["exporter"], "hs6": row["hs6"], **values}


def canada_rows() -> Iterator[Row]:
    """Canada's export values of 2025 against 2024 by industry, per cent."""
    with (raw_data_folder() / "events" / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["series"]: row for row in csv.DictReader(file) if row["period"] == "2025"}
    for name in INDUSTRIES:
        row = rows[SERIES + name]
        yield {"industry": name, "change_percent": row["value"], "year": 2025, "source": row["source"]}


def build_observed() -> None:
    """Nothing; writes both tables."""
    write_rows(DATA / "observed_us_imports_2025.csv", US_COLUMNS, us_rows())
    write_rows(DATA / "observed_canada_2025.csv", CANADA_COLUMNS, canada_rows())


if __name__ == "__main__":
    build_observed()
