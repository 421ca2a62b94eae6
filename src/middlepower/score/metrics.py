"""How well predicted changes fit observed ones: plain arrays in, numbers out.

x is what was predicted and y what was seen, log changes of flows; w are weights, z an instrument. NaN stands for a
statistic that does not exist, such as the correlation of a prediction that does not vary.

weighted correlation   Kehoe (2005), section 3: corr_w(x, y)
a and b                Kehoe (2005): y = a + b x by weighted least squares; a = 0 and b = 1 is a perfect forecast
slope                  Adao, Costinot and Donaldson (2023): y on x with the instrument z, one on average where the model
                       is right about what the tariff did; errors clustered
sign hits              share of flows whose x and y have the same sign
RMSE                   sqrt(sum w (y - x)^2 / sum w)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Index = NDArray[np.intp]
COVERAGE = 0.95
FLAT = 1e-12  # standard deviation, log points, below which a prediction does not vary
SWEEPS, DEMEANED = 500, 1e-11  # of the alternating means, and when they are done
DRAWS, SEED = 999, 2025  # of the bootstrap and of permutations; fixed, so that a table can be made again


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its 95% interval."""

    value: float
    low: float
    high: float


def without_means(value: Array, weight: Array, groups: tuple[Index, ...]) -> Array:
    """The values less their weighted means by every grouping at once: fixed effects taken out by turns."""
    left = value.astype(np.float64)
    sums = [np.bincount(group, weight) for group in groups]
    for _ in range(SWEEPS if len(groups) > 1 else 1):
        moved = 0.0
        for group, total in zip(groups, sums, strict=True):
            mean = np.bincount(group, weight * left) / np.where(total > 0.0, total, 1.0)
            left = left - mean[group]
            moved = max(moved, float(np.abs(mean).max(initial=0.0)))
        if moved < DEMEANED:
            break
    return left


def moments(x: Array, y: Array, weight: Array) -> Array:
    """The weighted products [flow, 6] of which correlation, a, b and RMSE are made: w, wx, wy, wxx, wxy, wyy."""
    return np.stack([weight, weight * x, weight * y, weight * x * x, weight * x * y, weight * y * y], axis=-1)


def correlation_of(sums: Array) -> Array:
    """Weighted correlation of summed moments [..., 6]; NaN where x or y does not vary."""
    w, x, y, xx, xy, yy = np.moveaxis(sums, -1, 0)
    across, along, up = xy / w - x * y / w**2, xx / w - (x / w) ** 2, yy / w - (y / w) ** 2
    varies = (along > FLAT**2) & (up > FLAT**2)
    scale = np.sqrt(np.where(varies, along * up, 1.0))
    found: Array = np.divide(across, scale, out=np.full_like(across, np.nan), where=varies)
    return found


def line_of(sums: Array) -> tuple[Array, Array]:
    """(a, b) of y = a + b x by weighted least squares, of summed moments; NaN where x does not vary."""
    w, x, y, xx, xy, _ = np.moveaxis(sums, -1, 0)
    along = xx / w - (x / w) ** 2
    b = np.divide(xy / w - x * y / w**2, along, out=np.full_like(along, np.nan), where=along > FLAT**2)
    a: Array = y / w - b * x / w
    return a, b


def rmse_of(sums: Array) -> Array:
    """Root of the weighted mean squared error, of summed moments."""
    w, _, _, xx, xy, yy = np.moveaxis(sums, -1, 0)
    error: Array = np.sqrt(np.maximum((xx - 2.0 * xy + yy) / w, 0.0))
    return error


def weighted_correlation(x: Array, y: Array, weight: Array) -> float:
    """corr_w(x, y)."""
    return float(correlation_of(moments(x, y, weight).sum(axis=0)))


def kehoe_line(x: Array, y: Array, weight: Array) -> tuple[float, float]:
    """(a, b) of the weighted regression of what was seen on what was predicted."""
    a, b = line_of(moments(x, y, weight).sum(axis=0))
    return float(a), float(b)


