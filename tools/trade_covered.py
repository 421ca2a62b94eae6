"""The trade that each quantified measure of the library covers, beside what its source says.

`python -m tools.trade_covered` prints one line a measure. What is covered comes from the parts of flows that the model
taxes: the share on which the measure bites, standing alone, of the sector's trade in the table that knows the pair (US
imports of 2024), else in the row that told a product's share, else in the world. A difference above a third of
`trade_musd`, and goods or partners that are named although no trade is found in them, need a sentence in
`src/middlepower/policy/measures/trade_notes.csv`; a test fails without one, and with one that nothing needs any more.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from middlepower.data.embedded import DEFAULT_WORLD, DEMO_WORLD, embedded_names
from middlepower.data.trade.shares import lines_of
from middlepower.data.trade.store import embedded_tables
from middlepower.experiment.question import Question
from middlepower.experiment.switches import account
from middlepower.experiment.without_effect import has_rate
from middlepower.policy.bundles import taxed_flows
from middlepower.policy.goods import load_product_trade, load_products
from middlepower.policy.hs_sectors import sector_places
from middlepower.policy.library import load_measures
from middlepower.policy.place import EVERYONE, in_world, left_out
from middlepower.policy.schema import Measure
from middlepower.policy.shares import ShareBook, pair_of
from middlepower.policy.state import PlacedState, PolicyState, goods_named
from middlepower.scenario.paid import border_value
from middlepower.scenario.schema import State
from middlepower.scenario.touched import Touch
from middlepower.world.embedded import load_world
from middlepower.world.world import World
from tools.folders import POLICY

NOTES = POLICY / "measures" / "trade_notes.csv"
A_THIRD = 1.0 / 3.0
NO_LAW = dt.date(1900, 1, 1)
IF_EVER = dt.date(2026, 1, 1)  # the day of a measure that never was in force
STANDS_IN = "stands in"  # in the note of a share that another pair's trade tells: its values are not of this pair
Cell = tuple[int, int, int]


@dataclass(frozen=True)
class Covered:
    """A measure's trade by the tables (million US dollars) with its years, and what it names without any trade."""

    measure: Measure
    value: float
    years: tuple[int, ...]
    without_trade: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the trade covered is more than a third off what the source says."""
        stated = self.measure.trade_musd
        return stated is not None and abs(self.value - stated) > A_THIRD * stated

    @property
    def needs_note(self) -> bool:
        """Whether somebody must say why."""
        return self.differs or bool(self.without_trade)


def covered_by_library(worlds: Sequence[World]) -> Iterator[Covered]:
    """What every quantified measure of the library covers, in the first of the worlds that holds trade for it."""
    books = {world.name: ShareBook(world, ()) for world in worlds}
    values = {world.name: Values(world) for world in worlds}
    for measure in load_measures():
        if measure.quantified:
            world, touches = touched_first(measure, worlds)
            yield covered(measure, touches, world, books[world.name], values[world.name])


def touched_first(measure: Measure, worlds: Sequence[World]) -> tuple[World, tuple[Touch, ...]]:
    """The first world in which a measure touches a flow, with its touches; the first of all where none does.

    A world's flows lack what a measure in force on its day had ended, and a world may not show all economies.
    """
    for world in worlds:
        touches = touches_alone(measure, world) if not left_out([measure], world) else ()
        if touches:
            return world, touches
    return worlds[0], ()


def covered(measure: Measure, touches: tuple[Touch, ...], world: World, book: ShareBook, values: Values) -> Covered:
    """What a measure covers in a world."""
    found = [(touch, *values.of(touch.cell, measure)) for touch in touches]
    shares = [touch.trade / border_value(world)[touch.cell] for touch in touches]
    total = sum(share * value for share, (_, value, _) in zip(shares, found, strict=True))
    years = tuple(sorted({year for _, _, year in found}))
    return Covered(measure, total, years, tuple(without_trade(measure, touches, world, book)))


def touches_alone(measure: Measure, world: World) -> tuple[Touch, ...]:
    """The flows that a measure touches by itself, at the latest rates under which it touches any."""
    for day in reversed(days_of(measure)):  # the last step may end the rate
        state = State(title="alone", date=day, with_measures=(measure.id,))
        found = account(
            Question(world, State(title="none", date=NO_LAW), {"alone": state}, (measure,)), "alone"
        ).touches
        if found:
            return found
    return ()


def days_of(measure: Measure) -> list[dt.date]:
    """The days from which rates of a measure hold, the first of them that of the law itself."""
    first = measure.date_in_force or IF_EVER
    steps = {step.start for line in measure.products for step in line.rate_steps}
    dated = {day for line in measure.products for rows in line.partner_steps.values() for day, _ in rows}
    return [first, *sorted(day for day in steps | dated if day > first)]


class Values:
    """The trade of sectors of flows, by the best that the tables know; what was looked up is kept."""

    def __init__(self, world: World) -> None:
        self.world, self._pairs = world, dict[tuple[int, int], tuple[dict[int, float], int] | None]()

    def of(self, cell: Cell, measure: Measure) -> tuple[float, int]:
        """(million US dollars, year) of a flow's sector."""
        k, n, i = cell
        known = self._table(n, i)
        if known is not None:
            return known[0].get(k, 0.0), known[1]
        goods = {good for line in measure.products for good in line.goods}
        names = self.world.regions[n], self.world.regions[i], self.world.sectors[k]
        for row in load_product_trade():
            own = STANDS_IN not in row.note
            if own and (row.importer, row.exporter, row.sector) == names and row.product in goods:
                return row.sector_value_musd, row.year
        return float(border_value(self.world)[cell]), self.world.vintage

    def _table(self, n: int, i: int) -> tuple[dict[int, float], int] | None:
        """({sector: trade}, year) of a pair in a table that knows all of its goods."""
        if (n, i) not in self._pairs:
            tables = [table for table in embedded_tables() if table.about.covers == "all goods"]
            pair = pair_of(self.world, self.world.regions[n], self.world.regions[i], tables)
            found = lines_of(tables, pair)
            self._pairs[n, i] = None
            if found is not None and not found[2]:  # a group's composition tells shares, and no trade
                table, lines, _ = found
                place = sector_places(lines, self.world.sectors)
                sums = {k: float(lines.value[place == k].sum()) for k in range(len(self.world.sectors))}
                self._pairs[n, i] = sums, table.about.year
        return self._pairs[n, i]


