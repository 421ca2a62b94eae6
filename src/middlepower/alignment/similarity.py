"""How alike two profiles of ties or votes are: Signorino and Ritter's S, Scott's pi, Cohen's kappa, agreement.

x and y hold one value for each third party (or vote), d_max is the largest possible difference:

    S(power) = 1 - 2 sum |x - y|^power / (n d_max^power)
    pi       = 1 - sum (x - y)^2 / [sum (x - m)^2 + sum (y - m)^2],  m = (mean x + mean y) / 2
    kappa    = 1 - sum (x - y)^2 / [sum (x - mean x)^2 + sum (y - mean y)^2 + n (mean x - mean y)^2]

Signorino and Ritter (1999), Häge (2011, Political Analysis 19(3)): pi and kappa correct for ties that are rare or that
one of the two has more of; they do not stand in for S. Agreement of votes 1 to 3 is the mean of 1 - |x - y| / 2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def s_score(x: Array, y: Array, largest: float, power: int = 2) -> float:
    """S of two profiles, from -1 to 1; squared differences, or absolute ones with power 1."""
    return float(1.0 - 2.0 * np.sum(np.abs(x - y) ** power) / (x.size * largest**power))


def scott_pi(x: Array, y: Array) -> float:
    """Scott's pi; NaN where both profiles are one constant."""
    middle = 0.5 * (x.mean() + y.mean())
    return _ratio(x, y, float(np.sum((x - middle) ** 2) + np.sum((y - middle) ** 2)))


def cohen_kappa(x: Array, y: Array) -> float:
    """Cohen's kappa; NaN where both profiles are one constant."""
    apart = x.size * (x.mean() - y.mean()) ** 2
    return _ratio(x, y, float(np.sum((x - x.mean()) ** 2) + np.sum((y - y.mean()) ** 2) + apart))


def _ratio(x: Array, y: Array, chance: float) -> float:
    return math.nan if chance == 0.0 else float(1.0 - np.sum((x - y) ** 2) / chance)


def agreement(x: Array, y: Array) -> float:
    """Mean agreement of votes coded 1 to 3: one where the same, one half where one of the two abstains."""
    return float(np.mean(1.0 - np.abs(x - y) / 2.0))
