"""What is scored: flows with what was seen of them, what a forecast says of each, and how well the two fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.score import metrics
from middlepower.score.metrics import Interval

Array = NDArray[np.float64]
Index = NDArray[np.intp]
PERCENT = 100.0  # log points to percent


@dataclass(frozen=True)
class Sample:
    """Flows: their labels, the log change seen, the change of ln(1 + t), weight, and what is done with them.

    `effects` are groupings whose means are taken out before all statistics but a and b, `cluster` what is drawn
    together, `group` that within which a random forecast is dealt out.
    """

    name: str
    weighting: str
    labels: tuple[tuple[str, ...], ...]
    seen: Array
    log_tax: Array
    weight: Array
    effects: tuple[Index, ...]
    cluster: Index
    group: Index
    left_out: int = 0

    def centred(self, value: Array) -> Array:
        """The values less the means of the sample's effects."""
        return metrics.without_means(value, self.weight, self.effects) if self.effects else value

    def reweighted(self, name: str, weighting: str, weight: Array) -> Sample:
        """The same flows with other weights."""
        return replace(self, name=name, weighting=weighting, weight=weight)


@dataclass(frozen=True)
class Prediction:
    """The log changes that a method says of a sample's flows; `variant` is the elasticity set and horizon behind it."""

    method: str
    variant: str
    change: Array


@dataclass(frozen=True)
class Fit:
    """How well a prediction did; a, b and the error in percent, NaN where a statistic does not exist.

    `predicted` and `seen` are weighted means before effects are taken out, `chance` the share of random forecasts that
    correlate as well.
    """

    method: str
    variant: str
    correlation: Interval
    a: Interval
    b: Interval
    slope: Interval
    hits: int
    flows: int
    error: Interval
    chance: float
    predicted: float
    seen: float


def fit(sample: Sample, prediction: Prediction, with_chance: bool = True) -> Fit:
    """The statistics of one prediction; those of a and b are of the changes as they are."""
    x, y = sample.centred(prediction.change), sample.centred(sample.seen)
    drawn = metrics.bootstrap(x, y, sample.weight, sample.cluster)
    raw = metrics.bootstrap(prediction.change, sample.seen, sample.weight, sample.cluster)
    z = sample.centred(sample.log_tax)
    hits, flows = metrics.sign_hits(x, y)
    chance = metrics.chance_share(x, y, sample.weight, sample.group) if with_chance else float("nan")
    return Fit(
        prediction.method,
        prediction.variant,
        drawn.correlation,
        scaled(raw.a),
        raw.b,
        metrics.instrumented_slope(x, y, z, sample.weight, sample.cluster),
        hits,
        flows,
        scaled(drawn.rmse),
        chance,
        PERCENT * mean(prediction.change, sample.weight),
        PERCENT * mean(sample.seen, sample.weight),
    )


def tariff_slope(sample: Sample) -> Interval:
    """What was seen per unit of ln(1 + t), no model between, with its 95% interval."""
    y, z = sample.centred(sample.seen), sample.centred(sample.log_tax)
    return metrics.instrumented_slope(z, y, z, sample.weight, sample.cluster)


def scaled(interval: Interval) -> Interval:
    """An interval of log changes in percent."""
    return Interval(PERCENT * interval.value, PERCENT * interval.low, PERCENT * interval.high)


def mean(value: Array, weight: Array) -> float:
    """The weighted mean."""
    return float((weight * value).sum() / weight.sum())


def codes(labels: Sequence[object]) -> Index:
    """A number for each different label."""
    return np.unique(np.array(labels), return_inverse=True)[1].astype(np.intp)
