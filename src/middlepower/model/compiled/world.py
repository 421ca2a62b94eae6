"""The compiled solver: the same equations, sweeps and fallbacks as `long_run`, its main loop in machine code.

Import this module only where it pays: loading Numba takes longer than a hundred solves at 31 x 40.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from middlepower.model.compiled import loop as compiled_loop
from middlepower.model.compiled.entered import entered
from middlepower.model.compiled.kernels import CompiledCase, CompiledSteering, CompiledSweep, CompiledWorld, Single
from middlepower.model.compiled.quotas import quotas_of
from middlepower.model.core.benchmark import Benchmark
from middlepower.model.core.closure import ClosureName
from middlepower.model.core.problem import Problem, export_tax_after
from middlepower.model.long_run import iterate
from middlepower.model.long_run.equations import Sweep
from middlepower.model.long_run.evaluate import Evaluator, z_at_benchmark
from middlepower.model.long_run.iterate import Outcome, Steering, Unknowns
from middlepower.model.long_run.solve import Solver
from middlepower.scenario.shock import Shock
from middlepower.solve.residuals import Residuals

Array = NDArray[np.float64]
PARTS = ("price", "goods", "factor", "income", "numeraire", "quota")  # as `iterate.residuals` names them


def compiled_solver(benchmark: Benchmark) -> Solver:
    """A Solver whose sweeps are compiled."""
    return with_compiled_sweeps(Solver.of(benchmark))


def with_compiled_sweeps(solver: Solver) -> Solver:
    """The same solver with compiled sweeps; steering that is renewed on the way is used by NumPy's."""
    world, steering = world_of(solver.benchmark), steering_of(solver.steer)

    def mix(problem: Problem, steer: Steering, first: Unknowns, tolerance: float, limit: int) -> Outcome:
        if steer is not solver.steer:
            return iterate.mix(problem, steer, first, tolerance, limit)
        return mix_compiled(world, steering, problem, first, tolerance, limit)

    return replace(solver, mix=mix)


def world_of(benchmark: Benchmark) -> CompiledWorld:
    """The arrays that all scenarios share, contiguous and writeable as the kernels' types ask."""
    first, last = reach(benchmark.pi)
    return CompiledWorld(
        alpha=plain(benchmark.alpha),
        beta=plain(benchmark.beta),
        gamma=plain(benchmark.gamma),
        theta=plain(benchmark.theta),
        wL=plain(benchmark.wL),
        used=(benchmark.X > 0).astype(np.float64),
        first=first,
        last=last,
    )


def steering_of(steer: Steering) -> CompiledSteering:
    """The steering of a solver, what only steers in single precision."""
    return CompiledSteering(
        price_inverse=single(steer.inverse.price),
        goods_inverse=single(steer.inverse.goods),
        wage_inverse=plain(steer.wage_inverse),
        price_response=single(steer.price_response),
        output_response=single(steer.output_response),
    )


def reach(pi: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(first, last)[k, n]: the exporters from which anything is bought lie in first .. last - 1."""
    bought = pi > 0
    N = pi.shape[2]
    return bought.argmax(axis=2).astype(np.int64), (N - bought[:, :, ::-1].argmax(axis=2)).astype(np.int64)


def case_of(problem: Problem) -> CompiledCase:
    """The kernels of a scenario, and its deficits."""
    deficits = deficit_parts(problem.closure, problem.benchmark)
    return CompiledCase(plain(problem.K), plain(problem.Kt), plain(problem.log_shift), *deficits)


def empty_case(benchmark: Benchmark, closure: ClosureName) -> CompiledCase:
    """Room for the kernels of a scenario under a closure."""
    K, N = benchmark.alpha.shape
    room = np.empty((K, N, N)), np.empty((K, N, N)), np.empty((K, N))
    return CompiledCase(*room, *deficit_parts(closure, benchmark))


def start_vector(benchmark: Benchmark, first: Unknowns | None, shock: Shock) -> Array:
    """The starting point as the vector that the compiled loop changes; its z is the benchmark's where `first` has that
    of other quotas or taxes."""
    K, N = benchmark.alpha.shape
    state = first or Unknowns(np.zeros(N), np.zeros((K, N)), benchmark.Y, np.zeros(0))
    z = z_at_benchmark(benchmark, len(shock.quotas), export_tax_after(benchmark, shock))
    return iterate.pack(replace(state, z=state.z if len(state.z) == len(z) else z), benchmark.wL)


def deficit_parts(closure: ClosureName, benchmark: Benchmark) -> tuple[Array, Array, Array]:
    """(D_fixed[n], D_anchored[n], D_own[n]) of `CompiledCase` under a closure."""
    order = ("world_gdp_share", "fixed_nominal", "own_gdp_share")
    parts = [plain(benchmark.D) if closure == name else np.zeros(benchmark.regions) for name in order]
    return parts[0], parts[1], parts[2]


def mix_compiled(
    world: CompiledWorld, steer: CompiledSteering, problem: Problem, first: Unknowns, tolerance: float, limit: int
) -> Outcome:
    """The Outcome of the compiled loop, see `iterate.mix`."""
    evaluate = Evaluator(problem)
    x = iterate.pack(first, problem.benchmark.wL)
    quotas = quotas_of(evaluate.table, evaluate.base, problem.export_tax)
    case = case_of(evaluate.work)
    swept, gaps, sweeps = entered(compiled_loop.mix, world, steer, case, quotas, x, tolerance, limit)
    named = Residuals(dict(zip(PARTS, gaps, strict=True)))
    return Outcome(iterate.unpack(x, problem.benchmark), sweep_of(swept), named, sweeps)


def compiled_sweep_of(swept: Sweep) -> CompiledSweep:
    """A Sweep in the form that the kernels write; what NumPy does not keep is left empty."""
    none = np.empty((0, 0))
    return CompiledSweep(
        swept.log_c,
        none,
        swept.b,
        swept.Phi,
        swept.log_P,
        none,
        swept.income,
        swept.X,
        swept.Y,
        swept.excess,
        swept.shortfall,
    )


def sweep_of(swept: CompiledSweep) -> Sweep:
    """What a compiled sweep found, as the Sweep that NumPy returns."""
    return Sweep(
        swept.log_c, swept.log_P, swept.b, swept.Phi, swept.income, swept.X, swept.Y, swept.excess, swept.shortfall
    )


def plain(value: Array) -> Array:
    """A contiguous, writeable float64 array with the same values; a copy only where one is needed."""
    if value.dtype == np.float64 and value.flags.carray:
        return value
    return np.require(value, np.float64, ["C", "W"])


def single(value: Array) -> Single:
    """The values in single precision."""
    return np.ascontiguousarray(value, np.float32)
