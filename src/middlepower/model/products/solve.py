"""Caliendo and Parro (2015) on a product world: thousands of products, one fused pass over the flows per sweep.

State (ln w[n], ln P[k, n], Y[k, n], R[n]). Tariff revenue R is an unknown of its own, because spending must be
known before the one pass that gives price indices, outputs and revenue together:
Phi[g, n] = sum_i K b,  ln P[k, n] = -sum_g (omega / theta) ln Phi,  Y[k, i] = b sum_gn Kt omega X / Phi.
Sweeps are mixed as on sectors (model/long_run/iterate.py), steered by the same blocks of the world added up to sectors.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from middlepower.errors import NoEquilibriumError
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName, deficits
from middlepower.model.long_run.equations import INCOME_FLOOR, unit_cost_log
from middlepower.model.long_run.iterate import BLOW_UP
from middlepower.model.products.problem import ProductProblem, ProductShock, prepare_products
from middlepower.model.products.steering import Gap, ProductSteering, product_steering, steering_at_benchmark
from middlepower.model.products.world import ProductWorld, sector_starts
from middlepower.solve.anderson import AndersonMixer
from middlepower.solve.report import SolveReport, Status

__all__ = ["ProductEquilibrium", "ProductShock", "ProductSolver", "ProductWorld", "solve_products"]

Array = NDArray[np.float64]
Flows = NDArray[np.floating]

TOLERANCE = 1e-8  # equation residual; leaves a real-income error below 1e-6 percentage points
ROUND_SWEEPS = 25  # a healthy solve needs 10 to 20; then steering anew costs about as much as 15 sweeps
ROUNDS = 4
STEPS = (0.25, 0.5, 0.75, 1.0)  # of the shock's logarithm, when it does not solve at once


@dataclass(frozen=True)
class ProductState:
    """The unknowns: log wages [n], log prices [k, n], outputs [k, n], tariff revenue [n]."""

    log_w: Array
    log_P: Array
    Y: Array
    R: Array


@dataclass(frozen=True)
class ProductSweep:
    """What one pass over the flows finds at a state."""

    log_c: Array
    log_P: Array
    b: Array
    Phi: Array
    X: Array
    Y: Array
    R: Array
    D: Array
    income: Array
    excess: Array


@dataclass(frozen=True)
class ProductGaps:
    """Residuals: log prices; outputs and revenue, excess factor demand, trade balance, all over own value added."""

    price: float
    goods: float
    factor: float
    balance: float

    @property
    def worst(self) -> float:
        """The largest of them."""
        return max(self.price, self.goods, self.factor, self.balance)


@dataclass(frozen=True)
class ProductOutcome:
    """Where the sweeps ended."""

    state: ProductState
    found: ProductSweep
    gaps: ProductGaps
    sweeps: int


@dataclass(frozen=True)
class ProductEquilibrium:
    """A solved product world; `_hat` arrays are ratios to the benchmark, the others levels (million US dollars).

    w_hat[n], P_hat[k, n], c_hat[k, i]; Phi[g, n] the products' price-index kernels; X[k, n] spending; Y[k, i] output;
    tariff_revenue[n]; D[n]; income[n] = w_hat wL + tariff_revenue + D.
    """

    problem: ProductProblem
    w_hat: Array
    P_hat: Array
    c_hat: Array
    b: Array
    Phi: Array
    X: Array
    Y: Array
    tariff_revenue: Array
    D: Array
    income: Array
    report: SolveReport

    @cached_property
    def consumer_price_hat(self) -> Array:
        """Consumption price index ratio [n] = prod_k P_hat^alpha."""
        alpha = self.problem.world.benchmark.alpha
        index: Array = np.exp(np.einsum("kn,kn->n", alpha, np.log(self.P_hat)))
        return index

    @cached_property
    def real_income_hat(self) -> Array:
        """Exact real income ratio to the benchmark [n]."""
        ratio: Array = self.income / self.problem.world.benchmark.income / self.consumer_price_hat
        return ratio

    @cached_property
    def product_price_hat(self) -> Array:
        """Price index ratio of each product [g, n]; 1 where it is not bought."""
        problem, groups = self.problem, self.problem.groups
        theta = groups.theta[:, None]
        top = (-theta * np.log(self.c_hat)[groups.sector]).max(axis=1)[groups.of_product]
        log_price = -(np.log(self.Phi) + top[:, None] + problem.log_scale) / problem.world.elasticity[:, None]
        return np.where(problem.world.product_share > 0, np.exp(log_price), 1.0)

    @cached_property
    def flow(self) -> Array:
        """Bilateral product flows [f] at basic prices, in the order of the world."""
        problem, world = self.problem, self.problem.world
        demand = world.product_share * self.X[world.sector_of] / self.Phi
        count = np.diff(world.row_start)
        per_product = count.reshape(demand.shape).sum(axis=1)
        b = self.b[np.repeat(problem.groups.of_product, per_product), world.exporter]
        value: Array = problem.Kt * b * np.repeat(demand.ravel(), count)
        return value


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
        begun = time.perf_counter()
        problem = prepare_products(self.world, shock, closure)
        outcome = in_rounds(problem, self.steer, start_products(problem), tolerance, threads)
        method = "anderson" if outcome.sweeps <= ROUND_SWEEPS else "anderson, steered anew"
        if not outcome.gaps.worst <= tolerance:
            problem, outcome = in_steps(self, shock, closure, tolerance, threads)
            method = "continuation"
        if not outcome.gaps.worst <= tolerance:
            raise NoEquilibriumError(
                f"no equilibrium found under closure `{closure}`: Anderson sweeps, steered anew {ROUNDS} times, and "
                f"the shock in {len(STEPS)} steps came no closer than a residual of {outcome.gaps.worst:.1e} (wanted "
                f"{tolerance:.0e}). A country that is cut off cannot keep a deficit: use closure `balanced`."
            )
        return _equilibrium(problem, outcome, method, time.perf_counter() - begun)


def solve_products(
    world: ProductWorld, shock: ProductShock, closure: ClosureName = "world_gdp_share", tolerance: float = TOLERANCE
) -> ProductEquilibrium:
    """The equilibrium of a product world after a shock; for several shocks, make one ProductSolver and reuse it."""
    return ProductSolver.of(world).solve(shock, closure, tolerance)


def in_steps(
    solver: ProductSolver, shock: ProductShock, closure: ClosureName, tolerance: float, threads: int
) -> tuple[ProductProblem, ProductOutcome]:
    """The shock in steps of its logarithm, each from the last state."""
    state: ProductState | None = None
    for step in STEPS:
        problem = prepare_products(solver.world, shock.part(solver.world, step), closure)
        outcome = in_rounds(problem, solver.steer, state or start_products(problem), tolerance, threads)
        state = outcome.state
    return problem, outcome


def in_rounds(
    problem: ProductProblem, steer: ProductSteering, first: ProductState, tolerance: float, threads: int
) -> ProductOutcome:
    """Rounds of sweeps, each steered by the model linearised where the last round ended."""
    outcome = mix_products(problem, steer, first, tolerance, threads)
    sweeps = outcome.sweeps
    for _ in range(ROUNDS):
        if outcome.gaps.worst <= tolerance:
            break
        outcome = mix_products(problem, _renewed(problem, outcome), outcome.state, tolerance, threads)
        sweeps += outcome.sweeps
    return replace(outcome, sweeps=sweeps)


def _renewed(problem: ProductProblem, outcome: ProductOutcome) -> ProductSteering:
    """Steering at a state, from its shares added up to sectors with the benchmark's elasticities."""
    from middlepower.model.products.kernels import add_up

    world, groups, found = problem.world, problem.groups, outcome.found
    bench = world.benchmark
    N = len(world.regions)
    pi, sales = (np.zeros((len(groups.theta), N, N)) for _ in range(2))
    weight = world.product_share / found.Phi
    add_up(world.row_start, world.exporter, problem.K, weight, groups.of_product, pi)
    add_up(world.row_start, world.exporter, problem.Kt, weight, groups.of_product, sales)
    pi, sales = (np.add.reduceat(a * found.b[:, None, :], groups.first, axis=0) for a in (pi, sales))
    net = np.divide(sales, pi, out=np.ones_like(pi), where=pi > 0)
    return product_steering(bench, pi, net, found.X, np.exp(outcome.state.log_w) * bench.wL)


