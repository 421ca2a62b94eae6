"""The tests `2018-19` and `2017-22`: trade of a pair by sector from one embedded world to a later one, and its mean.

A pair's mean is the log change of its trade in goods less the growth of the buyer and of the seller, which pairs whose
own duties did not move tell. What is left over of these pairs is the placebo: how far a pair strays without a cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.score.forecast import Law, log_change
from middlepower.score.methods import Told
from middlepower.score.plan import PairsTest
from middlepower.score.samples import PERCENT, Prediction, Sample, codes
from middlepower.world.embedded import load_world

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]
SECTORS = "sectors"
UNTREATED = 1e-3  # of ln(1 + t), by which the mean duty of a pair without new tariffs may move
LEAST_PAIR_MUSD = 1000.0  # goods trade of a pair whose growth counts among the others


@dataclass(frozen=True)
class Seen:
    """Goods trade at the border [k, n, i] in both years, million US dollars; the later is NaN where worlds differ."""

    law: Law
    before: Array
    after: Array

    @classmethod
    def of(cls, law: Law, test: PairsTest) -> Seen:
        """What the later world saw."""
        world, later = law.world, load_world(test.later)
        same = [code for code in world.regions if later.constituents.get(code) == world.constituents[code]]
        here, there = ([one.regions.index(code) for code in same] for one in (world, later))
        after = np.full(world.flow.shape, np.nan)
        every = range(len(world.sectors))
        after[np.ix_(every, here, here)] = later.border_value[np.ix_(every, there, there)]
        goods = world.is_goods[:, None, None]
        return cls(law, np.where(goods, world.border_value, 0.0), np.where(goods, after, 0.0))

    @property
    def pair_change(self) -> Array:
        """Log change of a pair's goods trade [n, i]."""
        return log_change(self.before.sum(axis=0), self.after.sum(axis=0))

    @property
    def pair_tax(self) -> Array:
        """Mean change of ln(1 + t) on a pair's goods [n, i]."""
        whole = self.before.sum(axis=0)
        sums = (self.before * np.nan_to_num(self.law.log_tax)).sum(axis=0)
        mean: Array = np.divide(sums, whole, out=np.zeros_like(whole), where=whole > 0.0)
        return mean


@dataclass(frozen=True)
class PairMean:
    """A pair's change beyond the growth of both sides, percent: seen, and as a method says.

    `placebo_spread` is the standard deviation of the same among pairs without new tariffs, `placebo_share` the share of
    them that strays at least as far in the same direction as the seen change.
    """

    importer: str
    exporter: str
    method: str
    variant: str
    seen: float
    predicted: float
    placebo_spread: float
    placebo_share: float
    placebos: int


def pair_sample(seen: Seen, test: PairsTest) -> Sample:
    """Sectors of the pairs, large enough in the first year."""
    world = seen.law.world
    cells = np.array([cell for pair in test.pairs for cell in _cells(seen, test, *pair)]).T
    cell = cells[0], cells[1], cells[2]
    labels = [(world.regions[n], world.regions[i], world.sectors[k]) for k, n, i in cells.T.tolist()]
    pair = codes([f"{n} {i}" for n, i, _ in labels])
    return Sample(
        SECTORS,
        test.weights,
        tuple(labels),
        log_change(seen.before, seen.after)[cell],
        seen.law.log_tax[cell],
        seen.before[cell],
        (pair,),
        np.arange(len(labels), dtype=np.intp),
        pair,
    )


def _cells(seen: Seen, test: PairsTest, importer: str, exporter: str) -> list[tuple[int, int, int]]:
    """The positions (k, n, i) of a pair's sectors that are scored."""
    n, i = seen.law.world.region(importer), seen.law.world.region(exporter)
    large = (seen.before[:, n, i] >= test.least_value_musd) & (seen.after[:, n, i] > 0.0)
    return [(k, n, i) for k in np.flatnonzero(large).tolist()]


def pair_prediction(seen: Seen, test: PairsTest, told: Told) -> Prediction:
    """What a method says of the same sectors."""
    cells = np.array([cell for pair in test.pairs for cell in _cells(seen, test, *pair)]).T
    return Prediction(told.method, told.variant, told.border[cells[0], cells[1], cells[2]])


def pair_means(seen: Seen, test: PairsTest, told: Told) -> list[PairMean]:
    """The mean of every pair of a test, as seen and as a method says."""
    others = _untreated(seen, test)
    later = seen.before * np.exp(np.nan_to_num(told.border))
    said = log_change(seen.before.sum(axis=0), later.sum(axis=0))
    beyond, beyond_said = beyond_growth(seen.pair_change, others), beyond_growth(said, others)
    placebo = beyond[others]
    found = []
    for importer, exporter in test.pairs:
        cell = seen.law.world.region(importer), seen.law.world.region(exporter)
        real = float(beyond[cell])
        farther = (placebo * np.sign(real) >= abs(real)).mean()
        numbers = PERCENT * real, PERCENT * float(beyond_said[cell]), PERCENT * float(placebo.std()), float(farther)
        found.append(PairMean(importer, exporter, told.method, told.variant, *numbers, int(others.sum())))
    return found


def _untreated(seen: Seen, test: PairsTest) -> Mask:
    """Pairs [n, i] whose own duties did not move, with enough trade and known in both years."""
    whole = seen.before.sum(axis=0)
    kept = (whole >= LEAST_PAIR_MUSD) & np.isfinite(seen.pair_change) & (np.abs(seen.pair_tax) < UNTREATED)
    np.fill_diagonal(kept, False)
    for importer, exporter in test.pairs:
        kept[seen.law.world.region(importer), seen.law.world.region(exporter)] = False
    return np.asarray(kept)


def beyond_growth(change: Array, others: Mask) -> Array:
    """Log changes [n, i] less what importer and exporter have in common among some pairs, by least squares.

    NaN for an importer or exporter that has no such pair.
    """
    n, i = np.nonzero(others)
    size = len(change)
    design = np.zeros((len(n), 2 * size))
    design[np.arange(len(n)), n] = 1.0
    design[np.arange(len(n)), size + i] = 1.0
    effect = np.linalg.lstsq(design, change[n, i], rcond=None)[0]
    known = design.any(axis=0)
    effect = np.where(known, effect, np.nan)
    return np.asarray(change - effect[:size, None] - effect[None, size:], dtype=np.float64)
