"""The law of a day in a world: names of economies and groups become its regions, and what it can't show is named.

A measure speaks of economies and groups; a world has regions, some of them aggregates. A name stands for the regions
of that code and for the aggregates all of whose economies it covers. The rest of the world (`ROW`) covers every
economy that the measure does not name; `*` every region but the imposers and the exceptions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from middlepower.data.codes import REST
from middlepower.errors import MeasureError
from middlepower.policy.checks import check_line
from middlepower.policy.goods import ALL_GOODS, goods_sectors, load_products
from middlepower.policy.hs_sectors import sectors_of
from middlepower.policy.library import load_measures
from middlepower.policy.lines import Line
from middlepower.policy.schema import Measure
from middlepower.policy.standard import Concordance
from middlepower.policy.state import PlacedState, PolicyState, policy_state
from middlepower.policy.tables import ClaimRow, CoverageRow, PartnerRow
from middlepower.world.groups import aggregate_of, described, find_group, left_out_of
from middlepower.world.world import World

EVERYONE = "*"
Part = TypeVar("Part", Measure, Line, PartnerRow, CoverageRow, ClaimRow)
Row = TypeVar("Row", PartnerRow, CoverageRow, ClaimRow)


@dataclass(frozen=True)
class LeftOut:
    """A name in a measure for which a world has no region or sector; `inside` the aggregate that holds it, or none."""

    measure: str
    name: str
    inside: str


Placings = dict[int, tuple[Measure, list[Measure]]]  # by a measure's identity, which it keeps as it is kept here


@dataclass(frozen=True)
class Layout:
    """The regions of a world, and the economies that each holds."""

    regions: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, world: World) -> Layout:
        """The layout of a world."""
        return cls(tuple((code, world.constituents[code]) for code in world.regions))


def in_world(state: PolicyState, world: World, known: Placings | None = None) -> PlacedState:
    """The state's measures in the regions of a world, one for each region that imposes it.

    `known` keeps what becomes of a measure, for further states of the same world.
    """
    layout, known = Layout.of(world), {} if known is None else known
    placed = tuple(part for measure in state.measures for part in _placed_once(measure, layout, known))
    return PlacedState(state.date, placed, state.spared)


def benchmark_law(world: World, measures: Sequence[Measure] | None = None) -> PolicyState:
    """The measures (by default the library's) in force on the day whose law the world's tariffs stand for."""
    return policy_state(load_measures() if measures is None else measures, world.tariff_date)


def left_out(measures: Iterable[Measure], world: World) -> tuple[LeftOut, ...]:
    """Every name in quantified measures that a world can't show, each once a measure."""
    layout, book = Layout.of(world), Concordance(world)
    missing = [
        LeftOut(measure.id, name, aggregate_of(name, world))
        for measure in measures
        if measure.quantified
        for name in (*_lost_economies(measure, layout), *_lost_goods(measure, book))
    ]
    return tuple(dict.fromkeys(missing))


def _placed_once(measure: Measure, layout: Layout, known: Placings) -> list[Measure]:
    """The measure by the regions that impose it, from what is known where it was placed before."""
    if id(measure) not in known:
        known[id(measure)] = measure, _placed(measure, layout)
    return known[id(measure)][1]


def members_left_out(measures: Iterable[Measure], world: World, known: Placings) -> tuple[LeftOut, ...]:
    """Every member of a group in quantified measures that stands inside a region which the measure does not reach."""
    layout = Layout.of(world)
    missing = []
    for measure in measures:
        placings = _placed_once(measure, layout, known)
        reached = {code for placed in placings for code in (placed.imposer, *_reached(placed))}
        missing += [
            LeftOut(measure.id, member, inside)
            for name in sorted(_named(measure) | _tabled(measure))
            for inside, members in left_out_of(name, world).items()
            for member in members
            if measure.quantified and inside not in reached
        ]
    return tuple(dict.fromkeys(missing))


def _reached(placed: Measure) -> set[str]:
    """The regions that a placed measure is on."""
    return {*placed.targets, *(name for line in placed.products for name in line.targets)}


def check_own(measures: Iterable[Measure], world: World) -> None:
    """MeasureError at the first name in a user's measures that the world can't show; the library's are left out.

    And at the first HS line that lies in none of the sectors that its entry names, where it would tax nothing.
    """
    measures = tuple(measures)
    for measure in measures:
        _refuse_stray_lines(measure)
    for lost in left_out(measures, world):
        where = f"is part of {lost.inside} in" if lost.inside else "is not in"
        remedy = f"use {described(lost.inside, lost.name, world)}" if lost.inside else "name what it has"
        raise MeasureError(f"measure `{lost.measure}`: {lost.name} {where} the world `{world.name}`; {remedy}.")


def _refuse_stray_lines(measure: Measure) -> None:
    """Refuse an HS line that lies in none of the sectors named beside it, or in no heading at all."""
    for code, goods in [(code, line.goods) for line in measure.products if line.by_lines for code in line.hs]:
        inside = sectors_of(check_line(code)) & set(goods_sectors())
        if not inside:
            raise MeasureError(f"measure `{measure.id}`: HS {code} is no heading of goods; correct it.")
        if goods and ALL_GOODS not in goods and inside.isdisjoint(goods):
            raise MeasureError(
                f"measure `{measure.id}`: HS {code} lies in {' and '.join(sorted(inside))}, not in {', '.join(goods)}; "
                "name its sector in `goods`, or leave `goods` empty."
            )


def _placed(measure: Measure, layout: Layout) -> list[Measure]:
    """The measure once for each region that imposes it, its targets and partners as regions."""
    named = _named(measure)
    imposers = _regions((measure.imposer,), named, layout)
    spared = {*imposers, *_regions(measure.except_, named, layout)}

    def regions(names: tuple[str, ...]) -> tuple[str, ...]:
        every = [code for code, _ in layout.regions if code not in spared] if EVERYONE in names else []
        return tuple(dict.fromkeys([*every, *_regions(names, named, layout)]))

    lines = [_placed_line(line, regions(line.targets), named, layout) for line in measure.products]
    kept = tuple(new for old, new in zip(measure.products, lines, strict=True) if new.targets or not old.targets)
    changes = {"targets": regions(measure.targets), "except_": (), "products": kept}
    return [with_fields(measure, imposer=imposer, **changes) for imposer in imposers]


def _placed_line(line: Line, targets: tuple[str, ...], named: frozenset[str], layout: Layout) -> Line:
    """A line with regions for targets and, in its tables of partners and coverage, rows by region."""
    changes: dict[str, object] = {"targets": targets}
    if line.partner_table is not None:
        keyed = [(row.partner, "", row.date, row) for row in line.partner_table]
        rows = _rows_of_regions(keyed, named, layout)
        changes["partner_table"] = tuple(with_fields(row, partner=region) for region, row in rows)
    if line.coverage_table is not None:
        shares = _rows_of_regions([(row.exporter, row.good, None, row) for row in line.coverage_table], named, layout)
        changes["coverage_table"] = tuple(with_fields(row, exporter=region) for region, row in shares)
    if line.claims_table is not None:
        claims = _rows_of_regions([(row.exporter, row.good, None, row) for row in line.claims_table], named, layout)
        changes["claims_table"] = tuple(with_fields(row, exporter=region) for region, row in claims)
    return with_fields(line, **changes)


def _rows_of_regions(
    keyed: Sequence[tuple[str, str, object, Row]], named: frozenset[str], layout: Layout
) -> list[tuple[str, Row]]:
    """(region, row) of a table's rows (name, what it is about, when, row); what names a region itself goes first.

    MeasureError where two names of one table cover a region with none of its own.
    """
    names = frozenset(name for name, *_ in keyed) | named
    own = {(name, about) for name, about, *_ in keyed}
    placed: dict[tuple[str, str, object], Row] = {}
    for name, about, when, row in keyed:
        for region in (EVERYONE,) if name == EVERYONE else _regions((name,), names, layout):
            if region != name and (region, about) in own:
                continue
            if (region, about, when) in placed:
                raise MeasureError(f"two rows of one table cover {region}: give it a row of its own.")
            placed[region, about, when] = row
    return [(region, row) for (region, _, _), row in placed.items()]


def _named(measure: Measure) -> frozenset[str]:
    """Every name of an economy or group in a measure."""
    lines = [name for line in measure.products for name in line.targets]
    return frozenset([measure.imposer, *measure.targets, *measure.except_, *lines])


@cache
def _regions(names: tuple[str, ...], named: frozenset[str], layout: Layout) -> tuple[str, ...]:
    """The regions that names stand for; `named` are all names that the measure distinguishes."""
    codes, others = _economies(names), _economies(named) | named

    def covered(code: str) -> bool:
        return code in codes or (REST in codes and code not in others)

    return tuple(region for region, inside in layout.regions if region in names or all(map(covered, inside)))


def _economies(names: Iterable[str]) -> set[str]:
    """The codes that names stand for, groups written out."""
    return {code for name in names for code in _written_out(name)}


@cache
def _written_out(name: str) -> tuple[str, ...]:
    group = find_group(name)
    return group.members if group else (name,)


def _lost_economies(measure: Measure, layout: Layout) -> list[str]:
    """Names for which the world has no region at all."""
    named = _named(measure) | _tabled(measure)
    return sorted(name for name in named - {EVERYONE, REST} if not _regions((name,), named, layout))


def _tabled(measure: Measure) -> frozenset[str]:
    """Every name of an economy or group in a measure's tables."""
    partners = [row.partner for line in measure.products for row in line.partner_table or ()]
    tables = [table for line in measure.products for table in (line.coverage_table, line.claims_table) if table]
    return frozenset([*partners, *(row.exporter for table in tables for row in table)])


def _lost_goods(measure: Measure, known: Concordance) -> list[str]:
    """Goods whose sector the world does not have, products and HS lines also where it has only parts of it."""
    products, whole = load_products(), known.whole
    goods = dict.fromkeys(good for line in measure.products for good in line.goods if good != ALL_GOODS)
    lost = [good for good in goods if (products[good].sector not in whole if good in products else _lacks(known, good))]
    return [*lost, *(name for name, codes in _lists(measure).items() if not _inside(codes, whole))]


def _lacks(known: Concordance, sector: str) -> bool:
    return sector not in known.whole and sector not in known.in_parts


def _inside(codes: tuple[str, ...], sectors: Collection[str]) -> bool:
    """Whether all sectors of goods that HS lines lie in are among some sectors."""
    found = {sector for heading in {code[:4] for code in codes} for sector in sectors_of(heading)}
    return found & set(goods_sectors()) <= set(sectors)


def _lists(measure: Measure) -> dict[str, tuple[str, ...]]:
    """{label: HS lines} of what a measure names by lines, taxed or spared."""
    taxed = {line.labels[0]: line.codes for line in measure.products if line.by_lines}
    return taxed | {one.name: one.codes for line in measure.products for one in line.exempt_list}


def with_fields(part: Part, **fields: object) -> Part:
    """A copy of a checked part with other fields; nothing that was computed from the old ones stays."""
    values = {name: getattr(part, name) for name in type(part).__pydantic_fields__}
    return type(part).model_construct(**(values | fields))