def start_products(problem: ProductProblem) -> ProductState:
    """The benchmark itself as a starting point."""
    bench = problem.world.benchmark
    revenue = bench.income - bench.wL - bench.D
    return ProductState(np.zeros(bench.regions), np.zeros_like(bench.alpha), bench.Y.copy(), revenue)


def product_sweep(problem: ProductProblem, state: ProductState, threads: int = 1) -> ProductSweep:
    """All equations once: prices, outputs, revenue and excess factor demand implied by a state."""
    bench, groups = problem.world.benchmark, problem.groups
    w_hat = np.exp(state.log_w)
    log_c = unit_cost_log(state.log_w, state.log_P, bench.beta, bench.gamma)
    exponent = -groups.theta[:, None] * log_c[groups.sector]
    top = exponent.max(axis=1, keepdims=True)
    b = np.exp(exponent - top)
    D = deficits(problem.closure, bench, w_hat)
    income = np.maximum(w_hat * bench.wL + state.R + D, INCOME_FLOOR * w_hat * bench.wL)
    X = bench.alpha * income + np.matmul(bench.gamma, state.Y.T[:, :, None])[:, :, 0].T
    Phi, sold, bought = pass_over_flows(problem, b, X, threads)
    Y = np.add.reduceat(b * sold, groups.first, axis=0)
    log_P = problem.constant - np.add.reduceat(problem.group_weight * top, groups.first, axis=0)
    log_P -= np.add.reduceat(problem.weight * np.log(Phi), sector_starts(problem.world.sector_of), axis=0)
    excess = np.einsum("sn,sn->n", bench.beta, Y) - w_hat * bench.wL
    return ProductSweep(log_c, log_P, b, Phi, X, Y, X.sum(axis=0) - bought, D, income, excess)


