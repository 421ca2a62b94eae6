"""When an economy takes the second hegemon's reward though the first may punish it, from the law of the baseline.

With a reward r, log points of real income, and a chance p that the first hegemon answers with a tariff on all goods,
  a(r, p) = Phi((V_law - ((1 - p) V(free) + p V(punished)) - r - kappa) / s),
V_law = 0 the real income under the baseline's law, V(punished) an exact equilibrium. The tipping line a = 1/2 is
  r(p) = p L - kappa,   L = -V(punished),
and where the second hegemon's free entry is the reward, with the exact gain G and the loss L of both together, the
break-even chance is p = (G + kappa) / (G + L); without any taste (kappa = 0) it is G / (G + L).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from middlepower.game.wedge.trade import Triangle, level_at, shock_at
from middlepower.model.wedge.equations import ECONOMY, Stakes

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Punishment:
    """One tariff of the first hegemon: ln real income [3] of the three actors with it alone, and with free entry to the
    second beside it."""

    tariff: float
    alone: Array
    with_reward: Array


@dataclass(frozen=True)
class Tipping:
    """ln real income [3] with free entry to the second hegemon, each punishment, the worst residual."""

    reward: Array
    punishments: tuple[Punishment, ...]
    residual: float


def tipping_of(triangle: Triangle, tariffs: Sequence[float]) -> Tipping:
    """The Tipping of an economy: exact equilibria, each hegemon's other goods taxed as the law says."""
    residuals: list[float] = []

    def solved(first: float | None, second: float | None) -> Array:
        state = triangle.baseline.solve(shock_at(triangle, first, second))
        residuals.append(state.report.residual)
        return level_at(triangle, state)

    reward = solved(None, 0.0)
    punishments = tuple(Punishment(tariff, solved(tariff, None), solved(tariff, 0.0)) for tariff in tariffs)
    return Tipping(reward, punishments, max(residuals))


def tipping_chance(tipping: Tipping, stakes: Stakes, reward: Array, p: Array, tariff: float) -> Array:
    """The chance that the economy stays with the first hegemon at rewards r and chances p of a punishment."""
    lost = next(one.alone[ECONOMY] for one in tipping.punishments if one.tariff == tariff)
    found: Array = ndtr((-p * lost - reward - stakes.kappa) / stakes.scale)
    return found


def needed(punishment: Punishment, stakes: Stakes, p: Array) -> Array:
    """The reward r(p), log points, at which the economy is as likely to go as to stay."""
    line: Array = -p * punishment.alone[ECONOMY] - stakes.kappa
    return line


def break_even(tipping: Tipping, punishment: Punishment, kappa: float) -> float:
    """The chance of punishment up to which free entry to the second hegemon is worth it; below 0: never, above 1:
    always."""
    gain = tipping.reward[ECONOMY]
    return float((gain + kappa) / (gain - punishment.with_reward[ECONOMY]))
