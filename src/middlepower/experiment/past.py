"""Flows of a world that already lack what a question asks about: a baseline before the world's year.

A world's flows are those of its year. Where the law of an earlier day is the baseline, the model takes off the duties
that came in between; it can't bring back trade that a ban, a licence or fear has ended, nor what duties drove away
for good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.question import BASELINE, Question
from middlepower.experiment.switches import Account
from middlepower.policy.goods import ALL_GOODS, load_products
from middlepower.policy.lines import Line
from middlepower.policy.place import benchmark_law, in_world
from middlepower.policy.schema import STOPPING, Measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.own_touched import entries
from middlepower.scenario.paid import border_value
from middlepower.world.embedded import load_world, vintages
from middlepower.world.world import World

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
ENDS_NO_TRADE = frozenset("remission suspension repeal agreement probe review order threat event".split())
"""Instruments that take nothing away: reliefs, and announcements."""
SMALLEST_PART = 0.01  # of the trade of the flows that a state names, or of their number where no trade is left


@dataclass(frozen=True)
class Hit:
    """A measure that had hit flows before or in the world's year, and their trade in it, million US dollars."""

    measure: Measure
    trade: float


def is_past(world: World, day: dt.date | None) -> bool:
    """Whether the law of a day is older than that which the world's tariffs stand for."""
    return day is not None and day < world.tariff_date


def earlier_world(world: World, year: int) -> str:
    """The embedded world with the newest flows of a year, or before, that are older than the world's; else empty."""
    known = [(vintage, name) for name, vintage in vintages().items() if vintage <= year]
    return max([(vintage, name) for vintage, name in known if vintage < world.vintage], default=(0, ""))[1]


def then_and_now(question: Question, name: str, found: Account) -> tuple[int, float, float] | None:
    """(year, trade then, trade in the world's year) of the flows that a state names, by the world nearest before a past
    baseline, million US dollars of each year; None where the baseline is not past, or no such world has these flows."""
    world, day = question.world, question.laws[BASELINE].date
    other = earlier_world(world, day.year) if is_past(world, day) else ""
    if not other:
        return None
    before, named = load_world(other), _named(question, name, found)
    if before.sectors != world.sectors:
        return None
    then = _at_places(border_value(before), before, world)[named]
    if np.isnan(then).any():
        return None
    return before.vintage, float(then.sum()), float(border_value(world)[named].sum())


def _at_places(value: Array, of: World, world: World) -> Array:
    """value[k, n, i] of a world at the places that its regions have in another; NaN where they hold other economies."""
    same = [code for code in world.regions if of.constituents.get(code) == world.constituents[code]]
    here, there = ([one.regions.index(code) for code in same] for one in (world, of))
    moved = np.full((len(of.sectors), len(world.regions), len(world.regions)), np.nan)
    moved[np.ix_(range(len(of.sectors)), here, here)] = value[np.ix_(range(len(of.sectors)), there, there)]
    return moved


def hits(question: Question, name: str, found: Account) -> tuple[Hit, ...]:
    """The measures that are not law in the baseline and that had hit flows which a state names, the largest first.

    Of those that were in force on some day from the baseline's, or the world's year, to the end of that year. A duty
    in the world's own tariffs counts where the baseline is past; else the model has it, as the baseline does.
    """
    named, border = _named(question, name, found), border_value(question.world)
    hit = []
    for measure in _were_law(question):
        cells = named & _on(measure, question.world)
        trade = float(border[cells].sum())
        gone = (cells & (border <= 0.0)).sum()
        if trade > SMALLEST_PART * border[named].sum() or gone > SMALLEST_PART * named.sum():
            hit.append(Hit(measure, trade))
    return tuple(sorted(hit, key=lambda one: -one.trade))


def _were_law(question: Question) -> list[Measure]:
    """The measures that took trade away by the end of the world's year and are not law in the baseline."""
    world, base = question.world, question.laws[BASELINE]
    first, last = min(base.date, dt.date(world.vintage, 1, 1)), dt.date(world.vintage, 12, 31)
    known = () if is_past(world, base.date) else benchmark_law(world, question.measures).ids
    return [
        measure
        for measure in question.measures
        if _was_law(measure, first, last)
        and measure.id not in base.ids
        and not (measure.quantified and measure.id in known and measure.instrument not in STOPPING)
    ]


def _was_law(measure: Measure, first: dt.date, last: dt.date) -> bool:
    """Whether a measure that takes trade away was law on a day of a stretch of time."""
    start, end = measure.date_in_force, measure.date_end
    law = start is not None and start <= last and (end is None or end >= first)
    return law and measure.status != "unconfirmed" and measure.instrument not in ENDS_NO_TRADE


def _named(question: Question, name: str, found: Account) -> Mask:
    """The flows [k, n, i] that a state names."""
    mask = np.zeros(question.world.flow.shape, dtype=bool)
    for touch in found.touches:
        mask[touch.cell] = True
    for entry in entries(question.world, question.states[name]):
        mask |= entry.mask
    return mask


def _on(measure: Measure, world: World) -> Mask:
    """The flows [k, n, i] that a measure is on."""
    mask = np.zeros(world.flow.shape, dtype=bool)
    for placed in in_world(PolicyState(world.tariff_date, (measure,)), world).measures:
        for targets, sectors in _reach(placed, world):
            imposer, others = [world.region(placed.imposer)], [world.region(code) for code in targets]
            mask[np.ix_(sectors, others, imposer) if placed.on_exports else np.ix_(sectors, imposer, others)] = True
    return mask


def _reach(placed: Measure, world: World) -> Iterator[tuple[Sequence[str], list[int]]]:
    """(targets, sectors) of every line; of a measure without lines, all sectors."""
    if not placed.products:
        yield placed.targets, list(range(len(world.sectors)))
    for line in placed.products:
        yield line.targets or placed.targets, [k for k, code in enumerate(world.sectors) if _names(line, code)]


def _names(line: Line, sector: str) -> bool:
    """Whether a line is on goods of a sector."""
    products = load_products()
    goods = {products[good].sector if good in products else good for good in line.goods}
    return (line.by_lines and line.in_sector(sector)) or sector in goods or ALL_GOODS in goods
