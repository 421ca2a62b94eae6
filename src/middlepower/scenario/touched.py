"""What the switches of a state do to the flows of a world: the goods touched, their trade, their rates on both sides.

A measure counts where it bites and no other measure on the same goods pushes it aside; there its goods pay, before and
after, what all law together and the state's own tariffs ask of them. Where it gives way it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

import numpy as np

from middlepower.language.catalogue import say
from middlepower.policy.bundles import Part
from middlepower.policy.duty import Duty, gives_way_to
from middlepower.policy.law_steps import Change
from middlepower.policy.schema import EXPORT_TAX
from middlepower.scenario.limits import Limit, limit_of
from middlepower.scenario.paid import Cell, Paid, goods_of

Kind = Literal["measure", "tariff", "export tax", "trade cost", "cut-off"]
Row = tuple[Part, float, float, float]  # part, trade, rate here, rate there


@dataclass(frozen=True)
class Touch:
    """What a switch does to one flow (k, n, i): `trade` at the border where it counts, million US dollars of the
    world's year, and what is paid there before and after, by trade; `aside` is the trade on which it gives way `to`
    others. Where it counts nowhere, before and after are of the goods on which it gives way. `limit` is what its quotas
    or licences let in."""

    kind: Kind
    name: str
    change: str
    cell: Cell
    trade: float
    before: float
    after: float
    aside: float = 0.0
    to: tuple[str, ...] = ()
    limit: Limit | None = None


@dataclass
class Sum:
    """Trade of some goods and what it pays, added up."""

    trade: float = 0.0
    here: float = 0.0
    there: float = 0.0

    def add(self, trade: float, here: float, there: float) -> None:
        """Add goods that pay these rates."""
        self.trade, self.here, self.there = self.trade + trade, self.here + trade * here, self.there + trade * there


def touches(base: Paid, state: Paid, changes: Mapping[str, Change]) -> list[Touch]:
    """What each measure of `changes` does to the flows on which it bites, in the order of the flows."""
    off = {name: change for name, change in changes.items() if change == "off"}
    on = {name: change for name, change in changes.items() if change != "off"}
    ended = {cell: bite - state.bite(cell) for cell, bite in (base.flows.names if off else {}).items()}
    return [*(_touches(state, base, on) if on else ()), *(_touches(base, state, off, ended) if off else ())]


def _touches(
    here: Paid, there: Paid, changes: Mapping[str, Change], among: Mapping[Cell, frozenset[str]] | None = None
) -> Iterator[Touch]:
    """The touches of measures whose law is that of `here`; on each flow of those `among` which they may be."""
    for cell, bite in (here.flows.names if among is None else among).items():
        if bite.isdisjoint(changes):
            continue
        wanted = [name for name in changes if name in bite]
        parts = [here.flows.parts[place] for place in here.parts_of(here.flows.position[cell])]
        names, taxes = goods_of(parts), _export_taxes(parts)
        for name in wanted:
            rows = _export_rows if name in taxes else _rows
            found = _touch(name, changes[name], cell, rows(here, there, cell, names), _ahead(here, cell, name in taxes))
            yield replace(found, limit=limit_of(here, there, cell, name, changes[name]) if found.trade > 0 else None)


def _ahead(here: Paid, cell: Cell, export_tax: bool) -> tuple[str, ...]:
    """The state's own entries that stand on a whole flow in the place of all law: cut-offs, else a replacing tax."""
    own, name = (here.own_export, "export_tax") if export_tax else (here.own, "tariff")
    return here.cut_by(cell) or ((say(f"reasons.own_name.{name}"),) if own.replaces[cell] else ())


def _export_taxes(parts: Sequence[Part]) -> set[str]:
    """The measures on parts that tax exports."""
    segments = chain.from_iterable((*part.duty.counted, *part.duty.aside) for part in parts)
    return {segment.measure.id for segment in segments if segment.measure.instrument == EXPORT_TAX}


def _rows(here: Paid, there: Paid, cell: Cell, names: frozenset[str]) -> list[Row]:
    """What importers charge on the parts of a flow of `here`."""
    places, ended = here.parts_of(here.flows.position[cell]), bool(here.cut_by(cell))
    after = here.flows.after
    return [
        (
            part,
            float(here.border[place]),
            np.inf if ended else float(after[place]) - 1.0,
            there.on_goods(part, cell, names),
        )
        for place, part in ((place, here.flows.parts[place]) for place in places)
    ]


def _export_rows(here: Paid, there: Paid, cell: Cell, names: frozenset[str]) -> list[Row]:
    """What exporters charge on the parts of a flow of `here`."""
    places = here.parts_of(here.flows.position[cell])
    return [
        (part, float(here.border[place]), here.export_on(part, cell, names), there.export_on(part, cell, names))
        for place, part in ((place, here.flows.parts[place]) for place in places)
    ]


def _touch(name: str, change: Change, cell: Cell, rows: list[Row], ahead: tuple[str, ...]) -> Touch:
    """One measure on one flow, from its parts' (part, trade, rate here, rate there), `ahead` of which others stand."""
    counted, aside, to = Sum(), Sum(), dict[str, None]()
    for part, *numbers in rows:
        if ahead and _bites(part.duty, name):
            aside.add(*numbers)
            to |= dict.fromkeys(ahead)
        elif any(segment.measure.id == name for segment in part.duty.counted):
            counted.add(*numbers)
        elif _bites(part.duty, name):
            aside.add(*numbers)
            to |= dict.fromkeys(gives_way_to(part.duty, name))
    goods = counted if counted.trade > 0 else aside
    here, there = (goods.here / goods.trade, goods.there / goods.trade) if goods.trade > 0 else (0.0, 0.0)
    before, after = (here, there) if change == "off" else (there, here)
    return Touch("measure", name, change, cell, counted.trade, before, after, aside.trade, tuple(to))


def _bites(duty: Duty, name: str) -> bool:
    return name in duty.names
