"""Trade by product placed on a world: its economies in the world's regions, its lines in the world's sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import REST
from middlepower.data.trade.pieces import LineTrade, label, listed
from middlepower.errors import DataError
from middlepower.language.catalogue import say
from middlepower.world.products.compose import Composed, Placed, composed
from middlepower.world.products.table import ProductTable
from middlepower.world.world import World

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Places = NDArray[np.integer]  # small ones: a year of BACI has ten million rows
NOWHERE = -1
DIVIDED_FROM = 0.2  # of a sector's trade that a table must hold to divide it into products


@dataclass(frozen=True)
class ToldOfProducts:
    """What a user says of her trade by product: the world's name, the HS edition, lines' names, the concordance's."""

    name: str
    edition: int
    titles: Mapping[str, str]
    concordance: str


def regions_of(world: World, economies: Sequence[str]) -> Index:
    """The region of each economy: its own, the one it is merged into, the rest of the world; -1 where none is."""
    position = {code: place for place, code in enumerate(world.regions)}
    rest = position.get(REST, NOWHERE)
    own = [position.get(code, position.get(world.members.get(code, ""), rest)) for code in economies]
    return np.array(own, dtype=np.int64)


def product_world(
    world: World, trade: LineTrade, sector_of_line: Mapping[int, int], told: ToldOfProducts
) -> ProductTable:
    """The world of products of a sector world and trade; `sector_of_line` is the place of each line's sector."""
    if world.export_tax is not None:
        raise DataError(f"world `{world.name}` has export taxes, which a world of products has not: give another.")
    rows = _rows(world, trade, sector_of_line)
    share = _share_held(world, rows)
    products = _products(rows, share >= DIVIDED_FROM)
    placed = _placed(rows, products, share >= DIVIDED_FROM)
    del rows  # of ten million, half a gigabyte
    made = composed(world, placed)
    codes = [world.sectors[k] if line == NOWHERE else label(line) for k, line in products]
    return ProductTable(
        name=told.name,
        world=world,
        products=tuple(codes),
        titles=tuple(_title(world, code, k, told) for code, (k, _) in zip(codes, products, strict=True)),
        sector_of=np.array([k for k, _ in products], dtype=np.int64),
        row_start=made.row_start,
        exporter=made.exporter,
        value=made.value,
        year=trade.year,
        edition=told.edition,
        notes=(*_notes(world, trade, told, made), *_undivided(world, share)),
    )


def _title(world: World, code: str, k: int, told: ToldOfProducts) -> str:
    return told.titles.get(code, code) if code.isdigit() else world.sector_names[k]


@dataclass(frozen=True)
class PlacedRows:
    """Trade between economies of a world: lines[g] with their sectors, places g, n and i by row, values."""

    lines: Index
    sector: Index
    g: Places
    n: Places
    i: Places
    value: Array
    own: NDArray[np.bool_]


def _rows(world: World, trade: LineTrade, sector_of_line: Mapping[int, int]) -> PlacedRows:
    """The rows of trade whose two economies are in the world."""
    lines = np.unique(trade.line)
    place = np.searchsorted(lines, trade.line).astype(np.int32)
    region = regions_of(world, trade.economies).astype(np.int16)
    kept = (region[trade.importer] >= 0) & (region[trade.exporter] >= 0)
    importer, exporter = trade.importer[kept], trade.exporter[kept]
    sector = np.array([sector_of_line[line] for line in lines.tolist()], dtype=np.int64)
    places = place[kept], region[importer], region[exporter]
    return PlacedRows(lines.astype(np.int64), sector, *places, trade.value[kept], importer == exporter)


