"""Ossa (2014), Trade wars and trade talks with data: optimal tariffs, trade war and talks among seven regions.

The paper's averages are means over regions of each region's median tariff. Talks share the gain equally and agree on no
import subsidies: with subsidies allowed the gain would be higher, which is shown too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.ossa2014 import TRADE, WEIGHTS, OssaData, read_ossa2014
from middlepower.model.ossa_2014.equations import ProfitBenchmark
from middlepower.model.ossa_2014.solve import solve_profits
from middlepower.model.ossa_2014.war import gains, optimal_tariffs_alone, tariff_war, trade_talks
from middlepower.replicate.study import Kind, Reproduction, Study

Array = NDArray[np.float64]
SHOWN: Kind = "found, nothing to hold it against"
POLITICS, WELFARE = "with political weights", "with weights of one"
TARIFF_WITHIN, WELFARE_WITHIN, PRINTED = 1.0, 0.2, 0.1  # percentage points
PUBLISHED = {  # optimal tariff, war tariff, change of G in the war, gain from talks; per cent
    POLITICS: (62.0, 63.0, -2.9, 0.5),
    WELFARE: (58.9, 58.1, -2.4, None),
}
SUBSIDIES = -0.5  # the lowest ln(1 + t) where talks may agree on import subsidies


def benchmark(data: OssaData) -> ProfitBenchmark:
    """The benchmark of the data; they are free of deficits already."""
    return ProfitBenchmark(data.trade, data.tariff, data.sigma)


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    data = read_ossa2014(root)
    for where, weights in ((POLITICS, data.political_weight), (WELFARE, np.ones_like(data.political_weight))):
        yield from rows(data, where, weights)


def rows(data: OssaData, where: str, weights: Array) -> Iterator[Reproduction]:
    """Optimal tariffs, war and talks under one set of weights."""
    bench = benchmark(data)
    optimal, war, by_war, by_talks = PUBLISHED[where]
    alone = medians(optimal_tariffs_alone(bench, weights))
    yield Reproduction("optimal tariff, mean of medians, %", where, optimal, float(alone.mean()), TARIFF_WITHIN)
    nash = tariff_war(bench, weights)
    there = medians(nash.tariff)
    yield Reproduction("war tariff, mean of medians, %", where, war, float(there.mean()), TARIFF_WITHIN)
    change = 100.0 * np.expm1(nash.gain)
    yield Reproduction("objective in the war, mean, %", where, by_war, float(change.mean()), WELFARE_WITHIN)
    talks = trade_talks(bench, weights)
    reached = 100.0 * float(np.expm1(talks.gain.mean()))
    tolerance = PRINTED if by_talks is not None else None
    kind: Kind = "published" if by_talks is not None else SHOWN
    yield Reproduction("objective after talks, %", where, by_talks, reached, tolerance, kind, "no import subsidies")
    free = 100.0 * float(np.expm1(trade_talks(bench, weights, SUBSIDIES).gain.mean()))
    yield Reproduction("objective after talks, %, with subsidies", where, None, free, None, SHOWN)
    yield from by_region(data, where, alone, there, change)
    none = 100.0 * np.expm1(gains(bench, solve_profits(bench, np.zeros_like(bench.t)), weights))
    yield Reproduction("objective in free trade, mean, %", where, None, float(none.mean()), None, SHOWN)


def by_region(data: OssaData, where: str, alone: Array, there: Array, change: Array) -> Iterator[Reproduction]:
    """Each region's medians and its objective in the war; the paper's tables are not at hand."""
    for j, region in enumerate(data.regions):
        for quantity, value in (
            ("median optimal tariff, %", alone[j]),
            ("median war tariff, %", there[j]),
            ("objective in the war, %", change[j]),
        ):
            yield Reproduction(f"{region} {quantity}", where, None, float(value), None, SHOWN)


def medians(tariff: Array) -> Array:
    """Each importer's median tariff over sectors and partners, per cent."""
    N = tariff.shape[1]
    return np.array([100.0 * np.median(np.delete(tariff[:, j], j, axis=1)) for j in range(N)])


STUDY = Study(
    "ossa-2014",
    "Ossa, R. (2014), Trade wars and trade talks with data, American Economic Review 104(12), 4104-4146: abstract and "
    "Tables 2 to 5",
    (str(TRADE), str(WEIGHTS)),
    run,
)
