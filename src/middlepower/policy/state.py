"""The policy state of a date: which measures are law, and which of them bite on one part of one flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from middlepower.errors import MeasureError
from middlepower.names import unknown_name
from middlepower.policy.duty import REPLACING, Segment
from middlepower.policy.goods import ALL_GOODS, load_products
from middlepower.policy.hs_sectors import sectors_of
from middlepower.policy.lines import Line
from middlepower.policy.schema import STOPPING, Measure
from middlepower.policy.share_parts import Good

Goods = tuple[str, ...]  # the goods that a part of a flow belongs to; none is what no measure names


@dataclass(frozen=True)
class PolicyState:
    """Measures that apply together, as the law names economies, with the day whose rates count.

    `spared` are (measure, region) pairs: regions of a world that a measure leaves alone, though its text names them.
    """

    date: dt.date
    measures: tuple[Measure, ...]
    spared: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The measures' identifiers."""
        return tuple(measure.id for measure in self.measures)


@dataclass(frozen=True)
class Act:
    """A measure on a pair of regions, with those of its lines that bite there."""

    measure: Measure
    lines: tuple[Line, ...]

    @cached_property
    def _by_sector(self) -> dict[str, tuple[Line, ...]]:
        return {}

    def line_of(self, goods: Goods, sector: str) -> Line | None:
        """The line for a part of a flow, see `line_of`; lines that none of a sector can ask for are put aside once."""
        known = self._by_sector.get(sector)
        if known is None:
            known = self._by_sector[sector] = tuple(line for line in self.lines if _may_bite(line, sector))
        return line_of(known, goods, sector) if known else None

    @cached_property
    def says_ordinary(self) -> bool:
        """Whether any of the lines states an ordinary rate."""
        return any(line.mfn_rate is not None for line in self.lines)


@dataclass(frozen=True)
class PlacedState(PolicyState):
    """The same in a world (`policy.place`): imposers and targets are regions, a group's measure is one per member."""

    def ids_on(self, importer: str, exporter: str) -> tuple[str, ...]:
        """The identifiers of the measures that bite on a pair."""
        return tuple(act.measure.id for act in self.acts(importer, exporter))

    def acts(self, importer: str, exporter: str) -> tuple[Act, ...]:
        """The measures that bite on a pair, with their lines that do."""
        return self._acts.get((importer, exporter), ())

    @cached_property
    def _acts(self) -> dict[tuple[str, str], tuple[Act, ...]]:
        acts: dict[tuple[str, str], list[Act]] = {}
        for measure in self.measures:
            lines: dict[str, list[Line]] = {}
            for line in measure.products if measure.quantified else ():
                for target in line.targets or measure.targets:
                    lines.setdefault(target, []).append(line)
            for target, those in lines.items():
                if (measure.id, target) in self.spared:
                    continue
                acts.setdefault(measure.pair(target), []).append(Act(measure, tuple(those)))
        return {pair: tuple(those) for pair, those in acts.items()}

    @cached_property
    def _goods(self) -> dict[tuple[int, str], tuple[Good, ...]]:
        return {}

    def goods(self, measure: Measure, line: Line, sector: str) -> tuple[Good, ...]:
        """The parts of a sector that a line of one of the measures names; what was looked up is kept."""
        key = id(line), sector
        if key not in self._goods:
            self._goods[key] = tuple(_goods_of(measure, line, sector))
        return self._goods[key]


def policy_state(
    measures: Sequence[Measure],
    date: dt.date,
    with_measures: Iterable[str] = (),
    without_measures: Iterable[str] = (),
) -> PolicyState:
    """The measures in force on a date, plus and minus the named ones; replaced measures fall away."""
    by_id = {measure.id: measure for measure in measures}
    added, removed = set(with_measures), set(without_measures)
    for name in added | removed:
        if name not in by_id:
            raise unknown_name("measure", name, by_id)
    kept = [m for m in measures if (m.in_force_on(date) or m.id in added) and m.id not in removed]
    _refuse_circle(kept)
    ended = {name for measure in kept for name in measure.replaces}
    return PolicyState(date, tuple(measure for measure in kept if measure.id not in ended))


def _refuse_circle(kept: Sequence[Measure]) -> None:
    """Refuse measures in force of which each ends the next and the last the first: nothing would be left of them."""
    ends = {measure.id: set(measure.replaces) for measure in kept}
    for first in kept:
        reached = set(first.replaces)
        while more := {name for end in reached for name in ends.get(end, ())} - reached:
            reached |= more
        if first.id in reached and first.id in ends:
            names = " and ".join(f"`{name}`" for name in sorted(n for n in reached if n in ends))
            raise MeasureError(
                f"measures {names} end each other by `replaces`, so that none is left: delete one of these."
            )


