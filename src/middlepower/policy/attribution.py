"""Which measures an average rate is made of: each one's part of it, in the order of law; the rest is the ordinary duty.

Of a part of a flow, a rate that adds is its measure's; a rate that replaces the ordinary duty is its measure's as far
as it is above or below that; so is a total of `at least` as far as it raises what would be paid; inside a quota its
rate is the quota's. The parts and the ordinary duty add up to the rate exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.policy.duty import REPLACING, Duty, Segment, later_of
from middlepower.policy.flows import TaxedFlows
from middlepower.policy.schema import EXPORT_TAX

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RateParts:
    """An average rate in parts: the ordinary duty, and what each measure adds to it or takes from it."""

    ordinary: float
    measures: Mapping[str, float]

    @property
    def rate(self) -> float:
        """The rate that the parts add up to."""
        return self.ordinary + sum(self.measures.values())


def rate_parts(
    tariff: Array, flows: TaxedFlows, value: Array, importers: Sequence[int], exporters: Sequence[int]
) -> RateParts:
    """The parts of the average rate of some importers on some exporters, by values at the border [k, n, i].

    `tariff` is the world's own, which counts where no measure bites; what a ban stops is left out, as in the rates.
    """
    n, i = np.array(importers), np.array(exporters)
    weight = np.zeros_like(value)
    weight[:, n[:, None], i] = value[:, n[:, None], i]
    taxed = tuple(flows.cell)
    on_taxed = weight[taxed].copy()
    weight[taxed] = 0.0
    ordinary, total = float((weight * tariff).sum()), float(weight.sum())
    parts: dict[str, float] = defaultdict(float)
    for part, on_part in zip(flows.parts, _open_values(flows, on_taxed), strict=True):
        if on_part > 0.0:
            base = part.ordinary if np.isfinite(part.ordinary) else 0.0
            total, ordinary = total + on_part, ordinary + on_part * base
            for name, rate in by_measure(part.duty, base).items():
                parts[name] += on_part * rate
    return RateParts(ordinary / total, {name: paid / total for name, paid in parts.items()})


def _open_values(flows: TaxedFlows, value: Array) -> list[float]:
    """The value of each part of the taxed flows, given those of whole flows, for which the open parts of one stand."""
    if not len(flows.first):
        return []
    net = np.where(np.isfinite(flows.after), flows.share / flows.before, 0.0)
    whole = np.add.reduceat(net, flows.first)
    scale = np.divide(value, whole, out=np.zeros_like(value), where=whole > 0)
    shares: list[float] = (net * scale[flows.flow]).tolist()
    return shares


def by_measure(duty: Duty, ordinary: float) -> dict[str, float]:
    """{measure: its part of what a slice of a flow pays above its ordinary duty}."""
    parts: dict[str, float] = defaultdict(float)
    rated = [s for s in duty.counted if s.quota is None and s.measure.instrument != EXPORT_TAX]
    base = ordinary if duty.instead is None else duty.instead
    if duty.instead is not None:
        parts[later_of(_of(rated, *REPLACING)).measure.id] += base - ordinary
    if duty.at_least is not None:
        highest = max(_of(rated, "at least"), key=lambda segment: segment.rate)
        parts[highest.measure.id] += duty.rate(ordinary) - duty.added - base
    for segment in _of(rated, "adds to MFN"):
        parts[segment.measure.id] += segment.rate
    if duty.quota is not None:
        parts[duty.quota_measure] += duty.quota.in_quota_rate
    return dict(parts)


def _of(segments: Sequence[Segment], *relations: str) -> list[Segment]:
    return [segment for segment in segments if segment.measure.relation in relations]
