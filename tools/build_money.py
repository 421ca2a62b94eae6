"""Build `data/population.csv`: persons by economy in the years of the embedded worlds, from the World Bank.

Run `python -m tools.build_money`; the package itself never runs it. The rates of `data/exchange_rates.csv` are
entered by hand from the annual releases that it names, the currencies of economies in `data/currencies.csv` from ISO
4217.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from middlepower.data.codes import economy_names
from middlepower.data.money import POPULATION
from tools.build_tables import raw_data_folder, write_rows
from tools.vintages import VINTAGES

INDICATORS = "reference/WDI_POPULATION.csv"
COLUMNS = ("economy", "year", "persons", "source")
LINES_ABOVE = 4  # of the file, before its header


def population_rows() -> Iterator[dict[str, object]]:
    """One row for each economy and year with a number."""
    with (raw_data_folder() / INDICATORS).open(encoding="utf-8-sig", newline="") as file:
        lines = file.readlines()
    updated = next(csv.reader([lines[2]]))[1]
    source = f"World Bank, World Development Indicators, SP.POP.TOTL, updated {updated} (CC BY 4.0)"
    for row in csv.DictReader(lines[LINES_ABOVE:]):
        yield from _years(row, source)


def _years(row: Mapping[str, str], source: str) -> Iterator[dict[str, object]]:
    code = row["Country Code"]
    for year in sorted(vintage.year for vintage in VINTAGES):
        if code in economy_names() and row[str(year)]:
            yield {"economy": code, "year": year, "persons": int(float(row[str(year)])), "source": source}


if __name__ == "__main__":
    write_rows(POPULATION, COLUMNS, sorted(population_rows(), key=lambda row: (str(row["economy"]), str(row["year"]))))
