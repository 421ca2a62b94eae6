"""Why a switch of a state changes nothing: a kind for programs, and a clause for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from middlepower.language.catalogue import say, spoken
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
        return Reason(
            "not quantified", say("reasons.has_no_quantified_effect", name=name, reason=measure.not_quantified_because)
        )
    if measure.id not in law.ids:
        return Reason("ended by another", say("reasons.is_ended_by", name=name, enders=_enders(measure, law)))
    if measure.id in base.ids:
        return Reason("in the baseline", say("reasons.is_in_the_baseline_already", name=name))
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
        return Reason(
            "not quantified", say("reasons.has_no_quantified_effect", name=name, reason=measure.not_quantified_because)
        )
    if measure.id in left_out:
        return Reason("not in the baseline", say("reasons.the_baseline_leaves_out_as_well", name=name))
    if measure.date_in_force is None:
        return Reason("not in force", say("reasons.was_never_in_force", name=name))
    if measure.id not in base.ids and _enders(measure, base):
        return Reason(
            "ended by another", say("reasons.is_ended_in_the_baseline_by", name=name, enders=_enders(measure, base))
        )
    if measure.id not in base.ids:
        return Reason(
            "not in force", say("reasons.is_not_in_force_on", name=name, day=day_text(base.date), span=_span(measure))
        )
    if found and not any(touch.trade for touch in found) and not {to for t in found for to in t.to} & set(law.ids):
        return None
    return _why_still(measure, base, found)


def why_spared(measure: Measure, base: PolicyState, found: Sequence[Touch]) -> Reason | None:
    """Why sparing some targets of a measure changes nothing; None where it does."""
    if any(map(moves, found)):
        return None
    if not found:
        return Reason("no trade", say("reasons.is_on_nothing_that_it_buys_from", id=measure.id))
    return _why_still(measure, base, found)


def why_date(base: PolicyState, law: PolicyState, named: Collection[str], found: Sequence[Touch]) -> Reason | None:
    """Why another day's law changes nothing but what the state names itself; None where it does."""
    if any(map(moves, found)):
        return None
    if law.date == base.date:
        return Reason("same law", say("reasons.its_date_is_the_baselines", day=day_text(law.date)))
    days = joined(map(day_text, sorted((law.date, base.date))))
    there, here = ({m.id for m in one.measures if m.quantified}.difference(named) for one in (law, base))
    if there == here:
        key = "aside" if named else "alone"
        return Reason("same law", say(f"reasons.the_same_measures.{key}", days=days))
    return Reason("same law", say("reasons.the_measures_that_differ_between_change_no", days=days))


def why_entry(world: World, entry: Entry, found: Sequence[Touch]) -> Reason | None:
    """Why an entry of a state's own changes nothing; None where it does."""
    name = f"{entry.name} ({entry.told})"
    if any(map(moves, found)):
        return None
    if entry.own_sales_only(world):
        return Reason("own sales", say("reasons.is_on_an_economys_own_sales_which", name=name))
    if not entry.mask.any():
        return Reason("no trade", say("reasons.names_no_economy_of_the_world_on", name=name))
    if not found:
        return Reason("no trade", say("reasons.there_is_no_trade_in_what_names", name=name))
    if all(touch.aside for touch in found):
        return Reason(
            "gives way",
            say("reasons.gives_way_to", name=name, others=_listed({to for touch in found for to in touch.to})),
        )
    if entry.zero:
        return Reason("no rate", say("reasons.is_a_change_of_zero", name=name))
    if entry.change == "adds":
        return Reason("switches cancel", say("reasons.is_undone_by_the_states_other_switches", name=name))
    return Reason("paid already", say("reasons.asks_for_what_these_goods_pay_already", name=name))


def _why_still(measure: Measure, law: PolicyState, found: Sequence[Touch]) -> Reason:
    """Why a measure of a law leaves everything as it is."""
    name, counted = f"`{measure.id}`", [touch for touch in found if touch.trade > 0.0]
    to = {other for touch in found if touch.aside > 0.0 for other in touch.to}
    if counted:
        if to:
            return Reason("paid already", say("reasons.the_same_without_and_gives_way", name=name, others=_listed(to)))
        return Reason("paid already", say("reasons.the_same_without", name=name))
    if to:
        return Reason("gives way", say("reasons.gives_way_to_on_all_its_goods", name=name, others=_listed(to)))
    if not has_rate(measure, law.date):
        return Reason("no rate", say("reasons.has_a_rate_of_zero_on", name=name, day=day_text(law.date)))
    if set(measure.targets) == {measure.imposer}:
        return Reason("own sales", say("reasons.is_on_an_economys_own_sales_which", name=name))
    if measure.instrument in STOPPING:
        return Reason("no trade", say("reasons.what_stops_is_not_in_the_flows", name=name))
    return Reason("no trade", say("reasons.there_is_no_trade_in_the_goods", name=name))


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
    return say("common.list", all=", ".join(first), last=last) if first else last


def _span(measure: Measure) -> str:
    """When a measure is law, in words."""
    start, end = measure.date_in_force, measure.date_end
    if start and end:
        return say("reasons.in_force_from_to", start=day_text(start), end=day_text(end))
    return say("reasons.in_force_from", start=day_text(start)) if start else say("reasons.never_in_force")


def day_text(day: dt.date) -> str:
    """13 January 2026."""
    return spoken().rules.long_date(day)
