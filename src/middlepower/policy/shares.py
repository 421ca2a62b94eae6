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
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.data.codes import REST, sectors
from middlepower.data.trade.shares import RegionPair, lines_of, lines_of_everyone
from middlepower.data.trade.store import embedded_tables, user_tables
from middlepower.data.trade.table import Lines, TradeTable
from middlepower.errors import MeasureError
from middlepower.policy.goods import ProductTrade, load_product_trade
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.lines import Line
from middlepower.policy.share_parts import (
    Flow,
    Good,
    GoodsPart,
    Labels,
    PairLines,
    SectorLines,
    distinct,
    pieces,
    refuse_overlap,
    with_rest,
)
from middlepower.policy.standard import Concordance
from middlepower.policy.state import PlacedState
from middlepower.world.groups import groups
from middlepower.world.world import World

Named = tuple[str, float | None, int]  # a good's label, stated share and mark
EVERY = "*"


@dataclass
class ShareBook:
    """The shares of goods in the flows of a world; what was looked up is kept."""

    world: World
    own: Sequence[TradeTable] = field(default_factory=user_tables)
    embedded: Sequence[TradeTable] = field(default_factory=embedded_tables)
    _known: dict[tuple[str, str, bool], dict[str, SectorLines] | None] = field(default_factory=dict)
    _all_partners: dict[Labels, tuple[TradeTable, Lines, str] | None] = field(default_factory=dict)
    _plain: dict[int, tuple[PlacedState, PlacedState]] = field(default_factory=dict)
    _parts: dict[tuple[Flow, tuple[Named, ...]], tuple[GoodsPart, ...]] = field(default_factory=dict)

    def parts(self, flow: Flow, goods: Iterable[Good]) -> Sequence[GoodsPart]:
        """The parts of a flow, the rest last; shares sum to one. MeasureError where a good's share is not known."""
        named = distinct(goods, self._lines(flow, True))
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
        refuse_overlap(apart)
        for lines, named in by_table.values():
            parts += pieces(lines, named, flow)
        return with_rest(parts, flow)

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
        flow = self._flows(importer, exporter)
        found = lines_of(tables, asked)
        known = None if found is None else self._sectors(found, flow)
        if own or (known is not None and not _missing(known, flow)):
            return known
        everyone = self._everyone(tables, asked)
        if everyone is None:
            return known
        likewise = self._sectors(everyone, flow)
        return likewise if known is None else known | {sector: likewise[sector] for sector in _missing(known, flow)}

    def finer(self, flow: Flow) -> tuple[SectorLines, ...]:
        """The lines of a flow in the package's tables, finer than six digits: the pair's, then all partners'."""
        importer, exporter, sector = flow
        own = self._lines(flow, False)
        everyone = self._everyone(self.embedded, pair_of(self.world, importer, exporter, self.embedded))
        likewise = None if everyone is None else self._sectors(everyone, self._flows(importer, exporter)).get(sector)
        return tuple(lines for lines in (own, likewise) if lines is not None)

    def without_tables(self, law: PlacedState) -> PlacedState:
        """A law without the measures whose lines have tables by sector; what was made is kept with the law."""
        if id(law) not in self._plain:
            kept = tuple(measure for measure in law.measures if not any(map(_has_table, measure.products)))
            self._plain[id(law)] = law, replace(law, measures=kept)
        return self._plain[id(law)][1]

    @cached_property
    def concordance(self) -> Concordance:
        """Our sectors behind those of the world."""
        return Concordance(self.world)

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        """The sectors whose lines are looked up: the world's where they are ours, else ours."""
        return self.world.sectors if self.concordance.ours else tuple(sectors())

    def _flows(self, importer: str, exporter: str) -> NDArray[np.float64]:
        """The flow of a pair in each of these sectors."""
        if self.concordance.ours:
            return self.world.flow[:, self.world.region(importer), self.world.region(exporter)]
        return self.concordance.flows(importer, exporter)

    def _everyone(self, tables: Sequence[TradeTable], asked: RegionPair) -> tuple[TradeTable, Lines, str] | None:
        """What an importer buys of everybody, looked up once: the package's tables are the same for all exporters."""
        if asked.importers not in self._all_partners:
            self._all_partners[asked.importers] = lines_of_everyone(tables, asked.importers)
        found = self._all_partners[asked.importers]
        return None if found is None else (*found[:2], f"{found[2]} stands in for {asked.exporter}")

    def _sectors(self, found: tuple[TradeTable, Lines, str], flow: NDArray[np.float64]) -> dict[str, SectorLines]:
        """{sector: lines} of a table's lines (and what stands in); flow[k] is the world's."""
        table, lines, stand_in = found
        place = sector_places(lines, self._codes)
        source = "; ".join(filter(None, (f"{table.about.source}, {table.about.year}", stand_in)))
        pair, complete = PairLines(lines), table.about.covers == "all goods"
        here = [np.flatnonzero(place == k) for k in range(len(self._codes))]
        # What shares are of: the table's own trade of a sector; the world's flow for a table of some lines only.
        whole = [float(lines.value[rows].sum() if complete else flow[k]) for k, rows in enumerate(here)]
        return {
            sector: SectorLines(pair, rows, total, source, complete)
            for sector, rows, total in zip(self._codes, here, whole, strict=True)
        }


def _has_table(line: Line) -> bool:
    return any(table is not None for table in (line.claims_table, line.coverage_table, line.sector_table))


def _missing(known: Mapping[str, SectorLines], flow: NDArray[np.float64]) -> list[str]:
    """The sectors that a world trades and a table's year does not."""
    return [sector for (sector, lines), traded in zip(known.items(), flow, strict=True) if traded > 0 >= lines.whole]


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
