"""The main loop: block-preconditioned sweeps under Anderson mixing, then Newton on wages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.problem import Problem
from middlepower.model.long_run.equations import Sweep
from middlepower.model.long_run.evaluate import Evaluator, size_of_z, start_of_z
from middlepower.model.long_run.linear import Blocks, Point, blocks, excess_slope, gauged_inverse, wage_responses
from middlepower.solve.anderson import AndersonMixer

Array = NDArray[np.float64]
WAGE_STEP = 0.5  # largest change of a log wage in one sweep
BLOW_UP = 1e4  # a residual this much worse than the best one means that the mixing went astray
PRICE_STEP = 2.0  # largest change of a log price in one sweep


@dataclass(frozen=True)
class Steering:
    """What depends on the world alone and steers every solve on it: the linearised model, inverted block by block.

    inverse undoes domestic loops; wage_inverse[n, m] turns excess demands into log wages; price_response[k, n, m]
    and output_response[k, n, m] (over own value added) say where prices and outputs go when log wage m moves.
    """

    inverse: Blocks
    wage_inverse: Array
    price_response: Array
    output_response: Array


@dataclass(frozen=True)
class State:
    """The unknowns: log wages [n], log prices [k, n], outputs [k, n] (zeros allowed), z of `evaluate.Evaluator`."""

    log_w: Array
    log_P: Array
    Y: Array
    z: Array


@dataclass(frozen=True)
class Gaps:
    """Residuals at a state: log prices, outputs and excess demand over own value added, quota conditions."""

    price: float
    goods: float
    factor: float
    quota: float

    @property
    def worst(self) -> float:
        """The largest of them."""
        return max(self.price, self.goods, self.factor, self.quota)


@dataclass(frozen=True)
class Outcome:
    """Where the loop ended."""

    state: State
    found: Sweep
    gaps: Gaps
    sweeps: int


def steering(benchmark: Benchmark) -> Steering:
    """Preconditioning blocks and inverse wage Jacobian at the benchmark."""
    return steer_at(benchmark, benchmark.pi, 1.0 / benchmark.wedge, benchmark.X, benchmark.wL)


def steer_at(benchmark: Benchmark, pi: Array, net: Array, X: Array, wL: Array) -> Steering:
    """Steering at any point with shares pi, receipts per spending `net`, spending X and value added wL."""
    point = Point(pi, net, X, wL, benchmark.alpha, benchmark.beta, benchmark.gamma, benchmark.theta)
    inverse = blocks(point)
    dP, dY = wage_responses(point, inverse)
    return Steering(inverse, gauged_inverse(excess_slope(point, dY), wL), dP, dY / wL[:, None])


def renewed(problem: Problem, outcome: Outcome) -> Steering:
    """Steering at a point of a solve that is not there yet."""
    found = outcome.found
    pi = problem.K * found.b[:, None, :] / found.Phi[:, :, None]
    net = np.divide(problem.Kt, problem.K, out=np.ones_like(problem.K), where=problem.K > 0)
    wL = np.exp(outcome.state.log_w) * problem.benchmark.wL
    return steer_at(problem.benchmark, pi, net, found.X, wL)


def start(problem: Problem) -> State:
    """The benchmark itself as a starting point."""
    benchmark = problem.benchmark
    return State(np.zeros(benchmark.regions), np.zeros_like(benchmark.alpha), benchmark.Y.copy(), start_of_z(problem))


def fitting(problem: Problem, first: State) -> State:
    """A state to start from; its z is the benchmark's where it comes from a problem with other quotas or taxes."""
    return first if len(first.z) == size_of_z(problem) else replace(first, z=start_of_z(problem))


def residuals(problem: Problem, state: State, found: Sweep, z: Array) -> Gaps:
    """Equation residuals at `state`, each in units that compare across economies."""
    size = np.exp(state.log_w) * problem.benchmark.wL
    used = problem.benchmark.X > 0
    return Gaps(
        float(np.abs((found.log_P - state.log_P) * used).max()),
        float((np.abs(found.Y - state.Y) / size).max()),
        float((np.abs(found.excess) / size).max()),
        float(np.abs(z - state.z).max()) if len(z) else 0.0,
    )


def preconditioned(problem: Problem, steer: Steering, state: State, found: Sweep, z: Array) -> Array:
    """The step of (ln w, ln P, Y / wL, premium): domestic loops and wages solved out to first order.

    Prices and outputs move at once by what the wage step will ask of them, which halves the number of sweeps.
    """
    bench = problem.benchmark
    gap_P = np.where(bench.X > 0, found.log_P - state.log_P, 0.0)
    d_P = np.matmul(steer.inverse.price, gap_P.T[:, :, None])[:, :, 0].T
    d_Y = np.matmul(steer.inverse.goods, (found.Y - state.Y).T[:, :, None])[:, :, 0].T
    payments = np.einsum("sn,sn->n", bench.beta, state.Y + d_Y)
    excess = payments - np.exp(state.log_w) * bench.wL
    defect = np.exp(state.log_w) @ bench.wL / bench.wL.sum() - 1.0
    d_w = steer.wage_inverse @ (bench.wL * defect - excess)
    d_w = np.clip(d_w, -WAGE_STEP, WAGE_STEP)
    d_P = np.clip(d_P + np.matmul(steer.price_response, d_w), -PRICE_STEP, PRICE_STEP)
    d_Y = d_Y / bench.wL + np.matmul(steer.output_response, d_w)
    return np.concatenate([d_w, d_P.ravel(), d_Y.ravel(), z - state.z])


def pack(state: State, wL: Array) -> Array:
    """The state as one vector."""
    return np.concatenate([state.log_w, state.log_P.ravel(), (state.Y / wL).ravel(), state.z])


def unpack(x: Array, benchmark: Benchmark) -> State:
    """The state from one vector; outputs are kept non-negative."""
    N, size = benchmark.regions, benchmark.alpha.size
    shape = benchmark.alpha.shape
    Y = np.maximum(x[N + size : N + 2 * size].reshape(shape), 0.0) * benchmark.wL
    return State(x[:N], x[N : N + size].reshape(shape), Y, x[N + 2 * size :])


def mix(problem: Problem, steer: Steering, first: State, tolerance: float, limit: int) -> Outcome:
    """Anderson-mixed sweeps until the residual is below `tolerance`, or the limit; the best state met.

    After a step that makes things ten thousand times worse, restart from the best state with half the step.
    """
    bench = problem.benchmark
    evaluate = Evaluator(problem)
    x = pack(first, bench.wL)
    mixer = AndersonMixer(len(x))
    best: tuple[Outcome, Array] | None = None
    damping = 1.0
    for count in range(1, limit + 1):
        state = unpack(x, bench)
        found, z = evaluate(state.log_w, state.log_P, state.Y, state.z)
        gaps = residuals(problem, state, found, z)
        if gaps.worst <= tolerance:
            return Outcome(state, found, gaps, count)
        if best is not None and not gaps.worst < BLOW_UP * best[0].gaps.worst:
            damping *= 0.5
            mixer.reset()
            x = pack(best[0].state, bench.wL) + damping * best[1]
            continue
        step = preconditioned(problem, steer, state, found, z)
        if best is None or gaps.worst < best[0].gaps.worst:
            best = Outcome(state, found, gaps, count), step
        x = mixer.next(pack(state, bench.wL), step)
    assert best is not None
    return replace(best[0], sweeps=limit)
