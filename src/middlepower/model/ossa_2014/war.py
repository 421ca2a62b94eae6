"""Optimal tariffs, trade war and trade talks: tariffs by sector and partner that governments choose or agree on.

Variables are ln(1 + t) times the root of what the cell's trade weighs, so that all cells curve alike: without that the
thousand cells with almost no trade stay where the search began. Tariffs end where trade has: above a bound of e^4 no
number would show a change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, minimize

from middlepower.errors import NoEquilibriumError
from middlepower.model.ossa_2014.equations import ProfitBenchmark, ProfitState, TradeSlopes, government
from middlepower.model.ossa_2014.solve import objective_slope, solve_profits, total_slope

Array = NDArray[np.float64]
FIRST_TARIFF = 0.6  # where the search for a best response begins
LOWEST, HIGHEST = -0.3, 4.0  # bounds of ln(1 + t) of a best response
PER_CENT = 100.0  # objectives in per cent: the search's tolerances are absolute
ROUNDS = 40
STILL = 1e-8  # largest rise of ln G that a further best response may bring
EQUAL = 1e-8  # how far apart gains may end that talks make equal
PENALTY = 50.0
TALKS = 30


@dataclass(frozen=True)
class War:
    """Tariffs [k, j, i], their equilibrium, and each government's ln G; `rise` is the best further deviation's gain."""

    tariff: Array
    at: ProfitState
    gain: Array
    rise: float


def weight_of(bench: ProfitBenchmark, j: int) -> Array:
    """What the cells [k, i] of importer j weigh: the root of sigma times their share in spending; zero at home."""
    weight = np.sqrt(bench.sigma[:, None] * bench.X[:, j] / bench.spending[j])
    weight[:, j] = 0.0
    return np.asarray(weight)


def best_response(bench: ProfitBenchmark, tariff: Array, weights: Array, j: int, first: Array) -> Array:
    """All tariffs [k, j, i] with those of importer j at their best for G_j, searched from j's tariffs first[k, i]."""
    weight = weight_of(bench, j)
    cells = weight > 0.0
    near: list[ProfitState | None] = [None]

    def lost(x: Array) -> tuple[float, Array]:
        near[0] = at = solve_profits(bench, _with(tariff, j, cells, x / weight[cells]), near[0])
        value, slope = objective_slope(bench, at, weights[:, j], j)
        return -PER_CENT * value, -PER_CENT * slope[:, j][cells] / weight[cells]

    found = searched(lost, np.log1p(first[cells]) * weight[cells], weight[cells], LOWEST)
    return _with(tariff, j, cells, found / weight[cells])


def searched(lost: Callable[[Array], tuple[float, Array]], x: Array, weight: Array, lowest: float) -> Array:
    """Where `lost` is least, between the bounds of ln(1 + t)."""
    bounds = Bounds(lowest * weight, HIGHEST * weight)
    search = minimize(
        lost,
        x,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 1000, "maxcor": 30, "ftol": 1e-16, "gtol": 1e-9},
    )
    return np.asarray(search.x)


def _with(tariff: Array, j: int, cells: NDArray[np.bool_], log_rate: Array) -> Array:
    new = tariff.copy()
    new[:, j][cells] = np.expm1(log_rate)
    return new


def optimal_tariffs_alone(bench: ProfitBenchmark, weights: Array) -> Array:
    """Tariffs [k, j, i] that each importer would choose while all others keep theirs."""
    chosen = bench.t.copy()
    for j in range(len(bench.wages)):
        chosen[:, j] = best_response(bench, bench.t, weights, j, first_tariffs(bench)[:, j])[:, j]
    return chosen


def first_tariffs(bench: ProfitBenchmark) -> Array:
    """Sixty per cent on everything from abroad."""
    return np.asarray(np.where(np.eye(len(bench.wages), dtype=bool), 0.0, FIRST_TARIFF) * np.ones_like(bench.X))


def tariff_war(bench: ProfitBenchmark, weights: Array) -> War:
    """Nash tariffs: rounds of best responses from today's tariffs; NoEquilibriumError where they do not settle."""
    tariff, first = bench.t, first_tariffs(bench)
    for _ in range(ROUNDS):
        rise = 0.0
        for j in range(len(bench.wages)):
            before = government(bench, solve_profits(bench, tariff), weights[:, j], j)[0]
            tariff = best_response(bench, tariff, weights, j, first[:, j])
            after = government(bench, solve_profits(bench, tariff), weights[:, j], j)[0]
            rise = max(rise, after - before)
        first = tariff
        if rise < STILL:
            at = solve_profits(bench, tariff)
            return War(tariff, at, gains(bench, at, weights), rise)
    raise NoEquilibriumError(f"best responses still gained {rise:.1e} after {ROUNDS} rounds of the trade war.")


def gains(bench: ProfitBenchmark, at: ProfitState, weights: Array) -> Array:
    """ln G [j] of all governments."""
    return np.array([government(bench, at, weights[:, j], j)[0] for j in range(len(bench.wages))])


def trade_talks(bench: ProfitBenchmark, weights: Array, lowest: float = 0.0) -> War:
    """Tariffs that raise every G by the same, and by most, from today's tariffs; none below ln(1 + t) = lowest.

    Augmented Lagrangian: maximise the mean gain less what keeps gains apart, with exact gradients.
    """
    N = len(bench.wages)
    weight = np.stack([weight_of(bench, j) for j in range(N)], axis=1)
    cells = weight > 0.0
    x, price = np.log1p(bench.t[cells]) * weight[cells], np.zeros(N)
    near = solve_profits(bench, bench.t)
    for _ in range(TALKS):
        talks = _Talks(bench, weights, cells, weight[cells], price, near)
        x = searched(talks.lost, x, weight[cells], lowest)
        near = talks.at(x)
        gain = gains(bench, near, weights)
        price = price + PENALTY * (gain - gain.mean())
        if np.abs(gain - gain.mean()).max() < EQUAL:
            return War(near.tariff, near, gain, float(np.abs(gain - gain.mean()).max()))
    raise NoEquilibriumError(f"gains from talks still differed by {np.ptp(gain):.1e} after {TALKS} rounds.")


@dataclass
class _Talks:
    """One round of talks: the Lagrangian at the prices of inequality, and its gradient."""

    bench: ProfitBenchmark
    weights: Array
    cells: NDArray[np.bool_]
    weight: Array
    price: Array
    near: ProfitState

    def at(self, x: Array) -> ProfitState:
        """The equilibrium at the search's variables."""
        tariff = self.bench.t.copy()
        tariff[self.cells] = np.expm1(x / self.weight)
        self.near = solve_profits(self.bench, tariff, self.near)
        return self.near

    def lost(self, x: Array) -> tuple[float, Array]:
        """(less the Lagrangian, its gradient)."""
        at, N = self.at(x), len(self.price)
        parts = [government(self.bench, at, self.weights[:, j], j) for j in range(N)]
        gain = np.array([value for value, _ in parts])
        apart = gain - gain.mean()
        pressure = self.price + PENALTY * apart
        value = gain.mean() - self.price @ apart - 0.5 * PENALTY * apart @ apart
        share = 1.0 / N - pressure + pressure.mean()
        zero = TradeSlopes(np.zeros(N), np.zeros(N), np.zeros_like(at.x_hat))
        direct = sum((part.times(s) for s, (_, part) in zip(share, parts, strict=True)), start=zero)
        slope = total_slope(self.bench, at, direct)
        return -PER_CENT * float(value), -PER_CENT * slope[self.cells] / self.weight
