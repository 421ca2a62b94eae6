"""Why a switch of a state changes nothing: a kind for programs, and a clause for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from middlepower.policy.duty import REPLACING
from middlepower.policy.schema import STOPPING, Measure
from middlepower.policy.state import PolicyState
from middlepower.scenario.own_touched import Entry
from middlepower.scenario.touched import Touch
from middlepower.world.world import World

SAME = 1e-12  # of a rate: less is rounding
Kind = Literal[
    "in the baseline",
    "not in the baseline",
    "not in force",
    "not quantified",
    "ended by another",
    "gives way",
    "no trade",
    "no rate",
    "paid already",
    "own sales",
    "same law",
    "no switch",
    "switches cancel",
]


@dataclass(frozen=True)
class Reason:
    """Why something changes nothing; `clause` can stand after `because`."""

    kind: Kind
    clause: str


def moves(touch: Touch) -> bool:
    """Whether a switch changes what goods of a flow pay, or puts a quota on them."""
    return touch.trade > 0.0 and (touch.limit is not None or changes_rate(touch))


def changes_rate(touch: Touch) -> bool:
    """Whether a switch changes what goods of a flow pay, or ends their trade."""
    return not abs(touch.after - touch.before) <= SAME


def why_added(measure: Measure, base: PolicyState, law: PolicyState, found: Sequence[Touch]) -> Reason | None:
    """Why adding a measure to a baseline changes nothing; None where it does."""
    name = f"`{measure.id}`"
    if any(map(moves, found)):
        return None
    if not measure.quantified:
        return Reason("not quantified", f"{name} has no quantified effect ({measure.not_quantified_because})")
    if measure.id not in law.ids:
        return Reason("ended by another", f"{name} is ended by {_enders(measure, law)}")
    if measure.id in base.ids:
        return Reason("in the baseline", f"{name} is in the baseline already")
    return _why_still(measure, law, found)


def why_dropped(
    measure: Measure, base: PolicyState, law: PolicyState, left_out: Iterable[str], found: Sequence[Touch]
) -> Reason | None:
    """Why dropping a measure from a baseline, which leaves some out itself, changes nothing; None where it does.

    One that gives way to others is dropped to some effect where those are dropped as well: it would take their place.
    """
    name = f"`{measure.id}`"
    if any(map(moves, found)):
        return None
    if not measure.quantified:
        return Reason("not quantified", f"{name} has no quantified effect ({measure.not_quantified_because})")
    if measure.id in left_out:
        return Reason("not in the baseline", f"the baseline leaves {name} out as well")
    if measure.date_in_force is None:
        return Reason("not in force", f"{name} was never in force")
    if measure.id not in base.ids and _enders(measure, base):
        return Reason("ended by another", f"{name} is ended in the baseline by {_enders(measure, base)}")
    if measure.id not in base.ids:
        return Reason("not in force", f"{name} is not in force on {day_text(base.date)} ({_span(measure)})")
    if found and not any(touch.trade for touch in found) and not {to for t in found for to in t.to} & set(law.ids):
        return None
    return _why_still(measure, base, found)


def why_spared(measure: Measure, base: PolicyState, found: Sequence[Touch]) -> Reason | None:
    """Why sparing some targets of a measure changes nothing; None where it does."""
    if any(map(moves, found)):
        return None
    if not found:
        return Reason("no trade", f"`{measure.id}` is on nothing that it buys from those whom it spares")
    return _why_still(measure, base, found)


def why_date(base: PolicyState, law: PolicyState, found: Sequence[Touch]) -> Reason | None:
    """Why another day's law changes nothing; None where it does."""
    if any(map(moves, found)):
        return None
    if law.date == base.date:
        return Reason("same law", f"its date, {day_text(law.date)}, is the baseline's")
    days = f"{day_text(law.date)} and {day_text(base.date)}"
    if {m.id for m in law.measures if m.quantified} == {m.id for m in base.measures if m.quantified}:
        return Reason("same law", f"the same measures with the same rates are law on {days}")
    return Reason("same law", f"the measures that differ between {days} change no rate")


def why_entry(world: World, entry: Entry, found: Sequence[Touch]) -> Reason | None:
    """Why an entry of a state's own changes nothing; None where it does."""
    name = f"{entry.name} ({entry.told})"
    if any(map(moves, found)):
        return None
    if entry.own_sales_only(world):
        return Reason("own sales", f"{name} is on an economy's own sales, which no border crosses")
    if not entry.mask.any():
        return Reason("no trade", f"{name} names no economy of the world on one of its sides")
    if not found:
        return Reason("no trade", f"there is no trade in what {name} names")
    if all(touch.aside for touch in found):
        return Reason("gives way", f"{name} gives way to {_listed({to for touch in found for to in touch.to})}")
    if entry.zero:
        return Reason("no rate", f"{name} is a change of zero")
    if entry.change == "adds":
        return Reason("switches cancel", f"{name} is undone by the state's other switches")
    return Reason("paid already", f"{name} asks for what these goods pay already")


def _why_still(measure: Measure, law: PolicyState, found: Sequence[Touch]) -> Reason:
    """Why a measure of a law leaves everything as it is."""
    name, counted = f"`{measure.id}`", [touch for touch in found if touch.trade > 0.0]
    to = {other for touch in found if touch.aside > 0.0 for other in touch.to}
    if counted:
        also = f"; on the others it gives way to {_listed(to)}" if to else ""
        return Reason("paid already", f"the goods of {name} pay the same without it{also}")
    if to:
        return Reason("gives way", f"{name} gives way to {_listed(to)} on all its goods")
    if not has_rate(measure, law.date):
        return Reason("no rate", f"{name} has a rate of zero on {day_text(law.date)}")
    if set(measure.targets) == {measure.imposer}:
        return Reason("own sales", f"{name} is on an economy's own sales, which no border crosses")
    if measure.instrument in STOPPING:
        return Reason("no trade", f"what {name} stops is not in the flows of this world, which does not bring it back")
    return Reason("no trade", f"there is no trade in the goods of {name} in this world")


def has_rate(measure: Measure, date: dt.date) -> bool:
    """Whether any line of a measure has a rate, or a quota, on the day that counts for it."""
    day = max(date, measure.date_in_force) if measure.date_in_force else date
    return any(
        line.quota is not None
        or bool(line.sector_stretches)
        or bool(line.rate_on(day))
        or any(line.partner_rate(partner, day) for partner in line.partner_steps)
        or measure.relation in REPLACING
        or measure.instrument in STOPPING
        for line in measure.products
    )


def _enders(measure: Measure, law: PolicyState) -> str:
    """The measures of a law that end another one."""
    return _listed(other.id for other in law.measures if measure.id in other.replaces)


def _listed(names: Iterable[str]) -> str:
    """`a`, `b` and `c`; words stay words."""
    words = [name if " " in name else f"`{name}`" for name in sorted(names)]
    return joined(words)


def joined(words: Iterable[str]) -> str:
    """a, b and c."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _span(measure: Measure) -> str:
    """When a measure is law, in words."""
    start, end = measure.date_in_force, measure.date_end
    since = f"in force from {day_text(start)}" if start else "never in force"
    return f"{since} to {day_text(end)}" if end else since


def day_text(day: dt.date) -> str:
    """13 January 2026."""
    return f"{day.day} {day:%B %Y}"
