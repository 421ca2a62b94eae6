"""Where players meet: one solver, one baseline, their levers and aims; values and exact slopes at any rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.iterate import Unknowns
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.solve import gradient
from middlepower.model.sensitivity.first_year.solve import gradient as first_year_gradient
from middlepower.model.trade_war.levers import Levers, collected, with_rates
from middlepower.model.trade_war.objectives import (
    Aim,
    PlayerValue,
    first_year_objective,
    long_run_objective,
    player_value,
)
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]


class WarModel(Protocol):
    """A system of equations with its gradient: the long run or the first year."""

    def solve(self, shock: Shock, near: Equilibrium | None) -> Equilibrium:
        """The equilibrium after a shock, started from a near one where the model can."""

    def slopes(self, aim: Aim, at: PlayerValue, now: Equilibrium) -> tuple[Array, Array]:
        """Derivatives of a player's value by ln(1 + tariff) and ln(1 + export tax) [k, n, i]."""


@dataclass(frozen=True)
class LongRunModel:
    """The long run."""

    solver: Solver
    closure: ClosureName

    def solve(self, shock: Shock, near: Equilibrium | None) -> Equilibrium:
        """The equilibrium after a shock."""
        return self.solver.solve(shock, self.closure, first=None if near is None else _unknowns(near, shock))

    def slopes(self, aim: Aim, at: PlayerValue, now: Equilibrium) -> tuple[Array, Array]:
        """By the adjoint."""
        found = gradient(now, long_run_objective(aim, at, now), self.solver.steer)
        return found.tariff, found.export_tax


@dataclass(frozen=True)
class FirstYearModel:
    """The first year; where wages stand on the edge of their floor, the slope is that of the side on which they do."""

    solver: FirstYearSolver
    closure: ClosureName

    def solve(self, shock: Shock, near: Equilibrium | None) -> Equilibrium:
        """The equilibrium after a shock; always from the baseline."""
        return self.solver.solve(shock, self.closure)

    def slopes(self, aim: Aim, at: PlayerValue, now: Equilibrium) -> tuple[Array, Array]:
        """By the adjoint of the first year."""
        found = first_year_gradient(now, self.solver.frictions, first_year_objective(aim, at, now)).held
        return found.tariff, found.export_tax


def _unknowns(near: Equilibrium, shock: Shock) -> Unknowns:
    taxed = near.benchmark.export_tax is not None or shock.export_tax is not None
    z = (near.received - near.paid) / near.benchmark.wL if taxed else np.zeros(0)
    return Unknowns(np.log(near.w_hat), np.log(near.P_hat), near.output, z)


@dataclass(frozen=True)
class Arena:
    """The game: model, policy of everybody before it, the baseline's equilibrium, rates and aims of the players."""

    model: WarModel
    base: Shock
    before: Equilibrium
    levers: Levers
    aims: tuple[Aim, ...]

    @property
    def players(self) -> range:
        """The players' numbers."""
        return range(len(self.aims))

    def at(self, x: Array, near: Equilibrium | None = None) -> Equilibrium:
        """The equilibrium at rates exp(x) - 1, NaN for those that stay as in the baseline."""
        return self.model.solve(with_rates(self.levers, self.before.benchmark, self.base, x), near or self.before)

    def value(self, player: int, now: Equilibrium) -> float:
        """ln G of a player over the baseline's."""
        return player_value(self.aims[player], self.before, now).value

    def values(self, now: Equilibrium) -> Array:
        """ln G [player]."""
        return np.array([self.value(player, now) for player in self.players])

    def slope(self, player: int, now: Equilibrium) -> Array:
        """d ln G / dx [g] of a player."""
        aim = self.aims[player]
        return collected(self.levers, *self.model.slopes(aim, player_value(aim, self.before, now), now))

    def weight(self, player: int) -> Array:
        """How sharply a player's value bends in each rate [g]: the root of (theta + 1) trade over its income."""
        bench = self.before.benchmark
        bent = (bench.theta + 1.0)[:, None, None] * self.before.border_flow
        size = self.before.income[list(self.aims[player].members)].sum()
        found: Array = np.sqrt(np.maximum(collected(self.levers, bent, bent) / size, LEAST))
        return found


LEAST = 1e-8  # keeps a rate on almost no trade from a scale of nothing
