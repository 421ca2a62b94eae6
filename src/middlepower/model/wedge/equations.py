"""Two hegemons bid for one economy with tariffs that depend on its alignment. [Derived here, see below.]

The idea is that of Becko, Grossman and Helpman (2025, NBER 34108), of whose paper only the abstract was read; these
equations are ours. Hegemons 1 and 2 tax imports from economy n: `in` while n is aligned with them, `out` while it is
aligned with the other. So there are two equilibria of trade,
  state 1, n is aligned with 1: tariffs (in_1, out_2);     state 2, n is aligned with 2: tariffs (out_1, in_2),
and with V = ln real income of n, w_j that of hegemon j, each exact in both states, n is aligned with 1 with the chance
  a = Phi(z),   z = (V(1) - V(2) - kappa) / s.
b_j is what alignment is worth to hegemon j, in log points of its real income. Hegemon 1 maximises
  U_1 = a (w_1(1) + b_1) + (1 - a) w_1(2)
and 2 likewise. With x = ln(1 + tariff) and the stake S_1 = b_1 + w_1(1) - w_1(2) the first-order conditions are
  in_1:   a       dw_1(1)/dx + (phi(z)/s) dV(1)/dx S_1 = 0
  out_1:  (1 - a) dw_1(2)/dx - (phi(z)/s) dV(2)/dx S_1 = 0
and for 2 with a and 1 - a exchanged. Each is divided here by the chance of its own state, so that it still says
something where that chance vanishes: the limit of the best tariffs, off a path on which any would do as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr

Array = NDArray[np.float64]
ECONOMY, FIRST, SECOND = 0, 1, 2  # actors
IN_1, OUT_1, IN_2, OUT_2 = 0, 1, 2, 3  # a point x[4, ...]: ln(1 + tariff)
STATES = ((IN_1, OUT_2), (OUT_1, IN_2))  # where both tariffs of a state stand in a point


@dataclass(frozen=True)
class Stakes:
    """kappa and scale (s) in log points of the economy's real income, worth (b_1, b_2) in log points of each hegemon's.

    kappa > 0 is what alignment with the first costs the economy beyond trade.
    """

    kappa: float
    scale: float
    worth: tuple[float, float]

    @property
    def mirrored(self) -> Stakes:
        """The same stakes with the hegemons' places exchanged."""
        return Stakes(-self.kappa, self.scale, (self.worth[1], self.worth[0]))


@dataclass(frozen=True)
class Both:
    """level[state, actor, ...] of ln W in both states, slope[state, axis, actor, ...] of it by each hegemon's x."""

    level: Array
    slope: Array


def probit(V_1: Array, V_2: Array, stakes: Stakes) -> Array:
    """z = (V(1) - V(2) - kappa) / s."""
    return (V_1 - V_2 - stakes.kappa) / stakes.scale


def chance(level: Array, stakes: Stakes) -> Array:
    """a, the chance that the economy is aligned with the first hegemon; level[state, actor, ...]."""
    found: Array = ndtr(probit(level[0, ECONOMY], level[1, ECONOMY], stakes))
    return found


def expected(values: Array, a: Array) -> Array:
    """The expectation over both states of values[state, ...]."""
    mean: Array = a * values[0] + (1.0 - a) * values[1]
    return mean


def payoffs(level: Array, stakes: Stakes) -> Array:
    """U[hegemon, ...], expected real income in logs and what alignment is worth."""
    a = chance(level, stakes)
    first = expected(level[:, FIRST], a) + a * stakes.worth[0]
    second = expected(level[:, SECOND], a) + (1.0 - a) * stakes.worth[1]
    return np.stack([first, second])


def hazards(z: Array, stakes: Stakes) -> tuple[Array, Array]:
    """(phi(z) / (s Phi(z)), phi(z) / (s (1 - Phi(z)))): how fast either chance grows, as a part of itself."""
    log_phi = -0.5 * z * z - 0.5 * np.log(2.0 * np.pi)
    return np.exp(log_phi - log_ndtr(z)) / stakes.scale, np.exp(log_phi - log_ndtr(-z)) / stakes.scale


def conditions(both: Both, stakes: Stakes) -> Array:
    """The slopes of U [4, ...] by each tariff's x, over the chance of the state in which it is paid; zero inside."""
    one, two = both.level
    of_one, of_two = hazards(probit(one[ECONOMY], two[ECONOMY], stakes), stakes)
    stake_1 = stakes.worth[0] + one[FIRST] - two[FIRST]
    stake_2 = stakes.worth[1] + two[SECOND] - one[SECOND]
    by_1, by_2 = both.slope[:, 0], both.slope[:, 1]
    return np.stack(
        [
            by_1[0, FIRST] + of_one * by_1[0, ECONOMY] * stake_1,
            by_1[1, FIRST] - of_two * by_1[1, ECONOMY] * stake_1,
            by_2[1, SECOND] + of_two * by_2[1, ECONOMY] * stake_2,
            by_2[0, SECOND] - of_one * by_2[0, ECONOMY] * stake_2,
        ]
    )


def mirrored(x: Array) -> Array:
    """A point with the hegemons' places exchanged."""
    return x[[IN_2, OUT_2, IN_1, OUT_1]]
