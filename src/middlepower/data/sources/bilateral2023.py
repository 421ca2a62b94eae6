"""One-sector world of 2023: bilateral trade (BACI, CEPII), GDP, and the US tariffs announced on 2 April 2025."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError

SOURCES = ("baci-2023",)
Array = NDArray[np.float64]

FILES = ("country_labels.csv", "gdp.csv", "tariffs.csv", "trade_cepii.csv")
PER_MILLION_TRADE = 1e3  # the trade file is in thousand US dollars
PER_MILLION_GDP = 1e6  # the GDP file in US dollars


@dataclass(frozen=True)
class Bilateral2023:
    """trade[n, i] imports of n from i without own sales, gdp[n] (million US dollars), us_tariff[i] fractions.

    Taiwan is not among the 194 economies. `us_tariff` is 0 for Russia and for the United States itself, as in the
    file; pairs without an entry do not trade.
    """

    regions: tuple[str, ...]
    trade: Array
    gdp: Array
    us_tariff: Array


def read_bilateral2023(folder: Path) -> Bilateral2023:
    """The study's data from its text files; DataError when one is missing or does not fit the others."""
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        raise DataError(f"{folder / missing[0]} is missing: give the folder of the study's four text files.")
    with (folder / "country_labels.csv").open(newline="") as file:
        regions = tuple(row["iso3"] for row in csv.DictReader(file))
    by_exporter = np.genfromtxt(folder / "trade_cepii.csv", delimiter=",", skip_header=1)
    gdp = np.loadtxt(folder / "gdp.csv", skiprows=1) / PER_MILLION_GDP
    tariff = np.loadtxt(folder / "tariffs.csv", skiprows=1)
    N = len(regions)
    if by_exporter.shape != (N, N) or gdp.shape != (N,) or tariff.shape != (N,):
        raise DataError(
            f"{folder}: trade {by_exporter.shape}, GDP {gdp.shape} and tariffs {tariff.shape} must fit {N} labels."
        )
    trade = np.nan_to_num(by_exporter.T, nan=0.0) / PER_MILLION_TRADE
    np.fill_diagonal(trade, 0.0)
    return Bilateral2023(regions, trade, gdp, tariff)
