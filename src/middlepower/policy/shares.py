"""What share of a flow the goods that measures name are: from the measure itself, the user's tables, or the library's.

In this order: a table of the user's that tells the good; the share that the measure states; a row of
`product_trade.csv` (a published value of the year before the measure); a table that comes with the package, with the
composition of all its partners together for an exporter that it doesn't know, or that sold nothing of the sector in the
table's year although it does in the world's; a row for all exporters. Where none
knows, there is no share, which is an error and never zero: a tariff on nothing would look like a tariff without effect.
A table of some lines tells nothing of others, and a user's table nothing of a sector of which it holds no line. Where
one of the user's is too coarse for some good of a flow and the package's knows the flow, the package's tells all of
them, so that goods that share lines are cut by one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import REST
from middlepower.data.trade.editions import Match
from middlepower.data.trade.shares import RegionPair, lines_of, lines_of_everyone
from middlepower.data.trade.store import embedded_tables, user_tables
from middlepower.data.trade.table import Lines, TradeTable
from middlepower.errors import MeasureError
from middlepower.policy.goods import HERE, ProductTrade, load_product_trade, read_rows
from middlepower.world.groups import groups
from middlepower.world.world import World

Labels = tuple[str, ...]
Flow = tuple[str, str, str]  # importer, exporter, sector
Named = tuple[str, float | None, int]  # a good's label, stated share and mark
ROUNDING = 1e-9
EVERY = "*"


@dataclass(frozen=True)
class Good:
    """What a measure names inside a sector: a product or HS lines; `share` of the flow where the measure states it.

    `mark` tells lists of lines of one name apart.
    """

    label: str
    hs: tuple[str, ...]
    measure: str
    share: float | None = None
    mark: int = 0

    @property
    def told(self) -> str:
        """The good in words: its label and the first of its lines."""
        codes = ", ".join(self.hs[:4]) + (", ..." if len(self.hs) > 4 else "")
        return f"`{self.label}` (HS {codes})" if self.hs and self.label not in self.hs else f"HS {codes}"


@dataclass(frozen=True)
class GoodsPart:
    """A part of a flow: the goods that it belongs to (none is the rest), its share, and where that is known from."""

    goods: Labels
    share: float
    source: str


@dataclass(frozen=True, eq=False)
class PairLines:
    """A table's lines of one pair, and which of them goods ask for, as far as that was looked up."""

    lines: Lines
    asked: dict[Labels, Match] = field(default_factory=dict)

    def match(self, codes: Labels) -> Match:
        """The lines that HS codes ask for."""
        if codes not in self.asked:
            self.asked[codes] = self.lines.match(codes)
        return self.asked[codes]


@dataclass(frozen=True)
class SectorLines:
    """The lines of a pair in one sector, by their places; `whole` is what shares are of (million US dollars).

    `complete` says whether a line that is missing was not traded.
    """

    pair: PairLines
    place: NDArray[np.intp]
    whole: float
    source: str
    complete: bool

    @property
    def lines(self) -> Lines:
        """The lines themselves."""
        return self.pair.lines.chosen(self.place)

    def match(self, good: Good) -> Match:
        """The lines that a good is."""
        asked = self.pair.match(good.hs)
        return Match(asked.inside[self.place], asked.unsure[self.place])

    def coarse_for(self, good: Good) -> bool:
        """Whether a line holds the good among others."""
        return bool(self.lines.value[self.match(good).unsure].sum() > 0)

    def tells(self, good: Good) -> bool:
        """Whether the lines say what the good's share is."""
        listed = self.complete or self.lines.value[self.match(good).inside].sum() > 0
        return bool(listed) and not self.coarse_for(good)


