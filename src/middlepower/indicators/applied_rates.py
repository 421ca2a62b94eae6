"""Average applied tariffs by importer, partner, sector and day: at fixed weights, or at a solved equilibrium.

The law is that of every other result (`policy.rate_book`). At fixed weights nobody reacts: a rate counts with the trade
of the weights' year. Under a quota the rate inside it counts. Averages are over goods, of values at the border before
tariffs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import DataError
from middlepower.indicators.trade_weights import WORLD, TradeWeights, across_borders, weights_of
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.policy.rate_book import RateBook, pairs_between
from middlepower.world.groups import expand
from middlepower.world.labels import sector_position
from middlepower.world.world import World

Array = NDArray[np.float64]


def applied_rate(
    importer: str,
    partner: str,
    day: dt.date,
    weights: str | TradeWeights = WORLD,
    without: Iterable[str] = (),
    sectors: Sequence[str] | None = None,
    book: RateBook | None = None,
) -> float:
    """The average applied rate of an importer on a partner on a day at fixed weights, a fraction.

    Importer and partner may be groups. `weights` is `world` or the name of a trade table, such as `us-imports-2024`;
    `without` are instruments, such as `AD_CVD`, or ids of what is left out of the law. Where many rates are asked for,
    make a `book` and the weights (`weights_of`) once.

    >>> import datetime as dt
    >>> from middlepower.indicators.applied_rates import applied_rate
    >>> from middlepower.policy.rate_book import AD_CVD
    >>> rate = applied_rate("USA", "CHN", dt.date(2024, 6, 1), "us-imports-2024", without=AD_CVD)
    >>> 0.05 < rate < 0.20
    True
    """
    book = book or RateBook.of()
    buyers, sellers = expand([importer], book.world), expand([partner], book.world)
    rates = book.rates(book.law(day, without), pairs_between(buyers, sellers))
    chosen = weights_of(book.world, weights) if isinstance(weights, str) else weights
    return average_rate(book.world, rates, chosen, buyers, sellers, sectors)


def solved_rates(world: World, solved: Equilibrium) -> tuple[Array, TradeWeights]:
    """(effective rates [k, n, i], weights) of an equilibrium: tariffs paid over values at the border, as solved."""
    spending = solved.pi * solved.X[:, :, None]
    value = spending * (solved.net + solved.foreign_share)
    paid = spending - value
    rate = np.divide(paid, value, out=np.zeros_like(value), where=value > 0)
    return rate, TradeWeights(across_borders(world, value), "solved", f"the equilibrium, on the flows of {world.name}")


def average_rate(
    world: World,
    rates: Array,
    weights: TradeWeights,
    importers: Sequence[str],
    exporters: Sequence[str],
    sectors: Sequence[str] | None = None,
) -> float:
    """The mean of rates [k, n, i] over pairs of economies and goods sectors, by the weights; banned flows left out.

    DataError where the weights hold no such trade: an average over nothing is not zero.
    """
    k = [sector_position(world, code) for code in (world.sectors if sectors is None else sectors)]
    n, i = ([world.region(code) for code in codes] for codes in (importers, exporters))
    cells = np.ix_(np.array(k), np.array(n), np.array(i))
    mean = mean_rate(rates[cells], weights.value[cells])
    if np.isnan(mean):
        raise DataError(
            f"weights `{weights.name}` hold no trade of {', '.join(importers)} with {', '.join(exporters)} in these "
            f"sectors: use `{WORLD}`, or other partners."
        )
    return mean


def mean_rate(rates: Array, values: Array) -> float:
    """The mean of rates by values; NaN where there are none. Flows without a rate, which a ban stops, are left out."""
    known = np.isfinite(rates)
    total = float(values[known].sum())
    return float((rates[known] * values[known]).sum()) / total if total > 0 else float("nan")
