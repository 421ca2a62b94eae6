"""A world of products of a user's trade by product and a world of sectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from middlepower.data.trade.editions import ASKED_EDITION, UNSPECIFIED, in_edition
from middlepower.data.trade.files import HS6
from middlepower.data.trade.pieces import LineTrade, listed, read_areas, read_product_trade, read_titles
from middlepower.data.trade.table import EDITIONS, Lines
from middlepower.errors import DataError
from middlepower.language.catalogue import say
from middlepower.policy.hs_sectors import sector_places
from middlepower.reading import read_table
from middlepower.world.embedded import load_world
from middlepower.world.labels import sector_position
from middlepower.world.products.place import ToldOfProducts, product_world, refuse_unplaced
from middlepower.world.products.table import ProductTable
from middlepower.world.world import World

EVERY = "*"
WAYS = "give `--concordance FILE` (hs,sector; codes of 2, 4 or 6 digits, * for the others)."


@dataclass(frozen=True)
class ProductChoices:
    """What a user says of a world of products: its name, the sector world, and files beside the trade."""

    name: str
    inputs: str
    year: int | None = None
    elasticities: str | None = None
    edition: int | None = None
    countries: Path | None = None
    titles: Path | None = None
    concordance: Path | None = None


def build_products(file: Path, choices: ProductChoices) -> ProductTable:
    """The world of products of a file of trade; DataError names what is missing or wrong."""
    world = load_world(choices.inputs, choices.elasticities)
    areas = None if choices.countries is None else read_areas(choices.countries)
    trade = read_product_trade(file, areas)
    if choices.year not in (None, trade.year):
        raise DataError(f"`--year` is {choices.year}, and {file} holds trade of {trade.year}: give that year.")
    edition = _edition(trade, choices, file)
    trade = _specified(trade)
    told = ToldOfProducts(
        name=choices.name,
        edition=edition,
        titles={} if choices.titles is None else read_titles(choices.titles),
        concordance=say("products.our_list") if choices.concordance is None else str(choices.concordance),
    )
    return product_world(world, trade, _sectors(world, trade, edition, choices.concordance), told)


def _specified(trade: LineTrade) -> LineTrade:
    """Trade without lines that say that nobody knows what it is; its value is left out."""
    known = trade.line < UNSPECIFIED
    left = trade.left_out + float(trade.value[~known].sum())
    rows = trade.importer[known], trade.exporter[known], trade.line[known], trade.value[known]
    return LineTrade(trade.economies, *rows, trade.year, left, trade.edition)


def _edition(trade: LineTrade, choices: ProductChoices, file: Path) -> int:
    """The HS edition of the lines: as the user or the file says, else that of today; all lines must be in it."""
    edition = choices.edition or trade.edition or ASKED_EDITION
    if edition not in EDITIONS:
        raise DataError(f"`--edition` is {edition}: give one of {', '.join(map(str, EDITIONS))}.")
    if trade.edition not in (None, edition):
        raise DataError(f"{file} says that its lines are of HS {trade.edition}: give `--edition {trade.edition}`.")
    lines = np.unique(trade.line[trade.line < UNSPECIFIED]).astype(np.int64)
    lost = lines[~in_edition(lines, HS6, edition)]
    if len(lost):
        fits = [str(one) for one in EDITIONS if in_edition(lines, HS6, one).all()]
        remedy = f"all lines are in HS {fits[-1]}: give `--edition {fits[-1]}`." if fits else "correct them."
        raise DataError(f"{file}: HS {listed(lost.tolist())} is no line of HS {edition}: {remedy}")
    return edition


def _sectors(world: World, trade: LineTrade, edition: int, concordance: Path | None) -> dict[int, int]:
    """The place of every line's sector in the world."""
    lines = np.unique(trade.line).astype(np.int64)
    if concordance is not None:
        return _by_user(world, lines.tolist(), concordance)
    place = sector_places(Lines(lines, np.ones(len(lines)), HS6, edition), world.sectors)
    lost = lines[place < 0].tolist()
    refuse_unplaced(lost, f"the sectors of `{world.name}` are {', '.join(world.sectors[:6])}, ...; {WAYS}")
    return dict(zip(lines.tolist(), place.tolist(), strict=True))


def _by_user(world: World, lines: list[int], path: Path) -> dict[int, int]:
    """The same by a file `hs,sector`; a longer code counts before a shorter one."""
    of_code: dict[str, int] = {}
    for row in read_table(path, ("hs", "sector"), ("note", "source"), "a concordance"):
        code, where = row.cells["hs"].replace(".", ""), f"{path}, line {row.line}"
        if code != EVERY and not (code.isascii() and code.isdigit() and len(code) in (2, 4, HS6)):
            raise DataError(f"{where}: `hs` is `{code[:20]}`: write 2, 4 or 6 digits, or {EVERY} for all others.")
        if code in of_code:
            raise DataError(f"{where}: HS {code} stands there twice; delete one.")
        of_code[code] = sector_position(world, row.cells["sector"])
    found = {line: _longest(f"{line:06d}", of_code) for line in lines}
    refuse_unplaced([line for line, place in found.items() if place is None], f"{path} lacks them.")
    return {line: place for line, place in found.items() if place is not None}


def _longest(line: str, of_code: Mapping[str, int]) -> int | None:
    codes = (line, line[:4], line[:2], EVERY)
    return next((of_code[code] for code in codes if code in of_code), None)
