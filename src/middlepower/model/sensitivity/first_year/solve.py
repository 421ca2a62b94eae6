"""The gradient of the first year by GMRES, and its two sides where wages stand on the edge of their floor.

>>> import middlepower as mp
>>> from middlepower.experiment.baseline import Baseline
>>> from middlepower.experiment.variant import Variant, variant_world
>>> from middlepower.model.sensitivity.first_year.objectives import real_income
>>> world = mp.load_world()
>>> start = Baseline.of(variant_world(world, Variant("MEDIAN", "first-year")))
>>> canada, usa = world.region("CAN"), world.region("USA")
>>> found = start.equilibrium
>>> slopes = gradient(found, start.solver.frictions, real_income(found, canada)).held
>>> cars = world.sectors.index("C29")
>>> bool(slopes.tariff[cars, usa, canada] < 0)
True
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.first_year.equations import Frictions, lowest_log
from middlepower.model.sensitivity.adjoint.solve import LARGEST_GAP, LIMIT, TOLERANCE, refuse_quotas
from middlepower.model.sensitivity.first_year.equations import (
    FirstYearMultipliers,
    FirstYearObjective,
    FirstYearTangent,
    cells,
    first_year_tangent,
    implied,
    own_inverse,
    sizes,
)
from middlepower.model.sensitivity.first_year.objectives import market
from middlepower.solve.gmres import gmres

Array = NDArray[np.float64]
EDGE = 1e-8  # of a log wage: this near to its floor it may leave it or stand on it, and solves end within 1e-10


@dataclass(frozen=True)
class FirstYearSlopes:
    """Derivatives of an objective, everything else of policy, technology and tastes fixed.

    tariff, export_tax, trade_cost[k, n, i] by ln(1 + tariff), ln(1 + export tax) and ln of iceberg costs;
    benchmark_share[k, n, i] by ln of benchmark spending shares at given sizes of sectors; benchmark_output[s, n] and
    value_added[n] by ln of these sizes and of wL, as the equations read them apart: they hold what the objective
    itself is measured from. products = applications of the linear operator, each about one sweep of a solve.
    """

    tariff: Array
    export_tax: Array
    trade_cost: Array
    benchmark_share: Array
    benchmark_output: Array
    value_added: Array
    products: int


@dataclass(frozen=True)
class FirstYearGradient:
    """Both sides of a gradient: wages on the edge of their floor held there, or free. edge[s, n] says where.

    Off the edge the two are one. On it the derivative to the side where pay falls behind the floor is `held`, and to
    the other side `free`, for a change that moves all wages on the edge one way; for one that moves some up and some
    down it lies between neither: take a difference of two solves.
    """

    held: FirstYearSlopes
    free: FirstYearSlopes
    edge: NDArray[np.bool_]

    @property
    def smooth(self) -> bool:
        """Whether no wage stands on the edge of its floor, so that there is one derivative."""
        return not self.edge.any()


def gradient(equilibrium: Equilibrium, frictions: Frictions, objective: FirstYearObjective) -> FirstYearGradient:
    """The gradient of an objective at an equilibrium of the first year without quotas, whatever its instruments.

    `frictions` are the solver's (`FirstYearSolver.frictions`); `objectives` makes the objective.
    """
    refuse_quotas(equilibrium)
    above = above_floor(equilibrium, frictions)
    edge = np.abs(above) <= EDGE
    held = slopes(equilibrium, frictions, objective, (above <= EDGE).astype(np.float64))
    if not edge.any():
        return FirstYearGradient(held, held, edge)
    return FirstYearGradient(held, slopes(equilibrium, frictions, objective, (above < -EDGE).astype(np.float64)), edge)


def above_floor(equilibrium: Equilibrium, frictions: Frictions) -> Array:
    """ln W - ln of the lowest wage [s, n]: below zero where the wage stands on its floor; infinite without one."""
    labour, bench = market(equilibrium), equilibrium.benchmark
    log_VA = np.log(labour.r_hat)
    lowest = lowest_log(frictions, bench, log_VA, np.log(equilibrium.P_hat))
    gap: Array = np.where(bench.Y > 0, np.log(labour.W_hat) - lowest, np.inf)
    return gap


def slopes(
    equilibrium: Equilibrium, frictions: Frictions, objective: FirstYearObjective, held: Array
) -> FirstYearSlopes:
    """The slopes with the wages of held[s, n] on their floor."""
    here = first_year_tangent(equilibrium, frictions, held)
    solved, products = multipliers(here, objective, own_inverse(here, equilibrium.net))
    tariff, export_tax, trade_cost = cells(here, solved)
    return FirstYearSlopes(
        tariff,
        export_tax,
        trade_cost,
        -trade_cost / here.benchmark.theta[:, None, None],
        sizes(here, solved, objective),
        by_value_added(here, solved, objective, equilibrium.closure),
        products,
    )


def by_value_added(
    here: FirstYearTangent, solved: FirstYearMultipliers, objective: FirstYearObjective, closure: ClosureName
) -> Array:
    """dO/dln wL[n]: the numeraire, the anchor of wages that follow own value added, deficits that follow it."""
    bench, q = here.benchmark, solved.q
    slope: Array = bench.wL * solved.z.sum() / here.size.sum()
    if here.frictions.anchor == "own value added":
        wages = here.frictions.labour_share * bench.beta * solved.C + objective.log_wage
        slope = slope - (here.held * wages).sum(axis=0)
    grown = bench.D * here.size / bench.wL
    if closure == "own_gdp_share":
        slope = slope - grown * (q - q @ here.size / here.size.sum())
    if closure == "fixed_nominal":
        largest = bench.wL.argmax()
        slope = slope - np.eye(bench.regions)[largest] * (q @ bench.D) * (here.size / bench.wL)[largest]
    return slope


def multipliers(
    here: FirstYearTangent, objective: FirstYearObjective, inverse: Array
) -> tuple[FirstYearMultipliers, int]:
    """(multipliers, products used), by GMRES preconditioned with each economy's own derivatives."""
    none = FirstYearObjective(*(np.zeros_like(part) for part in vars(objective).values()))

    def product(x: Array) -> Array:
        z, u = unpack(here, x)
        asked = implied(here, z, u, none)
        return steered(inverse, z - asked.z, u - asked.u)

    start = np.zeros_like(here.Y)
    first = implied(here, start, start, objective)
    right = steered(inverse, first.z, first.u)
    size = float(np.linalg.norm(right))
    x, left, used = gmres(product, right, TOLERANCE * size, LIMIT)
    if not left <= LARGEST_GAP * size:  # a NaN is no gradient
        raise NoEquilibriumError(
            f"the gradient's linear solve stopped at a relative gap of {left / size:.1e} after {used} products: the "
            "equilibrium is too near to one where outcomes have no derivative; take differences of two solves."
        )
    return implied(here, *unpack(here, x), objective), used + 1


def steered(inverse: Array, z: Array, u: Array) -> Array:
    """The step that each economy's own derivatives make of gaps of z and u, as one vector (u, then z)."""
    gap = np.concatenate([u, z]).T[:, :, None]
    step: Array = np.matmul(inverse, gap)[:, :, 0].T.ravel()
    return step


def unpack(here: FirstYearTangent, x: Array) -> tuple[Array, Array]:
    """(z, u) of a vector."""
    both = x.reshape(2, *here.Y.shape)
    return both[1], both[0]
