"""What each switch of a state does beside the baseline, and why where it does nothing.

A switch is a measure that a state adds or drops, its own date, or an entry of its own: a tariff, a change of trade
costs, a cut-off. Measures that come and go with a date, or that another one ends, are touched as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.question import BASELINE, Question, benchmark_title
from middlepower.experiment.without_effect import Reason, why_added, why_date, why_dropped, why_entry, why_spared
from middlepower.language.catalogue import say
from middlepower.policy.law_steps import Change
from middlepower.policy.schema import Measure
from middlepower.scenario.export_taxes import recorded_export_tax
from middlepower.scenario.own_touched import entries, own_touches
from middlepower.scenario.paid import Paid
from middlepower.scenario.schema import State
from middlepower.scenario.shock import QuotaLine, Shock
from middlepower.scenario.touched import Touch, touches
from middlepower.world.world import World

Array = NDArray[np.float64]
ROUNDING = 1e-12  # by which two ways of cutting a flow into parts may differ

DATE = "date "  # begins the name of a switch of the day


@dataclass(frozen=True)
class Switch:
    """A switch of a state, what it touches, and where it changes nothing the reason."""

    name: str
    touches: tuple[Touch, ...]
    reason: Reason | None


@dataclass(frozen=True)
class Account:
    """What a state changes beside the baseline: every touch, of its own switches and of what a date brings; and the
    switches that change nothing."""

    touches: tuple[Touch, ...]
    switches: tuple[Switch, ...]

    @property
    def idle(self) -> tuple[Switch, ...]:
        """The switches that change nothing."""
        return tuple(switch for switch in self.switches if switch.reason is not None)


@dataclass(frozen=True)
class Compared:
    """A state of a question beside the baseline."""

    question: Question
    name: str

    @property
    def base(self) -> Paid:
        """What is paid in the baseline."""
        return self._paid(BASELINE, self.question.baseline or State(title=benchmark_title()))

    @property
    def state(self) -> Paid:
        """What is paid in the state."""
        return self._paid(self.name, self.question.states[self.name])

    def _paid(self, name: str, state: State) -> Paid:
        return Paid.under(self.question.world, state, self.question.flows[name])


def account(question: Question, name: str) -> Account:
    """What the switches of a state do beside the question's baseline."""
    base, state = Compared(question, name).base, Compared(question, name).state
    found = touches(base, state, switched(question, name))
    own = list(_own(question, name, base, state))
    switches = [*_measures(question, name, found), *own]
    return Account((*found, *(touch for switch in own for touch in switch.touches)), tuple(switches))


def switched(question: Question, name: str) -> dict[str, Change]:
    """{measure: how it differs} between the law of the baseline and that of a state."""
    base, law = question.laws[BASELINE], question.laws[name]
    changes: dict[str, Change] = {}
    were, are, spared = set(base.ids), set(law.ids), {one for one, _ in law.spared}
    for measure in question.measures:
        before, after = measure.id in were, measure.id in are
        if before != after:
            changes[measure.id] = "on" if after else "off"
        elif measure.id in spared:
            changes[measure.id] = "off"
        elif before and _another_rate(measure, question, name):
            changes[measure.id] = "other rate"
    return changes


def _another_rate(measure: Measure, question: Question, name: str) -> bool:
    """Whether a measure has other rates on the day of a state than on that of the baseline."""
    start = measure.date_in_force
    days = [max(law.date, start) if start else law.date for law in (question.laws[BASELINE], question.laws[name])]
    return any(
        line.rate_on(days[0]) != line.rate_on(days[1])
        or (line.quota is not None and line.quota.on(days[0]) != line.quota.on(days[1]))
        or any(
            line.partner_rate(partner, days[0]) != line.partner_rate(partner, days[1]) for partner in line.partner_steps
        )
        for line in measure.products
    )


def _measures(question: Question, name: str, found: Sequence[Touch]) -> Iterator[Switch]:
    """The measures that a state names, and its date, as switches."""
    state, known = question.states[name], {measure.id: measure for measure in question.measures}
    base, law = question.laws[BASELINE], question.laws[name]
    outside = question.baseline.without_measures if question.baseline else ()

    def of(*names: str) -> tuple[Touch, ...]:
        return tuple(touch for touch in found if touch.name in names)

    for one in state.with_measures:
        yield Switch(one, of(one), why_added(known[one], base, law, of(one, *known[one].replaces)))
    for one in state.without_measures:
        yield Switch(one, of(one), why_dropped(known[one], base, law, outside, of(one, *known[one].replaces)))
    for one in dict.fromkeys(one for spare in state.spare for one in spare.measures):
        yield Switch(f"spare {one}", of(one), why_spared(known[one], base, of(one, *known[one].replaces)))
    if state.date is not None:
        named = {*state.with_measures, *state.without_measures, *(one for one, _ in law.spared)}
        dated = tuple(touch for touch in found if touch.name not in named)
        yield Switch(f"{DATE}{state.date}", dated, why_date(base, law, named, dated))


def _own(question: Question, name: str, base: Paid, state: Paid) -> Iterator[Switch]:
    """The entries of a state's own as switches."""
    for entry in entries(question.world, question.states[name]):
        found = own_touches(base, state, entry)
        yield Switch(entry.name, tuple(found), why_entry(question.world, entry, found))


def why_equal(world: World, found: Account, base: Shock, state: Shock) -> tuple[Reason, ...]:
    """Why a state's shock is that of the baseline; nothing where it is not."""
    if not same_shock(world, base, state):
        return ()
    if not found.switches:
        return (Reason("no switch", say("reasons.it_names_nothing_that_differs_from_it")),)
    reasons = tuple(switch.reason for switch in found.idle if switch.reason is not None)
    if len(reasons) < len(found.switches):
        return (Reason("switches cancel", say("reasons.its_switches_together_leave_every_rate_as")),)
    return reasons


def same_shock(world: World, one: Shock, other: Shock) -> bool:
    """Whether two shocks do the same, but for rounding, to all that is traded in a world."""
    traded = world.flow > 0.0
    pairs = zip(_arrays(world, one), _arrays(world, other), strict=True)
    same = all(np.allclose(a[traded], b[traded], rtol=0.0, atol=ROUNDING) for a, b in pairs)
    return (
        same
        and [(q.measure, q.flow) for q in one.quotas] == [(q.measure, q.flow) for q in other.quotas]
        and all(
            np.allclose(_terms(a), _terms(b), rtol=0.0, atol=ROUNDING)
            for a, b in zip(one.quotas, other.quotas, strict=True)
        )
    )


def _arrays(world: World, shock: Shock) -> tuple[Array, ...]:
    """What a shock does [k, n, i]: cost, tariff, export tax, and whether trade ends."""
    untaxed = recorded_export_tax(world) if shock.export_tax is None else shock.export_tax
    cut = np.zeros_like(shock.tariff) if shock.cut is None else shock.cut.astype(np.float64)
    return shock.trade_cost, shock.tariff, untaxed, cut


def _terms(quota: QuotaLine) -> list[float]:
    """The numbers of a quota: its volume, what stands beside it, and its goods with their rates."""
    rates = [
        part.share * rate
        for part in quota.parts
        for rate in (1.0, part.rate_before, part.rate_in_quota, part.rate_over_quota)
        if np.isfinite(rate)
    ]
    return [quota.volume, quota.other_cost, quota.other_net, sum(rates)]
