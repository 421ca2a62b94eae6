"""Ossa (2014), Trade wars and trade talks with data: optimal tariffs, trade war and talks among seven regions.

The paper's averages are means over regions of each region's median tariff. Talks share the gain equally and agree on no
import subsidies: with subsidies allowed the gain would be higher, which is shown too. Every column that Tables 2 to 5
print is computed, by region: of the printed tables only the means that abstract and text repeat are at hand, so that
the other rows have no verdict. Means of medians miss the printed ones by up to 0.7 points with political weights and by
0.1 without. The likely reason, not proven: cells with almost no trade are flat, and where a search ends there depends
on where it began, here at 60%.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from middlepower.data.sources.ossa2014 import TRADE, WEIGHTS, OssaData, read_ossa2014
from middlepower.model.ossa_2014.equations import ProfitBenchmark, ProfitState, real_income_log
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
HOME = "US"
EXAMPLES = {"crp": "chemicals, rubber and plastics", "wap": "wearing apparel"}
NOT_AT_HAND = "the printed table is not at hand: no number to hold it against"
SUBSIDIES = -0.5  # the lowest ln(1 + t) where talks may agree on import subsidies


def benchmark(data: OssaData) -> ProfitBenchmark:
    """The benchmark of the data; they are free of deficits already."""
    return ProfitBenchmark(data.trade, data.tariff, data.sigma)


def run(root: Path) -> Iterable[Reproduction]:
    """All rows of the study."""
    data = read_ossa2014(root)
    yield from table_2(data)
    for where, weights in ((POLITICS, data.political_weight), (WELFARE, np.ones_like(data.political_weight))):
        yield from rows(data, where, weights)


def rows(data: OssaData, where: str, weights: Array) -> Iterator[Reproduction]:
    """Tables 3 to 5 under one set of weights: optimal tariffs, war and talks."""
    bench = benchmark(data)
    optimal, war, by_war, by_talks = PUBLISHED[where]
    chosen = optimal_tariffs_alone(bench, weights)
    alone = medians(chosen)
    yield Reproduction("optimal tariff, mean of medians, %", where, optimal, float(alone.mean()), TARIFF_WITHIN)
    yield from table_3(data, where, weights, chosen)
    nash = tariff_war(bench, weights)
    there = medians(nash.tariff)
    yield Reproduction("war tariff, mean of medians, %", where, war, float(there.mean()), TARIFF_WITHIN)
    change = 100.0 * np.expm1(nash.gain)
    yield Reproduction("objective in the war, mean, %", where, by_war, float(change.mean()), WELFARE_WITHIN)
    yield from by_region(data, where, "Table 4, war", effects(bench, nash.at, weights), there)
    talks = trade_talks(bench, weights)
    reached = 100.0 * float(np.expm1(talks.gain.mean()))
    tolerance = PRINTED if by_talks is not None else None
    kind: Kind = "published" if by_talks is not None else SHOWN
    yield Reproduction("objective after talks, %", where, by_talks, reached, tolerance, kind, "no import subsidies")
    yield from by_region(data, where, "Table 5, talks", effects(bench, talks.at, weights), medians(talks.tariff))
    free = 100.0 * float(np.expm1(trade_talks(bench, weights, SUBSIDIES).gain.mean()))
    yield Reproduction("objective after talks, %, with subsidies", where, None, free, None, SHOWN)
    none = 100.0 * np.expm1(gains(bench, solve_profits(bench, np.zeros_like(bench.t)), weights))
    yield Reproduction("objective in free trade, mean, %", where, None, float(none.mean()), None, SHOWN)


def effects(bench: ProfitBenchmark, at: ProfitState, weights: Array) -> dict[str, Array]:
    """What Tables 3 to 5 print for every region [j], per cent: objective, welfare, wage over the mean wage, profits
    over the wage."""
    w_hat = np.exp(at.log_w)
    return {
        "objective": 100.0 * np.expm1(gains(bench, at, weights)),
        "welfare": 100.0 * np.expm1(real_income_log(bench, at)),
        "wage": 100.0 * (w_hat - w_hat.mean()),
        "profits": 100.0 * (profits_hat(bench, at) / w_hat - 1.0),
    }


def profits_hat(bench: ProfitBenchmark, at: ProfitState) -> Array:
    """Profits over those before [j]."""
    share = 1.0 / bench.sigma
    after: Array = (share @ (bench.X * at.x_hat).sum(axis=1)) / (share @ bench.X.sum(axis=1))
    return after


def table_3(data: OssaData, where: str, weights: Array, chosen: Array) -> Iterator[Reproduction]:
    """Optimal tariffs of each region alone: what they do to itself, and on average to the others."""
    bench = benchmark(data)
    median = medians(chosen)
    own: dict[str, list[float]] = {}
    other: dict[str, list[float]] = {}
    for j in range(len(data.regions)):
        tariff = bench.t.copy()
        tariff[:, j] = chosen[:, j]
        for name, value in effects(bench, solve_profits(bench, tariff), weights).items():
            own.setdefault(name, []).append(float(value[j]))
            other.setdefault(name, []).append(float(np.delete(value, j).mean()))
    for whom, found in (("own", own), ("other", other)):
        columns = {f"{name}, {whom}": np.array(value) for name, value in found.items()}
        yield from by_region(data, where, "Table 3, optimal tariffs", columns, median if whom == "own" else None)


def by_region(
    data: OssaData, where: str, table: str, columns: dict[str, Array], median: Array | None
) -> Iterator[Reproduction]:
    """A table's rows, one a region and their mean; the printed ones are not at hand."""
    shown = columns if median is None else {**columns, "median tariff": median}
    for name, value in shown.items():
        for region, number in zip((*data.regions, "mean"), (*value, value.mean()), strict=True):
            yield Reproduction(f"{table}: {region} {name}, %", where, None, float(number), None, SHOWN, NOT_AT_HAND)