def without_trade(measure: Measure, touches: tuple[Touch, ...], world: World, book: ShareBook) -> Iterator[str]:
    """Partners that a measure is on and whose trade it does not touch, then goods without a share of any flow."""
    if not any(has_rate(measure, day) for day in days_of(measure)):
        return  # a relief taxes nothing
    state = in_world(PolicyState(NO_LAW, (measure,)), world)
    reached = {(world.regions[t.cell[1]], world.regions[t.cell[2]]) for t in touches if t.trade > 0.0}
    named = {
        (placed.imposer, target)
        for placed in state.measures
        for line in placed.products
        for target in line.targets or (() if EVERYONE in measure.targets else placed.targets)  # `*` names nobody
        if target != placed.imposer
    }
    yield from (f"{buyer} from {seller}" for buyer, seller in sorted(named - reached))
    yield from sorted(taxed_goods(measure) - goods_found(state.measures, taxed_flows(state, state), world, book))


def taxed_goods(measure: Measure) -> set[str]:
    """The products and sets of HS lines that a measure taxes."""
    return {label for line in measure.products for label in line.labels if line.by_lines or label in load_products()}


def goods_found(placed: tuple[Measure, ...], pairs: list[tuple[str, str]], world: World, book: ShareBook) -> set[str]:
    """The goods that measures name and that are a part of some flow of these pairs."""
    found: set[str] = set()
    for buyer, seller in pairs:
        flows = world.flow[:, world.region(buyer), world.region(seller)]
        for sector in [code for code, value in zip(world.sectors, flows, strict=True) if value > 0.0]:
            goods = goods_named([PlacedState(NO_LAW, placed)], buyer, seller, sector)
            parts = book.parts((buyer, seller, sector), goods)
            found |= {good for part in parts if part.share > 0 for good in part.goods}
    return found


def embedded_worlds() -> tuple[World, ...]:
    """The default world, then the others, the latest first."""
    others = sorted((name for name in embedded_names() if name not in (DEFAULT_WORLD, DEMO_WORLD)), reverse=True)
    return tuple(load_world(name) for name in (DEFAULT_WORLD, *others))


def notes() -> dict[str, str]:
    """{measure: why its trade is not what its source says, or why there is none}."""
    with NOTES.open(encoding="utf-8", newline="") as file:
        return {row["measure"]: row["note"] for row in csv.DictReader(file)}


def main() -> None:
    """Print the table."""
    known = notes()
    print(f"{'measure':<32}{'stated':>12}{'covered':>12}{'years':>11}{'ratio':>7}  note")
    for one in covered_by_library(embedded_worlds()):
        stated, years = one.measure.trade_musd, "-".join(map(str, sorted({*one.years[:1], *one.years[-1:]})))
        shown = ("", "") if stated is None else (f"{stated:,.0f}", f"{one.value / stated:.2f}" if stated else "")
        said = known.get(one.measure.id, "NOT EXPLAINED" if one.needs_note else "")
        gone = f" [no trade: {', '.join(one.without_trade)}]" if one.without_trade else ""
        print(f"{one.measure.id:<32}{shown[0]:>12}{one.value:>12,.0f}{years:>11}{shown[1]:>7}  {said}{gone}")


if __name__ == "__main__":
    main()