def line_of(lines: Sequence[Line], goods: Goods, sector: str) -> Line | None:
    """The most specific of a measure's lines for a part of a flow: by a good, then by sector, then all goods.

    Of several by goods the first counts, in the measure's order, whichever other measures name these goods.
    """
    here = [line for line in lines if sector not in line.spared and line.spared.isdisjoint(goods)]
    for labels in (set(goods), {sector}, {ALL_GOODS}):
        for line in here:
            if not labels.isdisjoint(line.labels) and (not line.by_lines or line.in_sector(sector)):
                return line
    return None


def _may_bite(line: Line, sector: str) -> bool:
    """Whether a line is for some part of a sector."""
    return sector not in line.spared and (not line.by_lines or line.in_sector(sector))


def goods_named(states: Sequence[PlacedState], importer: str, exporter: str, sector: str) -> list[Good]:
    """Every part of a sector's flow that some measure of the states names: products, and HS lines."""
    return [
        good
        for state in states
        for act in state.acts(importer, exporter)
        for line in act.lines
        for good in state.goods(act.measure, line, sector)
    ]


def _goods_of(measure: Measure, line: Line, sector: str) -> Iterator[Good]:
    """The parts of a sector that a line names, taxed or exempt: HS lines only where the sector has any of them."""
    if line.by_lines and line.in_sector(sector) and _has_lines(sector, line.codes):
        mark = 0 if line.hs_list is None else line.hs_list.mark
        yield Good(line.labels[0], line.codes, measure.id, line.share, mark)
    for spared in (one for one in line.exempt_list if _has_lines(sector, one.codes)):
        yield Good(spared.name, spared.codes, measure.id, mark=spared.mark)
    products = load_products()
    for label in (*line.goods, *line.exempt, *line.goods_covered):
        if label in products and products[label].sector == sector:
            yield Good(label, products[label].hs, measure.id, line.share)


@cache
def _has_lines(sector: str, codes: tuple[str, ...]) -> bool:
    """Whether any of some HS codes has goods in a sector."""
    return any(sector in sectors_of(heading) for heading in {code[:4] for code in codes})


def segments(state: PlacedState, importer: str, exporter: str, goods: Goods, sector: str) -> list[Segment]:
    """Every stretch of a part's trade on which some measure of the state bites."""
    stretches: list[Segment] = []
    for act in state.acts(importer, exporter):
        line = act.line_of(goods, sector)
        if line is not None:
            stretches += line_segments(act.measure, line, state.date, exporter, goods, sector)
    return stretches


def line_segments(
    measure: Measure, line: Line, date: dt.date, exporter: str, goods: Goods, sector: str
) -> list[Segment]:
    """A line as stretches of the part's trade, laid out from zero; content scales the rate."""
    day = max(date, measure.date_in_force) if measure.date_in_force else date
    covered, taxed = line.coverage_on(exporter, goods, sector), line.taxed_value(exporter, goods, sector)
    if line.sector_table is not None:
        rows = line.sector_stretches.get(sector, ())
        return [Segment(measure, a * covered, b * covered, rate * taxed) for a, b, rate in rows]
    if measure.instrument in STOPPING:
        return [Segment(measure, 0.0, covered, 0.0, measure.licences.get(id(line)))]
    if line.quota is not None:
        return [Segment(measure, 0.0, covered, 0.0, line.quota.on(day))]
    rate = line.rate_on(day) if line.partner_table is None else line.partner_rate(exporter, day)
    if not line.begun(exporter, day) or (not rate and measure.relation not in REPLACING):
        return []
    return [Segment(measure, 0.0, covered, (rate or 0.0) * taxed, content=line.taxed_content(sector))]


def ordinary_rate(
    states: Sequence[PlacedState], importer: str, exporter: str, goods: Goods, sector: str
) -> float | None:
    """The ordinary (MFN) rate that a measure states for a part of a flow, or None when the world's own applies."""
    for state in states:
        for act in state.acts(importer, exporter):
            if act.says_ordinary:
                line = act.line_of(goods, sector)
                if line is not None and line.mfn_rate is not None and set(goods) & set(line.labels):
                    return line.mfn_rate
    return None
