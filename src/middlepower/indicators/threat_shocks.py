"""What a threat does to a baseline's shock: pairs of economies cut off, and tariffs on top of those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from middlepower.scenario.shock import QuotaLine, Shock

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Side = Literal["import", "export", "both"]


def cut_matrix(count: int, economies: Sequence[int], powers: Sequence[int], side: Side) -> Mask:
    """cut[n, i], True where importer n buys nothing from exporter i; the sides are those of `economies`."""
    cut = np.zeros((count, count), dtype=bool)
    if side != "export":
        cut[np.ix_(economies, powers)] = True
    if side != "import":
        cut[np.ix_(powers, economies)] = True
    np.fill_diagonal(cut, False)
    return cut


def with_cut(shock: Shock, cut: Mask) -> Shock:
    """The shock with more pairs cut; quotas on flows that no longer exist are dropped."""
    every = np.broadcast_to(cut, shock.tariff.shape) if shock.cut is None else cut | shock.cut
    kept = tuple(line for line in shock.quotas if not every[line.flow])
    return replace(shock, cut=every, quotas=kept)


def with_tariff(shock: Shock, rate: Array) -> Shock:
    """The shock with `rate`[k, n, i] added to every tariff (fractions of the pre-tariff value); quota lines too."""
    factor = (1.0 + shock.tariff + rate) / (1.0 + shock.tariff)
    lines = tuple(
        _dearer(line, _bundle_factor(shock.quotas, line, rate)) if rate[line.flow] else line for line in shock.quotas
    )
    cost = shock.trade_cost * factor
    for line in lines:
        cost[line.flow] = shock.trade_cost[line.flow]  # a quota adds its own tariffs
    return replace(shock, trade_cost=cost, tariff=shock.tariff + rate, quotas=lines)


def _bundle_factor(lines: Sequence[QuotaLine], line: QuotaLine, rate: Array) -> float:
    """By how much an extra tariff makes a quota's whole flow dearer: at the mean in-quota rate of its quotas."""
    parts = [part for other in lines if other.flow == line.flow for part in other.parts]
    mean = sum(part.share * (1.0 + part.rate_in_quota) for part in parts) / sum(part.share for part in parts)
    return 1.0 + float(rate[line.flow]) / mean


def _dearer(line: QuotaLine, factor: float) -> QuotaLine:
    """A quota line whose flow is dearer by a factor, in the quota, over it, and in the bundle's other parts."""
    scale = factor ** (1.0 - line.eta)
    return replace(
        line,
        parts=tuple(
            replace(
                part,
                rate_in_quota=(1.0 + part.rate_in_quota) * factor - 1.0,
                rate_over_quota=(1.0 + part.rate_over_quota) * factor - 1.0,
            )
            for part in line.parts
        ),
        other_cost=line.other_cost * scale,
        other_net=line.other_net * scale / factor,
    )
