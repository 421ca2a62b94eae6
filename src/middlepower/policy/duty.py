"""What one slice of a part of a flow pays: the measures that bite there, stacked as the law says.

The ordinary duty, or the rate that replaces it, or the total up to which a measure of `at least` takes either; and on
top of that what adds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from middlepower.errors import MeasureError
from middlepower.policy.lines import Quota
from middlepower.policy.schema import EXPORT_TAX, STOPPING, Measure

REPLACING = ("replaces MFN", "replaces all")


@dataclass(frozen=True)
class Segment:
    """A stretch [start, end) of a part's trade on which one rate of one measure bites, on `content` of the value.

    `beside` is the share of the value that measures with precedence leave to it.
    """

    measure: Measure
    start: float
    end: float
    rate: float
    quota: Quota | None = None
    content: float = 1.0
    beside: float = 1.0


@dataclass(frozen=True)
class Total:
    """A total up to which the ordinary duty is raised, on a share of the value."""

    rate: float
    share: float = 1.0

    def over(self, base: float) -> float:
        """The rate where the total is at least that much."""
        if base >= self.rate or self.share >= 1.0:
            return max(base, self.rate)
        return base + self.share * (self.rate - base)


@dataclass(frozen=True)
class Duty:
    """What one slice of a part pays: `added` on top of the ordinary duty, or of the rate that stands `instead` of it.

    A total of `at_least` raises the ordinary duty, or what stands instead, where that is lower; what adds comes on
    top. Beyond a quota, `added_over` and `at_least_over` stand in the place of `added` and `at_least`. A `ban` is the
    measure that lets nothing in, at whatever rate. `export` is the tax that the exporter's treasury takes of the
    producer's price. `counted` are the stretches that this sums up, `aside` those whose
    measure gives way to another one here.
    """

    added: float = 0.0
    added_over: float = 0.0
    instead: float | None = None
    at_least: Total | None = None
    at_least_over: Total | None = None
    quota: Quota | None = None
    quota_measure: str = ""
    counted: tuple[Segment, ...] = ()
    aside: tuple[Segment, ...] = ()
    ban: str = ""
    export: float = 0.0

    @cached_property
    def names(self) -> frozenset[str]:
        """The measures that bite here, those included that give way."""
        return frozenset(segment.measure.id for segment in (*self.counted, *self.aside))

    def rate(self, ordinary: float) -> float:
        """The full rate at an ordinary duty, what a quota itself adds left out; without limit under a ban."""
        return float("inf") if self.ban else self._total(ordinary, self.at_least) + self.added

    def rate_paid(self, ordinary: float) -> float:
        """The full rate at an ordinary duty, in the quota where there is one."""
        return self.rate(ordinary) + (0.0 if self.quota is None else self.quota.in_quota_rate)

    def rate_over(self, ordinary: float) -> float:
        """The full rate beyond the quota, what the quota itself adds left out."""
        return self._total(ordinary, self.at_least_over) + self.added_over

    def _total(self, ordinary: float, at_least: Total | None) -> float:
        base = ordinary if self.instead is None else self.instead
        return base if at_least is None else at_least.over(base)


NOTHING_DUE = Duty()


def resolve(stretches: Sequence[Segment], position: float) -> Duty:
    """What the slice at a position pays after the legal precedence: who yields to whom, and on what value; bans;
    replacing; then sums.

    Of two rates that replace the ordinary one, that of the measure in force later counts; see `later_of`.
    """
    all_here = here = [segment for segment in stretches if segment.start <= position < segment.end]
    if not here:
        return NOTHING_DUE
    names = {name for segment in here for name in (segment.measure.id, segment.measure.instrument)}
    _refuse_mutual_yields([segment.measure for segment in here])
    left = [_left_beside(segment, here) for segment in here]
    here = [_on_share(segment, share) for segment, share in zip(here, left, strict=True) if share > 0]
    if bans := [s for s in here if s.measure.instrument in STOPPING and s.quota is None]:
        return Duty(ban=bans[0].measure.id, counted=tuple(bans), aside=tuple(s for s in all_here if s not in bans))
    taxes = [s for s in here if s.measure.instrument == EXPORT_TAX]
    here = _alone([s for s in here if s.measure.instrument != EXPORT_TAX])
    kept = [*here, *taxes]
    quotas = [s for s in here if s.quota is not None]
    _refuse_two_quotas([s.measure.id for s in quotas])
    inside, over = _without_quota(here), _without_quota(here, names)
    replacing = [s for s in inside if s.measure.relation in REPLACING]
    instead = later_of(replacing) if replacing else None
    return Duty(
        _sum(inside),
        _sum(over),
        None if instead is None else instead.rate,
        _floor(inside, instead),
        _floor(over, instead),
        quotas[0].quota if quotas else None,
        quotas[0].measure.id if quotas else "",
        tuple(kept),
        tuple(s for s in all_here if s.measure.id not in {one.measure.id for one in kept}),
        export=sum(s.rate for s in taxes),
    )


def _alone(here: list[Segment]) -> list[Segment]:
    """The one segment of `replaces all` where there is one, else all."""
    alone = [segment for segment in here if segment.measure.relation == "replaces all"]
    return [later_of(alone)] if alone else here


def _on_share(segment: Segment, share: float) -> Segment:
    """A segment on what is left to it of the value: a rate that adds shrinks, a total counts on that share."""
    if share >= 1.0:
        return segment
    if segment.measure.relation == "at least":
        return replace(segment, beside=share)
    return replace(segment, rate=segment.rate * share)


def _left_beside(segment: Segment, here: Sequence[Segment]) -> float:
    """The share of the value on which a segment's rate bites beside what it yields to: none, or what that leaves."""
    measure, left = segment.measure, 1.0
    for other in here:
        names = {other.measure.id, other.measure.instrument} - {measure.id, measure.instrument}
        if names.intersection(measure.yields_content_to):
            left = min(left, 1.0 - other.content)
        elif names.intersection(measure.yields_to):
            return 0.0
    return left


