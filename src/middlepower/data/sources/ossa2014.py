"""The data of Ossa (2014): trade and tariffs of seven regions in 33 sectors, elasticities and political weights.

`trade_tariff.csv` holds a row per sector, exporter and importer: trade before tariffs, deficits removed, and the net
tariff. `sigma_political_weights.csv` holds per sector sigma and the weight of each region's government.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.reading import TableRow, read_table

SOURCES = ("ossa-2014",)
Array = NDArray[np.float64]
TRADE = Path("ossa2014") / "trade_tariff.csv"
WEIGHTS = Path("ossa2014") / "sigma_political_weights.csv"


@dataclass(frozen=True)
class OssaData:
    """Trade and net tariffs [k, j, i] = [sector, importer, exporter], sigma[k], political weights [k, j]."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: Array
    tariff: Array
    sigma: Array
    political_weight: Array


def read_ossa2014(root: Path) -> OssaData:
    """The data below a data root; DataError where a cell is missing."""
    rows = read_table(root / TRADE, ("sector", "exporter", "importer", "trade", "tariff"), (), "trade", DataError)
    regions = tuple(dict.fromkeys(row.cells["exporter"] for row in rows))
    political = [f"lambda_pol_{region}" for region in regions]
    table = read_table(root / WEIGHTS, ("sector", "sigma", *political), (), "political weights", DataError)
    sectors = tuple(row.cells["sector"] for row in table)
    shape = (len(sectors), len(regions), len(regions))
    trade, tariff = np.full(shape, np.nan), np.full(shape, np.nan)
    for row in rows:
        k = _place(sectors, row, "sector", root / TRADE)
        j, i = (_place(regions, row, side, root / TRADE) for side in ("importer", "exporter"))
        trade[k, j, i], tariff[k, j, i] = (row.number(name, root / TRADE) for name in ("trade", "tariff"))
    if np.isnan(trade).any():
        k, j, i = (int(v) for v in np.argwhere(np.isnan(trade))[0])
        raise DataError(f"{root / TRADE}: no row for {sectors[k]} from {regions[i]} to {regions[j]}.")
    sigma = np.array([row.number("sigma", root / WEIGHTS) for row in table])
    weight = np.array([[row.number(name, root / WEIGHTS) for name in political] for row in table])
    return OssaData(regions, sectors, trade, tariff, sigma, weight)


def _place(names: tuple[str, ...], row: TableRow, column: str, path: Path) -> int:
    """The position of a row's sector or region; DataError where the other table does not know it."""
    name = row.cells[column]
    if name not in names:
        raise DataError(f"{path}, line {row.line}: {column} `{name}` is none of {', '.join(names)}: correct it.")
    return names.index(name)
