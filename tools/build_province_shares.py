"""Derives what is known of the provinces from the raw tables: `python -m tools.build_province_shares --data DIR`.

`province_splits.csv`, beside this file, says which rows of the raw table make a split and what its whole is; what it
does not name, such as published ranks, is left out and can be tested against. Written are provinces_splits.csv (what
each split is, where from), provinces_shares.csv (a province's share in it), provinces_size.csv (product and exports of
a province) and provinces_employees.csv (employees by industry).
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from middlepower.data.sources.statcan_provinces import CODES
from tools.folders import DATA

RAW = Path("provinces") / "province_shares.csv"
EMPLOYEES = Path("provinces") / "employees_by_province_naics2_2019_2024.csv"
CHOICES = Path(__file__).with_name("province_splits.csv")
PROVINCES = tuple(CODES.values())
HEAD = ("split", "basis", "years", "unit", "not_known", "confidence", "sources", "note")
PLUS = " + "
SIZE_YEAR = "2024"
PARTS = (
    "Forestry, logging and support",
    "Mining, quarrying, and oil and gas extraction",
    "Utilities",
    "Construction",
    "Manufacturing",
    "Service producing industries",
    "Unclassified businesses",
)
"""Industries that add up to all employees; services are one row."""
EVERYBODY = "Industrial aggregate including unclassified businesses"
Row = dict[str, str]


@dataclass(frozen=True)
class Split:
    """One split: values by province, the whole that they are shares of, and the raw rows they are from."""

    choice: Row
    values: dict[str, float]
    whole: float
    rows: tuple[Row, ...]

    @property
    def description(self) -> tuple[str, ...]:
        """The row of provinces_splits.csv."""
        found = {key: list(dict.fromkeys(row[key] for row in self.rows)) for key in ("year", "source", "confidence")}
        rest = 1.0 - sum(self.values.values()) / self.whole
        worst = min(found["confidence"], key=("low", "medium", "high").index)
        years = self.choice["years"].replace(";", " and ")
        ids = (self.choice["split"], self.choice["basis"], years, self.choice["unit"])
        return (*ids, f"{rest:.6f}", worst, " ".join(found["source"]), self.choice["note"])

    @property
    def shares(self) -> list[tuple[str, ...]]:
        """The rows of provinces_shares.csv."""
        kept = [(code, self.values[code]) for code in PROVINCES if code in self.values]
        return [(self.choice["split"], code, f"{value:g}", f"{value / self.whole:.6f}") for code, value in kept]


def read_rows(file: Path) -> list[Row]:
    """Rows of a CSV file; lines that begin with # are left out."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def split_of(choice: Row, raw: Sequence[Row]) -> Split:
    """What a choice picks; ValueError where a product or the whole is not there, or parts exceed the whole."""
    values: dict[str, float] = {}
    rest, rows, named = 0.0, [], {}
    for product in choice["products"].split(PLUS):
        for row in _rows(choice, product, raw):
            rows.append(row)
            if row["province"] in PROVINCES:
                values[row["province"]] = values.get(row["province"], 0.0) + float(row["share_or_value"])
            elif row["province"].startswith("other"):
                rest += float(row["share_or_value"])
            else:
                named[row["province"]] = float(row["share_or_value"])
    kind = choice["whole"]
    whole = named.get(kind, 0.0) if not kind.isdigit() else float(kind)
    whole = sum(values.values()) + rest if kind == "rows" else whole
    if not values or whole <= 0.0 or sum(values.values()) > 1.0005 * whole:
        raise ValueError(
            f"split {choice['split']}: {sum(values.values()):g} of {whole:g}: correct its row in {CHOICES}"
        )
    return Split(choice, values, max(whole, sum(values.values())), tuple(rows))


def _rows(choice: Row, product: str, raw: Sequence[Row]) -> Iterable[Row]:
    """The rows of a product, of each province the one of the year named first."""
    years = choice["years"].split(";")
    wanted = (product, choice["measure"], choice["unit"])
    found: dict[str, Row] = {}
    for year in years:
        for row in raw:
            if (row["product"], row["measure"], row["unit"], row["year"]) == (*wanted, year):
                found.setdefault(row["province"], row)
    if not found:
        raise ValueError(f"split {choice['split']}: no row of {wanted} in {years}")
    return found.values()


def sizes(raw: Sequence[Row]) -> list[tuple[str, ...]]:
    """(province, product, exports, both in million Canadian dollars) of the ten provinces, and Canada's product."""

    def of(measure: str, product: str) -> dict[str, str]:
        chosen = [row for row in raw if (row["measure"], row["product"], row["year"]) == (measure, product, SIZE_YEAR)]
        return {row["province"]: row["share_or_value"] for row in chosen}

    product, exports = of("gdp", "all industries"), of("exports_world", "all merchandise")
    return [(code, product[code], exports.get(code, "")) for code in (*PROVINCES, "Canada") if code in product]


def employees(raw: Sequence[Row]) -> list[tuple[str, ...]]:
    """(province, industry, employees); empty where Statistics Canada keeps a count back."""
    names = {**CODES, "Quebec": "QC"}
    rows = [row for row in raw if row["Year"] == SIZE_YEAR and row["Categories"] in (EVERYBODY, *PARTS)]
    cells = {(names[row["Province"]], row["Categories"]): row["Employee Count"].replace(",", "") for row in rows}
    return [
        (code, part, count if (count := cells[code, part]).isdigit() else "")
        for code in PROVINCES
        for part in (EVERYBODY, *PARTS)
    ]


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def main(arguments: list[str] | None = None) -> None:
    """Build the tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data (provinces/...)")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write into")
    options = parser.parse_args(arguments)
    raw = read_rows(options.data / RAW)
    splits = [split_of(choice, raw) for choice in read_rows(CHOICES)]
    write(options.out / "provinces_splits.csv", HEAD, (split.description for split in splits))
    shares = (row for split in splits for row in split.shares)
    write(options.out / "provinces_shares.csv", ("split", "province", "value", "share"), shares)
    write(options.out / "provinces_size.csv", ("province", "gdp_million_cad", "exports_million_cad"), sizes(raw))
    counts = employees(read_rows(options.data / EMPLOYEES))
    write(options.out / "provinces_employees.csv", ("province", "industry", "employees"), counts)
    sys.stdout.write(f"{len(splits)} splits over the provinces\n")


if __name__ == "__main__":
    main()