def pass_over_flows(problem: ProductProblem, b: Array, X: Array, threads: int) -> tuple[Array, Array, Array]:
    """(Phi[g, n], sales[group, i] without the factor b, imports net of tax [n]) from one pass over the flows."""
    from middlepower.model.products.kernels import flow_pass

    world, group = problem.world, problem.groups.of_product
    Phi = np.empty_like(problem.weight)
    bounds = np.searchsorted(world.row_start[:: len(world.regions)], np.linspace(0, world.flows, threads + 1))
    bounds[0], bounds[-1] = 0, len(world.products)
    sold, bought = np.zeros((threads, *b.shape)), np.zeros((threads, len(world.regions)))

    def part(t: int) -> None:
        flow_pass(
            bounds[t], bounds[t + 1], world.row_start, world.exporter, problem.K, problem.Kt, b, group,
            world.sector_of, world.product_share, X, Phi, sold[t], bought[t],
        )  # fmt: skip

    if threads == 1:
        part(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(threads)))
    return Phi, sold.sum(axis=0), bought.sum(axis=0)


def product_gap(bench: Benchmark, state: ProductState, found: ProductSweep) -> Gap:
    """What the sweep implies less the state; prices of what nobody buys stay."""
    return Gap(np.where(bench.X > 0, found.log_P - state.log_P, 0.0), found.Y - state.Y, found.R - state.R)


def product_gaps(bench: Benchmark, state: ProductState, found: ProductSweep) -> ProductGaps:
    """Equation residuals at a state."""
    size = np.exp(state.log_w) * bench.wL
    goods = np.abs(found.Y - state.Y) / size
    exports, imports = found.Y.sum(axis=0), found.X.sum(axis=0) - found.R
    return ProductGaps(
        float(np.abs((found.log_P - state.log_P) * (bench.X > 0)).max()),
        float(max(goods.max(), (np.abs(found.R - state.R) / size).max())),
        float((np.abs(found.excess) / size).max()),
        float((np.abs(imports - found.D - exports) / size).max()),
    )


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
    """Anderson-mixed sweeps until the residual is below `tolerance`, or the limit; the best state met.

    As model/long_run/iterate.py's: after a step that goes astray, restart from the best state with half the step.
    """
    bench = problem.world.benchmark
    x = _pack(first, bench.wL)
    mixer = AndersonMixer(len(x))
    best: tuple[ProductOutcome, Array] | None = None
    damping = 1.0
    for count in range(1, ROUND_SWEEPS + 1):
        state = _unpack(x, bench)
        found = product_sweep(problem, state, threads)
        gaps = product_gaps(bench, state, found)
        if gaps.worst <= tolerance:
            return ProductOutcome(state, found, gaps, count)
        if best is not None and not gaps.worst < BLOW_UP * best[0].gaps.worst:
            damping *= 0.5
            mixer.reset()
            x = _pack(best[0].state, bench.wL) + damping * best[1]
            continue
        step = steer.step(state.log_w, state.Y, product_gap(bench, state, found))
        if best is None or gaps.worst < best[0].gaps.worst:
            best = ProductOutcome(state, found, gaps, count), step
        x = mixer.next(_pack(state, bench.wL), step)
    assert best is not None
    return replace(best[0], sweeps=ROUND_SWEEPS)


def _equilibrium(problem: ProductProblem, outcome: ProductOutcome, method: str, seconds: float) -> ProductEquilibrium:
    """The ProductEquilibrium at an outcome."""
    state, found, gaps = outcome.state, outcome.found, outcome.gaps
    report = SolveReport(
        Status.SOLVED,
        method,
        outcome.sweeps,
        seconds,
        gaps.worst,
        gaps.price,
        gaps.goods,
        gaps.factor,
        gaps.balance,
    )
    return ProductEquilibrium(
        problem,
        np.exp(state.log_w),
        np.exp(found.log_P),
        np.exp(found.log_c),
        found.b,
        found.Phi,
        found.X,
        found.Y,
        found.R,
        found.D,
        found.income,
        report,
    )
