"""The exact equilibria of trade behind the bidding: hegemons' tariffs on all goods of an economy, and their slopes.

A tariff of the game takes the place of all that the hegemon levies on the economy's goods under the law of the
baseline. Quotas are recorded in that baseline as the taxes that their premiums are, so that slopes exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.experiment.baseline import Baseline
from middlepower.experiment.experiment import VariantRun
from middlepower.experiment.machine_code import for_many
from middlepower.experiment.rebase import recorded
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.solve import FirstYearSolver
from middlepower.model.long_run.solve import Solver
from middlepower.model.sensitivity.adjoint.solve import gradient, real_income_of
from middlepower.model.sensitivity.first_year.objectives import real_income
from middlepower.model.sensitivity.first_year.solve import gradient as first_year_gradient
from middlepower.model.wedge.equations import STATES, Both
from middlepower.model.wedge.plane import Plane, nodes
from middlepower.scenario.shock import Shock

Array = NDArray[np.float64]
NODES = {"long": (9, 7), "medium": (9, 7), "first-year": (13, 7)}
"""Exact equilibria along the tariff of the larger customer, and of the other: the first year has kinks where wages
meet their floor."""
FEWER_NODES = {"long": (7, 7), "medium": (7, 7), "first-year": (9, 5)}
"""The same for the variants of a range, and for a ranking: for Korea within half a per cent in the long run and five
per cent in the first year of what more nodes and exact refinement give."""


@dataclass(frozen=True)
class Triangle:
    """A baseline without quotas, and where the economy and both hegemons stand in its world: places[3]."""

    baseline: Baseline
    places: tuple[int, int, int]

    @property
    def income(self) -> Array:
        """Incomes of the economy and both hegemons in the baseline [3], million US dollars."""
        incomes: Array = self.baseline.equilibrium.income[list(self.places)]
        return incomes


@dataclass(frozen=True)
class Exact:
    """Both states at one point: their equilibria, level[state, actor, 1], the worst residual of their equations."""

    states: tuple[Equilibrium, ...]
    level: Array
    residual: float


def flat_baseline(run: VariantRun, solves: int) -> Baseline:
    """The baseline of a run recorded without quotas, ready for that many solves."""
    flat = run.baseline if run.variant.rebased else recorded(run.baseline, run.variant)
    return for_many(flat, solves)


def triangle_of(flat: Baseline, codes: tuple[str, str, str]) -> Triangle:
    """The Triangle of an economy and two hegemons at a baseline without quotas."""
    one, two, three = (flat.world.region(code) for code in codes)
    return Triangle(flat, (one, two, three))


def shock_at(triangle: Triangle, first: float | None, second: float | None) -> Shock:
    """The Shock in which both hegemons tax all goods of the economy at these rates; None: as the law says."""
    start, goods = triangle.baseline.shock, triangle.baseline.world.is_goods
    n, *hegemons = triangle.places
    tariff = start.tariff.copy()
    for hegemon, rate in zip(hegemons, (first, second), strict=True):
        if rate is not None:
            tariff[goods, hegemon, n] = rate
    return replace(start, tariff=tariff, trade_cost=start.trade_cost * (1.0 + tariff) / (1.0 + start.tariff))


def solved_at(triangle: Triangle, first: float, second: float) -> Equilibrium:
    """The equilibrium of trade at tariffs ln(1 + tariff) = first, second."""
    return triangle.baseline.solve(shock_at(triangle, float(np.expm1(first)), float(np.expm1(second))))


def level_at(triangle: Triangle, state: Equilibrium) -> Array:
    """ln W of economy and hegemons [3], relative to the baseline."""
    level: Array = -triangle.baseline.log_loss(state)[list(triangle.places)]
    return level


def plane_of(triangle: Triangle, bounds: tuple[float, float], along: Mapping[str, tuple[int, int]] = NODES) -> Plane:
    """The Plane over both hegemons' tariffs between two bounds, through `along` exact equilibria a side."""
    lowest, highest = np.log1p(bounds)
    first, second = (nodes(lowest, highest, count) for count in counts(triangle, along))
    values = np.array([[level_at(triangle, solved_at(triangle, x, y)) for y in second] for x in first])
    return Plane.through(float(lowest), float(highest), values.transpose(2, 0, 1))


def counts(triangle: Triangle, along: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Nodes along the first and the second hegemon's tariff."""
    many, few = along[triangle.baseline.world.horizon]
    n, *hegemons = triangle.places
    first, second = triangle.baseline.equilibrium.flow[:, hegemons, n].sum(axis=0)
    return (many, few) if first >= second else (few, many)


def levels_at(triangle: Triangle, x: Array) -> Exact:
    """Both states at a point x[4]."""
    states = tuple(solved_at(triangle, x[one], x[two]) for one, two in STATES)
    level = np.stack([level_at(triangle, state) for state in states])[..., None]
    return Exact(states, level, max(state.report.residual for state in states))


def both_at(triangle: Triangle, exact: Exact) -> Both:
    """Levels and slopes of both states, the slopes by the adjoint."""
    return Both(exact.level, np.stack([slopes_at(triangle, state) for state in exact.states])[..., None])


def slopes_at(triangle: Triangle, state: Equilibrium) -> Array:
    """d ln W / d ln(1 + tariff) [axis, actor]: one transposed solve an actor gives both."""
    goods, (n, *hegemons) = triangle.baseline.world.is_goods, triangle.places
    by_tariff = [_gradient(triangle, state, actor) for actor in triangle.places]
    return np.array([[slopes[goods, hegemon, n].sum() for slopes in by_tariff] for hegemon in hegemons])


def _gradient(triangle: Triangle, state: Equilibrium, actor: int) -> Array:
    """d ln W[actor] / d ln(1 + tariff) [k, n, i]; in the first year towards lower pay, where sides differ."""
    solver = triangle.baseline.solver
    if isinstance(solver, FirstYearSolver):
        return first_year_gradient(state, solver.frictions, real_income(state, actor)).held.tariff
    steer = solver.steer if isinstance(solver, Solver) else None
    return gradient(state, real_income_of(state, actor), steer).tariff
