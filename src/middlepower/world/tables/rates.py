"""Tariffs and input coefficients that stand beside a user's flows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.concordance import values_for
from middlepower.data.economies import find_economy
from middlepower.errors import DataError
from middlepower.reading import TableRow, read_sheet, read_table
from middlepower.world.groups import aggregate_of
from middlepower.world.tables.long_table import EXCEL
from middlepower.world.tables.table import SHOWN, SourceTable, sector_in
from middlepower.world.world import World

Array = NDArray[np.float64]
LARGEST_FILE = 200_000_000  # bytes
EVERY = "*"
HIGHEST = 30.0  # the highest ad valorem equivalents of real schedules are about 30
RATE_COLUMNS = ("importer", "exporter", "sector", "rate")
INPUT_COLUMNS = ("sold", "using", "share")


def _table(path: Path, needed: Sequence[str], allowed: Sequence[str], what: str) -> list[TableRow]:
    if path.suffix.lower() in EXCEL:
        return read_sheet(path, needed, allowed, what)
    return read_table(path, needed, allowed, what, limit=LARGEST_FILE)


def tariffs_of(table: SourceTable, path: Path) -> Array:
    """tariff[k, n, i] of a file `importer,exporter,sector,rate`; `*` is everybody or every sector, and a row that names
    more counts before one that names less. DataError where two that name as much tell different rates of a flow."""
    rates, lines = np.full(table.flow.shape, np.nan), np.zeros((2, *table.flow.shape), dtype=np.int64)
    rows = _table(path, RATE_COLUMNS, ("note", "source", "year"), "tariffs")
    much = np.zeros(max((row.line for row in rows), default=0) + 1)  # how much each row names, by line
    for row in rows:
        much[row.line] = 1 + sum(row.cells[name] != EVERY for name in RATE_COLUMNS[:3])
    for row in sorted(rows, key=lambda row: much[row.line]):
        k, n, i = (_chosen(table, row, name, path) for name in ("sector", "importer", "exporter"))
        cells, rate = np.ix_(k, n, i), _rate(row, path)
        same, differs = much[lines[0][cells]] == much[row.line], rates[cells] != rate
        lines[1][cells] = np.where(same, np.where(differs, lines[0][cells], lines[1][cells]), 0)
        rates[cells], lines[0][cells] = rate, row.line
        if len(n) == 1 and n == i and rate:
            buyer = table.regions[n[0]]
            raise DataError(f"{path}, line {row.line}: {buyer} taxes its own sales: there is no tariff at home.")
    every = range(len(table.regions))
    rates[:, every, every] = lines[:, :, every, every] = 0
    for cell in np.argwhere(lines[1])[:1]:
        last, other = lines[:, *cell].tolist()
        raise DataError(
            f"{path}, lines {other} and {last}: they tell different rates of the same flow, and name as much of it: "
            "delete one, or add a row that names importer, exporter and sector."
        )
    return rates


def _rate(row: TableRow, path: Path) -> float:
    """A rate that is not below zero: tariffs of a benchmark are duties, no subsidies."""
    rate = _fraction(row, path)
    if rate < 0.0:
        raise DataError(f"{path}, line {row.line}: `rate` is {row.cells['rate'][:20]}: a tariff is zero or more.")
    return rate


def _fraction(row: TableRow, path: Path) -> float:
    """A fraction, also written with the sign of per cent."""
    text = row.cells["rate"]
    if text.endswith("%"):
        cells = {**row.cells, "rate": text[:-1]}
        return TableRow(row.line, cells).number("rate", path) / 100.0
    rate = row.number("rate", path)
    if rate >= 1.0:
        raise DataError(
            f"{path}, line {row.line}: `rate` is {rate:g}: rates are fractions: write 25% as 0.25 or 25%, and "
            f"{rate:g}00% with the sign if that is meant."
        )
    return rate


def _chosen(table: SourceTable, row: TableRow, column: str, path: Path) -> list[int]:
    """The places of a sector or an economy that a cell names."""
    text = row.cells[column]
    labels = table.sectors if column == "sector" else table.regions
    if text == EVERY:
        return list(range(len(labels)))
    try:
        code = sector_in(table, text) if column == "sector" else region_in(table, text)
    except DataError as error:
        raise DataError(f"{path}, line {row.line}, `{column}`: {error}") from None
    return [labels.index(code)]


def region_in(table: SourceTable, name: str) -> str:
    """The code of an economy of the table by code, label or name."""
    for labels in (table.regions, table.region_names):
        if name in labels:
            return table.regions[labels.index(name)]
    code = find_economy(name)
    if code in table.regions:
        return str(code)
    raise DataError(f"`{name[:40]}` is no economy of {table.source}: it has {', '.join(table.regions[:20])}.")


def check_rates(table: SourceTable, rates: Array, services: Sequence[str], source: str) -> Array:
    """The tariffs with none on services; DataError for traded goods of which no rate is known, and beyond bounds."""
    rates = rates.copy()
    rates[[table.sectors.index(code) for code in services]] = 0.0
    lost = np.isnan(rates) & (table.flow > 0)
    if lost.any():
        k, n, i = (int(place) for place in np.argwhere(lost)[0])
        raise DataError(
            f"{source}: {int(lost.sum())} traded flows have no tariff, such as {table.sectors[k]} of "
            f"{table.regions[n]} from {table.regions[i]}: give each a row, or one with `*` for all others (0 is free)."
        )
    if (np.nan_to_num(np.abs(rates)) > HIGHEST).any():
        raise DataError(f"{source}: a rate is {np.nanmax(rates):g}: rates are fractions of at most {HIGHEST:g}.")
    return np.nan_to_num(rates)


def embedded_rates(table: SourceTable, world: World) -> Array:
    """tariff[k, n, i] of a world for the economies and sectors of a table; DataError names what it doesn't know.

    An economy takes the rates of the region that holds it, a sector those of ours that it is part of, or the mean of
    those that it holds.
    """
    place = [_region(code, world) for code in table.regions]
    lost = [code for code, region in zip(table.regions, place, strict=True) if not region]
    if lost:
        raise DataError(
            f"`--tariffs {world.name}`: it has no rates of {', '.join(lost[:SHOWN])}: give them in a file, or "
            "`--tariffs none` for free trade."
        )
    n = [world.regions.index(region) for region in place]
    by_sector = {code: world.tariff[k][np.ix_(n, n)] for k, code in enumerate(world.sectors)}
    unknown = [code for code in table.sectors if not values_for(code, by_sector)]
    if unknown:
        raise DataError(f"`--tariffs {world.name}`: it has no rates of {', '.join(unknown[:SHOWN])}: give a file.")
    rates = np.stack([np.mean(values_for(code, by_sector), axis=0) for code in table.sectors])
    every = range(len(table.regions))
    rates[:, every, every] = 0.0
    return np.asarray(rates)


def _region(code: str, world: World) -> str:
    return code if code in world.regions else aggregate_of(code, world)


def input_shares(table: SourceTable, path: Path) -> Array:
    """input_share[n, k, s] of a file `sold,using,share[,region]`; without a region a row counts for all. DataError for
    a using sector of an economy that no row tells."""
    rows = _table(path, INPUT_COLUMNS, ("region", "note"), "input shares")
    K, N = table.size
    shares, told = np.zeros((N, K, K)), np.zeros((N, K), dtype=bool)
    seen: dict[tuple[str, ...], int] = {}
    for row in sorted(rows, key=lambda row: bool(row.cells.get("region", "").strip("*"))):
        places = _regions(table, row, path)
        k, s = _pair(table, row, path)
        key = (str(k), str(s), row.cells.get("region", ""))
        if seen.setdefault(key, row.line) != row.line:
            raise DataError(f"{path}, lines {seen[key]} and {row.line}: the same input stands twice: delete one.")
        shares[places, k, s] = _share(row, path)
        told[places, s] = True
    if not told.all():
        n, s = np.argwhere(~told)[0]
        raise DataError(
            f"{path}: no row tells the inputs of {table.sectors[s]} in {table.regions[n]}: give at least one (share 0 "
            "where a sector uses labour alone)."
        )
    total = shares.sum(axis=1)
    if (total >= 1.0).any():
        n, s = np.argwhere(total >= 1.0)[0]
        raise DataError(
            f"{path}: inputs of {table.sectors[s]} in {table.regions[n]} add up to {total[n, s]:g} of its output: they "
            "must leave something for value added."
        )
    return shares


def _pair(table: SourceTable, row: TableRow, path: Path) -> tuple[int, int]:
    def place(column: str) -> int:
        try:
            return table.sectors.index(sector_in(table, row.cells[column]))
        except DataError as error:
            raise DataError(f"{path}, line {row.line}, `{column}`: {error}") from None

    return place("sold"), place("using")


def _regions(table: SourceTable, row: TableRow, path: Path) -> list[int]:
    text = row.cells.get("region", "")
    if text in ("", EVERY):
        return list(range(len(table.regions)))
    try:
        return [table.regions.index(region_in(table, text))]
    except DataError as error:
        raise DataError(f"{path}, line {row.line}, `region`: {error}") from None


def _share(row: TableRow, path: Path) -> float:
    share = row.number("share", path)
    if not 0.0 <= share < 1.0:
        raise DataError(f"{path}, line {row.line}: `share` is {share:g}: inputs are a fraction of output, below one.")
    return share