def _without_quota(here: Sequence[Segment], quotas: Set[str] = frozenset()) -> list[Segment]:
    """The stretches that have a rate; beyond the named quotas, those that don't give way there."""
    return [s for s in here if s.quota is None and quotas.isdisjoint(s.measure.yields_over_quota_to)]


def _sum(here: Sequence[Segment]) -> float:
    return sum(s.rate for s in here if s.measure.relation == "adds to MFN")


def _floor(here: Sequence[Segment], instead: Segment | None) -> Total | None:
    """The highest total of `at least`; a later rate that replaces the ordinary one ends the totals before it."""
    totals = [s for s in here if s.measure.relation == "at least"]
    if instead is not None:
        totals = [s for s in totals if _begins(s) >= _begins(instead)]
        for clash in (s for s in totals if _begins(s) == _begins(instead) and s.rate > instead.rate):
            first, second = sorted((clash.measure.id, instead.measure.id))
            raise MeasureError(
                f"measures `{first}` and `{second}` both set the total on the same goods from the same day: make one "
                "yield to the other (`yields_to`), or end it (`replaces`)."
            )
    highest = max(totals, key=lambda s: s.rate, default=None)
    return None if highest is None else Total(highest.rate, highest.beside)


def _begins(segment: Segment) -> dt.date:
    """The day from which a measure is law; one that never was in force is a hypothesis for later than all law."""
    return segment.measure.date_in_force or dt.date.max


def later_of(replacing: Sequence[Segment]) -> Segment:
    """The segment whose measure came into force last: a later law prevails over an earlier one.

    A measure that never was in force is a hypothesis for later than all law. MeasureError where two rates that differ
    begin on the same day: nothing says which of them prevails.
    """
    latest = max(map(_begins, replacing))
    last = [segment for segment in replacing if _begins(segment) == latest]
    if len({segment.rate for segment in last}) > 1:
        first, second = sorted(segment.measure.id for segment in last)[:2]
        raise MeasureError(
            f"measures `{first}` and `{second}` both replace the ordinary rate of the same goods from the same day: "
            "make one yield to the other (`yields_to`), or end it (`replaces`)."
        )
    return last[0]


def _refuse_two_quotas(names: Sequence[str]) -> None:
    """Refuse two quotas on the very same goods: nothing says in which of them a shipment is counted."""
    if len(names) > 1:
        first, second = sorted(names)[:2]
        raise MeasureError(
            f"measures `{first}` and `{second}` both put a quota on the same goods of one flow: give each goods of its "
            "own, or make one yield to the other (`yields_to`), or end it (`replaces`)."
        )


def _refuse_mutual_yields(here: Sequence[Measure]) -> None:
    """Refuse two measures on the same goods that each yield to the other: both would fall away."""
    yielding = {measure.id: measure for measure in here if measure.yields_to or measure.yields_content_to}
    for one, other in combinations(yielding.values(), 2):
        if _yields(one, {other.id, other.instrument}) and _yields(other, {one.id, one.instrument}):
            first, second = sorted((one.id, other.id))
            raise MeasureError(
                f"measures `{first}` and `{second}` yield to each other on the same goods, so that neither is left: "
                "delete one `yields_to`."
            )


def _yields(measure: Measure, names: set[str]) -> bool:
    others = names - {measure.id}
    yielded = (*measure.yields_to, *measure.yields_content_to)
    return any(name in others and name != measure.instrument for name in yielded)


def gives_way_to(duty: Duty, name: str) -> tuple[str, ...]:
    """The measures on the same goods that push a measure aside: what it yields to, a ban, or one that stands alone."""
    aside = [segment.measure for segment in duty.aside if segment.measure.id == name]
    here = [segment.measure for segment in (*duty.counted, *duty.aside) if segment.measure.id != name]
    pushing = [other.id for one in aside for other in here if _yields(one, {other.id, other.instrument})]
    alone = [s.measure.id for s in duty.counted if duty.ban or s.measure.relation == "replaces all"]
    return tuple(dict.fromkeys(pushing or (alone if aside else [])))