@dataclass
class ShareBook:
    """The shares of goods in the flows of a world; what was looked up is kept."""

    world: World
    own: Sequence[TradeTable] = field(default_factory=user_tables)
    embedded: Sequence[TradeTable] = field(default_factory=embedded_tables)
    _known: dict[tuple[str, str, bool], dict[str, SectorLines] | None] = field(default_factory=dict)
    _all_partners: dict[Labels, tuple[TradeTable, Lines, str] | None] = field(default_factory=dict)
    _parts: dict[tuple[Flow, tuple[Named, ...]], tuple[GoodsPart, ...]] = field(default_factory=dict)

    def parts(self, flow: Flow, goods: Iterable[Good]) -> Sequence[GoodsPart]:
        """The parts of a flow, the rest last; shares sum to one. MeasureError where a good's share is not known."""
        named = _distinct(goods, self._lines(flow, True))
        key = flow, tuple((good.label, good.share, good.mark) for good in named)
        if key not in self._parts:
            self._parts[key] = tuple(self._cut(flow, named))
        return self._parts[key]

    def _cut(self, flow: Flow, goods: Sequence[Good]) -> list[GoodsPart]:
        """The parts of a flow, looked up."""
        by_table: dict[int, tuple[SectorLines, list[Good]]] = {}
        parts: list[GoodsPart] = []
        own, apart = self._own(flow, goods), []
        for good in goods:
            source = self.source(flow, good, own)
            if isinstance(source, SectorLines):
                by_table.setdefault(id(source), (source, []))[1].append(good)
            else:
                parts.append(source)
                apart.append(good)
        _refuse_overlap(apart)
        for lines, named in by_table.values():
            parts += pieces(lines, named, flow)
        return _with_rest(parts, flow)

    def _own(self, flow: Flow, goods: Sequence[Good]) -> SectorLines | None:
        """The lines of the user's table; None where the package's table is finer and goods ask for that."""
        own = self._lines(flow, True)
        if own is None or self._lines(flow, False) is None:
            return own
        return None if any(own.coarse_for(good) for good in goods if good.share is None) else own

    def source(self, flow: Flow, good: Good, own: SectorLines | None) -> GoodsPart | SectorLines:
        """The good's part where its share stands somewhere, else the lines that tell it."""
        importer, exporter, sector = flow
        if own is not None and own.tells(good):
            return own
        if good.share is not None:
            return GoodsPart((good.label,), good.share, f"stated by measure {good.measure}")
        known_rows = facts(self.world.vintage)
        row, likewise = (known_rows.get((importer, seller, good.label)) for seller in (exporter, EVERY))
        coarse = own if own is not None and own.coarse_for(good) else None
        for known in (_fact(row), self._lines(flow, False), _fact(likewise), coarse):
            if known is not None:
                return known
        raise MeasureError(
            f"measure `{good.measure}`: no table knows the share of {good.told} in what {exporter} sells to {importer} "
            f"of sector {sector}. Give the line a `share:` with its `share_source:`, or bring a table of that trade "
            "with `middlepower trade import FILE`."
        )

    def _lines(self, flow: Flow, own: bool) -> SectorLines | None:
        """The lines of a flow in the user's tables or in the package's; None where they don't know the pair."""
        importer, exporter, sector = flow
        key = importer, exporter, own
        if key not in self._known:
            self._known[key] = self._by_sector(importer, exporter, own)
        known = (self._known[key] or {}).get(sector)
        return None if known is None or (own and not known.lines.value.sum() > 0) else known

    def _by_sector(self, importer: str, exporter: str, own: bool) -> dict[str, SectorLines] | None:
        """{sector: lines} of a pair from the first table that knows it; in the package's table all partners' where it
        knows none of the pair's, or none of a sector that the world trades."""
        tables = self.own if own else self.embedded
        asked = pair_of(self.world, importer, exporter, tables)
        flow = self.world.flow[:, self.world.region(importer), self.world.region(exporter)]
        found = lines_of(tables, asked)
        known = None if found is None else self._sectors(found, flow)
        if own or (known is not None and not _missing(known, flow)):
            return known
        everyone = self._everyone(tables, asked)
        if everyone is None:
            return known
        likewise = self._sectors(everyone, flow)
        return likewise if known is None else known | {sector: likewise[sector] for sector in _missing(known, flow)}

    def _everyone(self, tables: Sequence[TradeTable], asked: RegionPair) -> tuple[TradeTable, Lines, str] | None:
        """What an importer buys of everybody, looked up once: the package's tables are the same for all exporters."""
        if asked.importers not in self._all_partners:
            self._all_partners[asked.importers] = lines_of_everyone(tables, asked.importers)
        found = self._all_partners[asked.importers]
        return None if found is None else (*found[:2], f"{found[2]} stands in for {asked.exporter}")

    def _sectors(self, found: tuple[TradeTable, Lines, str], flow: NDArray[np.float64]) -> dict[str, SectorLines]:
        """{sector: lines} of a table's lines (and what stands in); flow[k] is the world's."""
        table, lines, stand_in = found
        place = sector_places(lines, self.world.sectors)
        source = "; ".join(filter(None, (f"{table.about.source}, {table.about.year}", stand_in)))
        pair, complete = PairLines(lines), table.about.covers == "all goods"
        here = [np.flatnonzero(place == k) for k in range(len(self.world.sectors))]
        # What shares are of: the table's own trade of a sector; the world's flow for a table of some lines only.
        whole = [float(lines.value[rows].sum() if complete else flow[k]) for k, rows in enumerate(here)]
        return {
            sector: SectorLines(pair, rows, total, source, complete)
            for sector, rows, total in zip(self.world.sectors, here, whole, strict=True)
        }


