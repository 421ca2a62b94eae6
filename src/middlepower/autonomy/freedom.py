"""Freedom of action: what a power's threat leaves of a move that it dislikes, in three numbers a threat and horizon.

A move gains G = ln W(move) / W(status quo) where nobody answers, and loses L(tau) = -ln W(move and threat) / W(status
quo) where the power carries out its tariff tau. It is worth more than standing still while (1 - p) G > p L, so
  break-even probability  p* = G / (G + L),
  price                   p L - (1 - p) G, in dollars at the sourced p (negative: worth it all the same),
  largest tolerated tariff  tau*(p): (1 - p) G = p L(tau).
No index: the share of moves that survive a threat is zero at any sourced probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.experiment.baseline import Baseline
from middlepower.indicators.threat_shocks import cut_matrix, with_cut, with_tariff
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
TARIFFS = (0.0, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
CURVE = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.23, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class FreedomMove:
    """A move at one horizon: where it starts and the shock that it is."""

    baseline: Baseline
    shock: Shock


@dataclass(frozen=True)
class MoveOutcome:
    """G, L by tariff (of TARIFFS), L of the threat asked for, in log points; income of the baseline; worst residual.

    reason says why there is nothing, where the move or any threat on it has no equilibrium.
    """

    gain: float
    losses: tuple[float, ...]
    loss: float
    income: float
    residual: float
    reason: str = ""


def free_trade(baseline: Baseline, n: int, partner: Sequence[int]) -> FreedomMove:
    """The move to free trade in goods with a partner, both ways: no tariff is left, subsidies stay."""
    world, shock = baseline.world, baseline.shock
    pair = cut_matrix(len(world.regions), [n], partner, "both")
    rate = np.where(world.is_goods[:, None, None] & pair[None], np.minimum(shock.tariff, 0.0), shock.tariff)
    cost = shock.trade_cost * (1.0 + rate) / (1.0 + shock.tariff)
    return FreedomMove(baseline, replace(shock, tariff=rate, trade_cost=cost))


def outcome_of(move: FreedomMove, n: int, power: Sequence[int], rate: float | None) -> MoveOutcome:
    """The MoveOutcome of a move under a power's tariffs on all goods, and under its threat (rate None: cut-off)."""
    baseline = move.baseline
    sold = cut_matrix(len(baseline.world.regions), [n], power, "export")
    goods = baseline.world.is_goods[:, None, None] & sold[None]
    income = float(baseline.equilibrium.income[n])
    try:
        rates = [baseline.solve(with_tariff(move.shock, np.where(goods, tariff, 0.0))) for tariff in TARIFFS]
        threat = worst_threat(move, n, power) if rate is None else with_tariff(move.shock, np.where(goods, rate, 0.0))
        last = baseline.solve(threat)
    except NoEquilibriumError as error:
        return MoveOutcome(np.nan, (), np.nan, income, np.nan, error.reason)
    losses = [float(baseline.log_loss(state)[n]) for state in rates]
    residual = max(state.report.residual for state in (*rates, last))
    return MoveOutcome(-losses[0], tuple(losses), float(baseline.log_loss(last)[n]), income, residual)


def worst_threat(move: FreedomMove, n: int, power: Sequence[int]) -> Shock:
    """The move with all trade with the power ended."""
    return with_cut(move.shock, cut_matrix(len(move.baseline.world.regions), [n], power, "both"))


def price(gain: float, loss: float, p: float) -> float:
    """p L - (1 - p) G, log points of income: what a move costs in expectation."""
    return p * loss - (1.0 - p) * gain


def tolerated(gain: float, losses: Sequence[float], p: float) -> float:
    """tau*(p): the largest tariff that leaves the move worth its risk, (1 - p) G = p L(tau).

    0 where the move gains nothing, infinite where the highest tariff computed is still tolerated. L rises with the
    tariff; between those computed it is read off a cubic that keeps it rising (Fritsch and Carlson).
    """
    if gain <= 0.0:
        return 0.0
    wanted = (1.0 - p) * gain / p
    if wanted >= losses[-1]:
        return float("inf")
    from scipy.interpolate import PchipInterpolator
    from scipy.optimize import brentq

    curve = PchipInterpolator(TARIFFS, losses)
    return float(brentq(lambda tariff: float(curve(tariff)) - wanted, 0.0, TARIFFS[-1], xtol=1e-10))


def tolerated_exactly(move: FreedomMove, n: int, power: Sequence[int], p: float) -> float:
    """tau*(p) of one move by exact solves; NaN where it gains nothing, infinite above the highest tariff."""
    from scipy.optimize import brentq

    baseline = move.baseline
    sold = cut_matrix(len(baseline.world.regions), [n], power, "export")
    goods = baseline.world.is_goods[:, None, None] & sold[None]

    def loss(tariff: float) -> float:
        return float(baseline.log_loss(baseline.solve(with_tariff(move.shock, np.where(goods, tariff, 0.0))))[n])

    gain = -loss(0.0)
    if gain <= 0.0:
        return float("nan")
    wanted = (1.0 - p) * gain / p
    top = TARIFFS[-1]
    if loss(top) <= wanted:
        return float("inf")
    return float(brentq(lambda tariff: loss(tariff) - wanted, 0.0, top, xtol=1e-5, rtol=1e-4))
