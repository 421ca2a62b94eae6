"""What one row of a tariff table matches in a world: pairs of economies, and goods that they trade."""

from __future__ import annotations

from dataclasses import dataclass

from middlepower.data.sector_names import find_sector
from middlepower.data.trade.shares import lines_of
from middlepower.data.trade.table import Lines
from middlepower.errors import UnknownNameError
from middlepower.names import plain
from middlepower.policy.checks import check_known_line
from middlepower.policy.good_names import find_good
from middlepower.policy.goods import ALL_GOODS, goods_sectors, load_products
from middlepower.policy.hs_sectors import sectors_of
from middlepower.policy.shares import ShareBook, pair_of
from middlepower.scenario.tariff_rows import TariffRow
from middlepower.world.groups import expand, find_group
from middlepower.world.world import World

EVERYONE = "*"
EVERYTHING = ("", EVERYONE, "all goods", ALL_GOODS)
Pair = tuple[str, str]


class NoMatchError(Exception):
    """Why a row matches nothing; it never leaves the reading of a table."""


@dataclass(frozen=True)
class MatchedRow:
    """A row with what it stands for: importer and partner as measures name them, their regions, and its goods.

    `goods` is a sector or a product, empty for all goods or where `hs` says the code; `codes` are the HS codes of a
    product or of `hs`, none where whole sectors are taxed.
    """

    row: TariffRow
    importer: str
    partner: str
    pairs: tuple[Pair, ...]
    goods: str
    hs: str
    sectors: frozenset[str]
    codes: tuple[str, ...]


def match(row: TariffRow, importer: str, partner: str, world: World, book: ShareBook) -> MatchedRow:
    """What a row matches; NoMatchError where it is nothing."""
    buyer, buyers = _economies(importer, world)
    if buyer == EVERYONE:
        raise NoMatchError("`*` can't be an importer: name one a line")
    seller, sellers = _economies(partner, world)
    pairs = tuple((n, i) for n in buyers for i in sellers if i not in buyers)
    goods, sectors, codes = _goods(row, world)
    found = MatchedRow(row, buyer, seller, pairs, goods, codes[0] if row.hs else "", sectors, codes)
    if not pairs:
        raise NoMatchError(f"{importer} and {partner} are one economy here")
    if not (_codes_traded(found, world, book) if found.hs else _sector_traded(found, world)):
        raise NoMatchError(f"{partner} sells {importer} nothing of {row.hs or row.sector or 'all goods'}")
    return found


def _economies(name: str, world: World) -> tuple[str, tuple[str, ...]]:
    """(the name as measures write it, the regions that it stands for)."""
    if name == EVERYONE:
        return name, world.regions
    try:
        regions = expand([name], world)
    except UnknownNameError as error:
        raise NoMatchError(str(error).rstrip(".")) from None
    group = find_group(name)
    if not regions:
        raise NoMatchError(f"no member of {name} is a region of this world")
    return group.name if group is not None and name not in world.regions else regions[0], regions


def _goods(row: TariffRow, world: World) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """(sector or product, the sectors in which its goods are, their HS codes where they are not whole sectors)."""
    every = frozenset(code for code, is_goods in zip(world.sectors, world.is_goods.tolist(), strict=True) if is_goods)
    if row.hs:
        try:
            code = check_known_line(row.hs)
        except ValueError as error:
            raise NoMatchError(str(error)) from None
        inside = sectors_of(code) & every
        if not inside:
            raise NoMatchError(f"no goods sector has HS {row.hs}")
        return "", inside, (code,)
    if row.sector in EVERYTHING:
        return "", every, ()
    name = _good_called(row.sector, world)
    if name in load_products():
        product = load_products()[name]
        return name, frozenset((product.sector,)), product.hs
    if name not in every:
        raise NoMatchError(f"{row.sector} are services, which pay no tariffs")
    return name, frozenset((name,)), ()


def _good_called(label: str, world: World) -> str:
    """The sector or product of a code or a name; a sector of the world goes before a product, and where a word may be
    several products, the sector that it names under `sectors` as well."""
    named = {plain(title): code for code, title in zip(world.sectors, world.sector_names, strict=False)}
    named |= {plain(code): code for code in world.sectors}
    if plain(label) in named:
        return named[plain(label)]
    try:
        return find_good(label)
    except UnknownNameError as error:
        sector = find_sector(label)
        if sector in goods_sectors():
            return sector
        raise NoMatchError(str(error).rstrip(".")) from None


def _sector_traded(found: MatchedRow, world: World) -> bool:
    """Whether any of the pairs trades goods of the sectors."""
    k = [world.sectors.index(code) for code in found.sectors if code in world.sectors]
    return any(world.flow[k, world.region(n), world.region(i)].sum() > 0 for n, i in found.pairs)


def _codes_traded(found: MatchedRow, world: World, book: ShareBook) -> bool:
    """Whether any of the pairs trades goods of the codes, as far as tables know; where none does, nobody can say."""
    for importer, exporter in found.pairs:
        lines = _lines(world, importer, exporter, book)
        if lines is None:
            return True
        asked = lines.match(found.codes)
        if lines.value[asked.inside | asked.unsure].sum() > 0:
            return True
    return False


def _lines(world: World, importer: str, exporter: str, book: ShareBook) -> Lines | None:
    """The lines of a pair in the first table that knows it."""
    for tables in (book.own, book.embedded):
        known = lines_of(tables, pair_of(world, importer, exporter, tables))
        if known is not None:
            return known[1]
    return None