def _refuse_overlap(goods: Sequence[Good]) -> None:
    """Refuse goods with shares of their own that hold the same HS lines: what both name would count twice."""
    for one, other in combinations(goods, 2):
        shared = [code for code in one.hs for wider in other.hs if code.startswith(wider) or wider.startswith(code)]
        if shared:
            raise MeasureError(
                f"measures `{one.measure}` and `{other.measure}` give {one.told} and {other.told} a share each, and "
                f"both hold HS {shared[0]}: name the same goods in both, or bring a table of that trade with "
                "`middlepower trade import FILE`."
            )


def _missing(known: Mapping[str, SectorLines], flow: NDArray[np.float64]) -> list[str]:
    """The sectors that a world trades and a table's year does not."""
    return [sector for (sector, lines), traded in zip(known.items(), flow, strict=True) if traded > 0 >= lines.whole]


def pieces(known: SectorLines, goods: Sequence[Good], flow: Flow) -> list[GoodsPart]:
    """The parts that goods make of a table's lines; lines that several goods name are a part of their own."""
    value = known.lines.value
    member = np.zeros(len(value), dtype=np.int64)
    for bit, good in enumerate(goods):
        asked = known.match(good)
        if known.coarse_for(good):
            raise MeasureError(_too_coarse(known, good, flow, asked.unsure))
        member |= asked.inside.astype(np.int64) << bit
    if known.whole <= 0:
        return []
    parts = []
    for mask in np.unique(member[member > 0]):
        labels = tuple(good.label for bit, good in enumerate(goods) if mask >> bit & 1)
        traded = float(value[member == mask].sum())
        if traded > 0:
            parts.append(GoodsPart(labels, traded / known.whole, known.source))
    return parts


def _too_coarse(known: SectorLines, good: Good, flow: Flow, unsure: NDArray[np.bool_]) -> str:
    """Why a table can't tell a share: its lines are wider than those that are asked for."""
    width = known.lines.digits
    codes = ", ".join(f"{code:0{width}d}" for code in known.lines.code[unsure][:3])
    return (
        f"measure `{good.measure}`: {good.told} is finer than the table ({known.source}) of what {flow[1]} sells to "
        f"{flow[0]} knows: its line {codes} holds other goods as well. Give the line a `share:` with its "
        "`share_source:`, or bring a finer table with `middlepower trade import FILE`."
    )


def _with_rest(parts: list[GoodsPart], flow: Flow) -> list[GoodsPart]:
    total = sum(part.share for part in parts)
    if total > 1.0 + ROUNDING:
        listed = ", ".join(f"{'+'.join(part.goods)} {part.share:.3f}" for part in parts)
        raise MeasureError(
            f"shares of goods in what {flow[1]} sells to {flow[0]} of sector {flow[2]} sum to {total:.4f}, more than "
            f"the flow: {listed}. Correct the `share:` of a measure, or the table that it comes from."
        )
    return [*parts, GoodsPart((), max(1.0 - total, 0.0), "what is left")]


