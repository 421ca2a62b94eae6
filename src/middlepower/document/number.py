"""A number of a document: its value, its range, and why it is missing where it is.

Every number of every document has this one shape, in Python as in JSON, and no other: `{"value": 0.03, "low": 0.01,
"high": 0.07}`. Parts that say nothing are left out of JSON: low and high where no range was computed, `defined_in`
where every variant has a value, `reason` where a value is there.

Unit, definition and source do not stand beside each number. A run holds fifty thousand numbers of fifteen quantities,
so a unit beside each would double the file and could contradict its neighbour. They stand once, under the field's name
in the document's `quantities`, and `Document.stated` puts both together again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

from middlepower.errors import DataError
from middlepower.language.catalogue import say

Body = TypeVar("Body")
HALF_ROUNDING = 1e-9  # by which sums of weights may miss one half


@dataclass(frozen=True)
class Number:
    """A value with the smallest and largest over the variants; None with its reason where there is no value."""

    value: float | None
    low: float | None = None
    high: float | None = None
    defined_in: int | None = None  # the number of variants with a value, where some have none
    reason: str = ""

    def __post_init__(self) -> None:
        """None; ValueError for NaN, half a range or one the wrong way round, or a value missing without a reason."""
        if not all(math.isfinite(part) for part in (self.value, self.low, self.high) if part is not None):
            raise ValueError("a number must be finite")
        if self.value is None and not self.reason:
            raise ValueError("a missing value needs its `reason`")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range has two ends: give `low` and `high`, or neither")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("`low` must not be above `high`")

    @classmethod
    def of(cls, value: float, reason: str = "") -> Number:
        """A single number without a range; NaN and infinity are missing values."""
        return cls(float(value)) if math.isfinite(value) else cls(None, reason=reason or say("document.no_value"))

    @classmethod
    def over(cls, values: Sequence[float], spread: Spread, reason: str = "", headline: bool = False) -> Number:
        """The first of some variants' values, or a headline's centre, with the range of those that count.

        Values that are not finite leave the range.
        """
        return ranged([cls.of(value, reason) for value in values], spread, headline)

    @property
    def known(self) -> float:
        """The value; DataError with the reason where it is missing."""
        if self.value is None:
            raise DataError(f"a number that is needed here is missing ({self.reason}): ask for another economy.")
        return self.value

    @property
    def ends(self) -> tuple[float, float] | None:
        """The range as (low, high), or None where none was computed."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    def changed(self, change: Callable[[float], float]) -> Number:
        """The same number in another unit: the change, which must rise or fall throughout, applied to every part."""
        parts = [None if part is None else change(part) for part in (self.value, self.low, self.high)]
        low, high = sorted(part for part in parts[1:] if part is not None) or (None, None)
        return replace(self, value=parts[0], low=low, high=high)


@dataclass(frozen=True)
class Pair:
    """Two numbers of one quantity and their difference."""

    before: Number
    after: Number
    change: Number

    @classmethod
    def of(cls, before: Number, after: Number) -> Pair:
        """The pair of one variant's numbers."""
        return cls(before, after, difference(after, before))


@dataclass(frozen=True)
class Spread:
    """What a range is over: all variants' values, or all but the first where the main run does not count.

    With `centred` the value of a headline is the median of those that count; all else comes from the main run.
    `weights` are those of the variants that count in that median, in their order; none where all weigh the same.
    """

    main_counts: bool
    centred: bool = False
    weights: tuple[float, ...] = ()

    def counted(self, numbers: Sequence[Number]) -> Sequence[Number]:
        """The numbers that a range is over; a number that stands alone is all that there is."""
        return numbers if self.main_counts or len(numbers) == 1 else numbers[1:]

    def middle(self, values: Sequence[float | None]) -> float:
        """The median of the values that are there, of those that count in their order."""
        weights = self.weights or (1.0,) * len(values)
        if len(weights) != len(values):
            raise ValueError(f"{len(values)} values have {len(weights)} weights")
        known = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None]
        return weighted_median(known)


