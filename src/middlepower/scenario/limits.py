"""What quotas and licences let in of the goods of a flow, under one law and under another.

The rate inside a quota may be what these goods paid without it: what a quota changes is then its limit alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from middlepower.language.catalogue import named, say, spoken
from middlepower.policy.bundles import Part
from middlepower.policy.law_steps import Change
from middlepower.policy.lines import Quota
from middlepower.scenario.paid import Cell, Paid, goods_of, overlaps

SHARE = "share "  # begins the unit of a quota that is a share of a volume
DIGITS = 10  # of a volume: a quota of 1,234,567 pieces keeps them


@dataclass(frozen=True)
class Limit:
    """How much of some goods a law lets in before and after, as multiples of their volume in the world's year, by
    trade; None where it sets no limit. `terms` are those of the quotas themselves, in their own units."""

    before: float | None
    after: float | None
    terms: tuple[str, ...]


def limit_of(here: Paid, there: Paid, cell: Cell, name: str, change: Change) -> Limit | None:
    """The limit of a measure, whose law is that of `here`, on a flow of that law; None where it sets none there."""
    if here.own.replaces[cell] or here.cut_by(cell):
        return None
    every = [(place, here.flows.parts[place]) for place in here.parts_of(here.flows.position[cell])]
    own = [(float(here.border[place]), part) for place, part in every if part.duty.quota_measure == name]
    if not own:
        return None
    names = goods_of([part for _, part in every])
    inside = _average((trade, part.duty.quota) for trade, part in own)
    outside = _average(pair for trade, part in own for pair in _quotas_on(there, trade, part, cell, names))
    terms = tuple(dict.fromkeys(terms_of(part.duty.quota) for _, part in own if part.duty.quota is not None))
    return Limit(inside, outside, terms) if change == "off" else Limit(outside, inside, terms)


def _quotas_on(
    law: Paid, trade: float, part: Part, cell: Cell, names: frozenset[str]
) -> Iterable[tuple[float, Quota | None]]:
    """(trade, quota) under another law of the goods of a part of a flow."""
    if law.own.replaces[cell] or cell not in law.flows.position:
        return []
    parts = [law.flows.parts[place] for place in law.parts_of(law.flows.position[cell])]
    found = overlaps(part, parts, names)
    whole = sum(weight for weight, _ in found)
    return [(trade * weight / whole, other.duty.quota) for weight, other in found]


def _average(quotas: Iterable[tuple[float, Quota | None]]) -> float | None:
    """What quotas let in on average, by trade, over the goods that have one; None where none has."""
    limited = [(trade, quota.relative_volume) for trade, quota in quotas if quota is not None]
    whole = sum(trade for trade, _ in limited)
    return sum(trade * volume for trade, volume in limited) / whole if whole > 0.0 else None


def terms_of(quota: Quota) -> str:
    """The terms of a quota in its own unit: `49,000 vehicles, 100% more beyond`."""
    if quota.unit.startswith((SHARE, "of ")):
        volume = f"{_percent(quota.volume)} {named(quota.unit.removeprefix(SHARE))}"
    else:
        volume = f"{_number(f'{quota.volume:,.{DIGITS}g}')} {named(quota.unit)}"
    if not math.isfinite(quota.over_quota_rate):
        return say("reasons.quota_stops", volume=volume)
    return say("reasons.quota_terms", volume=volume, percent=_percent(quota.over_quota_rate))


def _percent(fraction: float) -> str:
    return spoken().rules.percent.format(number=_number(f"{100.0 * fraction:.4g}"))


def _number(text: str) -> str:
    """A number as Python writes it, with the marks of the language that is spoken."""
    rules = spoken().rules
    return text.translate({ord(","): rules.thousands, ord("."): rules.decimal})