def _distinct(goods: Iterable[Good], own: SectorLines | None) -> list[Good]:
    """Each label once; a share that a measure states goes before one that must be looked up.

    Two that state different shares are an error where no table of the user's decides.
    """
    chosen: dict[str, Good] = {}
    for good in goods:
        known = chosen.get(good.label)
        if known is not None and known.mark != good.mark:
            raise MeasureError(
                f"measures `{known.measure}` and `{good.measure}` name two different lists of HS lines `{good.label}`: "
                "rename the file of one."
            )
        stated = known is not None and None not in (known.share, good.share)
        if known is not None and stated and known.share != good.share and not (own is not None and own.tells(good)):
            raise MeasureError(
                f"measures `{known.measure}` and `{good.measure}` state two shares of {good.told}, {known.share:g} and "
                f"{good.share:g}: a flow has one. State the same in both, or bring a table of that trade with "
                "`middlepower trade import FILE`."
            )
        if known is None or (known.share is None and good.share is not None):
            chosen[good.label] = good
    return list(chosen.values())


@cache
def facts(vintage: int) -> dict[tuple[str, str, str], ProductTrade]:
    """Rows of `product_trade.csv` by importer, exporter (or every exporter) and product: of several the one whose year
    is nearest to a world's, the earlier of two as near."""
    farthest_first = sorted(load_product_trade(), key=lambda row: (-abs(row.year - vintage), -row.year))
    return {(row.importer, row.exporter, row.product): row for row in farthest_first}


def _fact(row: ProductTrade | None) -> GoodsPart | None:
    if row is None:
        return None
    return GoodsPart((row.product,), row.share, "; ".join(filter(None, (f"{row.source}, {row.year}", row.note))))


def pair_of(world: World, importer: str, exporter: str, tables: Sequence[TradeTable]) -> RegionPair:
    """Two regions of a world with the countries that they stand for in tables."""
    listed = {code for table in tables for code in (*table.importers, *table.exporters)}
    stand_in = tuple(group.name for group in groups() if exporter_in(world, exporter, group.members))
    return RegionPair(
        importer, exporter, countries(world, importer, listed), countries(world, exporter, listed), stand_in
    )


def exporter_in(world: World, exporter: str, members: Sequence[str]) -> bool:
    """Whether all countries of a region belong to a group."""
    return set(world.constituents[exporter]) <= set(members)


def countries(world: World, region: str, listed: set[str]) -> tuple[str, ...]:
    """The countries of a region; the rest of the world is every listed country that is in no other region."""
    inside = [country for country in world.constituents[region] if country != region]
    if region == REST:
        elsewhere = {*world.regions, *world.members, *(group.name for group in groups())}
        inside += sorted(listed - elsewhere)
    return (region, *inside)


@cache
def _headings() -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Four-digit headings in order, and the sector of each."""
    rows = sorted((int(row["hs4"]), row["sector"]) for row in read_rows(HERE / "hs4_sector.csv"))
    return np.array([heading for heading, _ in rows], dtype=np.int64), tuple(sector for _, sector in rows)


@cache
def sectors_of(code: str) -> frozenset[str]:
    """The sectors in which an HS code of two digits or more has goods; none for a heading that does not exist."""
    known, names = _headings()
    digits = min(len(code), 4)
    inside = known // 10 ** (4 - digits) == int(code[:digits])
    return frozenset(name for name, is_there in zip(names, inside.tolist(), strict=True) if is_there)


def sector_places(lines: Lines, sectors: Sequence[str]) -> NDArray[np.intp]:
    """The position of each line's sector among `sectors`; -1 where its heading lies in none of them.

    A heading of an older edition that today's HS has no more lies where the first line is that its goods became.
    """
    known, names = _headings()
    position = {sector: k for k, sector in enumerate(sectors)}
    of_heading = np.array([position.get(name, -1) for name in names], dtype=np.intp)
    own, today = (_place(known, of_heading, headings) for headings in (lines.headings(), lines.headings_of_today()))
    return np.where(own >= 0, own, today)


def _place(known: NDArray[np.int64], position: NDArray[np.intp], headings: NDArray[np.int64]) -> NDArray[np.intp]:
    """The position of each heading's sector; -1 where the heading isn't known."""
    at = np.searchsorted(known, headings).clip(0, len(known) - 1)
    return np.where(known[at] == headings, position[at], -1)