def weighted_median(pairs: Sequence[tuple[float, float]]) -> float:
    """The median of (value, weight); halfway between two where half of the weight lies on either side."""
    ordered = sorted(pairs)
    half, below = 0.5 * sum(weight for _, weight in ordered), 0.0
    for (value, weight), (above, _) in zip(ordered, [*ordered[1:], ordered[-1]], strict=True):
        below += weight
        if abs(below - half) <= HALF_ROUNDING * half:
            return 0.5 * (value + above)
        if below > half:
            return value
    return ordered[-1][0]


ALL = Spread(main_counts=True)
HEADLINES = frozenset(
    "real_income_percent real_income_musd exports_percent imports_percent gdp_volume_percent gdp_volume_musd "
    "real_wage_percent consumer_prices_percent terms_of_trade_percent exports_volume_musd imports_volume_musd "
    "exposure_percent sender_cost_percent asymmetry_percent loss_musd sender_loss_musd leverage leverage_money "
    "move_musd aligned_percent bidding_musd kept_percent kept_musd".split()
)
"""The fields whose centre is the median of the outcomes under the published sets."""


def ranged(numbers: Sequence[Number], spread: Spread = ALL, headline: bool = False) -> Number:
    """The first number, or the median of those that count for a headline, with the range of those that count."""
    main, counted = numbers[0], spread.counted(numbers)
    known = [number.value for number in counted if number.value is not None]
    some = len(known) if 0 < len(known) < len(counted) else None
    centred = headline and spread.centred and bool(known) and main.value is not None
    value = spread.middle([number.value for number in counted]) if centred else main.value
    return Number(value, min(known, default=None), max(known, default=None), some, main.reason)


def combine(bodies: Sequence[Body], spread: Spread = ALL, headline: bool = False) -> Body:
    """The first of some variants' bodies, every Number in it with its range over those that count."""
    first: Any = bodies[0]
    if isinstance(first, Number):
        parts = [other if isinstance(other, Number) else MISSING for other in bodies]
        return ranged(parts, spread, headline)  # type: ignore[return-value]
    if is_dataclass(first) and not isinstance(first, type):
        made = {
            field.name: combine(
                [_field(other, field.name) for other in bodies], spread, headline or field.name in HEADLINES
            )
            for field in fields(first)
        }
        return replace(first, **made)  # type: ignore[return-value]
    if isinstance(first, Mapping):
        return {key: combine([_below(other, key) for other in bodies], spread, headline) for key in first}  # type: ignore[return-value]
    if isinstance(first, tuple):
        places = range(len(first))
        return tuple(combine([_place(other, place) for other in bodies], spread, headline) for place in places)  # type: ignore[return-value]
    return bodies[0]


MISSING = Number(None, reason="missing")


def _field(body: Any, name: str) -> Any:
    return getattr(body, name, None)


def _below(body: Any, key: str) -> Any:
    return body.get(key) if isinstance(body, Mapping) else None


def _place(body: Any, place: int) -> Any:
    return body[place] if isinstance(body, tuple) and place < len(body) else None


def numbers_named(name: str, body: Any, inside: bool = False) -> Iterator[Number]:
    """Every Number of a body that stands in a field of this name."""
    if isinstance(body, Number):
        if inside:
            yield body
    elif is_dataclass(body):
        for field in fields(body):
            yield from numbers_named(name, getattr(body, field.name), inside or field.name == name)
    elif isinstance(body, Mapping | tuple):
        for part in body.values() if isinstance(body, Mapping) else body:
            yield from numbers_named(name, part, inside)


def difference(first: Number, second: Number) -> Number:
    """first - second, of single numbers; missing, with the reason, where one of them is."""
    if first.value is None or second.value is None:
        return Number(None, reason=first.reason or second.reason)
    return Number(first.value - second.value)


def shortened(number: Number, digits: int = 6) -> Number:
    """The same number with so many significant digits, where its source gives no more."""
    return number.changed(lambda value: float(f"{value:.{digits}g}"))


def lost(log_loss: Number) -> Number:
    """A loss in log points as the share of real income that is lost, per cent: 100 (1 - exp(-loss))."""
    return log_loss.changed(lambda loss: -100.0 * float(np.expm1(-loss)))
