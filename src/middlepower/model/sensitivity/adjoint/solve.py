"""The multipliers of an objective by GMRES, preconditioned as the solver is, and the gradient that follows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError, ScenarioError
from middlepower.model.core.equilibrium import Equilibrium
from middlepower.model.long_run.iterate import Steering, steer_at
from middlepower.model.sensitivity.adjoint.equations import (
    AdjointGaps,
    DirectTerms,
    Multipliers,
    Objective,
    Tangent,
    adjoint_gaps,
    cells,
    direct_terms,
    from_users,
    tangent,
)
from middlepower.solve.gmres import gmres

Array = NDArray[np.float64]

TOLERANCE = 1e-10  # of the linear solve, relative to the objective's direct terms: like the solver's residual
LARGEST_GAP = 1e-8  # a linear solve that ends above this is refused
LIMIT = 80  # products; 10 to 20 are usual


@dataclass(frozen=True)
class Gradient:
    """Derivatives of an objective [k, n, i]: by ln(1 + tariff), ln(1 + export tax) and ln of iceberg trade costs.

    All hold everything else of policy and technology fixed; prices, wages, revenue and trade adjust.
    products = applications of the linear operator, each about the price of one sweep of a solve.
    """

    tariff: Array
    export_tax: Array
    trade_cost: Array
    products: int


def gradient(equilibrium: Equilibrium, objective: Objective, steer: Steering | None = None) -> Gradient:
    """dO/dln(1+tau), dO/dln(1+e) and dO/dln d for all [k, n, i] at an equilibrium without quotas.

    `steer` is the solver's (Solver.steer); without it, steering is built at the equilibrium, for about ten solves.
    """
    refuse_quotas(equilibrium)
    size = equilibrium.value_added
    steer = steer or steer_at(equilibrium.benchmark, equilibrium.pi, equilibrium.net, equilibrium.X, size)
    here = tangent(equilibrium)
    solved, products = multipliers(here, objective, steer)
    return Gradient(*cells(here, solved, objective.flow), products)


def real_income(equilibrium: Equilibrium, weights: Array) -> Objective:
    """The objective sum_n weights[n] ln W[n], W = income / consumer price index; weights may have any sum."""
    return Objective(weights / equilibrium.income, -equilibrium.benchmark.alpha * weights, np.zeros_like(weights))


def real_income_of(equilibrium: Equilibrium, region: int) -> Objective:
    """The objective ln W of one region."""
    return real_income(equilibrium, np.eye(equilibrium.benchmark.regions)[region])


def refuse_quotas(equilibrium: Equilibrium) -> None:
    """Refuse equilibria whose slopes jump with the premiums of quotas."""
    if equilibrium.quotas:
        raise ScenarioError(
            f"the gradient knows no quotas, but this equilibrium has some ({len(equilibrium.quotas)} quota lines): "
            "record it with `rebased_world`, which keeps their premiums as taxes, or take differences of two solves."
        )


def multipliers(
    here: Tangent, objective: Objective, steer: Steering, tolerance: float = TOLERANCE, first: Multipliers | None = None
) -> tuple[Multipliers, int]:
    """(Multipliers in one column, products used), by GMRES with the solver's preconditioner transposed."""
    direct = direct_terms(here, objective)
    none = DirectTerms(*(np.zeros_like(part) for part in vars(direct).values()))
    start = np.zeros(here.size.size + 2 * here.X.size) if first is None else pack(here, first)
    right = pack(here, preconditioned(here, steer, adjoint_gaps(here, unpack(here, start), direct)[0]))

    def product(x: Array) -> Array:
        return -pack(here, preconditioned(here, steer, adjoint_gaps(here, unpack(here, x), none)[0]))

    size = size_of(here, direct)
    x, left, used = gmres(product, right, tolerance * size, LIMIT)
    if not left <= max(LARGEST_GAP, tolerance) * size:  # a NaN is no gradient
        raise NoEquilibriumError(
            f"the gradient's linear solve stopped at a relative gap of {left / size:.1e} after {used} products: leave "
            "out `steer`, so that it is built at this equilibrium."
        )
    solved = unpack(here, start + x)
    return replace(solved, q=adjoint_gaps(here, solved, direct)[1]), used + 1


def preconditioned(here: Tangent, steer: Steering, missing: AdjointGaps) -> AdjointGaps:
    """The step that the solver's own preconditioner (`iterate.preconditioned`), transposed, makes of AdjointGaps."""
    wL = here.benchmark.wL[:, None]
    through = np.matmul(steer.price_response.transpose(0, 2, 1), missing.u)
    through += np.matmul(steer.output_response.transpose(0, 2, 1), missing.v * wL)
    e = -steer.wage_inverse.T @ (missing.e + through.sum(axis=0))
    v = from_users(steer.inverse.goods.transpose(0, 2, 1), missing.v + here.benchmark.beta[..., None] * e)
    u = from_users(steer.inverse.price.transpose(0, 2, 1), missing.u)
    return AdjointGaps(v, u, e)


def size_of(here: Tangent, direct: DirectTerms) -> float:
    """The size of an objective's direct terms, in its own unit per log change: the yardstick of the linear solve."""
    X = here.X[..., None]
    parts = (direct.income * here.size[:, None], direct.price, direct.wage, direct.spending * X, direct.sales)
    return float(np.sqrt(sum(float((part * part).sum()) for part in parts)))


def pack(here: Tangent, part: AdjointGaps | Multipliers) -> Array:
    """v and e times own value added, and u, as one vector: all in units of the objective per log change."""
    wL = here.benchmark.wL
    return np.concatenate([part.e[:, 0] * wL, part.u.ravel(), (part.v[..., 0] * wL).ravel()])


def unpack(here: Tangent, x: Array) -> Multipliers:
    """Multipliers from one vector; q, which they imply, is left empty."""
    wL, shape = here.benchmark.wL, (*here.X.shape, 1)
    N, size = len(wL), here.X.size
    v = (x[N + size :].reshape(here.X.shape) / wL)[..., None]
    return Multipliers(v, np.empty((N, 1)), x[N : N + size].reshape(shape), (x[:N] / wL)[:, None])