def _share_held(world: World, rows: PlacedRows) -> Array:
    """The share [k] of trade in goods between the world's economies that a table holds; DataError for too little."""
    K, abroad = len(world.sectors), rows.n != rows.i
    held = np.bincount(rows.sector[rows.g[abroad]], rows.value[abroad], K) * world.is_goods
    every = np.arange(len(world.regions))
    whole = world.flow.sum(axis=(1, 2)) - world.flow[:, every, every].sum(axis=1)
    share: Array = np.divide(held, whole, out=np.zeros(K), where=whole > 0)
    if share.max() < DIVIDED_FROM:
        raise DataError(
            f"the table holds {held.sum():,.4g} of {whole.sum():,.4g} million US dollars of the trade between the "
            f"economies of `{world.name}`, in no sector {DIVIDED_FROM:.0%} of it: give trade in all products, its "
            "values in the unit of its layout."
        )
    return share


def _products(rows: PlacedRows, divided: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(sector, line) of all products in order; a sector that is not divided is one product, without a line."""
    lines = [(k, line) for k, line in zip(rows.sector.tolist(), rows.lines.tolist(), strict=True) if divided[k]]
    return sorted([*lines, *((k, NOWHERE) for k in np.flatnonzero(~divided).tolist())])


def _placed(rows: PlacedRows, products: Sequence[tuple[int, int]], divided: NDArray[np.bool_]) -> Placed:
    """The trade of divided sectors, by the places of the products."""
    position = {line: g for g, (_, line) in enumerate(products)}
    of_line = np.array([position.get(line, NOWHERE) for line in rows.lines.tolist()], dtype=np.int32)
    kept = of_line[rows.g] >= 0
    sector = np.array([k for k, _ in products], dtype=np.int64)
    places = of_line[rows.g][kept], rows.n[kept], rows.i[kept]
    return Placed(*places, rows.value[kept], rows.own[kept], sector, divided)


def _notes(world: World, trade: LineTrade, told: ToldOfProducts, made: Composed) -> list[str]:
    """What was assumed, one sentence each."""
    region, name = regions_of(world, trade.economies), world.name
    merged = {code for code, place in zip(trade.economies, region, strict=True) if place >= 0} - set(world.regions)
    outside = [code for code, place in zip(trade.economies, region, strict=True) if place < 0]
    lost = trade.value[(region[trade.importer] < 0) | (region[trade.exporter] < 0)].sum()
    unknown = 100.0 * made.by_exporter / (made.by_table + made.by_exporter)
    told_home = 100.0 * made.home_by_table / (made.home_by_table + made.home_by_imports)
    years = str(world.vintage), str(trade.year), str(told.edition)
    notes = [
        say("products.note.flows", world=name, vintage=years[0], year=years[1], edition=years[2]),
        *([say("products.note.economies", n=len(merged), world=name)] if merged else []),
        say("products.note.lines", concordance=told.concordance),
        say("products.note.unknown", share=f"{unknown:.2f}"),
        say("products.note.home", share=f"{told_home:.2f}"),
        say("products.note.rates"),
    ]
    notes += [say("products.note.outside", money=f"{lost:,.0f}", list=listed_codes(outside))] if outside else []
    return notes + ([say("products.note.areas", money=f"{trade.left_out:,.0f}")] if trade.left_out > 0 else [])


def listed_codes(codes: Sequence[str], shown: int = 6) -> str:
    """Some codes, the others as three dots."""
    return ", ".join([*codes[:shown], *(["..."] if len(codes) > shown else [])])


def _undivided(world: World, share: Array) -> list[str]:
    """Which sectors stay whole, in words."""
    whole = share < DIVIDED_FROM
    thin = [f"{world.sectors[k]} ({100 * share[k]:.0f}%)" for k in np.flatnonzero(whole & world.is_goods).tolist()]
    services = [world.sectors[k] for k in np.flatnonzero(whole & ~world.is_goods).tolist()]
    notes = [say("products.note.services", list=listed_codes(services))] if services else []
    least = f"{100 * DIVIDED_FROM:.0f}"
    return notes + ([say("products.note.thin", share=least, list=listed_codes(thin, len(thin)))] if thin else [])


def refuse_unplaced(lines: Sequence[int], remedy: str) -> None:
    """DataError where lines lie in no sector of a world."""
    if lines:
        raise DataError(f"HS {listed(lines)} {'lies' if len(lines) == 1 else 'lie'} in no sector: {remedy}")
