"""Where the draws lie in the unit cube, part by part: the same for every number of workers, and after a restart.

A part of a design can be made alone, so memory does not grow with the number of draws. Points are those of SciPy's
quasi-Monte Carlo: scrambled Sobol sequences continue from part to part; each part of a Latin design is one of its own.
The design `sets` has no points: it is the published elasticity sets themselves, all else at its centre.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from middlepower.names import unknown_name

Array = NDArray[np.float64]
DesignName = Literal["sobol", "latin", "sets"]
DESIGNS: tuple[DesignName, ...] = get_args(DesignName)
AT_SETS: DesignName = "sets"
EDGE = 2.0**-40  # points keep off 0 and 1, where a normal number is infinite


def check_design(name: str) -> DesignName:
    """The design of that name; an error names the nearest."""
    for known in DESIGNS:
        if name == known:
            return known
    raise unknown_name("design", name, DESIGNS)


def points(design: DesignName, dimensions: int, seed: int, begin: int, count: int) -> Array:
    """Points [draw, dimension] of (0, 1): those of draws `begin` to `begin + count`."""
    from scipy.stats import qmc

    if design == "latin":
        found = qmc.LatinHypercube(dimensions, rng=np.random.default_rng([seed, begin])).random(count)
    else:
        sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
        found = sequence.fast_forward(begin).random(count) if begin else _first(sequence, count)
    inside: Array = np.clip(found, EDGE, 1.0 - EDGE)
    return inside


def _first(sequence: object, count: int) -> Array:
    """The first points of a Sobol sequence; SciPy's word on counts that are no power of two concerns means alone."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        found: Array = sequence.random(count)  # type: ignore[attr-defined]
    return found
