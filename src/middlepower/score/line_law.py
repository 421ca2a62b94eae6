"""What HS lines pay under the laws of a baseline's day and of a year: the mean over the ten-digit lines in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.data.trade.store import embedded_tables
from middlepower.data.trade.table import Lines
from middlepower.errors import DataError
from middlepower.policy.flows import TaxedFlows
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.place import benchmark_law, in_world
from middlepower.policy.share_parts import Good, GoodsPart
from middlepower.policy.state import PlacedState, goods_named
from middlepower.score.forecast import Law
from middlepower.score.year_law import Place, Spell, mean_rate, on_pair, paying_of

Array = NDArray[np.float64]
Index = NDArray[np.intp]
LAW = "the law at a line"


@dataclass(frozen=True)
class TaxedLines:
    """Ten-digit lines of one pair that lie in goods sectors: code, sector k, value of the table's year (million US
    dollars), and tax factors 1 + t before and after."""

    code: NDArray[np.int64]
    sector: Index
    value: Array
    before: Array
    after: Array


def taxed_lines(law: Law, importer: str, exporter: str) -> TaxedLines:
    """The lines of a pair in the table of trade that comes with the package, with what they pay."""
    lines = table_lines(importer, exporter)
    sector = sector_places(lines, law.world.sectors)
    goods = (sector >= 0) & law.world.is_goods[sector]
    lines, sector = lines.chosen(goods), sector[goods]
    before, after = np.full((2, len(sector)), np.nan)
    for k in np.unique(sector).tolist():
        place = importer, exporter, law.world.sectors[k]
        here = np.flatnonzero(sector == k)
        before[here], after[here] = _rates(law, place, lines.chosen(here))
    return TaxedLines(lines.code, sector.astype(np.intp), lines.value, 1.0 + before, 1.0 + after)


def table_lines(importer: str, exporter: str) -> Lines:
    """The lines of a pair in the table of trade that comes with the package."""
    for table in embedded_tables():
        if table.has(importer, exporter):
            return table.lines(importer, exporter)
    raise DataError(f"no table of trade by line knows what {exporter} sells to {importer}.")


def _rates(law: Law, place: Place, lines: Lines) -> tuple[Array, Array]:
    """(rates before, rates after) of lines in one sector."""
    importer, exporter, sector = place
    start = in_world(benchmark_law(law.world, law.measures), law.world)
    years = [on_pair(spell, importer, exporter) for spell in (law.before, law.after)]
    states = (start, *(spell.law for year in years for spell in year))
    goods = list({good.label: good for good in goods_named(states, *place)}.values())
    kind = _kinds(lines, goods)
    cell = law.world.sectors.index(sector), law.world.region(importer), law.world.region(exporter)
    found = np.full((2, len(kind)), np.nan)
    for mask in np.unique(kind).tolist():
        labels = tuple(good.label for bit, good in enumerate(goods) if mask >> bit & 1)
        for side, (year, flows) in enumerate(zip(years, (law.flows_before, law.flows_after), strict=True)):
            rest = _rest(flows, cell, float(law.world.tariff[cell]))
            found[side, kind == mask] = _rate(start, year, place, labels, rest)
    return found[0], found[1]


def _kinds(lines: Lines, goods: Sequence[Good]) -> NDArray[np.object_]:
    """Which goods each line belongs to, as bits; goods of which measures give the lines."""
    member = np.zeros(len(lines.code), dtype=object)
    for bit, good in enumerate(goods):
        if good.hs:
            member[lines.match(good.hs).inside] += 1 << bit
    return member


def _rest(flows: TaxedFlows, cell: tuple[int, int, int], world_rate: float) -> float:
    """The ordinary rate of the goods of a flow that no measure states one for."""
    if cell not in flows.position:
        return world_rate
    f = flows.position[cell]
    first = int(flows.first[f])
    last = int(flows.first[f + 1]) if f + 1 < len(flows.first) else len(flows.parts)
    rest = [part.ordinary for part in flows.parts[first:last] if not part.goods]
    return rest[0] if rest else world_rate


def _rate(start: PlacedState, year: Sequence[Spell], place: Place, labels: tuple[str, ...], rest: float) -> float:
    """The mean rate of goods over a year and over their trade."""
    days = [spell.share for spell in year]
    paid = 0.0
    for one in paying_of(start, year, place, GoodsPart(labels, 1.0, LAW)):
        ordinary = rest if one.slice.ordinary is None else one.slice.ordinary
        paid += one.slice.share * mean_rate(one.duties, days, ordinary)
    return paid
