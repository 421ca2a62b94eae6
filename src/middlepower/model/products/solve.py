"""Sweeps over a product world, mixed as on sectors (model/long_run/iterate.py), steered by the world of its sectors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.products.equations import (
    ProductState,
    ProductSweep,
    product_gap,
    product_gaps,
    product_sweep,
    start_products,
)
from middlepower.model.products.equilibrium import ProductEquilibrium
from middlepower.model.products.problem import ProductProblem, ProductShock, prepare_products
from middlepower.model.products.steering import ProductSteering, product_steering, steering_at_benchmark
from middlepower.model.products.world import ProductWorld
from middlepower.solve.mixing import Look, mixed_sweeps
from middlepower.solve.report import SolveReport
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]

TOLERANCE = 1e-8  # equation residual; leaves a real-income error below 1e-6 percentage points
ROUND_SWEEPS = 25  # a healthy solve needs 10 to 20; then steering anew costs about as much as 15 sweeps
ROUNDS = 4
STEPS = (0.25, 0.5, 0.75, 1.0)  # of the shock's logarithm, when it does not solve at once


@dataclass(frozen=True)
class ProductOutcome:
    """Where the sweeps ended."""

    state: ProductState
    swept: ProductSweep
    gaps: Residuals
    sweeps: int


@dataclass(frozen=True)
class ProductSolver:
    """A product world with its steering, ready for any number of shocks."""

    world: ProductWorld
    steer: ProductSteering

    @classmethod
    def of(cls, world: ProductWorld) -> ProductSolver:
        """Prepare a world once."""
        return cls(world, steering_at_benchmark(world.benchmark))

    def solve(
        self,
        shock: ProductShock,
        closure: ClosureName = "world_gdp_share",
        tolerance: float = TOLERANCE,
        threads: int = 1,
    ) -> ProductEquilibrium:
        """The equilibrium after a shock; raises NoEquilibriumError when none is found."""
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a wild iterate shows in its residual
            problem, outcome, method = self._find(shock, closure, tolerance, threads)
            return _equilibrium(problem, outcome, method, tolerance)

    def _find(
        self, shock: ProductShock, closure: ClosureName, tolerance: float, threads: int
    ) -> tuple[ProductProblem, ProductOutcome, str]:
        """(problem, solution, method): rounds of sweeps on the whole shock, then on its steps; else an error."""
        problem = prepare_products(self.world, shock, closure)
        whole = in_rounds(problem, self.steer, start_products(problem), tolerance, threads)
        if whole.gaps.within(tolerance):
            return problem, whole, "anderson" if whole.sweeps <= ROUND_SWEEPS else "anderson, steered anew"
        problem, stepped = in_steps(self, shock, closure, tolerance, threads)
        if stepped.gaps.within(tolerance):
            return problem, stepped, "continuation"
        raise NoEquilibriumError(
            f"no equilibrium found under closure `{closure}`: Anderson sweeps, steered anew {ROUNDS} times, and "
            f"the shock in {len(STEPS)} steps came no closer than a residual of {whole.gaps.worst:.1e} (wanted "
            f"{tolerance:.0e}).{self._advice(shock, closure, tolerance, threads)}"
        )

    def _advice(self, shock: ProductShock, closure: ClosureName, tolerance: float, threads: int) -> str:
        """What to do instead, said only where it was seen to work."""
        if closure == "balanced":
            return ""
        problem = prepare_products(self.world, shock, "balanced")
        if not in_rounds(problem, self.steer, start_products(problem), tolerance, threads).gaps.within(tolerance):
            return " Closure `balanced` was tried and has none either."
        return " A country that is cut off cannot keep a deficit: use closure `balanced`, which solves."


def solve_products(
    world: ProductWorld, shock: ProductShock, closure: ClosureName = "world_gdp_share", tolerance: float = TOLERANCE
) -> ProductEquilibrium:
    """The equilibrium of a product world after a shock; for several shocks, make one ProductSolver and reuse it."""
    return ProductSolver.of(world).solve(shock, closure, tolerance)


def in_steps(
    solver: ProductSolver, shock: ProductShock, closure: ClosureName, tolerance: float, threads: int
) -> tuple[ProductProblem, ProductOutcome]:
    """The shock in steps of its logarithm, each from the last state, up to the first that can't be solved."""
    state: ProductState | None = None
    for step in STEPS:
        problem = prepare_products(solver.world, shock.part(solver.world, step), closure)
        outcome = in_rounds(problem, solver.steer, state or start_products(problem), tolerance, threads)
        if not outcome.gaps.within(tolerance):
            break
        state = outcome.state
    return problem, outcome


