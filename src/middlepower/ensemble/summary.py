"""What the draws say: quantiles, chances, orders that hold, and what moves the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import OutputError
from middlepower.experiment.uncertain import Uncertain

Array = NDArray[np.float64]
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
ROUNDING = 1e-9  # by which sums of weights may miss a share
LEVELS = 41  # points of an exceedance curve
HARMONICS = 10  # of the first-order index
FEW = 10 * HARMONICS  # draws below which no share of a variance is told: its correction for bias needs many


@dataclass(frozen=True)
class Distribution:
    """One column over all draws that have it: quantiles, mean, share below zero, and how many draws there are."""

    quantiles: Array
    mean: float
    below_zero: float
    draws: int


def distribution(values: Array, weights: Array | None = None) -> Distribution:
    """The distribution of a column, by what draws weigh; those without equilibrium are left out, and counted apart."""
    known = np.isfinite(values)
    there, weigh = values[known], None if weights is None else weights[known]
    if not there.size:
        return Distribution(np.full(len(QUANTILES), np.nan), np.nan, np.nan, 0)
    found = np.quantile(there, QUANTILES) if weigh is None else weighted_quantiles(there, weigh)
    mean, below = (float(np.average(of, weights=weigh)) for of in (there, there < 0.0))
    return Distribution(found, mean, below, int(there.size))


def weighted_quantiles(values: Array, weights: Array) -> Array:
    """The quantiles of values that weigh differently: the first value at which more than the share of the weight lies
    at or below it, halfway to the next where it is the share exactly."""
    order = np.argsort(values, kind="stable")
    ordered, reached = values[order], np.cumsum(weights[order]) / weights.sum()
    last = len(values) - 1
    above, at = (
        np.searchsorted(reached, np.array(QUANTILES) + shift, side="right").clip(0, last)
        for shift in (ROUNDING, -ROUNDING)
    )
    halfway: Array = 0.5 * (ordered[above] + ordered[at])
    return halfway


def exceedance(values: Array, weights: Array | None = None) -> tuple[Array, Array]:
    """(levels, share of draws above each): from the smallest to the largest draw."""
    known = np.isfinite(values)
    there = values[known]
    weigh = np.ones(there.size) if weights is None else weights[known]
    order = np.argsort(there, kind="stable")
    levels = np.linspace(there[order[0]], there[order[-1]], LEVELS)
    reached = np.concatenate([[0.0], np.cumsum(weigh[order]) / weigh.sum()])
    above: Array = 1.0 - reached[np.searchsorted(there[order], levels, side="right")]
    return levels, above.clip(0.0)


@dataclass(frozen=True)
class OrderHolds:
    """How often the order of some states by the medians holds: shares of draws, and of each pair of neighbours."""

    order: tuple[str, ...]
    whole: float
    first: float
    neighbours: tuple[float, ...]


def order_holds(by_state: Mapping[str, Array], weights: Array | None = None) -> OrderHolds:
    """The order of states by median, best first, and the share of draws in which it holds, by what they weigh."""
    table = np.stack(list(by_state.values()), axis=1)
    known = np.isfinite(table).all(axis=1)
    complete, weigh = table[known], np.ones(int(known.sum())) if weights is None else weights[known]
    names = list(by_state)
    if not complete.size:
        return OrderHolds(tuple(names), np.nan, np.nan, ())
    order = np.argsort(-np.median(complete, axis=0), kind="stable")
    ranked = complete[:, order]
    pairs = ranked[:, :-1] >= ranked[:, 1:]
    return OrderHolds(
        tuple(names[place] for place in order),
        float(np.average(pairs.all(axis=1), weights=weigh)) if pairs.size else 1.0,
        float(np.average(ranked[:, 0] >= ranked.max(axis=1), weights=weigh)),
        tuple(np.average(pairs, axis=0, weights=weigh).tolist()),
    )


@dataclass(frozen=True)
class Driver:
    """How much one parameter moves an answer: the median of the draws in its lowest and highest fifth (of a choice,
    its lowest and highest option), and its first-order share of the variance; None where that can't be told."""

    name: str
    low: float
    high: float
    low_at: str
    high_at: str
    share: float | None


def drivers(values: Array, drawn: Mapping[str, Array], uncertain: Sequence[Uncertain]) -> tuple[Driver, ...]:
    """All parameters that are one number, the one that moves the answer most first; none where no draw has a value."""
    there = np.isfinite(values)
    if not there.any():
        return ()
    found = [_driver(one, drawn[one.name][there], values[there]) for one in uncertain if one.kind != "errors"]
    return tuple(sorted(found, key=lambda driver: -abs(driver.high - driver.low)))


def _driver(one: Uncertain, drawn: Array, values: Array) -> Driver:
    if one.kind == "choice":
        medians = {
            name: float(np.median(values[drawn == place]))
            for place, name in enumerate(one.options)
            if np.any(drawn == place)
        }
        low, high = min(medians, key=lambda name: medians[name]), max(medians, key=lambda name: medians[name])
        return Driver(one.name, medians[low], medians[high], low, high, first_order(drawn, values))
    ends = np.quantile(drawn, (0.2, 0.8))
    below, above = values[drawn <= ends[0]], values[drawn >= ends[1]]
    return Driver(
        one.name,
        float(np.median(below)),
        float(np.median(above)),
        f"{drawn.min():.3g} to {ends[0]:.3g}",
        f"{ends[1]:.3g} to {drawn.max():.3g}",
        first_order(drawn, values),
    )


def first_order(drawn: Array, values: Array) -> float | None:
    """The first-order Sobol index of a parameter from draws as they are, by random balance designs (SALib).

    Tarantola, Gatelli and Mara (2006); bias-corrected as Tissot and Prieur (2012). Nothing where draws are few, alike
    or constant.
    """
    if values.size < FEW or np.ptp(values) == 0.0 or np.ptp(drawn) == 0.0:
        return None
    if find_spec("SALib") is None:
        raise OutputError('what moves the answer is found with SALib: `pip install "middlepower[draws]"`.')
    from SALib.analyze import rbd_fast

    problem = {"num_vars": 1, "names": ["x"], "bounds": [[float(drawn.min()), float(drawn.max())]]}
    found = rbd_fast.analyze(problem, drawn[:, None], values, M=HARMONICS, num_resamples=2)
    return float(np.clip(found["S1"][0], 0.0, 1.0))