def table_2(data: OssaData) -> Iterator[Reproduction]:
    """Fifty points more on US imports of one industry with a low elasticity and of one with a high one."""
    bench, us = benchmark(data), data.regions.index(HOME)
    foreign = np.arange(len(data.regions)) != us
    for sector, words in EXAMPLES.items():
        k = data.sectors.index(sector)
        tariff = bench.t.copy()
        tariff[k, us, foreign] += 0.5
        at = solve_profits(bench, tariff)
        for name, value in example(bench, at, k, us).items():
            where = f"Table 2: US tariff of 50 points more on {words}"
            yield Reproduction(f"{name}, %", where, None, value, None, SHOWN, NOT_AT_HAND)


def example(bench: ProfitBenchmark, at: ProfitState, k: int, j: int) -> dict[str, float]:
    """The columns of Table 2 for region j, whose sector k is protected, per cent.

    Exact to first order: welfare is terms of trade + profits + (trade volume), with the wage for the price,
    sum_ik X (w_j - w_i) / E,   sum_k Pi_k (pi_k - w_j) / E.
    """
    w_hat = np.exp(at.log_w)
    sales = (bench.X * at.x_hat).sum(axis=1)[:, j] / bench.X.sum(axis=1)[:, j]
    volume = sales / w_hat[j] - 1.0
    profit = bench.X.sum(axis=1)[:, j] / bench.sigma
    terms = float((bench.X[:, j] * (w_hat[j] - w_hat)).sum() / bench.spending[j])
    shifted = float((profit * (sales - w_hat[j])).sum() / bench.spending[j])
    return {
        "wage over the mean wage": 100.0 * float(w_hat[j] - w_hat.mean()),
        "production of the protected industry": 100.0 * float(volume[k]),
        "production of the others, mean": 100.0 * float(np.delete(volume, k).mean()),
        "welfare": 100.0 * float(np.expm1(real_income_log(bench, at)[j])),
        "terms-of-trade effect": 100.0 * terms,
        "profit-shifting effect": 100.0 * shifted,
    }


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