def in_rounds(
    problem: ProductProblem, steer: ProductSteering, first: ProductState, tolerance: float, threads: int
) -> ProductOutcome:
    """Rounds of sweeps, each steered by the model linearised where the last round ended."""
    outcome = mix_products(problem, steer, first, tolerance, threads)
    sweeps = outcome.sweeps
    for _ in range(ROUNDS):
        if outcome.gaps.within(tolerance):
            break
        outcome = mix_products(problem, _renewed(problem, outcome), outcome.state, tolerance, threads)
        sweeps += outcome.sweeps
    return replace(outcome, sweeps=sweeps)


def _renewed(problem: ProductProblem, outcome: ProductOutcome) -> ProductSteering:
    """Steering at a state, from its shares added up to sectors with the benchmark's elasticities."""
    from middlepower.model.products.kernels import add_up

    world, groups, swept = problem.world, problem.groups, outcome.swept
    bench = world.benchmark
    N = len(world.regions)
    pi, sales = (np.zeros((len(groups.theta), N, N)) for _ in range(2))
    weight = world.product_share / swept.Phi
    add_up(world.row_start, world.exporter, problem.K, weight, groups.of_product, pi)
    add_up(world.row_start, world.exporter, problem.Kt, weight, groups.of_product, sales)
    pi, sales = (np.add.reduceat(a * swept.b[:, None, :], groups.first, axis=0) for a in (pi, sales))
    net = np.divide(sales, pi, out=np.ones_like(pi), where=pi > 0)
    return product_steering(bench, pi, net, swept.X, np.exp(outcome.state.log_w) * bench.wL)


def _pack(state: ProductState, wL: Array) -> Array:
    """The state as one vector."""
    return np.concatenate([state.log_w, state.log_P.ravel(), (state.Y / wL).ravel(), state.R / wL])


def _unpack(x: Array, bench: Benchmark) -> ProductState:
    """The state from one vector; outputs are kept non-negative."""
    N, size, shape = bench.regions, bench.alpha.size, bench.alpha.shape
    Y = np.maximum(x[N + size : N + 2 * size].reshape(shape), 0.0) * bench.wL
    return ProductState(x[:N], x[N : N + size].reshape(shape), Y, x[N + 2 * size :] * bench.wL)


def mix_products(
    problem: ProductProblem, steer: ProductSteering, first: ProductState, tolerance: float, threads: int
) -> ProductOutcome:
    """Where Anderson-mixed sweeps from a state end, see `solve.mixing`."""
    bench = problem.world.benchmark

    def look(x: Array, count: int) -> Look[ProductOutcome]:
        state = _unpack(x, bench)
        swept = product_sweep(problem, state, threads)
        end = ProductOutcome(state, swept, product_gaps(bench, state, swept), count)
        return Look(
            end,
            _pack(state, bench.wL),
            lambda: steer.step(state.log_w, state.Y, product_gap(bench, state, swept)),
        )

    return mixed_sweeps(_pack(first, bench.wL), look, tolerance, ROUND_SWEEPS)


def _equilibrium(problem: ProductProblem, outcome: ProductOutcome, method: str, tolerance: float) -> ProductEquilibrium:
    """The ProductEquilibrium at an outcome."""
    state, swept = outcome.state, outcome.swept
    return ProductEquilibrium(
        problem,
        np.exp(state.log_w),
        np.exp(swept.log_P),
        np.exp(swept.log_c),
        swept.b,
        swept.Phi,
        swept.X,
        swept.Y,
        swept.R,
        swept.D,
        swept.income,
        SolveReport(method, outcome.sweeps, tolerance, outcome.gaps),
    )