def rmse(x: Array, y: Array, weight: Array) -> float:
    """Root of the weighted mean squared error."""
    return float(rmse_of(moments(x, y, weight).sum(axis=0)))


def sign_hits(x: Array, y: Array) -> tuple[int, int]:
    """(flows whose predicted and seen changes have one sign, flows); no change predicted hits nothing."""
    return int(((x * y) > 0.0).sum()), len(x)


def instrumented_slope(x: Array, y: Array, z: Array, weight: Array, cluster: Index) -> Interval:
    """b = sum w z y / sum w z x with its 95% interval; x, y and z have their effects taken out already.

    Errors are clustered, with Student's t of one degree of freedom less than there are clusters.
    """
    strength = float((weight * z * x).sum())
    members, many = np.unique(cluster, return_inverse=True)
    if abs(strength) <= FLAT**2 or len(members) < 2:
        return Interval(np.nan, np.nan, np.nan)
    slope = float((weight * z * y).sum()) / strength
    score = np.bincount(many, weight * z * (y - slope * x))
    error = np.sqrt(len(members) / (len(members) - 1) * (score**2).sum()) / abs(strength)
    reach = float(stats.t.ppf(0.5 + COVERAGE / 2.0, len(members) - 1)) * float(error)
    return Interval(slope, slope - reach, slope + reach)


@dataclass(frozen=True)
class Resampled:
    """95% intervals of the bootstrap over clusters."""

    correlation: Interval
    a: Interval
    b: Interval
    rmse: Interval


def bootstrap(x: Array, y: Array, weight: Array, cluster: Index) -> Resampled:
    """The statistics with percentile intervals over draws of whole clusters, with a fixed seed."""
    members, many = np.unique(cluster, return_inverse=True)
    by_cluster = np.zeros((len(members), 6))
    np.add.at(by_cluster, many, moments(x, y, weight))
    sums, whole = _draws(len(members)) @ by_cluster, by_cluster.sum(axis=0)
    lines, line = line_of(sums), line_of(whole)
    return Resampled(
        _ends(correlation_of(whole), correlation_of(sums)),
        _ends(line[0], lines[0]),
        _ends(line[1], lines[1]),
        _ends(rmse_of(whole), rmse_of(sums)),
    )


@cache
def _draws(clusters: int) -> Array:
    """How often each cluster stands in each draw [draw, cluster]; the same for the same number of clusters."""
    random = np.random.default_rng(SEED)
    return random.multinomial(clusters, np.full(clusters, 1.0 / clusters), DRAWS).astype(np.float64)


def _ends(value: Array, draws: Array) -> Interval:
    """The value with the middle 95% of its draws; draws in which it does not exist are left out."""
    known = draws[np.isfinite(draws)]
    if not (np.isfinite(value) and len(known)):
        return Interval(float(value), np.nan, np.nan)
    tail = 50.0 * (1.0 - COVERAGE)
    return Interval(float(value), *(float(end) for end in np.percentile(known, [tail, 100.0 - tail])))


def chance_share(x: Array, y: Array, weight: Array, group: Index) -> float:
    """How often predictions dealt out at random within groups correlate at least as well as the real ones.

    A share near zero says that the forecast knows which flows move; NaN where it does not vary.
    """
    real = weighted_correlation(x, y, weight)
    if not np.isfinite(real):
        return float("nan")
    random = np.random.default_rng(SEED)
    order = np.argsort(group, kind="stable")
    at_least = 0
    for _ in range(DRAWS):
        key = random.random(len(x))
        dealt = np.empty_like(x)
        dealt[order] = x[np.lexsort((key, group))]
        at_least += weighted_correlation(dealt, y, weight) >= real - FLAT
    return (1.0 + at_least) / (1.0 + DRAWS)
